"""A command of a single key, which never takes a letter from a menu or a list that is open."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QShortcutEvent
from PySide6.QtWidgets import QApplication, QComboBox, QWidget


class KeyAction(QAction):
    """Holds on cards and pictures only.

    To Qt the keyboard is still on the cards while a menu or the list of a box is open over them: there the
    letter U would decide where somebody chooses Undo. It is handed to the menu or list instead.
    """

    def __init__(self, text: str, owner: QWidget) -> None:
        """Belong to `owner`."""
        super().__init__(text, owner)
        self._is_passed_on = False

    def event(self, event: QEvent) -> bool:
        """Pass the key on where somebody chooses from a menu or a list."""
        if isinstance(event, QShortcutEvent):
            taker = _chosen_from()
            if self._is_passed_on:
                return True  # a menu without such a letter gives it to the one that it came from
            if taker is not None:
                self._is_passed_on = True
                taker.event(_pressed(event))  # sent through the application it would come here again
                self._is_passed_on = False
                return True
        return super().event(event)


def _chosen_from() -> QWidget | None:
    """Return the menu or list that letters are meant for, if there is one."""
    popup, focus = QApplication.activePopupWidget(), QApplication.focusWidget()
    if popup is not None:
        inside: QWidget | None = popup.focusWidget()  # Qt's own notes leave the None out
        return popup if inside is None else inside
    return focus if isinstance(focus, QComboBox) else None


def _pressed(event: QShortcutEvent) -> QKeyEvent:
    """Return the key of a shortcut as it is pressed."""
    letter = event.key().toString()
    key = Qt.Key(ord(letter))  # keys of letters have the numbers of capitals
    return QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, letter.lower())
