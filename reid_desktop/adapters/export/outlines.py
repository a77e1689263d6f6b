"""The outlines and place names of the base map, cut to one small window.

Reads the files that tools/build_basemap.py writes: points on the unit square of Web
Mercator, as byte planes of integer differences. Everything is optional: a file that is
missing or damaged leaves the map a plain grid.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""(count, 2): x eastwards and y southwards on the unit square."""

_QUANTUM = 2.0**19
_PLACE_QUANTUM = 2.0**24
_MOST_NAMES = 400
_RESOLUTIONS = ((0.3, "110m"), (0.02, "50m"), (0.0, "10m"))


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of the unit square; `left` and `right` may lie beyond 0 and 1 (the world repeats)."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, eq=False)
class PlaceName:
    """A populated place in the window."""

    x: float
    y: float
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """What of the base map lies in a window."""

    land: tuple[Points, ...] = ()
    """Closed rings, cut to the window."""
    coasts: tuple[Points, ...] = ()
    borders: tuple[Points, ...] = ()
    places: tuple[PlaceName, ...] = ()
    """The most important first."""

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not (self.land or self.coasts or self.borders or self.places)


def read_outlines(folder: Path | None, window: Window) -> Outlines:
    """Return what lies in `window`; empty when there is no (sound) base map in `folder`."""
    if folder is None:
        return Outlines()
    width = window.right - window.left
    resolution = next(name for least, name in _RESOLUTIONS if width >= least)
    try:
        land_file = folder / f"land-{resolution}.npz"
        with land_file.open("rb") as file, np.load(file, allow_pickle=False) as data:
            rings = _pieces(data["land_xy"], data["land_size"])
            lines = _pieces(data["line_xy"], data["line_size"])
            is_border = data["line_border"]
        with (folder / "places.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
            places = _places(data["place_xy"], data["place_names"], window)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return Outlines()  # a report without outlines is still a report
    land = (clipped(ring, window) for ring in _shifted(rings, window))
    return Outlines(
        tuple(ring for ring in land if len(ring) >= 3),
        tuple(_shifted([line for line, border in zip(lines, is_border, strict=True) if not border], window)),
        tuple(_shifted([line for line, border in zip(lines, is_border, strict=True) if border], window)),
        places,
    )


def _pieces(planes: NDArray[np.uint8], sizes: NDArray[np.uint16]) -> list[Points]:
    deltas = np.ascontiguousarray(planes.T).view("<i4").reshape(-1, 2)
    points = np.cumsum(deltas, axis=0, dtype=np.int64) / _QUANTUM
    return np.split(points, np.cumsum(sizes.astype(np.int64))[:-1])


def _shifted(pieces: list[Points], window: Window) -> list[Points]:
    found = []
    for shift in (-1.0, 0.0, 1.0):
        if window.left > 1.0 + shift or window.right < shift:
            continue
        for piece in pieces:
            low, high = piece.min(axis=0), piece.max(axis=0)
            beside = low[0] + shift > window.right or high[0] + shift < window.left
            if not (beside or low[1] > window.bottom or high[1] < window.top):
                found.append(piece + np.array([shift, 0.0]))
    return found


def _places(planes: NDArray[np.uint8], text: NDArray[np.uint8], window: Window) -> tuple[PlaceName, ...]:
    at = np.ascontiguousarray(planes.T).view("<i4").reshape(-1, 2) / _PLACE_QUANTUM
    names = text.tobytes().split(b"\n")
    found: list[tuple[int, PlaceName]] = []
    for shift in (-1.0, 0.0, 1.0):
        x, y = at[:, 0] + shift, at[:, 1]
        inside = (x >= window.left) & (x <= window.right) & (y >= window.top) & (y <= window.bottom)
        for i in np.flatnonzero(inside)[:_MOST_NAMES]:
            found.append((int(i), PlaceName(float(x[i]), float(y[i]), names[i].decode("utf-8", "replace"))))
    return tuple(place for _, place in sorted(found, key=lambda pair: pair[0]))


def clipped(ring: Points, window: Window) -> Points:
    """Cut a ring to the window (Sutherland and Hodgman 1974); may come back empty."""
    for axis, limit, sign in (
        (0, window.left, 1.0), (0, window.right, -1.0), (1, window.top, 1.0), (1, window.bottom, -1.0),
    ):  # fmt: skip
        if len(ring) == 0:
            break
        depth = (ring[:, axis] - limit) * sign
        if (depth >= 0).all():
            continue
        ring = _cut(ring, depth)
    return ring


def _cut(ring: Points, depth: NDArray[np.float64]) -> Points:
    following, next_depth = np.roll(ring, -1, axis=0), np.roll(depth, -1)
    inside = depth >= 0
    crossing = inside != (next_depth >= 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(crossing, depth / (depth - next_depth), 0.0)[:, None]
    crossings = ring + (following - ring) * part
    both = np.stack([ring, crossings], axis=1).reshape(-1, 2)
    keep: Points = both[np.stack([inside, crossing], axis=1).reshape(-1)]
    return keep
