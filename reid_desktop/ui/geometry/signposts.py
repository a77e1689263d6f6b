"""Which places lie around a view that is too close for the base map to say where one is."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from .basemap import Names
from .mercator import EARTH_CIRCUMFERENCE_M, to_degrees
from .viewport import Bounds, Viewport

FROM_ZOOM = 11.5
"""Farther out the names in view say it."""
_ENOUGH_NAMES = 5
_MOST = 4
_REACH = 0.6 / 360
_WEIGHT_M = 1500.0
"""A place ten times as large may lie this much farther and still be the one that is named."""
_SECTORS = 8


class Signpost(NamedTuple):
    """A place outside the view, on the unit square."""

    name: str
    x: float
    y: float

    def offset_m(self, view: Viewport) -> tuple[float, float]:
        """Return how far east and south of the middle of a view it lies, in metres."""
        latitude, _ = to_degrees(view.centre_x, min(max(view.centre_y, 0.0), 1.0))
        whole_m = EARTH_CIRCUMFERENCE_M * math.cos(math.radians(float(latitude)))
        east = (self.x - view.centre_x + 0.5) % 1.0 - 0.5
        return east * whole_m, (self.y - view.centre_y) * whole_m


def signposts(places: Names, view: Viewport) -> list[Signpost]:
    """Return the places to point to, in different directions; none where enough names are in view."""
    if view.zoom < FROM_ZOOM or len(places.visible(view.bounds, view.zoom + 0.5)) >= _ENOUGH_NAMES:
        return []
    middle_x = view.centre_x % 1.0
    around = Bounds(middle_x - _REACH, view.centre_y - _REACH, middle_x + _REACH, view.centre_y + _REACH)
    best: dict[int, tuple[float, Signpost]] = {}
    for row in places.visible(around, math.inf).tolist():
        post = Signpost(places[row], float(places.x[row]), float(places.y[row]))
        east_m, south_m = post.offset_m(view)
        if _is_in_view(east_m, south_m, view):
            continue
        sector = round(math.atan2(south_m, east_m) / (2 * math.pi / _SECTORS)) % _SECTORS
        cost = math.hypot(east_m, south_m) - _WEIGHT_M * math.log10(max(float(places.weight[row]), 100.0))
        if sector not in best or cost < best[sector][0]:
            best[sector] = (cost, post)
    return [post for _, post in sorted(best.values())[:_MOST]]


def _is_in_view(east_m: float, south_m: float, view: Viewport) -> bool:
    latitude, _ = to_degrees(view.centre_x, min(max(view.centre_y, 0.0), 1.0))
    px_per_m = view.scale / (EARTH_CIRCUMFERENCE_M * float(np.cos(np.radians(latitude))))
    return abs(east_m) * px_per_m < view.width_px / 2 and abs(south_m) * px_per_m < view.height_px / 2
