"""Time zones by polygon, and names by the nearest populated place."""

from __future__ import annotations

import math
import threading
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.earth import RADIUS_M, wind

NEAR_M = 5_000.0
"""Closer than this the place is named without a distance."""
FARTHEST_M = 100_000.0
_CELL_DEG = 1.0
_WEIGHT_M = 1_200.0
"""A place ten times as large may lie this much farther and still be the one that is named."""


class OfflinePlaces:
    """Zones of `tzfpy` (timezone-boundary-builder), names of the GeoNames places of the base map."""

    def __init__(self, map_folder: Path) -> None:
        """Load nothing before it is needed."""
        self._folder = map_folder
        self._lock = threading.Lock()
        self._names: PlaceNames | None = None
        self._zone_at = lru_cache(maxsize=20_000)(_zone_at)
        self._name_at = lru_cache(maxsize=20_000)(self._look_up)

    def zone_at(self, latitude_deg: float, longitude_deg: float) -> str | None:
        """Return the IANA time zone of a position; None on the high seas."""
        return self._zone_at(round(latitude_deg, 4), round(longitude_deg, 4))

    def name_at(self, latitude_deg: float, longitude_deg: float) -> str | None:
        """Return the nearest populated place; None where there is none for a hundred kilometres."""
        return self._name_at(round(latitude_deg, 3), round(longitude_deg, 3))

    def _look_up(self, latitude_deg: float, longitude_deg: float) -> str | None:
        with self._lock:
            if self._names is None:
                self._names = PlaceNames.load(self._folder)
        return self._names.nearest(latitude_deg, longitude_deg)


def _zone_at(latitude_deg: float, longitude_deg: float) -> str | None:
    from tzfpy import get_tz

    name = str(get_tz(longitude_deg, latitude_deg))
    # The zones of the sea are whole hours by meridian: no clock on land shows them.
    return name if name and not name.startswith("Etc/") else None


class PlaceNames:
    """Populated places in cells of one degree."""

    def __init__(
        self,
        latitude_deg: NDArray[np.float64],
        longitude_deg: NDArray[np.float64],
        population: NDArray[np.float64],
        names: list[str],
        nations: list[str],
    ) -> None:
        """Sort them into cells; `nations` holds the country of each place."""
        self._latitude_deg, self._longitude_deg, self._population = latitude_deg, longitude_deg, population
        self._labels, self._nations = names, nations
        cells = _cells(latitude_deg, longitude_deg)
        self._order = np.argsort(cells, kind="stable")
        self._sorted = cells[self._order]

    @classmethod
    def load(cls, folder: Path) -> PlaceNames:
        """Read `places.npz` of the base map."""
        with (folder / "places.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
            # Whole numbers of 2^-24 of the Mercator square, bytes kept apart so that they compress.
            xy = np.ascontiguousarray(data["place_xy"].T).view("<i4").reshape(-1, 2) / 2.0**24
            nations = data["nation_names"].tobytes().decode().split("\n")
            names = data["place_names"].tobytes().decode().split("\n")
            country = data["place_country"].astype(int)
            population = data["place_population"].astype(np.float64)
        latitude_deg = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * xy[:, 1]))))
        return cls(latitude_deg, xy[:, 0] * 360 - 180, population, names, [nations[row] for row in country])

    def nearest(self, latitude_deg: float, longitude_deg: float) -> str | None:
        """Return the name that people would give; a town goes before the hamlet beside it."""
        rows = self._around(latitude_deg, longitude_deg)
        if not len(rows):
            return None
        metres = self._metres(rows, latitude_deg, longitude_deg)
        handicap = _WEIGHT_M * np.log10(np.maximum(self._population[rows], 100.0))
        best = int(np.argmin(metres - handicap))
        row, far_m = int(rows[best]), float(metres[best])
        if far_m > FARTHEST_M:
            return None
        label = ", ".join(part for part in (self._labels[row], self._nations[row]) if part)
        if far_m <= NEAR_M + handicap[best]:
            return label
        where = wind(self._latitude_deg[row], self._longitude_deg[row], latitude_deg, longitude_deg)
        return f"{far_m / 1000:.0f} km {where} of {label}"

    def _metres(
        self, rows: NDArray[np.int64], latitude_deg: float, longitude_deg: float
    ) -> NDArray[np.float64]:
        """Return haversine distances."""
        one, two = np.radians(self._latitude_deg[rows]), math.radians(latitude_deg)
        across = np.radians(self._longitude_deg[rows] - longitude_deg)
        half = np.sin((one - two) / 2) ** 2 + np.cos(one) * math.cos(two) * np.sin(across / 2) ** 2
        return np.asarray(2 * RADIUS_M * np.arcsin(np.sqrt(np.clip(half, 0, 1))), dtype=np.float64)

    def _around(self, latitude_deg: float, longitude_deg: float) -> NDArray[np.int64]:
        """Return the places of the cells within reach; near the poles of the whole ring."""
        reach = 1 if abs(latitude_deg) < 60 else 2 if abs(latitude_deg) < 75 else 180
        found = []
        for down in (-1, 0, 1):
            for across in range(-reach, reach + 1):
                latitude, longitude = latitude_deg + down * _CELL_DEG, longitude_deg + across * _CELL_DEG
                cell = _cells(np.array([latitude]), np.array([longitude]))[0]
                start, end = np.searchsorted(self._sorted, [cell, cell + 1])
                found.append(self._order[start:end])
        return np.unique(np.concatenate(found))


def _cells(latitude_deg: NDArray[np.float64], longitude_deg: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the number of the cell of each position; longitudes go round."""
    rows = np.floor(np.clip(latitude_deg, -90, 90) / _CELL_DEG).astype(np.int64) + 90
    columns = np.floor(((longitude_deg + 180) % 360) / _CELL_DEG).astype(np.int64)
    return np.asarray(rows * 360 + columns, dtype=np.int64)
