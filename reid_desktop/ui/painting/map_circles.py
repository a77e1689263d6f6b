"""How well each place in view is known, as circles on the ground."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from reid_desktop.ui.geometry.clustering import PointIndex
from reid_desktop.ui.geometry.mercator import metres_per_px, to_degrees
from reid_desktop.ui.geometry.viewport import Viewport
from reid_desktop.ui.painting.map_colours import MapColours, translucent

#: Farther out a circle of a phone's fix is smaller than its mark.
FROM_ZOOM = 8.0
_MOST_POINTS = 20_000
_MOST_CIRCLES = 200
_LEAST_PX, _MOST_PX = 9.0, 3000.0


def paint_circles(painter: QPainter, view: Viewport, index: PointIndex, colours: MapColours) -> None:
    """Paint a circle for every place in view that says how far off it may be; equal ones once."""
    if view.zoom < FROM_ZOOM:
        return
    box = view.bounds
    if sum(stop - start for start, stop in index.slices(box)) > _MOST_POINTS:
        return
    found = index.within(box)
    found = found[np.isfinite(index.reach_m[found])]
    if len(found) == 0:
        return
    latitude, _ = to_degrees(view.centre_x, min(max(view.centre_y, 0.0), 1.0))
    radius = index.reach_m[found] / metres_per_px(float(latitude), view.zoom)
    fits = (radius >= _LEAST_PX) & (radius <= _MOST_PX)
    x, y = view.to_px(index.x[found[fits]], index.y[found[fits]])
    rows = np.unique(np.round(np.column_stack([x, y, radius[fits]])), axis=0)[:_MOST_CIRCLES]
    painter.setPen(QPen(translucent(colours.mark, 150), 1.0, Qt.PenStyle.DotLine))
    painter.setBrush(translucent(colours.mark, 16))
    for px, py, reach in rows.tolist():
        painter.drawEllipse(QPointF(px, py), reach, reach)
