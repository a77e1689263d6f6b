"""Modules and functions stay small, and are called what they are."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

MODULE_LIMIT_LINES = 450
MEDIAN_LIMIT_LINES = 130
FUNCTION_LIMIT_LINES = 45
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("reid_desktop", "tests", "tools")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def lines_of(path: Path) -> int:
    """Count the lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def functions_of(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the name and the lines of each function, its docstring not counted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            text = first if ast.get_docstring(node) is not None else None
            spared = text.end_lineno - text.lineno + 1 if text and text.end_lineno else 0
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - spared


def test_no_module_is_too_long() -> None:
    long = {str(path.relative_to(ROOT)): lines_of(path) for path in MODULES}
    assert {name: lines for name, lines in long.items() if lines > MODULE_LIMIT_LINES} == {}


def test_most_modules_are_short() -> None:
    lengths = [lines_of(path) for path in MODULES if path.parts[-1] != "__init__.py"]
    assert median(lengths) <= MEDIAN_LIMIT_LINES


def test_no_function_is_too_long() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{name}": lines
        for path in MODULES
        for name, lines in functions_of(path)
        if lines > FUNCTION_LIMIT_LINES
    }
    assert long == {}


def test_the_function_ruler_measures(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        'def f():\n    """One.\n\n    Two.\n    """\n    x = 1\n    return x\n', encoding="utf-8"
    )
    assert list(functions_of(module)) == [("f", 3)]


def test_no_module_has_an_empty_name() -> None:
    assert [path for path in MODULES if path.stem in EMPTY_NAMES or path.parent.name in EMPTY_NAMES] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_switches_the_checks_off(folder: str) -> None:
    switches = ("# mypy: ignore-errors", "# ruff: noqa", "# type: ignore\n", "# noqa\n")
    guilty = [
        path
        for path in MODULES
        if path.is_relative_to(ROOT / folder)
        and path != Path(__file__).resolve()
        and any(switch in path.read_text(encoding="utf-8") for switch in switches)
    ]
    assert guilty == []
