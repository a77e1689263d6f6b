"""The marks of a review on a card: verdict, bookmark, tags, grade, an alarm that waits."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF

from reid_desktop.ui.colours import Colours
from reid_desktop.ui.models.review_marks import Mark

CONFIRMED, EXCLUDED, INCONCLUSIVE = 1, 2, 3
_SIDE_PX = 18
_DARK = QColor(10, 14, 20, 215)
_WHITE = QColor("#ffffff")
_ALARM = QColor("#b3261e")
_DIM = QColor(0, 0, 0, 110)


def verdict_ink(verdict: int, colours: Colours) -> QColor:
    """Return the colour of a verdict; its shape says it as well."""
    names = {CONFIRMED: colours.good, EXCLUDED: colours.danger, INCONCLUSIVE: colours.warning}
    return QColor(names.get(verdict, colours.muted))


def paint_review(painter: QPainter, stage: QRect, font: QFont, mark: Mark, colours: Colours) -> None:
    """Paint what was said about a sighting, in the lower left corner of its picture and along its edge."""
    if mark.verdict == EXCLUDED:
        painter.fillRect(stage.adjusted(1, 3, -1, 0), _DIM)  # what is out of the question recedes
    if mark.verdict:
        ink = verdict_ink(mark.verdict, colours)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawRect(QRectF(stage.left() + 1, stage.bottom() - 3, stage.width() - 2, 4))
        _paint_verdict(painter, QPointF(stage.right() - 15, stage.top() + 42), mark.verdict, ink)
    left = stage.left() + 5.0
    if mark.is_bookmarked:
        _paint_bookmark(painter, QPointF(stage.right() - 21, stage.top() + 60))
    if mark.is_alarmed:
        left += _paint_alarm(painter, QPointF(left, stage.top() + 34), QFontMetrics(font).height() + 2.0) + 3
    words = ([f"{mark.grade}"] if mark.grade >= 0 else []) + (["#"] if mark.is_tagged else [])
    for one in words:
        left += _paint_word(painter, QPointF(left, stage.top() + 34), font, one) + 3


def _paint_verdict(painter: QPainter, middle: QPointF, verdict: int, ink: QColor) -> None:
    circle = QRectF(middle.x() - _SIDE_PX / 2, middle.y() - _SIDE_PX / 2, _SIDE_PX, _SIDE_PX)
    painter.setPen(QPen(_WHITE, 1.4))
    painter.setBrush(_DARK)
    painter.drawEllipse(circle)
    pen = QPen(ink.lighter(150) if ink.lightness() < 140 else ink, 2.2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y = middle.x(), middle.y()
    if verdict == CONFIRMED:
        painter.drawPolyline([QPointF(x - 4, y), QPointF(x - 1, y + 3.5), QPointF(x + 4.5, y - 3.5)])
    elif verdict == EXCLUDED:
        painter.drawLine(QPointF(x - 3.5, y - 3.5), QPointF(x + 3.5, y + 3.5))
        painter.drawLine(QPointF(x - 3.5, y + 3.5), QPointF(x + 3.5, y - 3.5))
    else:
        path = QPainterPath(QPointF(x - 2.6, y - 2.2))
        path.cubicTo(QPointF(x - 2.6, y - 6), QPointF(x + 3.6, y - 5.4), QPointF(x + 2.2, y - 1.6))
        path.quadTo(QPointF(x, y - 0.4), QPointF(x, y + 1.4))
        painter.drawPath(path)
        painter.drawPoint(QPointF(x, y + 4.6))


def _paint_bookmark(painter: QPainter, at: QPointF) -> None:
    x, y = at.x(), at.y()
    shape = QPolygonF(
        [
            QPointF(x, y),
            QPointF(x + 11, y),
            QPointF(x + 11, y + 16),
            QPointF(x + 5.5, y + 11.5),
            QPointF(x, y + 16),
        ]
    )
    painter.setPen(QPen(_DARK, 1.2))
    painter.setBrush(QColor("#ffd54a"))
    painter.drawPolygon(shape)


def _paint_alarm(painter: QPainter, at: QPointF, height_px: float) -> float:
    """Paint a bell on a field that nothing else has; return its width."""
    area = QRectF(at.x(), at.y(), height_px + 2.0, height_px)
    painter.setPen(QPen(_WHITE, 1.2))
    painter.setBrush(_ALARM)
    painter.drawRoundedRect(area, 4, 4)
    x, y = area.center().x(), area.center().y() - 0.5
    bell = QPainterPath(QPointF(x - 5.0, y + 3.0))
    bell.cubicTo(QPointF(x - 3.0, y), QPointF(x - 4.5, y - 5.5), QPointF(x, y - 5.5))
    bell.cubicTo(QPointF(x + 4.5, y - 5.5), QPointF(x + 3.0, y), QPointF(x + 5.0, y + 3.0))
    bell.closeSubpath()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_WHITE)
    painter.drawPath(bell)
    painter.drawEllipse(QPointF(x, y + 4.6), 1.6, 1.3)
    return area.width()


def _paint_word(painter: QPainter, at: QPointF, font: QFont, words: str) -> float:
    metrics = QFontMetrics(font)
    width = max(18.0, metrics.horizontalAdvance(words) + 10.0)
    area = QRectF(at.x(), at.y(), width, metrics.height() + 2.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_DARK)
    painter.drawRoundedRect(area, 4, 4)
    painter.setFont(font)
    painter.setPen(_WHITE)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)
    return width
