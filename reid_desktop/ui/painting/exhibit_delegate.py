"""Paints an exhibit in two lines with its count at the right."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from reid_desktop.ui.colours import colours_of
from reid_desktop.ui.models.exhibit_list import COUNT_ROLE, DESCRIPTION_ROLE

Index = QModelIndex | QPersistentModelIndex
_PAD_PX = 9
_TICK_PX = 15
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
"""Numbers and descriptions begin below one another, whether they are written from the left or the right."""


class ExhibitDelegate(QStyledItemDelegate):
    """Draws the rows of the exhibit list; a click anywhere in a row ticks it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return room for two lines."""
        return QSize(120, 2 * option.fontMetrics.lineSpacing() + 12 + 0 * index.row())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw tick, number, description and count."""
        colours = colours_of(option.palette)
        area = option.rect
        painter.save()
        if option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus):
            painter.fillRect(area, QColor(colours.accent_soft))
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked
        self._paint_tick(painter, area, option, ticked)
        left = area.left() + _PAD_PX + _TICK_PX + 8
        line_px = option.fontMetrics.lineSpacing()
        count = index.data(COUNT_ROLE) or ""
        count_px = option.fontMetrics.horizontalAdvance(count)
        top = QRect(left, area.top() + 6, area.right() - left - _PAD_PX - count_px - 6, line_px)
        bold = QFont(option.font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        self._line(painter, top, QFontMetrics(bold), index.data() or "")
        painter.setFont(option.font)
        painter.setPen(QColor(colours.muted))
        end = QRect(area.right() - _PAD_PX - count_px, top.top(), count_px, line_px)
        painter.drawText(end, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        below = QRect(left, top.bottom() + 1, area.right() - left - _PAD_PX, line_px)
        self._line(painter, below, option.fontMetrics, index.data(DESCRIPTION_ROLE) or "")
        painter.restore()

    def _line(self, painter: QPainter, area: QRect, metrics: QFontMetrics, words: str) -> None:
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, _LEFT | Qt.TextFlag.TextDontClip, shown)  # Chinese is higher than a line

    def _paint_tick(self, painter: QPainter, area: QRect, option: QStyleOptionViewItem, ticked: bool) -> None:
        colours = colours_of(option.palette)
        top = area.top() + 6 + (option.fontMetrics.lineSpacing() - _TICK_PX) / 2
        box = QRectF(area.left() + _PAD_PX + 0.5, top + 0.5, _TICK_PX - 2, _TICK_PX - 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent if ticked else colours.strong_line), 1))
        painter.setBrush(QColor(colours.accent if ticked else colours.panel))
        painter.drawRoundedRect(box, 3, 3)
        if ticked:
            painter.setPen(QPen(QColor(colours.on_accent), 1.9))
            x, y = box.left(), box.top()
            painter.drawPolyline([QPointF(x + 3, y + 6.8), QPointF(x + 5.5, y + 9.2), QPointF(x + 10, y + 4)])

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Tick by a click anywhere in the row; keys are left to the usual way."""
        if event.type() is QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            if event.button() is Qt.MouseButton.LeftButton and option.rect.contains(
                event.position().toPoint()
            ):
                ticked = index.data(Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked
                wanted = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
                return model.setData(
                    model.index(index.row(), 0), wanted.value, Qt.ItemDataRole.CheckStateRole
                )
            return False
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            return False
        return super().editorEvent(event, model, option, index)
