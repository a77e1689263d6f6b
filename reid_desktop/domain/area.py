"""An area on the map, outlined by its corners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Area:
    """A closed outline; it may lie across the date line, and is narrower than half the earth."""

    corners: tuple[tuple[float, float], ...]
    """Latitude and longitude in degrees."""

    def __post_init__(self) -> None:
        """Refuse what is no area."""
        if len(self.corners) < 3:
            raise ValueError("an area has three corners or more")
        if any(not (-90 <= lat <= 90 and -180 <= lon <= 180) for lat, lon in self.corners):
            raise ValueError("no such corner")

    def holds(
        self, latitude_deg: NDArray[np.float64], longitude_deg: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Tell which places lie inside (even-odd rule); NaN lies nowhere."""
        first = self.corners[0][1]
        x = _around(longitude_deg, first)
        inside = np.zeros(len(x), bool)
        corners = [(lat, float(_around(np.array([lon]), first)[0])) for lat, lon in self.corners]
        for (lat1, lon1), (lat2, lon2) in zip(corners, [*corners[1:], corners[0]], strict=True):
            if lat1 == lat2:
                continue
            crosses = (latitude_deg >= min(lat1, lat2)) & (latitude_deg < max(lat1, lat2))
            at = lon1 + (latitude_deg - lat1) * ((lon2 - lon1) / (lat2 - lat1))
            inside ^= crosses & (x < at)
        return inside


def _around(longitude_deg: NDArray[np.float64], middle_deg: float) -> NDArray[np.float64]:
    """Return longitudes within half a turn of a meridian."""
    return (longitude_deg - middle_deg + 180) % 360 - 180
