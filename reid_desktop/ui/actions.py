"""The actions of a window, made from the table of commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from .commands import COMMANDS
from .icons import IconShelf
from .key_action import KeyAction
from .translating import tr


class ActionTable:
    """The QActions of one window by id."""

    def __init__(self, owner: QWidget, icons: IconShelf) -> None:
        """Make an action for every command and hang it on `owner`."""
        self._actions: dict[str, QAction] = {}
        self._keys: list[QAction] = []
        for command in COMMANDS:
            action = (KeyAction if command.is_key else QAction)(tr(command.text), owner)
            action.setObjectName(command.id)
            hint = tr(command.hint)
            action.setStatusTip(hint)
            action.setCheckable(command.checkable)
            if command.shortcut:
                action.setShortcut(QKeySequence(command.shortcut))
            shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{hint} ({shortcut})" if shortcut else hint)
            if command.icon:
                icons.dress(action, command.icon)
            if command.is_key:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                self._keys.append(action)
            else:
                owner.addAction(action)
            self._actions[command.id] = action

    def __getitem__(self, command_id: str) -> QAction:
        """Return the action of a command."""
        return self._actions[command_id]

    def serve_keys(self, widget: QWidget) -> None:
        """Let the commands of a single key work while the keyboard is on a widget or in it."""
        widget.addActions(self._keys)

    @property
    def all(self) -> list[QAction]:
        """Return every action, in the order of the table."""
        return list(self._actions.values())

    def connect(self, calls: Mapping[str, Callable[[], None]]) -> None:
        """Have the commands do something."""
        for command_id, call in calls.items():
            self._actions[command_id].triggered.connect(lambda _checked=False, call=call: call())

    def enable(self, command_ids: tuple[str, ...], enabled: bool) -> None:
        """Make commands available or not."""
        for command_id in command_ids:
            self._actions[command_id].setEnabled(enabled)

    def fill(self, menu: QMenu, name: str) -> None:
        """Put the commands of a menu into it."""
        for command in COMMANDS:
            if command.menu == name:
                if command.starts_group:
                    menu.addSeparator()
                menu.addAction(self._actions[command.id])


def shortcut_rows() -> list[tuple[str, str, str]]:
    """Return (shortcut, command, hint) for the list in the help."""
    return [
        (
            QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText),
            plain_name(tr(command.text)),
            tr(command.hint),
        )
        for command in COMMANDS
        if command.shortcut
    ]


def plain_name(words: str) -> str:
    """Return the words of a menu without what menus need."""
    return words.replace("&", "").rstrip("…")
