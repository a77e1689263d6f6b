"""Polygons and lines cut to a rectangle, and points thinned to what a pixel can show."""

import numpy as np
import numpy.typing as npt

from reid_desktop.ui.geometry.mercator import Floats
from reid_desktop.ui.geometry.viewport import Bounds

Flags = npt.NDArray[np.bool_]


def _kept_side(ring: Floats, axis: int, bound: float, sign: float) -> Floats:
    """Cut an open ring (n, 2) by one half-plane: sign * (value - bound) >= 0 stays."""
    if len(ring) == 0:
        return ring
    depth = sign * (ring[:, axis] - bound)
    inside = depth >= 0
    if inside.all():
        return ring
    if not inside.any():
        return ring[:0]
    following, next_depth = np.roll(ring, -1, axis=0), np.roll(depth, -1)
    crosses = inside != np.roll(inside, -1)
    share = np.where(crosses, depth / np.where(crosses, depth - next_depth, 1.0), 0.0)
    cut = ring + share[:, None] * (following - ring)
    cut[crosses, axis] = bound
    paired = np.stack([ring, cut], axis=1)
    cleaned: Floats = paired[np.stack([inside, crosses], axis=1)]
    return cleaned


def clip_ring(ring: Floats, box: Bounds) -> Floats:
    """Cut an open ring (n, 2) to a rectangle; orientation is kept (Sutherland and Hodgman 1974).

    Parts that the rectangle separates stay joined by edges on its rim, which a fill does not show.
    """
    for axis, bound, sign in (
        (0, box.left, 1.0),
        (0, box.right, -1.0),
        (1, box.top, 1.0),
        (1, box.bottom, -1.0),
    ):
        ring = _kept_side(ring, axis, bound, sign)
    return ring


def thinned(points: Floats, first: Flags, step: float) -> Flags:
    """Mark which points (n, 2) of joined lines to keep so that neighbours differ by a step.

    first marks where each line starts: those points, and the last of every line, always stay.
    """
    if len(points) == 0:
        return first
    cell = np.floor(points / step).astype(np.int64)
    moved = np.empty(len(points), dtype=np.bool_)
    moved[0] = True
    moved[1:] = (cell[1:] != cell[:-1]).any(axis=1)
    last = np.empty(len(points), dtype=np.bool_)
    last[-1] = True
    last[:-1] = first[1:]
    kept: Flags = moved | first | last
    return kept
