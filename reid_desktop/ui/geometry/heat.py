"""How densely points lie, as a picture's rows and columns."""

import math
from typing import NamedTuple

import numpy as np

from reid_desktop.ui.geometry.clustering import AXIS_BITS, PointIndex
from reid_desktop.ui.geometry.mercator import Floats
from reid_desktop.ui.geometry.viewport import Viewport

#: The side of a cell; the picture is drawn larger and smooth.
CELL_PX = 6.0
#: How far one point spreads: three boxes of this half width are nearly a bell (central limit).
_SPREAD_CELLS = 2
#: What is left of one point in its own cell, and the share that it has at the least beside however many.
_ONE, _LEAST_SHARE = (19 / 125) ** 2, 0.2


class Density(NamedTuple):
    """How much lies around each cell of a view (rows, columns)."""

    points: Floats
    """Points, spread a little around each."""
    cells: Floats
    """Cells that hold any, spread alike: however many points they hold, a cell counts as one."""


def density(index: PointIndex, view: Viewport) -> Density:
    """Return how much lies around each cell of a view."""
    rows = max(1, math.ceil(view.height_px / CELL_PX))
    columns = max(1, math.ceil(view.width_px / CELL_PX))
    counts: Floats = np.zeros((rows, columns))
    level = min(max(math.ceil(view.zoom + 8 - math.log2(CELL_PX)), 0), AXIS_BITS)
    starts, stops = index.runs_in(view.bounds, level)
    if len(starts):
        # A cell of that level is at most one of the picture's: its first point stands for all.
        px, py = view.to_px(index.x[starts], index.y[starts])
        column, row = np.floor(px / CELL_PX).astype(np.int64), np.floor(py / CELL_PX).astype(np.int64)
        seen = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        np.add.at(counts, (row[seen], column[seen]), (stops - starts)[seen])
    return Density(_spread(counts), _spread(np.minimum(counts, 1.0)))


def _spread(values: Floats) -> Floats:
    for _ in range(3):
        values = _boxed(_boxed(values).T).T
    return values


def _boxed(values: Floats) -> Floats:
    """Return the mean of each row's neighbours within the spread, by running sums."""
    width = 2 * _SPREAD_CELLS + 1
    padded = np.pad(values, ((0, 0), (_SPREAD_CELLS + 1, _SPREAD_CELLS)))
    sums = np.cumsum(padded, axis=1)
    means: Floats = (sums[:, width:] - sums[:, :-width]) / width
    return means


def shares(found: Density) -> Floats:
    """Return shares of the highest, few points raised so that even one is seen beside many."""
    highest = float(found.points.max()) if found.points.size else 0.0
    if highest <= 0:
        return found.points
    raised: Floats = np.log1p(found.points / highest * 12.0) / math.log1p(12.0)
    one: Floats = np.maximum(raised, np.minimum(found.cells / _ONE, 1.0) * _LEAST_SHARE)
    return one
