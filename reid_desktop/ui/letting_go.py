"""A closed window is given back to the system at once."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget


def let_go_with(window: QWidget) -> None:
    """Once Qt has deleted `window`, let its parts forget one another.

    Views, their helpers and the window know one another, so Python would keep all of them, with the columns
    and pictures of a large case, until it next looks for such circles, which may be much later. Painters of
    map layers may still be at work in other threads; they know nobody and are left alone.
    """
    helpers = window.findChildren(QObject, options=Qt.FindChildOption.FindDirectChildrenOnly)
    parts: list[QObject] = [window, *helpers, *window.findChildren(QWidget)]

    def forget() -> None:
        for part in parts:
            vars(part).clear()
        parts.clear()

    window.destroyed.connect(forget)
