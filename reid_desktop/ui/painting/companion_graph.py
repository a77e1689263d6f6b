"""A small graph of who was seen with whom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from reid_desktop.ui.colours import colours_of
from reid_desktop.ui.translating import tr

_MARGIN_PX = 46
_LEAST_PX, _MOST_PX = 13.0, 26.0
_MOST_WIDTH_PX = 9.0
_MOST_RADIUS_PX = 260.0
"""Few persons in a large window stay near each other."""
_MOST_WORDS_PX = 180


@dataclass(frozen=True, slots=True)
class Node:
    """A person with the number of confirmed sightings."""

    id: int
    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class Edge:
    """How often two persons were seen together."""

    one: int
    other: int
    weight: int


class CompanionGraph(QWidget):
    """Persons on a circle; the more often two were together, the thicker their line."""

    pair_chosen = Signal(int, int)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._nodes: list[Node] = []
        self._edges: list[Edge] = []
        self.setAccessibleName(tr("Graph of who was seen with whom; the list beside it says the same"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 160)

    def sizeHint(self) -> QSize:
        """Ask for a square."""
        return QSize(320, 320)

    def show_graph(self, nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
        """Show persons and how often they were together."""
        self._nodes, self._edges = list(nodes), list(edges)
        self.update()

    def places(self) -> dict[int, QPointF]:
        """Return where each person is in the widget's pixels."""
        count = max(len(self._nodes), 1)
        radius_x = min(max(self.width() / 2 - _MARGIN_PX - 24, 10.0), _MOST_RADIUS_PX)
        radius_y = min(max(self.height() / 2 - _MARGIN_PX, 10.0), _MOST_RADIUS_PX)
        middle = QPointF(self.width() / 2, self.height() / 2)
        found = {}
        for number, node in enumerate(self._nodes):
            angle = 2 * math.pi * number / count + (math.pi if count == 2 else -math.pi / 2)  # two: abreast
            found[node.id] = middle + QPointF(radius_x * math.cos(angle), radius_y * math.sin(angle))
        return found

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint lines, then persons, then names."""
        colours, places = colours_of(self.palette()), self.places()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours.sunken))
        most = max((edge.weight for edge in self._edges), default=1)
        for edge in self._edges:
            width = 1.5 + (_MOST_WIDTH_PX - 1.5) * edge.weight / most
            painter.setPen(
                QPen(QColor(colours.accent), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            )
            painter.setOpacity(0.55)
            painter.drawLine(places[edge.one], places[edge.other])
            painter.setOpacity(1.0)
            middle = (places[edge.one] + places[edge.other]) / 2
            self._paint_words(painter, middle, f"{edge.weight}", colours.text, colours.panel)
        heaviest = max((node.weight for node in self._nodes), default=1) or 1
        for node in self._nodes:
            radius = _LEAST_PX + (_MOST_PX - _LEAST_PX) * node.weight / heaviest
            painter.setPen(QPen(QColor(colours.panel), 2))
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(places[node.id], radius, radius)
            below = places[node.id] + QPointF(0, radius + 11)
            self._paint_words(painter, below, node.name, colours.text, colours.sunken)
        painter.end()

    def _paint_words(self, painter: QPainter, at: QPointF, words: str, ink: str, ground: str) -> None:
        font = QFont(self.font())
        metrics = QFontMetrics(font)
        room = max(min(self.width() // 2 - 16, _MOST_WORDS_PX), 60)
        cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(cut) + 8
        most_left = max(self.width() - width - 2.0, 2.0)
        left = min(max(at.x() - width / 2, 2.0), most_left)  # a long name is not cut by the edge
        area = QRectF(left, at.y() - metrics.height() / 2, width, metrics.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(area, 4, 4)
        painter.setPen(QColor(ink))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, cut)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the pair whose line was clicked."""
        places = self.places()
        for edge in self._edges:
            middle = (places[edge.one] + places[edge.other]) / 2
            if (event.position() - middle).manhattanLength() < 18:
                self.pair_chosen.emit(edge.one, edge.other)
                return
