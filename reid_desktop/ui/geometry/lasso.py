"""Which points lie inside a drawn outline."""

import numpy as np
import numpy.typing as npt

from reid_desktop.ui.geometry.clustering import PointIndex
from reid_desktop.ui.geometry.mercator import Floats

Ints = npt.NDArray[np.int64]


def points_inside(index: PointIndex, outline: Floats) -> Ints:
    """Return the places in Morton order of the points inside a closed outline (m, 2), ascending.

    Even-odd rule; an edge owns its upper end and not its lower one. Each edge looks only at the
    points between its ends' y, so the cost is points times edges that cross them, not all edges.
    """
    if len(outline) < 3 or len(index) == 0:
        return np.zeros(0, dtype=np.int64)
    y = index.y[index.by_y]
    low, high = np.searchsorted(y, [outline[:, 1].min(), outline[:, 1].max()], side="left")
    order = index.by_y[low:high]
    x, y = index.x[order], y[low:high]
    inside = np.zeros(len(order), dtype=np.bool_)
    following = np.roll(outline, -1, axis=0)
    for (ax, ay), (bx, by) in zip(outline.tolist(), following.tolist(), strict=True):
        if ay == by:
            continue
        a, b = np.searchsorted(y, [min(ay, by), max(ay, by)], side="left")
        crossing = ax + (y[a:b] - ay) * ((bx - ax) / (by - ay))
        inside[a:b] ^= x[a:b] < crossing
    return np.sort(order[inside])


def rectangle_outline(x1: float, y1: float, x2: float, y2: float) -> Floats:
    """Return the outline of a rectangle given by two opposite corners."""
    return np.array([[x1, y1], [x2, y1], [x2, y2], [x1, y2]], dtype=np.float64)
