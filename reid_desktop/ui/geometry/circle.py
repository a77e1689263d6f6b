"""A circle on the earth: its outline on the map, and which points lie inside."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reid_desktop.domain.earth import RADIUS_M, distance_m
from reid_desktop.ui.geometry.clustering import PointIndex
from reid_desktop.ui.geometry.mercator import Floats, to_degrees, to_unit

_CORNERS = 96
_WHOLE_FROM_M = 100_000.0


@dataclass(frozen=True, slots=True)
class EarthCircle:
    """All places within a distance of one."""

    latitude_deg: float
    longitude_deg: float
    radius_m: float

    @classmethod
    def through(cls, centre: tuple[float, float], edge: tuple[float, float]) -> "EarthCircle":
        """Return the circle around one point of the unit square through another."""
        latitude, longitude = to_degrees([centre[0], edge[0]], [centre[1], edge[1]])
        radius = distance_m(float(latitude[0]), float(longitude[0]), float(latitude[1]), float(longitude[1]))
        return cls(float(latitude[0]), (float(longitude[0]) + 180.0) % 360.0 - 180.0, radius)

    def outline(self, near_x: float) -> Floats:
        """Return its rim (n, 2) on the unit square, without jumps, beginning nearest to an x."""
        far = self.radius_m / RADIUS_M
        bearing = np.linspace(0.0, 2 * math.pi, _CORNERS, endpoint=False)
        one = math.radians(self.latitude_deg)
        two = np.arcsin(math.sin(one) * math.cos(far) + math.cos(one) * math.sin(far) * np.cos(bearing))
        across = np.arctan2(
            np.sin(bearing) * math.sin(far) * math.cos(one), math.cos(far) - math.sin(one) * np.sin(two)
        )
        x, y = to_unit(np.degrees(two), self.longitude_deg + np.degrees(across))
        x = np.unwrap(x, period=1.0)
        centre = self.longitude_deg / 360.0 + 0.5
        return np.column_stack([x + round(near_x - centre), y])

    def holds(self, index: PointIndex) -> npt.NDArray[np.int64]:
        """Return the places in Morton order of the points inside, ascending (haversine formula)."""
        latitude, longitude = to_degrees(index.x, index.y)
        one, two = math.radians(self.latitude_deg), np.radians(latitude)
        across = np.radians(longitude - self.longitude_deg)
        half = np.sin((two - one) / 2) ** 2 + math.cos(one) * np.cos(two) * np.sin(across / 2) ** 2
        away_m = 2 * RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(half)))
        return np.flatnonzero(away_m <= self.radius_m)


def length_text(metres: float) -> str:
    """Return a length as text: 850 m, 12.4 km, 2,317 km."""
    if metres < 1000:
        return f"{metres:,.0f} m"
    return f"{metres / 1000:,.{1 if metres < _WHOLE_FROM_M else 0}f} km"
