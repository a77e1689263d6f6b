"""The hands of a tour: clicks, drags and keys as a user would give them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

_NOTHING, _LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
_MODIFIER = Qt.KeyboardModifier.NoModifier


def press_key(widget: QWidget, key: Qt.Key) -> None:
    """Press a key and let it go."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, _MODIFIER))


def click(widget: QWidget, at: QPointF) -> None:
    """Click at a point of a widget."""
    drag(widget, (at,))


def drag(widget: QWidget, way: Sequence[QPointF], *, lets_go: bool = True) -> None:
    """Press at the first point, go along the others, and let go at the last."""
    _mouse(widget, QEvent.Type.MouseButtonPress, way[0], _LEFT, _LEFT)
    for at in way[1:]:
        _mouse(widget, QEvent.Type.MouseMove, at, _NOTHING, _LEFT)
    if lets_go:
        let_go(widget, way[-1])


def let_go(widget: QWidget, at: QPointF) -> None:
    """Let go of the mouse, and leave the widget."""
    _mouse(widget, QEvent.Type.MouseButtonRelease, at, _LEFT, _NOTHING)
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))


def _mouse(
    widget: QWidget, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton
) -> None:
    there = QPointF(widget.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(widget, QMouseEvent(kind, at, there, button, held, _MODIFIER))
