"""Tiles made ready to be painted: pictures as they are, shapes drawn in the colours of the map."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from reid_desktop.ports.maps import PictureTile, Role, Shapes, ShapeTile
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
    Role.OTHER: ("#e6e3de", "#2c343d"),
}
#: Colour and width in pixels of lines, light and dark.
_LINES = {
    Role.WATERWAY: ("#a9c6d8", "#1f3140", 1.4),
    Role.BORDER: ("#a895a5", "#7a6d84", 1.4),
    Role.RAIL: ("#8d8790", "#6f7680", 1.2),
    Role.PATH: ("#c6bdb2", "#414b55", 1.0),
    Role.ROAD: ("#c9c2ba", "#4c5763", 1.8),
    Role.MAJOR_ROAD: ("#e0a85c", "#8f7a4e", 3.2),
    Role.OTHER: ("#b8b2ac", "#59636d", 1.0),
}


@dataclass(frozen=True, slots=True)
class TilePicture:
    """A tile ready to be painted, and its names: x and y in shares of the tile, text, whether a place."""

    image: QImage
    labels: tuple[tuple[float, float, str, bool], ...] = ()

    @property
    def size_bytes(self) -> int:
        """Return what it takes of the memory."""
        return int(self.image.sizeInBytes())


def picture_of(tile: PictureTile | ShapeTile, colours: MapColours, pixel_ratio: float) -> TilePicture:
    """Return a tile ready to be painted; for a worker."""
    if isinstance(tile, PictureTile):
        raw = QImage(
            tile.rgba, tile.width_px, tile.height_px, tile.width_px * 4, QImage.Format.Format_RGBA8888
        )
        # The conversion owns its pixels; the view of the bytes would not outlive them.
        return TilePicture(raw.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied))
    return _drawn(tile, colours, pixel_ratio)


def _drawn(tile: ShapeTile, colours: MapColours, pixel_ratio: float) -> TilePicture:
    side = round(SHAPE_TILE_PX * pixel_ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(colours.land))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    is_dark = is_dark_colour(colours.land)
    labels: list[tuple[float, float, str, bool]] = []
    for shapes in tile.shapes:
        if shapes.names:
            is_place = shapes.role is Role.PLACE
            labels += [
                (float(x), float(y), name, is_place)
                for (x, y), name in zip(shapes.points.tolist(), shapes.names, strict=True)
                if 0 <= x <= 1 and 0 <= y <= 1
            ]
        else:
            _draw(painter, shapes, is_dark, side, pixel_ratio)
    painter.end()
    labels.sort(key=lambda label: not label[3])
    return TilePicture(image, tuple(labels[:_MOST_LABELS]))


def _draw(painter: QPainter, shapes: Shapes, is_dark: bool, side: int, pixel_ratio: float) -> None:
    first = np.zeros(len(shapes.points), dtype=np.bool_)
    first[np.cumsum(shapes.sizes) - shapes.sizes] = True
    path = path_of(shapes.points.astype(np.float64) * side, first)
    if shapes.is_area:
        path.setFillRule(Qt.FillRule.OddEvenFill)
        painter.fillPath(path, QColor(_FILLS.get(shapes.role, _FILLS[Role.OTHER])[is_dark]))
        return
    light, dark, width = _LINES.get(shapes.role, _LINES[Role.OTHER])
    pen = QPen(QColor(dark if is_dark else light), width * pixel_ratio)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if shapes.role is Role.BORDER:
        pen.setDashPattern([4, 2])
    painter.strokePath(path, pen)
