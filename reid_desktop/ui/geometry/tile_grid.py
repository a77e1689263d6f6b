"""Which tiles of an archive a view shows, and where they lie in it."""

import math
from dataclasses import dataclass

from reid_desktop.ui.geometry.viewport import Viewport

TileKey = tuple[int, int, int]
"""Zoom, column, row from the north."""
MOST_TILES = 120


@dataclass(frozen=True, slots=True)
class TileSpot:
    """A tile and where it lies: left and top on the square of the view, and its side there."""

    key: TileKey
    left: float
    top: float
    side: float


def zoom_of_tiles(view_zoom: float, pixel_ratio: float, tile_px: int) -> int:
    """Return the zoom whose tiles are shown at between 0.7 and 1.4 times their own size."""
    return max(0, round(view_zoom + math.log2(max(pixel_ratio, 1.0)) - math.log2(tile_px / 256)))


def tiles_in(view: Viewport, zoom: int) -> list[TileSpot]:
    """Return the tiles of a zoom in view, those in the middle first; none where they are too many."""
    count = 1 << zoom
    box = view.bounds
    left, right = max(box.left, view.seam), min(box.right, view.seam + 1.0)
    columns = range(math.floor(left * count), math.ceil(right * count))
    rows = range(max(math.floor(box.top * count), 0), min(math.ceil(box.bottom * count), count))
    if len(columns) * len(rows) > MOST_TILES:
        return []
    found = [
        TileSpot((zoom, column % count, row), column / count, row / count, 1 / count)
        for column in columns
        for row in rows
    ]

    def off_centre(spot: TileSpot) -> float:
        half = spot.side / 2
        return math.hypot(spot.left + half - view.centre_x, spot.top + half - view.centre_y)

    return sorted(found, key=off_centre)


@dataclass(frozen=True, slots=True)
class TilePart:
    """The part of a tile that a deeper one shows: left, top and side as shares of it."""

    left: float = 0.0
    top: float = 0.0
    side: float = 1.0


def ancestor(key: TileKey, levels: int) -> tuple[TileKey, float, float, float]:
    """Return the tile some levels up that holds one, and which part of it: left, top, side as shares."""
    zoom, column, row = key
    part = 1 << levels
    return (
        (zoom - levels, column >> levels, row >> levels),
        (column % part) / part,
        (row % part) / part,
        1 / part,
    )
