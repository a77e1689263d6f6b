"""What a person looks like is compared, and never turned into sex, age, origin, belief or mood."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from reid_desktop.domain.clothing import WORDS

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = re.compile(
    r"(^|_)(gender|sex|male|female|ethnicity|ethnic|racial|emotion|mood|religion|nationality|age_(group|years))(_|$)",
    re.IGNORECASE,
)


def names_in(path: Path) -> Iterator[str]:
    """Yield every name that a module gives or uses, and every text that is a single word."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            yield node.value


def test_no_module_has_a_name_for_what_is_never_inferred() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "reid_desktop").rglob("*.py"))
        for name in names_in(path)
        if FORBIDDEN.search(name)
    ]
    assert found == []


def test_the_check_sees_what_it_is_for(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("is_male = scores[0]\nx = {'gender': 1}\nfemale_share = 0\n", encoding="utf-8")
    assert sum(bool(FORBIDDEN.search(name)) for name in names_in(module)) == 3


def test_what_can_be_asked_for_is_worn_or_coloured() -> None:
    assert not [word for word in WORDS if FORBIDDEN.search(word.replace("-", "_").replace(":", "_"))]
