"""No word of the window is missing in any language, and what is filled in is filled in everywhere."""

from __future__ import annotations

import ast
import gc
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from reid_desktop.app.formats import EXPORT_TITLES
from reid_desktop.domain.export_profile import FIELD_WORDS
from reid_desktop.domain.languages import LANGUAGES
from reid_desktop.domain.person_groups import GROUP_NOTICE
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ui import text
from reid_desktop.ui.commands import COMMANDS, MENUS
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.menu_letters import with_letters
from reid_desktop.ui.translating import Catalogue, language_for, tr
from tests.ui.conftest import RESOURCES, MakeWindow
from tests.ui.scenery import Scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
UI = Path(text.__file__).parent
FIELD = re.compile(r"\{(\w+)\}")


def literals(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an argument can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


@cache
def words_of_the_window() -> set[str]:
    """Return every word that the code of the window looks up."""
    places = {
        "tr": slice(0, 1),
        "translate": slice(1, 2),
        "said": slice(0, 1),
        "counted": slice(1, 3),
        "plural": slice(1, 3),
        "Command": slice(1, 4),
    }
    found: set[str] = set()
    gc.collect()  # what windows left must not be freed while a tree is being built
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                for argument in node.args[places.get(name, slice(0, 0))]:
                    found |= set(literals(argument))
    tables: tuple[Mapping[Any, str], ...] = (
        text.TIME_SOURCES,
        text.TIME_BADGES,
        text.PLACE_SOURCES,
        FIELD_WORDS,
        EXPORT_TITLES,
    )
    return found | {words for table in tables for words in table.values()} | {LEAD_NOTICE, GROUP_NOTICE}


@pytest.fixture(params=sorted(set(LANGUAGES) - {"en"}))
def words(request: pytest.FixtureRequest) -> dict[str, str]:
    """The words of a language."""
    file = RESOURCES / "languages" / f"{request.param}.json"
    loaded: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


def test_no_word_is_missing_and_none_is_left_over(words: dict[str, str]) -> None:
    wanted = words_of_the_window()
    assert sorted(wanted - set(words)) == []
    assert sorted(set(words) - wanted) == []
    assert [key for key, value in words.items() if not value.strip(" ")] == []


def test_what_is_filled_in_is_the_same(words: dict[str, str]) -> None:
    wrong = [k for k, v in words.items() if sorted(FIELD.findall(k)) != sorted(FIELD.findall(v))]
    assert wrong == []


def letters(text: str) -> list[str]:
    """Return the letters that an entry of a menu is called by."""
    return re.findall(r"&(\w)", text.replace("&&", ""))


def test_what_is_called_by_a_letter_has_one(words: dict[str, str]) -> None:
    assert [value for key, value in words.items() if letters(key) and len(letters(value)) != 1] == []


@pytest.mark.parametrize("menu", [*MENUS, "Theme"])
def test_no_letter_calls_two_entries_of_a_menu(words: dict[str, str], menu: str) -> None:
    wanted = [words[one.text] for one in COMMANDS if one.menu == menu]
    given = [letter.casefold() for text in with_letters(wanted) for letter in letters(text)]
    assert len(given) == len(set(given)) == sum(bool(letters(text)) for text in wanted)


def test_every_language_is_listed_and_has_its_files() -> None:
    files = {one.name for one in (RESOURCES / "languages").iterdir()}
    assert files == {
        f"{code}{end}" for code in set(LANGUAGES) - {"en"} for end in (".json", ".sentences.json")
    }


@pytest.fixture
def german(qapp: QApplication) -> Iterator[Catalogue]:
    """The window speaks German."""
    catalogue = Catalogue(RESOURCES / "languages" / "de.json", qapp)
    qapp.installTranslator(catalogue)
    yield catalogue
    qapp.removeTranslator(catalogue)


@pytest.mark.usefixtures("german")
def test_the_window_speaks_the_language(make_window: MakeWindow, scenery: Scenery, qtbot: QtBot) -> None:
    window: MainWindow = make_window(scenery)
    assert qtbot is not None
    assert window.actions_table["confirm"].text() == "&Bestätigen"
    assert [one.text() for one in window.menuBar().actions()][:3] == ["&Fall", "&Suchen", "&Durchsicht"]
    for menu in (window.menuBar(), *window.menuBar().findChildren(QMenu)):
        called = [letter.casefold() for one in menu.actions() for letter in letters(one.text())]
        assert len(called) == len(set(called))
    words: list[QLabel | QPushButton | QToolButton] = [
        *window.findChildren(QLabel),
        *window.findChildren(QPushButton),
        *window.findChildren(QToolButton),
    ]
    shown = {one.text() for one in words if one.isVisibleTo(window)}
    english = json.loads((RESOURCES / "languages" / "de.json").read_text(encoding="utf-8"))
    left = {one for one in shown if one in english and english[one] != one}
    assert left == set()
    assert text.number(12408) == "12.408"
    assert tr("{left} of {total} left", left=1, total=2) == "1 von 2 übrig"


def test_the_language_of_the_system_is_taken_where_we_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale("de_AT"))
    assert language_for("system") == "de"
    monkeypatch.setattr(QLocale, "system", lambda: QLocale("fi_FI"))
    assert language_for("system") == "en"
    assert language_for("de") == "de"
    assert language_for("xx") == "en"
