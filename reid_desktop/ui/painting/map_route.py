"""A path in time on the map: its legs with their direction, and what nobody can have travelled."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from reid_desktop.ui.geometry.label_room import LabelRoom
from reid_desktop.ui.geometry.mercator import Floats
from reid_desktop.ui.geometry.placement import LabelPlacer
from reid_desktop.ui.geometry.route import Route, Stretch
from reid_desktop.ui.geometry.viewport import Viewport
from reid_desktop.ui.painting.map_colours import MapColours, translucent

_MOST_ARROWS = 150
_LEAST_ARROW_PX = 36.0
_MOST_TEXTS, _BUTTONS_PX = 14, 52.0
_SPOTS = tuple((share, down) for down in (0, -26, 26, -52, 52) for share in (0.5, 0.3, 0.7, 0.1, 0.9))
"""Where along what is seen of a leg its text is tried, and how many pixels below."""
Spot = tuple[float, float]


def copies(view: Viewport, low: float, high: float) -> list[Viewport]:
    """Return the view moved by whole worlds so that what lies from low to high is seen where it repeats."""
    box = view.bounds
    first, last = math.ceil(box.left - high), math.floor(box.right - low)
    return [
        Viewport(view.centre_x - shift, view.centre_y, view.zoom, view.width_px, view.height_px)
        for shift in range(max(first, -2), min(last, 2) + 1)
    ]


class RoutePainter:
    """Paints a route in the colours of a theme."""

    def __init__(self, colours: MapColours, family: str) -> None:
        """Make the small font."""
        self._colours = colours
        self._font = QFont(family)
        self._font.setPixelSize(11)
        self._font.setWeight(QFont.Weight.DemiBold)
        self._metrics = QFontMetricsF(self._font)

    def paint(self, painter: QPainter, view: Viewport, route: Route, room: LabelRoom) -> None:
        """Paint all of a route; texts where there is room for them, once for each leg."""
        if len(route.stops) == 0:
            return
        low, high = float(route.stops[:, 0].min()), float(route.stops[:, 0].max())
        shown = copies(view, low - 0.5, high + 0.5)
        left = view.point_px(view.seam, 0.0)[0]
        painter.save()
        # One world, as below and in the marks: a piece of path in nothing beside it would mislead.
        painter.setClipRect(QRectF(left, 0, view.scale, view.height_px))
        for moved in shown:
            self._line(painter, moved, route.stops)
            for stretch in route.stretches:
                self._stretch(painter, moved, stretch)
        painter.restore()
        texts, clear = LabelPlacer(gap_px=4.0), LabelPlacer(gap_px=4.0)
        for box in (*room.marks, *room.panels):
            clear.reserve(*box)
        told = 0
        for stretch in sorted(route.stretches, key=lambda one: not one.is_flagged):
            if told >= _MOST_TEXTS:
                break
            told += self._text(painter, shown, stretch, texts, clear, (left, left + view.scale))

    def _line(self, painter: QPainter, view: Viewport, stops: Floats) -> None:
        x, y = view.to_px(stops[:, 0], stops[:, 1])
        kept = np.ones(len(x), np.bool_)
        kept[1:-1] = (np.abs(np.diff(x))[:-1] + np.abs(np.diff(y))[:-1]) > 1.0
        line = QPolygonF([QPointF(a, b) for a, b in zip(x[kept].tolist(), y[kept].tolist(), strict=True)])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (
            QPen(translucent(self._colours.rim, 200), 4.2),
            QPen(QColor(self._colours.current), 2.0),
        ):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours.current))
        drawn = 0
        for i in range(len(x) - 1):
            if drawn >= _MOST_ARROWS:
                break
            drawn += _arrow(painter, (float(x[i]), float(y[i])), (float(x[i + 1]), float(y[i + 1])), view)

    def _stretch(self, painter: QPainter, view: Viewport, stretch: Stretch) -> None:
        start, end = QPointF(*view.point_px(*stretch.start)), QPointF(*view.point_px(*stretch.end))
        colour = QColor(self._colours.flagged if stretch.is_flagged else self._colours.current)
        painter.setPen(QPen(translucent(self._colours.rim, 220), 5.0))
        painter.drawLine(start, end)
        pen = QPen(colour, 2.6)
        pen.setDashPattern([1.5, 2.5] if stretch.is_apart else [4, 2])
        painter.setPen(pen)
        painter.drawLine(start, end)

    def _text(
        self,
        painter: QPainter,
        views: Sequence[Viewport],
        stretch: Stretch,
        texts: LabelPlacer,
        clear: LabelPlacer,
        world: Spot,
    ) -> bool:
        """Write once beside a leg where nothing lies; what is flagged is told even over a mark."""
        width = self._metrics.horizontalAdvance(stretch.text) + 14
        boxes = [box for view in views for box in _boxes(stretch, view, width)] if stretch.text else []
        boxes = [box for box in boxes if world[0] <= box[0] + width / 2 <= world[1]]
        free = [box for box in boxes if texts.is_free(*box)]
        best = next((box for box in free if clear.is_free(*box)), None)
        if best is None and stretch.is_flagged and free:
            best = free[0]
        if best is None:
            return False
        texts.place(*best)
        self._plate(painter, QRectF(*best), stretch)
        return True

    def _plate(self, painter: QPainter, box: QRectF, stretch: Stretch) -> None:
        edge = QColor(self._colours.flagged if stretch.is_flagged else self._colours.panel_edge)
        painter.setFont(self._font)
        painter.setPen(QPen(edge, 1.4))
        painter.setBrush(translucent(self._colours.panel, 240))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor(self._colours.flagged if stretch.is_flagged else self._colours.panel_text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, stretch.text)


def _arrow(painter: QPainter, start: tuple[float, float], end: tuple[float, float], view: Viewport) -> bool:
    """Draw the direction in the middle of a leg; tell whether there was one to draw."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    if length < _LEAST_ARROW_PX or not (0 <= x <= view.width_px and 0 <= y <= view.height_px):
        return False
    ux, uy = dx / length, dy / length
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(x + 7 * ux, y + 7 * uy),
                QPointF(x - 5 * ux - 5 * uy, y - 5 * uy + 5 * ux),
                QPointF(x - 5 * ux + 5 * uy, y - 5 * uy - 5 * ux),
            ]
        )
    )
    return True


def _boxes(stretch: Stretch, view: Viewport, width: float) -> list[tuple[float, float, float, float]]:
    """Return where (left, top, width, height) the text of a leg may stand, the best first."""
    seen = _part_in_view(view.point_px(*stretch.start), view.point_px(*stretch.end), view)
    if seen is None:
        return []
    boxes = []
    for share, down in _SPOTS:
        x, y = (seen[0][i] + share * (seen[1][i] - seen[0][i]) for i in (0, 1))
        left = min(max(x - width / 2, 6.0), max(view.width_px - width - _BUTTONS_PX, 6.0))
        top = min(max(y - 10 + down, 6.0), max(view.height_px - 26.0, 6.0))
        boxes.append((left, top, width, 20.0))
    return boxes


def _part_in_view(start: Spot, end: Spot, view: Viewport) -> tuple[Spot, Spot] | None:
    """Return the part of a leg that is seen, None where none is (Liang and Barsky 1984)."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    low, high = 0.0, 1.0
    sides = (
        (-dx, start[0]),
        (dx, view.width_px - start[0]),
        (-dy, start[1]),
        (dy, view.height_px - start[1]),
    )
    for step, room in sides:
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            low = max(low, room / step)
        else:
            high = min(high, room / step)
    if low > high:
        return None
    return (start[0] + low * dx, start[1] + low * dy), (start[0] + high * dx, start[1] + high * dy)
