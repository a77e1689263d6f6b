"""No English is left in any page or dialog: in a made-up language, every word that is not data is marked."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt, QTranslator
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QListWidget,
    QMenu,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.languages import LANGUAGES
from reid_desktop.domain.query import Filters
from reid_desktop.ui.commands import COMMANDS
from reid_desktop.ui.main_window import MainWindow
from tests.ui.conftest import MakeWindow
from tests.ui.handling import settle
from tests.ui.scenery import EXHIBITS, Scenery, add_search
from tests.ui.test_overseeing import Engine

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
WORD = re.compile(r"[A-Za-z]{3,}")
MOST_ROWS = 30
ASKS_SYSTEM = {"quit", "close_case", "new_case", "open_case", "search_picture"}
"""Commands that leave the case, or open a dialog of the system."""
NAMES = (
    *(one.exhibit_id for one in EXHIBITS), *(one.description for one in EXHIBITS),
    *(one.seal for one in EXHIBITS), *(one.owner for one in EXHIBITS),
)  # fmt: skip
DATA = re.compile(
    r"UTC|[\w.\-/: ]*\.(jpg|mp4)|[0-9a-f]{64}|yolo11n\S*|person-reidentification\S*|samsung|A525FXXU4"
    r"|\((jpeg|mp4)\)|2024-0117 · Harbour warehouse|reid-desktop|J\. de Vries|[A-Z][A-Za-z]+/[A-Za-z_/]+"
    rf"|{'|'.join(LANGUAGES.values())}"
    r"|internal|prosecutor|Project VIC|vic\b|\d   [A-Z].*|Ctrl\S*|Alt\S*|Shift\S*|Return|Backspace|PgUp"
    r"|PgDown|The file is cut short\.|\S*/\S+|No valid authority is recorded.*|<[^>]*>|Space|Esc\b|P1"
)
"""What comes from the evidence, from the case, or from the keyboard, and is shown as it is."""


class MadeUp(QTranslator):
    """Marks every word that is looked up."""

    def isEmpty(self) -> bool:
        """Tell Qt that there is something to look up."""
        return False

    def translate(
        self,
        context: str,  # noqa: ARG002
        source_text: str,
        disambiguation: str | None = None,  # noqa: ARG002
        n: int = -1,  # noqa: ARG002
    ) -> str | None:
        """Return the words in brackets; those that stand for a setting stay."""
        is_setting = source_text.startswith(
            ("thousands:", "decimal:", "digits that", "said as one:", "winds:", "map names:")
        )
        return None if is_setting or not source_text.strip() else f"⟦{source_text}⟧"


@pytest.fixture
def made_up(qapp: QApplication) -> Iterator[None]:
    """The window speaks a language that nobody wrote down."""
    speaker = MadeUp(qapp)
    qapp.installTranslator(speaker)
    yield
    qapp.removeTranslator(speaker)


def texts(widget: QWidget) -> Iterator[str]:
    """Yield all that a widget shows or has read out, its own data apart."""
    for name in ("text", "placeholderText", "title"):
        found = getattr(widget, name, None)
        if callable(found) and not (name == "text" and isinstance(widget, QLineEdit)):
            words = found()
            yield words if isinstance(words, str) else ""
    yield from (widget.windowTitle(), widget.toolTip(), widget.accessibleName(), widget.statusTip())
    yield from (action.text() for action in widget.actions())
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(min(widget.count(), MOST_ROWS)))
    if isinstance(widget, QListWidget):
        yield from (widget.item(row).text() for row in range(min(widget.count(), MOST_ROWS)))
    if isinstance(widget, QTableView) and isinstance(widget.model(), QAbstractItemModel):
        yield from cells(widget.model())


def cells(model: QAbstractItemModel) -> Iterator[str]:
    """Yield headings and cells of a table."""
    for column in range(model.columnCount()):
        heading = model.headerData(column, Qt.Orientation.Horizontal)
        yield heading if isinstance(heading, str) else ""
        for row in range(min(model.rowCount(), MOST_ROWS)):
            words = model.index(row, column).data()
            yield words if isinstance(words, str) else ""


def english_in(root: QWidget) -> set[str]:
    """Return what is neither marked nor data."""
    left = set()
    for widget in (root, *root.findChildren(QWidget)):
        for shown in texts(widget):
            rest = shown
            while MARKED.search(rest):  # words filled into words are marked twice
                rest = MARKED.sub(" ", rest)
            for name in NAMES:
                rest = rest.replace(name, " ") if name else rest
            if WORD.search(DATA.sub(" ", rest)):
                left.add(shown)
    return left


def english_in_menu(menu: QMenu) -> set[str]:
    """Return what a menu and those in it say in English."""
    left = set()
    for action in menu.actions():
        if WORD.search(DATA.sub(" ", MARKED.sub(" ", action.text()))):
            left.add(action.text())
        inner = action.menu()
        left |= english_in_menu(inner) if isinstance(inner, QMenu) else set()
    return left


def open_dialogs(window: MainWindow) -> list[QDialog]:
    return [one for one in window.findChildren(QDialog) if one.isVisible()]


@pytest.mark.usefixtures("made_up")
def test_no_english_is_left_in_the_pages_of_the_window(
    make_window: MakeWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    window = make_window(scenery)
    ids = [SightingId(int(one)) for one in window.panels.gallery.model.ids]
    window.panels.selection.look_at(ids[0])
    settle(window, qtbot)
    left = english_in(window)
    window.probing.show_search(add_search(scenery, 12))
    settle(window, qtbot)
    window.actions_table["confirm"].trigger()
    window.actions_table["compare"].trigger()
    settle(window, qtbot)
    left |= english_in(window)
    window.comparing.leave()
    narrow = Filters(unplaced_only=True, minimum_quality=0.5, whole_only=True, place_name="a")
    window.panels.workbench.set_filters(narrow)
    settle(window, qtbot)
    left |= english_in(window)
    window.peopling.make_person("P1", tuple(ids[:2]))
    window.peopling.begin()
    settle(window, qtbot)
    left |= english_in(window)
    menus = (window.panels.map.menu.build(), window.panels.timeline.menu.build())
    left = left.union(*map(english_in_menu, menus))
    assert left == set()


@pytest.mark.usefixtures("made_up")
def test_no_english_is_left_in_the_dialogs_of_the_commands(
    make_window: MakeWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    scenery.engine.script = Engine(scenery)
    add_search(scenery, 12)
    window = make_window(scenery)
    window.panels.selection.look_at(SightingId(int(window.panels.gallery.model.ids[0])))
    settle(window, qtbot)
    left: dict[str, set[str]] = {}
    opened = set()
    for command in COMMANDS:
        if command.text.endswith("…") and command.id not in ASKS_SYSTEM:
            window.actions_table[command.id].trigger()
            settle(window, qtbot)
            for dialog in open_dialogs(window):
                opened.add(command.id)
                left.setdefault(command.id, set()).update(english_in(dialog))
                dialog.reject()
            settle(window, qtbot)
    assert {name: words for name, words in left.items() if words} == {}
    assert len(opened) >= 20, sorted(opened)
