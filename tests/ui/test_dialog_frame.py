"""The frame of dialogs: on a screen that is too low for one, its middle is rolled and its buttons stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from reid_desktop.ui.dialogs.frame import DialogFrame
from reid_desktop.ui.dialogs.import_media import ImportDialog
from reid_desktop.ui.dialogs.words import QuestionDialog
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.painting.wrapped_rows import WrappedRows
from tests.ui.handling import mute

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def on_a_screen_of(height_px: int, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> ImportDialog:
    monkeypatch.setattr(DialogFrame, "room_px", height_px)
    dialog = ImportDialog(None, [Path("/evidence")], [], ["UTC"])
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitExposed(dialog)
    return dialog


def test_a_dialog_that_is_too_high_for_the_screen_keeps_its_buttons_in_sight(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    dialog = on_a_screen_of(400, monkeypatch, qtbot)
    assert dialog.height() <= 400
    rolled = dialog.findChild(QScrollArea)
    field = dialog.findChild(QLineEdit)
    assert rolled is not None
    assert field is not None
    assert rolled.isAncestorOf(field)
    for button in dialog.findChildren(QPushButton):
        if button.text() in ("Cancel", "Import"):
            assert not rolled.isAncestorOf(button)
            assert button.mapTo(dialog, button.rect().bottomLeft()).y() < 400
    qtbot.waitUntil(lambda: rolled.verticalScrollBar().maximum() > 0)
    assert rolled.horizontalScrollBar().maximum() == 0
    assert mute(dialog) == []


def test_a_dialog_for_which_there_is_room_is_not_rolled(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    dialog = on_a_screen_of(1000, monkeypatch, qtbot)
    assert 400 < dialog.height() <= 1000
    assert not [one for one in dialog.findChildren(QScrollArea) if type(one) is QScrollArea]


def test_a_dialog_grows_when_more_comes_to_be_shown(qtbot: QtBot) -> None:
    dialog = DialogFrame(None, "Title")
    more = label("many words " * 200, wraps=True)
    more.hide()
    dialog.add_body(more)
    dialog.finish()
    qtbot.addWidget(dialog)
    dialog.open()
    before_px = dialog.height()
    more.show()
    qtbot.waitUntil(lambda: dialog.height() > before_px + 100)
    assert more.height() >= more.heightForWidth(more.width())


def test_what_is_final_is_not_done_by_return_alone(qtbot: QtBot) -> None:
    done: list[bool] = []
    dialog = QuestionDialog(None, "Delete?", "For good.", "Delete", lambda: done.append(True), is_final=True)
    qtbot.addWidget(dialog)
    dialog.open()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert done == []


def test_a_dialog_shrinks_when_it_is_told_that_less_is_shown(qtbot: QtBot) -> None:
    dialog = DialogFrame(None, "Title")
    more = label("many words " * 200, wraps=True)
    dialog.add_body(more)
    dialog.finish()
    qtbot.addWidget(dialog)
    dialog.open()
    QApplication.processEvents()
    before_px = dialog.height()
    more.hide()
    dialog.shrink()
    qtbot.waitUntil(lambda: dialog.height() < before_px - 100)


def test_what_is_rolled_is_not_cut_at_the_side(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(DialogFrame, "room_px", 300)
    dialog, body = DialogFrame(None, "Title"), QWidget()
    dialog.setMinimumWidth(300)
    body.setMinimumSize(600, 800)
    dialog.add_body(body)
    dialog.finish()
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.is_rolled
    rolled = dialog.findChild(QScrollArea)
    assert rolled is not None
    qtbot.waitUntil(lambda: rolled.verticalScrollBar().maximum() > 0)
    assert rolled.horizontalScrollBar().maximum() == 0
    assert rolled.width() < dialog.width()


@pytest.mark.parametrize("width_px", range(200, 260, 4))
def test_words_that_wrap_in_a_list_are_all_seen(width_px: int, qtbot: QtBot) -> None:
    rows = QListWidget()
    qtbot.addWidget(rows)
    rows.setStyleSheet("QListWidget::item { padding: 4px 8px; }")
    rows.setWordWrap(True)
    rows.setItemDelegate(WrappedRows(rows))
    rows.addItem("seen first at the station, with a rucksack and white trainers " * 4)
    rows.resize(width_px, 600)
    rows.show()
    painted = rows.viewport().width() - 2 * 8 - 2 * 3  # the padding, and the margin that Qt keeps
    asked = rows.fontMetrics().boundingRect(0, 0, painted, 600, Qt.TextFlag.TextWordWrap, rows.item(0).text())
    assert rows.visualItemRect(rows.item(0)).height() >= asked.height() + 2 * 4
