"""Overlays drawn over the map: tracks, areas, places such as cell sites."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QPolygonF

from reid_desktop.ports.maps import Overlay, OverlayKind
from reid_desktop.ui.geometry.clipping import thinned
from reid_desktop.ui.geometry.label_room import ALL_ROOM, Box, LabelRoom
from reid_desktop.ui.geometry.mercator import Floats, to_unit
from reid_desktop.ui.geometry.overlay_hit import Vertices
from reid_desktop.ui.geometry.placement import LabelPlacer
from reid_desktop.ui.geometry.viewport import Bounds, Viewport
from reid_desktop.ui.painting.map_colours import MapColours, is_dark_colour, translucent
from reid_desktop.ui.painting.map_paths import path_of
from reid_desktop.ui.painting.map_sheets import blank
from reid_desktop.ui.text import plain

_COLOURS = (
    ("#7a3e9d", "#d9a7f2"),
    ("#00695c", "#6fd3c4"),
    ("#8a4b00", "#f0b366"),
    ("#37474f", "#c3ced4"),
    ("#ad1457", "#ff9cc2"),
)
_MOST_NAMES = 250
_POINT_PX = 5.0
_ASIDE_PX = 26.0
"""How much farther off a name is where a mark lies on its point."""


@dataclass(frozen=True, slots=True)
class LaidOverlay:
    """An overlay on the unit square: points with names, and lines and rings in one array each."""

    points: Floats
    names: tuple[str, ...]
    lines: tuple[Floats, ...]
    areas: tuple[tuple[Floats, ...], ...]
    """Each an outer ring and its holes."""
    box: Bounds
    vertices: Vertices

    @classmethod
    def of(cls, overlay: Overlay) -> "LaidOverlay":
        """Project an overlay; lines across the antimeridian go the short way."""
        points: list[Floats] = []
        names: list[str] = []
        lines: list[Floats] = []
        areas: list[tuple[Floats, ...]] = []
        for part in overlay.parts:
            spots = _spots(part.degrees)
            if part.kind is OverlayKind.POINT:
                points.append(spots)
                names.append(plain(part.name))
            elif part.kind is OverlayKind.LINE:
                lines.append(spots)
            else:
                areas.append((spots, *(_beside(_spots(hole), spots) for hole in part.holes)))
        all_points = np.concatenate(points) if points else np.zeros((0, 2))
        everything = np.concatenate([all_points, *lines, *(rings[0] for rings in areas)])
        low, high = everything.min(axis=0), everything.max(axis=0)
        return cls(
            all_points,
            tuple(names),
            tuple(lines),
            tuple(areas),
            Bounds(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
            Vertices.of(overlay),
        )


def _spots(degrees: Floats) -> Floats:
    x, y = to_unit(degrees[:, 0], degrees[:, 1])
    return np.column_stack([np.unwrap(x, period=1.0), y])


def _beside(hole: Floats, ring: Floats) -> Floats:
    """Return a hole on the same side of the antimeridian as its ring."""
    away = np.round(float(ring[:, 0].mean()) - float(hole[:, 0].mean()))
    return np.add(hole, [away, 0.0])


class DrawnOverlay(NamedTuple):
    """An overlay and how it is drawn."""

    number: int
    """Of its colour."""
    laid: LaidOverlay
    opacity: float = 1.0


def overlay_colour(number: int, colours: MapColours) -> QColor:
    """Return the colour of the n-th overlay."""
    return QColor(_COLOURS[number % len(_COLOURS)][is_dark_colour(colours.land)])


def draw_overlays(
    overlays: Sequence[DrawnOverlay],
    colours: MapColours,
    family: str,
    view: Viewport,
    pixel_ratio: float,
    room: LabelRoom = ALL_ROOM,
) -> QImage:
    """Draw overlays for a view, lowest first; for a worker."""
    image = blank(view, pixel_ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(family)
    font.setPixelSize(11)
    placer = LabelPlacer(gap_px=3.0)
    left = view.point_px(view.seam, 0.0)[0]
    world = (left, left + view.scale)
    inside, clear = replace(room, frame=_within(room, world)), LabelPlacer(gap_px=0.0)
    for box in (*room.marks, *room.panels):
        clear.reserve(*box)
    for number, overlay, opacity in overlays:
        painter.setOpacity(opacity)
        colour = overlay_colour(number, colours)
        for shift in (-1.0, 0.0, 1.0):
            moved = Viewport(view.centre_x - shift, view.centre_y, view.zoom, view.width_px, view.height_px)
            if overlay.box.meets(moved.bounds):
                _draw(painter, overlay, colour, colours, moved)
                _name(painter, overlay, font, colours, moved, placer, clear, inside)
    painter.end()
    return image


def _within(room: LabelRoom, world: tuple[float, float]) -> Box:
    """Return what is in view of the one world that is shown."""
    if room.frame is None:
        return world[0], -math.inf, world[1], math.inf
    left, top, right, bottom = room.frame
    return max(left, world[0]), top, min(right, world[1]), bottom


def _draw(
    painter: QPainter, overlay: LaidOverlay, colour: QColor, colours: MapColours, view: Viewport
) -> None:
    shapes = [(rings, True) for rings in overlay.areas] + [((line,), False) for line in overlay.lines]
    for rings, is_area in shapes:
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        for ring in rings:
            path.addPath(_path(ring, view, is_closed=is_area))
        if is_area:
            painter.fillPath(path, translucent(colour.name(), 40))
        for pen in (QPen(translucent(colours.rim, 170), 4.0), QPen(colour, 2.0)):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(path, pen)
    painter.setPen(QPen(QColor(colours.rim), 1.4))
    painter.setBrush(colour)
    x, y = view.to_px(overlay.points[:, 0], overlay.points[:, 1])
    seen = (x > -20) & (y > -20) & (x < view.width_px + 20) & (y < view.height_px + 20)
    for px, py in zip(x[seen].tolist(), y[seen].tolist(), strict=True):
        painter.drawPolygon(triangle(px, py))


def _path(shape: Floats, view: Viewport, *, is_closed: bool) -> QPainterPath:
    x, y = view.to_px(shape[:, 0], shape[:, 1])
    placed = np.column_stack([x, y])
    first = np.zeros(len(placed), dtype=np.bool_)
    first[0] = True
    kept = thinned(placed, first, 0.7)
    path = path_of(placed[kept], first[kept])
    if is_closed:
        path.closeSubpath()
    return path


def _beside_px(x: float, y: float, width: float, aside: float) -> tuple[tuple[float, float], ...]:
    """Return where a name may begin, the best first: right, left, below and above, so much farther off."""
    return (
        (x + 8 + aside, y - 8),
        (x - width - 14 - aside, y - 8),
        (x - width / 2, y + 8 + aside),
        (x - width / 2, y - 26 - aside),
    )


def triangle(x: float, y: float) -> QPolygonF:
    """Return a mark that no sighting has."""
    return QPolygonF(
        [
            QPointF(x, y - _POINT_PX - 1),
            QPointF(x + _POINT_PX, y + _POINT_PX - 1),
            QPointF(x - _POINT_PX, y + _POINT_PX - 1),
        ]
    )


def _name(
    painter: QPainter,
    overlay: LaidOverlay,
    font: QFont,
    colours: MapColours,
    view: Viewport,
    placer: LabelPlacer,
    clear: LabelPlacer,
    room: LabelRoom,
) -> None:
    """Name the points, each on the one world that is shown, beside it where there is room."""
    x, y = view.to_px(overlay.points[:, 0], overlay.points[:, 1])
    is_seen = (x > 0) & (y > 0) & (x < view.width_px) & (y < view.height_px)
    world = room.frame
    assert world is not None
    seen = np.flatnonzero(is_seen & (x >= world[0]) & (x < world[2]))
    if len(seen) > _MOST_NAMES:
        return
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    for i in seen.tolist():
        text = metrics.elidedText(overlay.names[i], Qt.TextElideMode.ElideRight, 160)
        width = metrics.horizontalAdvance(text)
        middle, at_y = float(x[i]), float(y[i])
        farther = (0.0,) if room.mark_over(middle, at_y) is None else (0.0, _ASIDE_PX)
        spots = [spot for aside in farther for spot in _beside_px(middle, at_y, width, aside)]
        size = (width + 6, 16.0)
        free = [one for one in spots if not room.cuts(*one, *size) and placer.is_free(*one, *size)]
        if text and free:
            # Half a name below a mark is better than none, and the mark can be moved aside by zooming.
            spot = next((one for one in free if clear.is_free(*one, *size)), free[0])
            placer.place(*spot, *size)
            box = QRectF(*spot, *size)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(translucent(colours.panel, 190))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor(colours.panel_text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
