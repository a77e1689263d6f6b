"""Curves over ranks: how many queries have the right person among the first 1, 2, 3, ... candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from reid_desktop.ui import text
from reid_desktop.ui.colours import colours_of

_LEFT_PX, _TOP_PX, _RIGHT_PX, _BELOW_PX = 44, 12, 14, 34
_FINE_FROM = 50


@dataclass(frozen=True, slots=True)
class Curve:
    """Shares in per cent at ranks 1, 2, ...; the first curve is drawn solid, others dashed."""

    name: str
    percent: tuple[float, ...]


class CurveView(QWidget):
    """Draws a few curves from the lowest value that is worth showing to 100 %."""

    def __init__(self, name: str, below: str) -> None:
        """Start empty.

        :param below: what the horizontal axis counts.
        """
        super().__init__()
        self._name, self._below = name, below
        self._curves: list[Curve] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(280, 200)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        """Ask for room."""
        return QSize(420, 260)

    def show_curves(self, curves: Sequence[Curve]) -> None:
        """Show curves; those who hear the screen are told their first values."""
        self._curves = [one for one in curves if one.percent]
        told = "; ".join(f"{one.name}: {text.figure(one.percent[0])} %" for one in self._curves)
        self.setAccessibleDescription(told)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint axes, curves, and their names."""
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours.sunken))
        if self._curves:
            self._paint_grid(painter, colours.line, colours.muted)
            inks = (colours.accent, colours.warning, colours.good)
            for number, one in enumerate(self._curves):
                self._paint_curve(painter, number, one, inks[number % len(inks)])
        painter.end()

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT_PX, _TOP_PX, -_RIGHT_PX, -_BELOW_PX)

    def _lowest(self) -> float:
        least = min(min(one.percent) for one in self._curves)
        return max(0.0, min(80.0, 10.0 * int(least / 10)))

    def _at(self, rank: int, percent: float) -> QPointF:
        area, lowest = self._area(), self._lowest()
        count = max(max(len(one.percent) for one in self._curves) - 1, 1)
        x = area.left() + area.width() * (rank - 1) / count
        return QPointF(x, area.bottom() - area.height() * (percent - lowest) / (100 - lowest))

    def _paint_grid(self, painter: QPainter, line: str, ink: str) -> None:
        area, lowest = self._area(), self._lowest()
        metrics = painter.fontMetrics()
        step = 10 if lowest >= _FINE_FROM else 20
        for percent in range(100, int(lowest) - 1, -step):
            y = self._at(1, percent).y()
            painter.setPen(QPen(QColor(line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(ink))
            words = QRectF(0, y - metrics.height() / 2, _LEFT_PX - 6, metrics.height())
            painter.drawText(
                words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{percent} %"
            )
        count = max(len(one.percent) for one in self._curves)
        for rank in sorted({1, *(rank for rank in (5, 10, 20, 50) if rank <= count)}):
            x = self._at(rank, 100).x()
            words = QRectF(x - 20, area.bottom() + 2, 40, metrics.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignHCenter, str(rank))
        words = QRectF(area.left(), area.bottom() + 2 + metrics.height(), area.width(), metrics.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter, self._below)

    def _paint_curve(self, painter: QPainter, number: int, one: Curve, ink: str) -> None:
        style = Qt.PenStyle.SolidLine if number == 0 else Qt.PenStyle.DashLine
        painter.setPen(QPen(QColor(ink), 2.2, style))
        painter.drawPolyline(QPolygonF([self._at(rank, v) for rank, v in enumerate(one.percent, start=1)]))
        area, metrics = self._area(), painter.fontMetrics()
        y = area.bottom() - 10 - (len(self._curves) - number) * (metrics.height() + 4)
        painter.drawLine(QPointF(area.right() - 170, y), QPointF(area.right() - 140, y))
        painter.setPen(QColor(colours_of(self.palette()).text))
        words = QRectF(area.right() - 132, y - metrics.height() / 2, 132, metrics.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, one.name)
