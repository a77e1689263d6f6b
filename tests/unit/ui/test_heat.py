"""The heat of the map: one point is seen beside many, and no spot has an edge."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from reid_desktop.ui.geometry.clustering import PointIndex
from reid_desktop.ui.geometry.heat import CELL_PX, density, shares
from reid_desktop.ui.geometry.viewport import Viewport

VIEW = Viewport(0.5, 0.5, 1.0, 600, 300)


def test_a_spot_fades_out_however_many_points_it_holds() -> None:
    spots = [(0.3, 0.5, 428), (0.5, 0.5, 71), (0.7, 0.5, 1)]
    x = np.concatenate([np.full(many, at) for at, _, many in spots])
    y = np.full(len(x), 0.5)
    found = shares(density(PointIndex.build(np.arange(len(x)), x, y, None), VIEW))
    places = [tuple(int(value // CELL_PX) for value in VIEW.point_px(at, down)) for at, down, _ in spots]
    middles = [float(found[row, column]) for column, row in places]
    assert middles[0] == 1.0
    assert middles[0] > middles[1] > middles[2] >= 0.19
    for (column, row), middle in zip(places, middles, strict=True):
        sideways = [float(found[row, column + step]) for step in range(8)]
        ways = (sideways, [float(found[row + step, column + step]) for step in range(8)])
        for way in ways:
            assert all(a > b or b < 1e-9 for a, b in pairwise(way))
            assert way[6] < 0.25 * middle
            assert way[7] < 1e-9
