"""Shapes of a tile in pieces that are drawn fast: a painter takes far longer for one path of thousands."""

import numpy as np
import numpy.typing as npt

from reid_desktop.ui.geometry.mercator import Floats
from reid_desktop.ui.geometry.tile_grid import TilePart

_MOST_LINES = 40
_MARGIN = 0.05
"""Beyond the part, as a share of it: lines are broad."""
Piece = tuple[Floats, npt.NDArray[np.bool_]]
"""Points (n, 2), the part being 0..1, and where each line or ring begins."""


def pieces_of(
    points: npt.NDArray[np.floating], sizes: npt.NDArray[np.integer], part: TilePart, *, is_area: bool
) -> list[Piece]:
    """Return the lines or rings that may be seen in a part of a tile; a ring and its holes stay together.

    Holes run the other way round than outer rings, whose area is positive.
    """
    if not len(sizes):
        return []
    placed = (points.astype(np.float64) - (part.left, part.top)) / part.side
    starts = np.cumsum(sizes) - sizes
    low, high = np.minimum.reduceat(placed, starts), np.maximum.reduceat(placed, starts)
    seen = (high >= -_MARGIN).all(axis=1) & (low <= 1 + _MARGIN).all(axis=1)
    begins = np.ones(len(sizes), dtype=np.bool_)
    if is_area:
        begins = _areas(placed, starts, sizes) >= 0
    group = np.maximum(np.cumsum(begins) - 1, 0) // _MOST_LINES
    found: list[Piece] = []
    for number in np.unique(group[seen]).tolist():
        lines = np.flatnonzero(seen & (group == number))
        chosen = np.concatenate([np.arange(starts[one], starts[one] + sizes[one]) for one in lines])
        first = np.zeros(len(chosen), dtype=np.bool_)
        first[np.cumsum(sizes[lines]) - sizes[lines]] = True
        found.append((placed[chosen], first))
    return found


def _areas(
    placed: Floats, starts: npt.NDArray[np.integer], sizes: npt.NDArray[np.integer]
) -> npt.NDArray[np.float64]:
    """Return twice the signed area of each ring."""
    following = np.arange(1, len(placed) + 1)
    following[starts + sizes - 1] = starts
    x, y = placed[:, 0], placed[:, 1]
    twice: npt.NDArray[np.float64] = np.add.reduceat(x * y[following] - x[following] * y, starts)
    return twice
