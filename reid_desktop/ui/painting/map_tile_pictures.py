"""Tiles made ready to be painted: pictures as they are, shapes drawn in the colours of the map."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from reid_desktop.ports.maps import PictureTile, Role, Shapes, ShapeTile
from reid_desktop.ui.geometry.tile_grid import TilePart
from reid_desktop.ui.geometry.tile_pieces import pieces_of
from reid_desktop.ui.painting.map_colours import MapColours, is_dark_colour
from reid_desktop.ui.painting.map_paths import path_of

SHAPE_TILE_PX = 512
_MOST_LABELS = 60

#: Fill of areas, light and dark.
_FILLS = {
    Role.WATER: ("#cfe0ea", "#121a22"),
    Role.GREEN: ("#dfead5", "#25352c"),
    Role.BUILT: ("#ece7e2", "#2d343c"),
    Role.BUILDING: ("#d8d0c8", "#3a434c"),
}
#: Colour and width in pixels of lines, light and dark, as in the middle of a town.
_LINES: dict[Role, tuple[str, str, float]] = {
    Role.WATERWAY: ("#a9c6d8", "#1f3140", 1.6),
    Role.BORDER: ("#a895a5", "#7a6d84", 1.4),
    Role.RAIL: ("#8d8790", "#6f7680", 1.1),
    Role.PATH: ("#c9b8a4", "#48525d", 0.9),
    Role.ROAD: ("#ffffff", "#515d69", 2.4),
    Role.MAJOR_ROAD: ("#f4c981", "#8f7a4e", 3.6),
    Role.OTHER: ("#b8b2ac", "#59636d", 1.0),
}
#: Rims of roads, light and dark.
_RIMS = {Role.ROAD: ("#c3bab0", "#1d242b"), Role.MAJOR_ROAD: ("#cf9a45", "#1d242b")}
_SAME_WIDTH = frozenset({Role.BORDER, Role.OTHER})
_TOWN_ZOOM = 14
_NARROWEST, _WIDEST = 0.55, 7.0


@dataclass(frozen=True, slots=True)
class TilePicture:
    """A tile ready to be painted, and its names: x and y in shares of the tile, text, of what."""

    image: QImage
    labels: tuple[tuple[float, float, str, Role], ...] = ()

    @property
    def size_bytes(self) -> int:
        """Return what it takes of the memory."""
        return int(self.image.sizeInBytes())


@dataclass(frozen=True, slots=True)
class TileLook:
    """How a tile of shapes is drawn: at a zoom, and which part of it."""

    colours: MapColours
    pixel_ratio: float
    zoom: int = _TOWN_ZOOM
    part: TilePart = TilePart()  # noqa: RUF009 - it is frozen

    @property
    def widening(self) -> float:
        """How much wider lines are than in the middle of a town."""
        return min(max(float(1.5 ** (self.zoom - _TOWN_ZOOM)), _NARROWEST), _WIDEST)


def picture_of(tile: PictureTile | ShapeTile, look: TileLook) -> TilePicture:
    """Return a tile ready to be painted; for a worker."""
    if isinstance(tile, PictureTile):
        raw = QImage(
            tile.rgba, tile.width_px, tile.height_px, tile.width_px * 4, QImage.Format.Format_RGBA8888
        )
        # The conversion owns its pixels; the view of the bytes would not outlive them.
        return TilePicture(raw.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied))
    return TilePicture(_drawn(tile, look), _labels(tile, look.part))


def _labels(tile: ShapeTile, part: TilePart) -> tuple[tuple[float, float, str, Role], ...]:
    """Return the names that lie in a part, those of places first."""
    found: list[tuple[float, float, str, Role]] = []
    for shapes in tile.shapes:
        if shapes.names:
            placed = (shapes.points.astype(np.float64) - (part.left, part.top)) / part.side
            found += [
                (x, y, name, shapes.role)
                for (x, y), name in zip(placed.tolist(), shapes.names, strict=True)
                if 0 <= x <= 1 and 0 <= y <= 1
            ]
    found.sort(key=lambda label: label[3] is not Role.PLACE)
    return tuple(found[:_MOST_LABELS])


def _drawn(tile: ShapeTile, look: TileLook) -> QImage:
    side = round(SHAPE_TILE_PX * look.pixel_ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(look.colours.land))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    is_dark = is_dark_colour(look.colours.land)
    shown = [shapes for shapes in tile.shapes if not shapes.names]
    for shapes in shown:
        if shapes.is_area:
            colour = QColor(_FILLS.get(shapes.role, _FILLS[Role.BUILT])[is_dark])
            for path in _paths(shapes, side, look.part):
                painter.fillPath(path, colour)
    lines = [(one.role, path) for one in shown if not one.is_area for path in _paths(one, side, look.part)]
    for role, path in lines:  # rims first: a road that joins another is open to it
        if role in _RIMS:
            rim_px = _width_px(role, look) + 1.4 * look.pixel_ratio
            painter.strokePath(path, _pen(_RIMS[role][is_dark], rim_px))
    for role, path in lines:
        light, dark, _ = _LINES.get(role, _LINES[Role.OTHER])
        pen = _pen(dark if is_dark else light, _width_px(role, look))
        if role is Role.BORDER:
            pen.setDashPattern([4, 2])
        painter.strokePath(path, pen)
    painter.end()
    return image


def _paths(shapes: Shapes, side_px: int, part: TilePart) -> list[QPainterPath]:
    pieces = pieces_of(shapes.points, shapes.sizes, part, is_area=shapes.is_area)
    return [path_of(points * side_px, first) for points, first in pieces]


def _width_px(role: Role, look: TileLook) -> float:
    width = _LINES.get(role, _LINES[Role.OTHER])[2]
    return width * look.pixel_ratio * (1.0 if role in _SAME_WIDTH else look.widening)


def _pen(colour: str, width_px: float) -> QPen:
    pen = QPen(QColor(colour), width_px)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
