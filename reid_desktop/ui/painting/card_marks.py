"""The small marks on a card: how many lie in its stack, and what deserves a second look."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from reid_desktop.domain.flags import MediaFlag
from reid_desktop.ui.colours import Colours
from reid_desktop.ui.flag_words import DISAGREE
from reid_desktop.ui.translating import tr

_MIDDLE = Qt.AlignmentFlag.AlignCenter
_DARK = QColor(10, 14, 20, 205)
_EDGE_PX = 3
_WIDE_PX = 150
"""A stage as wide as this has room for a word where a narrow one has a sign."""


def stack_badge(stage: QRect, font: QFont, size: int) -> QRectF:
    """Return where the number of a stack stands, in the lower right corner of the picture."""
    metrics = QFontMetrics(font)
    width = metrics.horizontalAdvance(f"{size}") + 27
    height = metrics.height() + 3
    return QRectF(stage.right() - 4 - width, stage.bottom() - 4 - height, width, height)


def paint_stack_edge(painter: QPainter, area: QRect, colours: Colours) -> None:
    """Paint the edge of another card behind this one."""
    painter.setPen(QPen(QColor(colours.strong_line), 1.0))
    painter.setBrush(QColor(colours.sunken))
    painter.drawRoundedRect(QRectF(area).adjusted(_EDGE_PX + 3, -_EDGE_PX, -_EDGE_PX - 3, -_EDGE_PX), 5, 5)


def paint_stack(
    painter: QPainter, stage: QRect, font: QFont, size: int, is_open: bool, colours: Colours
) -> None:
    """Paint how many sightings lie in a stack; an open one is filled."""
    area = stack_badge(stage, font, size)
    ink = QColor(colours.on_accent if is_open else "#ffffff")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent) if is_open else _DARK)
    painter.drawRoundedRect(area, 4, 4)
    painter.setPen(QPen(ink, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    left, middle = area.left() + 6, area.center().y()
    painter.drawRect(QRectF(left, middle - 2.5, 7, 6.5))
    painter.drawPolyline(
        [QPointF(left + 3, middle - 5), QPointF(left + 10, middle - 5), QPointF(left + 10, middle + 1.5)]
    )
    painter.setFont(font)
    painter.drawText(area.adjusted(15, 0, -2, 0), _MIDDLE, f"{size}")


def paint_below(painter: QPainter, area: QRect, colours: Colours) -> None:
    """Paint the bar of a card that lies in an open stack."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent))
    painter.drawRoundedRect(QRectF(area.left() + 2, area.top() + 8, 3, area.height() - 16), 1.5, 1.5)


def doubt_words(flags: MediaFlag, is_wide: bool) -> str:
    """Return what stands on a picture whose facts deserve a second look; nothing if none does."""
    if flags & MediaFlag.DAMAGED:
        return tr("damaged") if is_wide else "!"
    return (tr("disagrees") if is_wide else "!") if flags & DISAGREE else ""


def paint_quick(painter: QPainter, stage: QRect, font: QFont, colours: Colours) -> None:
    """Paint that a clip's quick pass alone saw the person, above the mark of the clip: a bolt, and words."""
    metrics = QFontMetrics(font)
    words = tr("quick pass") if stage.width() >= _WIDE_PX else ""
    height = metrics.height() + 3
    width = 18 + (metrics.horizontalAdvance(words) + 6 if words else 0)
    area = QRectF(stage.left() + 5, stage.bottom() - 8 - 2 * height, width, height)
    painter.setPen(QPen(QColor(colours.accent), 1.0))
    painter.setBrush(QColor(colours.accent_soft))
    painter.drawRoundedRect(area, 4, 4)
    x, y = area.left() + 9, area.center().y()
    bolt = [(1.5, -6.0), (-4.0, 1.0), (-0.5, 1.0), (-1.5, 6.0), (4.0, -1.0), (0.5, -1.0)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.text))
    painter.drawPolygon([QPointF(x + dx, y + dy) for dx, dy in bolt])
    if words:
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        painter.drawText(area.adjusted(16, 0, -2, 0), _MIDDLE, words)


def paint_doubt(
    painter: QPainter, stage: QRect, font: QFont, flags: MediaFlag, has_stack: bool, colours: Colours
) -> None:
    """Paint that facts disagree or that the file is damaged, above the number of a stack."""
    words = doubt_words(flags, stage.width() >= _WIDE_PX)
    if not words:
        return
    metrics = QFontMetrics(font)
    height = metrics.height() + 3
    width = max(height, metrics.horizontalAdvance(words) + 12)
    below = height + 4 if has_stack else 0
    area = QRectF(stage.right() - 4 - width, stage.bottom() - 4 - height - below, width, height)
    painter.setPen(QPen(QColor(colours.warning), 1.0))
    painter.setBrush(QColor(colours.warning_soft))
    painter.drawRoundedRect(area, 4, 4)
    painter.setFont(font)
    painter.drawText(area, _MIDDLE, words)
