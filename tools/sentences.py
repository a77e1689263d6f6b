"""The sentences that services, adapters and rules make, read from the code: what a language must know.

The code says them in English, as it writes them into the case, the log and the exports; the window shows them
in its language (`reid_desktop/ui/sentences.py`), from `resources/languages/CODE.sentences.json`. Run as a
program, this lists what a language lacks and what it has too much.
"""

from __future__ import annotations

import ast
import itertools
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from reid_desktop.adapters.store.guarding import GUARDED
from reid_desktop.domain.phrasebook import template_of

ROOT = Path(__file__).parents[1]
CODE = ROOT / "reid_desktop"

UNSEEN = (
    "ui",
    "app/cli",
    "app/bench",
    "app/demo",
    "adapters/training",
    "adapters/media/bench_pictures.py",
    "adapters/media/demo_files.py",
    "adapters/media/demo_scenes.py",
    "domain/training.py",
    "domain/detector_training.py",
    "services/training.py",
    "services/detector_training.py",
)
"""Parts that the window has its own words for, or never hears of."""
ONLY_RAISED = ("adapters/export",)
"""Parts whose other sentences stand in exports, which are in English."""

PHRASES: Mapping[str, tuple[str, ...]] = {
    "adapters/maps/child.py": ("_answer",),
    "adapters/media/export_pictures.py": ("_path",),
    "adapters/places/offline.py": ("nearest",),
    "adapters/process/child.py": ("_carry_out",),
    "adapters/sealing/age_files.py": ("lock",),
    "adapters/sources/android_backup.py": ("_decrypted",),
    "adapters/sources/ios_backup.py": ("_unlocked",),
    "adapters/sources/ios_manifest.py": ("_check",),
    "adapters/sources/zips.py": ("_decrypted",),
    "adapters/store/log_head.py": ("read_head",),
    "adapters/store/reading.py": ("log_heads",),
    "adapters/vision/exporting.py": ("_run",),
    "adapters/vision/locating.py": ("*",),
    "adapters/vision/self_test.py": ("*",),
    "app/agency.py": ("*",),
    "app/window.py": ("_make_demo",),
    "domain/authority.py": ("*",),
    "domain/clock_solving.py": ("basis_of", "DECLARED", "_note", "_unfit"),
    "domain/earth.py": ("_WINDS",),
    "domain/export_profile.py": ("INTERNAL", "PROSECUTOR", "DISCLOSURE"),
    "domain/jobs.py": ("Progress",),
    "domain/model_card.py": ("ModelRole",),
    "domain/name_template.py": ("*",),
    "domain/persons.py": ("*",),
    "domain/review.py": ("VIC", "NoteKind"),
    "domain/roles.py": ("Right", "Role"),
    "domain/time_readings.py": ("_as_named",),
    "services/alarms.py": ("proposed",),
    "services/analysing.py": ("commit",),
    "services/bringing_in.py": ("checkpoint",),
    "services/clock_events.py": ("_of_one_scene", "_of_copies", "_satellite"),
    "services/comparing.py": ("_prepare",),
    "services/inspecting.py": ("_from_any",),
    "services/linking.py": ("_near_doubles",),
    "services/searching.py": ("_plan",),
    "ui/drawn_probe.py": ("drawn_probe",),
    "ui/outlining.py": ("_open",),
}
"""By module the functions, classes and constants all of whose words are said, be they sentences or not."""
SHORT = (
    "domain/clock_solving.py",
    "domain/earth.py",
    "domain/export_profile.py",
    "domain/jobs.py",
    "domain/model_card.py",
    "domain/review.py",
    "domain/roles.py",
)
"""Of these also single words."""

SPANS = tuple(
    f"{one}{other}"
    for ones, others in (
        (("{count} years", "1 year"), ("", " {count2} days", " 1 day")),
        (("{count} days", "1 day"), ("", " {count2} h")),
    )
    for one in ones
    for other in others
)
"""Lengths of time as `span_words` makes them."""

ERRNO = (
    "no such file or directory",
    "permission denied",
    "operation not permitted",
    "no space left on device",
    "disk quota exceeded",
    "input/output error",
    "read-only file system",
    "file exists",
    "is a directory",
    "not a directory",
    "directory not empty",
    "file name too long",
    "too many open files",
    "too many levels of symbolic links",
    "device or resource busy",
    "no such device",
    "no such device or address",
    "transport endpoint is not connected",
    "stale file handle",
    "connection reset by peer",
    "connection refused",
    "connection timed out",
    "host is down",
    "cannot allocate memory",
    "invalid argument",
    "broken pipe",
)
"""What the system says when a file cannot be used."""

_SENTENCE = re.compile(r"[“\"]?[A-Z{].* .* .*(?:[.!?”]|: \{\w+\})", re.DOTALL)
_NO_WORDS = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|PRAGMA|WHERE|import sys)\b")
_RAISES = re.compile(r"\w*(?:Error|Cancelled)|_?refused|_torn|case_error|file_error|_no_search")
_STEPS = {"Progress", "progress"}
_OWN = re.compile(r"(?:OS|Value|Type|EOF|Runtime|Key|Argument\w*|Read|Attribute|NotImplemented)Error")


def sentences() -> dict[str, str]:
    """Return every template with the place that says it first."""
    found: dict[str, str] = {}
    for path in sorted(CODE.rglob("*.py")):
        where = path.relative_to(CODE).as_posix()
        if where in PHRASES or not _within(where, UNSEEN):
            for template in _Module(where, ast.parse(path.read_text(encoding="utf-8"))).templates():
                if _says_something(template):
                    found.setdefault(template.strip(" ,;"), where)
    for words in (*ERRNO, *SPANS, "or", *_guarded()):
        found.setdefault(words, "made of parts")
    for card in sorted((ROOT / "models").glob("*.toml")):
        told = tomllib.loads(card.read_text(encoding="utf-8"))
        for name in ("title", "trained_on", "licence", "limits", "source"):
            words = " ".join(str(told.get(name, "")).split())
            if " " in words:
                found.setdefault(words.replace("{", "{{").replace("}", "}}"), f"models/{card.name}")
    return found


def _guarded() -> Iterator[str]:
    """Yield what the database calls its guarded rows: SQL such as `'exhibit ' || exhibit_id`."""
    for guarded in GUARDED.values():
        parts = [part.strip() for part in guarded.name.split("||")]
        yield "".join(part[1:-1] if part.startswith("'") else f"{{{part}}}" for part in parts)


def _within(where: str, parts: tuple[str, ...]) -> bool:
    return any(where == part or where.startswith(f"{part}/") for part in parts)


def _says_something(template: str) -> bool:
    """Tell whether there are words to translate around what is filled in."""
    return bool(re.search(r"[A-Za-z]", re.sub(r"\{[^{}]*\}", "", template)))


class _Module:
    """One module, its constants at hand."""

    def __init__(self, where: str, tree: ast.Module) -> None:
        self._where, self._tree = where, tree
        self._constants = dict(_constants(tree))

    def templates(self) -> Iterator[str]:
        """Yield what is raised, what is a sentence, steps of jobs, and what stands where phrases are made."""
        if not _within(self._where, UNSEEN):
            yield from self._said_anywhere()
        yield from self._phrases()

    def _said_anywhere(self) -> Iterator[str]:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and _RAISES.fullmatch(_name(node.func)) and node.args:
                if not _OWN.fullmatch(_name(node.func)):
                    yield from self._texts(node.args[0])
            elif isinstance(node, ast.Call) and _name(node.func) in _STEPS and node.args:
                yield from (words for one in node.args for words in self._texts(one))
        if not _within(self._where, ONLY_RAISED):
            yield from (one for one in self._all(self._tree) if self._is_sentence(one))

    def _phrases(self) -> Iterator[str]:
        wanted, is_short = set(PHRASES.get(self._where, ())), self._where in SHORT
        for node in ast.walk(self._tree):
            if set(_defined(node)) & wanted:
                said = (one for one in self._all(node) if " " in one.strip() or is_short)
                yield from (one for one in said if not _NO_WORDS.search(one))

    def _is_sentence(self, words: str) -> bool:
        return bool(_SENTENCE.fullmatch(words)) and not _NO_WORDS.search(words)

    def _all(self, tree: ast.AST) -> Iterator[str]:
        """Yield all literals that are no part of another and no docstring."""
        inner = {id(part) for node in ast.walk(tree) for part in _parts(node)}
        for node in ast.walk(tree):
            if id(node) not in inner and isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
                yield from self._texts(node)

    def _texts(self, node: ast.expr) -> Iterator[str]:
        """Yield the templates that an expression can be."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Name) and node.id in self._constants:
            yield from self._texts(self._constants[node.id])
        elif isinstance(node, ast.IfExp):
            yield from self._texts(node.body)
            yield from self._texts(node.orelse)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            for one, other in itertools.product(self._texts(node.left), self._texts(node.right)):
                yield one + other
        elif isinstance(node, ast.JoinedStr):
            for parts in itertools.product(*(tuple(self._part(one)) for one in node.values)):
                yield template_of(parts)

    def _part(self, node: ast.expr) -> Iterator[tuple[str, bool]]:
        """Yield what a part of an f-string can be: words, or the name of what is filled in."""
        if isinstance(node, ast.Constant):
            yield str(node.value), False
        elif isinstance(node, ast.FormattedValue):
            known = list(self._texts(node.value))
            is_numeric = node.format_spec is not None
            if known:
                yield from ((words, False) for words in known)
            else:
                yield _field(node.value) + (":n" if is_numeric else ""), True


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a literal, and docstrings, which are none."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)):
        yield from itertools.islice(ast.walk(node), 1, None)
    for line in getattr(node, "body", ()) if isinstance(getattr(node, "body", ()), list) else ():
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
            yield line.value


def _defined(node: ast.AST) -> Iterator[str]:
    """Yield what a part of the tree is called; all of it is `*`."""
    if isinstance(node, ast.Module):
        yield "*"
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (one.id for one in node.targets if isinstance(one, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _field(node: ast.expr) -> str:
    """Return a name for what is filled in."""
    if isinstance(node, ast.Call):
        own = _name(node.func)
        return _field(node.args[0]) if own in {"len", "str", "abs", "sorted", "float"} and node.args else own
    return _name(node).lstrip("_").lower() or "value"


def main() -> int:
    """Say what each language lacks and what it has too much."""
    wanted, lacks = sentences(), False
    for file in sorted((ROOT / "resources" / "languages").glob("*.sentences.json")):
        known = json.loads(file.read_text(encoding="utf-8"))
        missing, needless = sorted(set(wanted) - set(known)), sorted(set(known) - set(wanted))
        lacks = lacks or bool(missing or needless)
        for words in missing:
            sys.stdout.write(f"{file.name} lacks ({wanted[words]}): {words}\n")
        for words in needless:
            sys.stdout.write(f"{file.name} needs no more: {words}\n")
    return 1 if lacks else 0


if __name__ == "__main__":
    sys.exit(main())
