"""The base map as arrays: land cut to cells, lines cut to chunks, names by zoom.

Files (written by tools/build_basemap.py, read with allow_pickle off):

- land-{110m,50m,10m}.npz: rings of countries cut to the cells of a grid (land_cell, land_country,
  land_size, land_xy), lines (line_size, line_border, line_xy), land_names;
- countries.npz: where and from which zoom a country's name fits;
- lines.npz: provinces and rivers (province_size, province_xy, river_size, river_xy);
- places.npz: populated places, ordered by the zoom at which they appear, then by population.

Coordinates are the unit square of Web Mercator.
"""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from reid_desktop.ui.geometry.mercator import Floats
from reid_desktop.ui.geometry.viewport import Bounds

QUANTUM = 2.0**19
#: Resolution → cells on each side of the world's grid.
LAND_GRIDS = {"110m": 4, "50m": 16, "10m": 32}

#: What reading a cut, swapped or foreign file may raise (EOFError: an empty one).
DAMAGES = (KeyError, IndexError, ValueError, EOFError, zipfile.BadZipFile, zlib.error)

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class BaseMapDamagedError(ValueError):
    """A base map file does not hold what it should."""


def pack_deltas(whole: Ints) -> npt.NDArray[np.uint8]:
    """Code integer points (n, 2) as byte planes (4, 2n) of their differences, which compress well."""
    deltas = np.diff(whole, axis=0, prepend=0).astype("<i4")
    return np.ascontiguousarray(deltas.view(np.uint8).reshape(-1, 4).T)


def unpack_deltas(planes: npt.NDArray[np.uint8]) -> Ints:
    """Undo pack_deltas: return integer points (n, 2)."""
    if planes.ndim != 2 or planes.shape[0] != 4 or planes.shape[1] % 2:
        raise BaseMapDamagedError(f"point planes of shape {planes.shape}")
    deltas = np.ascontiguousarray(planes.T).view("<i4").reshape(-1, 2)
    return np.cumsum(deltas, axis=0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Strokes:
    """Many rings or lines in one array: points (n, 2), and where each starts and how long it is."""

    points: Floats
    start: Ints
    size: Ints
    low: Floats
    high: Floats

    @classmethod
    def of(cls, points: Floats, size: Ints) -> "Strokes":
        """Index joined lines; low and high (m, 2) become their corners."""
        if int(size.sum()) != len(points) or (len(size) and int(size.min()) < 2):
            raise BaseMapDamagedError("line lengths do not add up to the points")
        start = np.cumsum(size) - size
        if len(size) == 0:
            return cls(points, start, size, np.zeros((0, 2)), np.zeros((0, 2)))
        low, high = np.minimum.reduceat(points, start), np.maximum.reduceat(points, start)
        return cls(points, start, size, low, high)

    def touching(self, box: Bounds) -> Ints:
        """Return which lines have a corner box that meets the rectangle."""
        meets = (
            (self.high[:, 0] >= box.left)
            & (self.low[:, 0] <= box.right)
            & (self.high[:, 1] >= box.top)
            & (self.low[:, 1] <= box.bottom)
        )
        return np.flatnonzero(meets)

    def gathered(self, which: Ints) -> tuple[Floats, Flags]:
        """Return the points of the chosen lines (n, 2) and flags that mark where each starts."""
        size = self.size[which]
        total = int(size.sum())
        first = np.zeros(total, dtype=np.bool_)
        heads = np.cumsum(size) - size
        first[heads] = True
        index = np.arange(total) + np.repeat(self.start[which] - heads, size)
        return self.points[index], first


@dataclass(frozen=True, slots=True)
class Land:
    """Countries and lines of one resolution."""

    grid: int
    rings: Strokes
    ring_cell: Ints
    ring_country: Ints
    coasts: Strokes
    borders: Strokes
    names: tuple[str, ...]

    def country_at(self, x: float, y: float) -> str | None:
        """Return the name of the country that covers a point of the unit square, or None at sea."""
        column, row = min(int(x * self.grid), self.grid - 1), min(int(y * self.grid), self.grid - 1)
        touching = self.rings.touching(Bounds(x, y, x, y))
        odd: dict[int, bool] = {}
        # Cells overlap a little: only the point's own cell counts, or a crossing would count twice.
        for ring in touching[self.ring_cell[touching] == row * self.grid + column]:
            start = int(self.rings.start[ring])
            points = self.rings.points[start : start + int(self.rings.size[ring])]
            following = np.roll(points, -1, axis=0)
            spans = (points[:, 1] > y) != (following[:, 1] > y)
            a, b = points[spans], following[spans]
            crossing = a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
            if np.count_nonzero(crossing > x) % 2:
                country = int(self.ring_country[ring])
                odd[country] = not odd.get(country, False)
        return next((self.names[country] for country, inside in odd.items() if inside), None)


@dataclass(frozen=True, slots=True)
class Names:
    """Labels of countries or places: where, from which zoom, and the texts as one buffer."""

    x: Floats
    y: Floats
    zoom: Floats
    weight: Floats
    is_capital: Flags
    text: bytes
    breaks: Ints

    def __getitem__(self, i: int) -> str:
        """Return the i-th text."""
        return self.text[int(self.breaks[i]) + 1 : int(self.breaks[i + 1])].decode("utf-8", "replace")

    def __len__(self) -> int:
        """Return the number of labels."""
        return len(self.x)

    def visible(self, box: Bounds, zoom: float) -> Ints:
        """Return the labels in the rectangle that appear at this zoom, in their own order."""
        shown = (
            (self.zoom <= zoom)
            & (self.x >= box.left)
            & (self.x <= box.right)
            & (self.y >= box.top)
            & (self.y <= box.bottom)
        )
        return np.flatnonzero(shown)


def _text_breaks(text: npt.NDArray[np.uint8]) -> Ints:
    return np.concatenate([[-1], np.flatnonzero(text == ord("\n")), [len(text)]]).astype(np.int64)


def _names(
    x: Floats, y: Floats, zoom: Floats, weight: Floats, capital: Flags, text: npt.NDArray[np.uint8]
) -> Names:
    breaks = _text_breaks(text)
    if not len(breaks) - 1 == len(x) == len(y) == len(zoom) == len(weight) == len(capital):
        raise BaseMapDamagedError("labels and their texts differ in number")
    return Names(x, y, zoom, weight, capital, text.tobytes(), breaks)


def load_land(folder: Path, resolution: str) -> Land:
    """Read one resolution (a key of LAND_GRIDS); raises OSError or BaseMapDamagedError."""
    try:
        with (
            (folder / f"land-{resolution}.npz").open("rb") as file,
            np.load(file, allow_pickle=False) as data,
        ):
            rings = Strokes.of(unpack_deltas(data["land_xy"]) / QUANTUM, data["land_size"].astype(np.int64))
            points, size = unpack_deltas(data["line_xy"]) / QUANTUM, data["line_size"].astype(np.int64)
            lines = Strokes.of(points, size)
            border = data["line_border"]
            return Land(
                LAND_GRIDS[resolution],
                rings,
                data["land_cell"].astype(np.int64),
                data["land_country"].astype(np.int64),
                _chosen(lines, np.flatnonzero(~border)),
                _chosen(lines, np.flatnonzero(border)),
                tuple(data["land_names"].tobytes().decode("utf-8").split("\n")),
            )
    except DAMAGES as cause:
        raise BaseMapDamagedError(f"land-{resolution}.npz is damaged: {cause}") from cause


def _chosen(lines: Strokes, which: Ints) -> Strokes:
    points, _ = lines.gathered(which)
    return Strokes.of(points, lines.size[which])


@dataclass(frozen=True, slots=True)
class FineLines:
    """Lines between the provinces of a country, and rivers."""

    provinces: Strokes
    rivers: Strokes


def load_lines(folder: Path) -> FineLines:
    """Read provinces and rivers; raises OSError or BaseMapDamagedError."""
    try:
        with (folder / "lines.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
            provinces, rivers = (
                Strokes.of(unpack_deltas(data[f"{name}_xy"]) / QUANTUM, data[f"{name}_size"].astype(np.int64))
                for name in ("province", "river")
            )
            return FineLines(provinces, rivers)
    except DAMAGES as cause:
        raise BaseMapDamagedError(f"lines.npz is damaged: {cause}") from cause


def country_order(folder: Path) -> list[int]:
    """Return where each country of `load_countries` stands in its file; largest first."""
    with (folder / "countries.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
        found: list[int] = np.argsort(-data["country_area"], kind="stable").tolist()
        return found


def load_countries(folder: Path) -> Names:
    """Read the country names; weight is the area on the unit square."""
    try:
        with (folder / "countries.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
            xy = data["country_xy"].astype(np.float64)
            order = np.argsort(-data["country_area"], kind="stable")
            texts = data["country_names"].tobytes().split(b"\n")
            text = np.frombuffer(b"\n".join(texts[i] for i in order), dtype=np.uint8)
            zoom, area = data["country_zoom"].astype(np.float64), data["country_area"].astype(np.float64)
            return _names(
                xy[order, 0],
                xy[order, 1],
                zoom[order],
                area[order],
                np.zeros(len(order), dtype=np.bool_),
                text,
            )
    except DAMAGES as cause:
        raise BaseMapDamagedError(f"countries.npz is damaged: {cause}") from cause


def load_places(folder: Path) -> Names:
    """Read the populated places; weight is the population."""
    try:
        with (folder / "places.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
            xy = np.ascontiguousarray(data["place_xy"].T).view("<i4").reshape(-1, 2) / 2.0**24
            return _names(
                np.ascontiguousarray(xy[:, 0]),
                np.ascontiguousarray(xy[:, 1]),
                data["place_zoom"].astype(np.float64),
                data["place_population"].astype(np.float64),
                data["place_capital"],
                data["place_names"],
            )
    except DAMAGES as cause:
        raise BaseMapDamagedError(f"places.npz is damaged: {cause}") from cause
