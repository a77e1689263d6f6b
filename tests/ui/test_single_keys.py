"""Commands of a single key hold on cards and pictures only: not in a menu or list that is open."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcutEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from reid_desktop.ports.review import DecideRequest, UndoRequest
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.views.order_box import OrderBox
from tests.ui.handling import settle
from tests.ui.scenery import Scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_a_letter_chooses_in_an_open_menu_and_decides_nothing(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    window.panels.selection.look_at(window.panels.gallery.model.ids[0])
    settle(window, qtbot)
    window.panels.gallery.focus_target.setFocus()
    undo = window.actions_table["undo"]
    [menu] = [one for one in window.findChildren(QMenu) if undo in one.actions()]
    menu.popup(window.mapToGlobal(window.rect().center()))
    assert window.actions_table["inconclusive"].shortcut().toString() == "U"
    assert QKeySequence.mnemonic(undo.text()).toString() == "Alt+U"
    QTest.keyClick(menu, Qt.Key.Key_U)
    assert not menu.isVisible()
    settle(window, qtbot)
    requests = [type(one) for _, one in scenery.engine.requests]
    assert UndoRequest in requests
    assert DecideRequest not in requests


class _Giving(QMenu):
    """A menu that gives a letter it does not have to where it came from, as Qt's do on a real display."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self._action, self.presses = action, 0

    def event(self, event: QEvent) -> bool:
        """Give a key back."""
        if event.type() == QEvent.Type.KeyPress:
            self.presses += 1
            QCoreApplication.sendEvent(self._action, QShortcutEvent(self._action.shortcut(), 1))
        return super().event(event)


def test_a_letter_that_no_entry_has_goes_round_once(window: MainWindow, scenery: Scenery) -> None:
    action = window.actions_table["confirm"]
    menu = _Giving(action)
    menu.addAction("nothing")
    menu.popup(window.mapToGlobal(window.rect().center()))
    QCoreApplication.sendEvent(action, QShortcutEvent(action.shortcut(), 1))
    assert menu.presses == 1
    menu.hide()
    menu.deleteLater()
    assert scenery.engine.requests == []


def test_a_letter_chooses_in_a_list_and_decides_nothing(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    window.panels.selection.look_at(window.panels.gallery.model.ids[0])
    settle(window, qtbot)
    [box] = window.panels.gallery.findChildren(OrderBox)
    window.panels.gallery.focus_target.setFocus()
    QTest.keyClick(window.panels.gallery.focus_target, Qt.Key.Key_N)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_N)
    box.showPopup()
    QTest.keyClick(box.view(), Qt.Key.Key_N)
    box.hidePopup()
    settle(window, qtbot)
    assert [type(one) for _, one in scenery.engine.requests].count(DecideRequest) == 1
