"""Curves in a plane with named axes; whoever hears the screen is told what the curves say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from reid_desktop.ui.colours import Colours, colours_of

_LEFT_PX, _TOP_PX, _RIGHT_PX, _BELOW_PX = 76, 12, 24, 48
_LEGEND_PX, _SAMPLE_PX, _GAP_PX = 230, 30, 8
_CURVE_PX = 2.2


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: what it counts, from where to where, and where it is labelled."""

    name: str
    """With its unit."""
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    bend: Callable[[float], float] = float
    """Where a value stands on the axis, in any measure that grows with it."""

    def share(self, value: float) -> float:
        """Return where a value stands from 0 to 1; what lies beyond the ends stands at them."""
        low, high = self.bend(self.low), self.bend(self.high)
        inside = min(max(value, self.low), self.high)
        return (self.bend(inside) - low) / (high - low)


@dataclass(frozen=True, slots=True)
class Curve:
    """Points by rising x or y; the first curve of a plot is drawn solid, others dashed."""

    name: str
    points: tuple[tuple[float, float], ...]


class PlotView(QWidget):
    """Draws a few curves over labelled axes, with a legend in the corner that is named."""

    def __init__(self, name: str, legend: Qt.Corner = Qt.Corner.BottomRightCorner) -> None:
        """Start empty."""
        super().__init__()
        self._legend = legend
        self._axes: tuple[Axis, Axis] | None = None
        self._curves: list[Curve] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 150)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        """Ask for room."""
        return QSize(460, 210)

    def show_curves(self, across: Axis, up: Axis, curves: Sequence[Curve], told: str) -> None:
        """Show curves over axes; `told` says for those who hear the screen what they show."""
        self._axes, self._curves = (across, up), [one for one in curves if one.points]
        self.setAccessibleDescription(told)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint axes, curves, and their names."""
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours.sunken))
        if self._axes is not None:
            self._paint_grid(painter, *self._axes, colours)
            inks = (colours.accent, colours.warning, colours.good)
            for number, one in enumerate(self._curves):
                style = Qt.PenStyle.SolidLine if number == 0 else Qt.PenStyle.DashLine
                painter.setPen(QPen(QColor(inks[number % len(inks)]), _CURVE_PX, style))
                painter.drawPolyline(QPolygonF([self._at(*self._axes, *point) for point in one.points]))
                self._paint_name(painter, number, one.name, colours)
        painter.end()

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT_PX, _TOP_PX, -_RIGHT_PX, -_BELOW_PX)

    def _at(self, across: Axis, up: Axis, x: float, y: float) -> QPointF:
        area = self._area()
        return QPointF(
            area.left() + area.width() * across.share(x), area.bottom() - area.height() * up.share(y)
        )

    def _paint_grid(self, painter: QPainter, across: Axis, up: Axis, colours: Colours) -> None:
        area, high_px = self._area(), painter.fontMetrics().height()
        line, ink = QPen(QColor(colours.line), 1), QColor(colours.muted)
        for value, words in up.ticks:
            y = self._at(across, up, across.low, value).y()
            painter.setPen(line)
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(ink)
            place = QRectF(0, y - high_px / 2, _LEFT_PX - 6, high_px)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        for value, words in across.ticks:
            x = self._at(across, up, value, up.low).x()
            painter.setPen(line)
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(ink)
            place = QRectF(x - 40, area.bottom() + 7, 80, high_px)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, words)
        below = QRectF(area.left(), area.bottom() + 8 + high_px, area.width(), high_px)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, across.name)
        painter.save()
        painter.translate(4 + high_px / 2, area.center().y())
        painter.rotate(-90)
        beside = QRectF(-area.height() / 2, -high_px / 2, area.height(), high_px)
        painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, up.name)
        painter.restore()

    def _paint_name(self, painter: QPainter, number: int, name: str, colours: Colours) -> None:
        """Write a name beside a piece of its line, with the pen of the curve."""
        area, metrics = self._area(), painter.fontMetrics()
        row_px = metrics.height() + 4
        is_low = self._legend in (Qt.Corner.BottomRightCorner, Qt.Corner.BottomLeftCorner)
        is_right = self._legend in (Qt.Corner.BottomRightCorner, Qt.Corner.TopRightCorner)
        y = (
            area.bottom() - 10 - (len(self._curves) - number) * row_px
            if is_low
            else area.top() + 14 + number * row_px
        )
        x = area.right() - _LEGEND_PX if is_right else area.left() + 12
        painter.drawLine(QPointF(x, y), QPointF(x + _SAMPLE_PX, y))
        painter.setPen(QColor(colours.text))
        wide_px = _LEGEND_PX - _SAMPLE_PX - _GAP_PX
        place = QRectF(x + _SAMPLE_PX + _GAP_PX, y - metrics.height() / 2, wide_px, metrics.height())
        words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, round(wide_px))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
