"""Handling a window as a user does: dropping, waiting for dialogs, reading what is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from reid_desktop.domain.query import SearchRecord
from reid_desktop.services.browsing import View
from reid_desktop.ui.main_window import MainWindow

_Dialog = TypeVar("_Dialog", bound=QDialog)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until nothing is being read and no news is under way."""
    QApplication.sendPostedEvents()
    qtbot.wait(30)
    qtbot.waitUntil(lambda: window.panels.reader.is_idle)


def mute(root: QWidget) -> list[str]:
    """Return the focusable widgets that a screen reader could not name."""
    return [
        f"{type(widget).__name__} {widget.objectName()!r}"
        for widget in root.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisibleTo(root)
        and not widget.objectName().startswith("qt_")
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]


def drop_on(target: QWidget, carried: QMimeData) -> bool:
    """Drop something on a widget as a file manager would; tell whether it was taken."""
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), action, carried, button, none)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    drop = QDropEvent(QPointF(5, 5), action, carried, button, none)
    drop.ignore()
    QApplication.sendEvent(target, drop)
    return drop.isAccepted()


def files(*paths: Path) -> QMimeData:
    """Return what a drag of files carries."""
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return carried


def shown_dialog(window: MainWindow, kind: type[_Dialog], qtbot: QtBot) -> _Dialog:
    """Wait for a dialog of a kind and return it."""

    def found() -> list[_Dialog]:
        return [one for one in window.children() if isinstance(one, kind) and one.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def view_of(window: MainWindow) -> View:
    """Return what the window shows."""
    view = window.panels.workbench.view
    assert view is not None
    return view


def record_of(window: MainWindow) -> SearchRecord:
    """Return the search that the window shows."""
    record = view_of(window).record
    assert record is not None
    return record
