"""The headings above groups of cards, painted over the room that their first rows leave."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette

from reid_desktop.ui.colours import colours_of

_PAD_PX = 8
_ABOVE_PX = 8


def heading_height(metrics: QFontMetrics) -> int:
    """Return the room that a heading takes."""
    return metrics.lineSpacing() + _ABOVE_PX + 8


def paint_heading(
    painter: QPainter, area: QRect, font: QFont, palette: QPalette, title: str, count: str
) -> None:
    """Write what the cards below share, and how many they are, over a thin line."""
    colours = colours_of(palette)
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    bold_metrics, metrics = QFontMetrics(bold), QFontMetrics(font)
    inside = area.adjusted(_PAD_PX, _ABOVE_PX, -_PAD_PX, -6)
    room = max(inside.width() - metrics.horizontalAdvance(count) - 12, 40)
    shown = bold_metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, room)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
    painter.setFont(bold)
    painter.setPen(QColor(colours.text))
    painter.drawText(inside, flags, shown)
    painter.setFont(font)
    painter.setPen(QColor(colours.muted))
    painter.drawText(inside.adjusted(bold_metrics.horizontalAdvance(shown) + 12, 0, 0, 0), flags, count)
    painter.setPen(QColor(colours.line))
    painter.drawLine(inside.left(), area.bottom() - 3, inside.right(), area.bottom() - 3)
