"""Paints a recent case in two lines: its name, and below it the folder that it is in."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reid_desktop.ui.colours import colours_of

_PAD_PX = 8
_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextForceLeftToRight


class RecentDelegate(QStyledItemDelegate):
    """Draws what stands in the list: a name, a line break, a folder."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the background as any list does, then both lines, each cut short in its middle."""
        name, _, folder = str(index.data() or "").partition("\n")
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget
        )
        colours = colours_of(option.palette)
        is_there = bool(option.state & QStyle.StateFlag.State_Enabled)
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        step = option.fontMetrics.lineSpacing()
        line = QRect(option.rect).adjusted(_PAD_PX, 0, -_PAD_PX, 0)
        line.setTop(line.center().y() - step)
        line.setHeight(step)
        ink = colours.text if is_there else colours.faint
        for words, font, colour in ((name, bold, ink), (folder, option.font, colours.muted)):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            cut = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideMiddle, line.width())
            painter.drawText(line, _FLAGS | Qt.TextFlag.TextDontClip, cut)  # Chinese is higher than a line
            line.translate(0, step + 1)
