"""A change of theme: the colours change everywhere, and the style sheet is not read anew for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QListWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from reid_desktop.ui.colours import CONTRAST, DARK, LIGHT, ROLES, Colours, colours_of, make_palette
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.style_sheet import in_sheets
from reid_desktop.ui.theme import ThemeChoice, ThemeKeeper
from reid_desktop.ui.turns import Turns
from reid_desktop.ui.watching import PaintCount

_INK = QPalette.ColorRole.WindowText


@pytest.mark.parametrize("colours", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"])
def test_a_palette_carries_every_colour(colours: Colours) -> None:
    palette = make_palette(colours)
    carried = {name: palette.color(role).name() for name, role in ROLES.items()}
    assert carried == {name: getattr(colours, name) for name in Colours.__dataclass_fields__}
    assert len(set(ROLES.values())) == len(ROLES)
    assert colours_of(palette) is colours


@pytest.mark.parametrize("name", sorted(ROLES))
def test_a_sheet_names_each_colour_so_that_qt_finds_it(qtbot: QtBot, theme: ThemeKeeper, name: str) -> None:
    theme.choose(ThemeChoice.DARK)
    worn = QLabel("words")
    qtbot.addWidget(worn)
    worn.setStyleSheet(f"color: {in_sheets(name)}")
    worn.ensurePolished()
    assert worn.palette().color(_INK).name() == getattr(DARK, name)


def test_a_theme_is_seen_everywhere_and_its_sheet_is_read_once(
    qtbot: QtBot, qapp: QApplication, theme: ThemeKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, hidden = label("shown", "warning"), label("hidden", "danger")
    for one in (shown, hidden):
        qtbot.addWidget(one)
        one.ensurePolished()
    shown.show()
    assert shown.palette().color(_INK).name() == LIGHT.warning
    sheets: list[str] = []
    monkeypatch.setattr(QApplication, "setStyleSheet", lambda _self, words: sheets.append(words))
    theme.choose(ThemeChoice.DARK)
    assert shown.palette().color(_INK).name() == DARK.warning
    qtbot.waitUntil(lambda: theme.is_settled)
    assert hidden.palette().color(_INK).name() == DARK.danger
    theme.choose(ThemeChoice.CONTRAST)
    theme.choose(ThemeChoice.LIGHT)
    qtbot.waitUntil(lambda: theme.is_settled)
    for one, colour in ((shown, LIGHT.warning), (hidden, LIGHT.danger)):
        assert one.palette().color(_INK).name() == colour
    assert sheets == []
    assert LIGHT.warning not in qapp.styleSheet()


def test_what_some_have_is_ticked_otherwise_than_what_none_or_all_have(
    qtbot: QtBot, theme: ThemeKeeper
) -> None:
    theme.choose(ThemeChoice.LIGHT)
    listed, item = QListWidget(), QListWidgetItem("white dress")
    qtbot.addWidget(listed)
    listed.addItem(item)
    states = (Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Checked)
    pictures = []
    for state in states:
        item.setCheckState(state)
        pictures.append(listed.grab().toImage())
    none, some, every = pictures
    assert some != none
    assert some != every


def test_colours_and_painting_have_a_turn_each(qtbot: QtBot, theme: ThemeKeeper) -> None:
    window, gone = QWidget(), QWidget()
    qtbot.addWidget(window)
    for one in (window, gone):
        one.show()
    qtbot.waitUntil(lambda: theme.is_settled)
    paints = PaintCount(window)
    theme.choose(ThemeChoice.DARK)
    theme.choose(ThemeChoice.CONTRAST)
    QApplication.sendPostedEvents()
    assert (paints.paints, theme.is_settled) == (0, False)
    assert window.palette().color(_INK).name() == CONTRAST.text
    gone.deleteLater()
    qtbot.waitUntil(lambda: theme.is_settled and paints.paints > 0)
    assert window.updatesEnabled()


def test_what_is_gone_when_its_turn_comes_is_left_out(qtbot: QtBot, theme: ThemeKeeper) -> None:
    owner = QWidget()
    gone, stays = QLabel("gone", owner), label("stays", "good")
    qtbot.addWidget(stays)
    stays.ensurePolished()
    theme.choose(ThemeChoice.DARK)
    gone.deleteLater()
    owner.deleteLater()
    qtbot.waitUntil(lambda: theme.is_settled)
    assert stays.palette().color(_INK).name() == DARK.good


def test_turns_are_done_in_order_and_dropped_for_newer_ones(qtbot: QtBot) -> None:
    owner = QObject()
    turns, done = Turns(owner), []

    def steps(word: str) -> list[Callable[[], None]]:
        return [lambda one=f"{word}{number}": done.append(one) for number in range(3)]  # type: ignore[misc]

    turns.begin(steps("old"))
    turns.begin(steps("new"))
    assert not turns.is_over
    qtbot.waitUntil(lambda: turns.is_over)
    assert done == ["new0", "new1", "new2"]
