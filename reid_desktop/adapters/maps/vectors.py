"""Mapbox vector tiles (specification 2.1) as shapes to draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import Role, Shapes, ShapeTile

from .limits import MIB, short_text, unpacked
from .vector_roles import AREA, LINE, POINT, Tags, names_streets, role_of
from .wire import fields, text_or_number, varints

_TILE_BYTES = 12 * MIB
_MOST_FEATURES = 60_000
_MOVE, _LINE_TO, _CLOSE = 1, 2, 7
_FARTHEST = 4.0
"""What lies farther outside a tile than so many tiles is no geometry of it."""
_NAMES = ("name", "name:latin", "name_en", "name:en", "ref")
_LEAST_POINTS = {POINT: 1, LINE: 2, AREA: 3}
_NAMED = frozenset({Role.PLACE, Role.STREET_NAME, Role.WATER_NAME})
#: Below first: a lake lies in its park, a motorway leads over the lanes.
_ORDER = (
    Role.BUILT, Role.GREEN, Role.WATER, Role.BUILDING, Role.WATERWAY, Role.OTHER, Role.RAIL, Role.PATH,
    Role.ROAD, Role.MAJOR_ROAD, Role.BORDER, Role.PLACE, Role.WATER_NAME, Role.STREET_NAME,
)  # fmt: skip

Line = NDArray[np.float64]


class _Collected:
    """Shapes of one role while a tile is read."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.names: list[str] = []


def decoded_shapes(data: bytes) -> ShapeTile:
    """Return the shapes of a vector tile, packed or not.

    :raises MapFileError: it is damaged, or far too large.
    """
    plain = unpacked(data, _TILE_BYTES) if data[:2] == b"\x1f\x8b" else data
    if len(plain) > _TILE_BYTES:
        raise MapFileError("A vector tile of {size} bytes is too large for a tile.", size=len(plain))
    found: dict[tuple[Role, bool], _Collected] = {}
    left = [_MOST_FEATURES]
    for number, value in fields(memoryview(plain)):
        if number == 3 and isinstance(value, memoryview):
            _read_layer(value, found, left)
    kept = sorted(found.items(), key=lambda one: (not one[0][1], _ORDER.index(one[0][0])))
    return ShapeTile(tuple(_shapes(role, is_area, parts) for (role, is_area), parts in kept))


def _shapes(role: Role, is_area: bool, parts: _Collected) -> Shapes:
    points = np.concatenate(parts.lines).astype(np.float32)
    sizes = np.array([len(line) for line in parts.lines], np.int32)
    return Shapes(role, is_area, points, sizes, tuple(parts.names))


def _read_layer(data: memoryview, found: dict[tuple[Role, bool], _Collected], left: list[int]) -> None:
    name, extent = "", 4096
    keys: list[str] = []
    values: list[str | float | None] = []
    features: list[memoryview] = []
    for number, value in fields(data):
        if number == 5 and isinstance(value, int):
            extent = value
        elif not isinstance(value, memoryview):
            continue
        elif number == 1:
            name = bytes(value).decode("utf-8", "replace")
        elif number == 2:
            features.append(value)
        elif number == 3:
            keys.append(bytes(value).decode("utf-8", "replace"))
        elif number == 4:
            values.append(text_or_number(value))
    left[0] -= len(features)
    if left[0] < 0 or not 1 <= extent <= 1 << 20:
        raise MapFileError("A vector tile holds more than {most} shapes.", most=_MOST_FEATURES)
    for feature in features:
        _read_feature(feature, name, extent, (keys, values), found)


def _read_feature(
    data: memoryview,
    layer: str,
    extent: int,
    words: tuple[Sequence[str], Sequence[str | float | None]],
    found: dict[tuple[Role, bool], _Collected],
) -> None:
    kind, tags, geometry = 0, np.empty(0, np.int64), np.empty(0, np.int64)
    for number, value in fields(data):
        if number == 3 and isinstance(value, int):
            kind = value
        elif number == 2 and isinstance(value, memoryview):
            tags = varints(value)
        elif number == 4 and isinstance(value, memoryview):
            geometry = varints(value)
    said = _tags(tags, *words)
    role = role_of(layer, kind, said)
    if role is None or kind not in _LEAST_POINTS:
        return
    lines = [line for line in _lines(geometry, extent) if len(line) >= _LEAST_POINTS[kind]]
    if role in _NAMED:
        _add_name(role, lines, said, found)
        return
    if names_streets(layer, kind):
        _add_name(Role.STREET_NAME, lines, said, found)
    if lines:
        # What nobody knows is not filled: it may cover everything.
        is_area = kind == AREA and role is not Role.OTHER
        found.setdefault((role, is_area), _Collected()).lines += _turned(lines) if is_area else lines


def _turned(rings: list[Line]) -> list[Line]:
    """Return the rings of one area so that the first, an outer one, runs as all others' first do.

    Then holes run the other way, and filling by winding leaves them open where areas overlap.
    """
    x, y = rings[0][:, 0], rings[0][:, 1]
    twice = float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
    return rings if twice >= 0 else [ring[::-1] for ring in rings]


def _add_name(role: Role, lines: list[Line], tags: Tags, found: dict[tuple[Role, bool], _Collected]) -> None:
    name = next((short_text(tags[key]) for key in _NAMES if tags.get(key)), "")
    if name and lines:
        parts = found.setdefault((role, False), _Collected())
        longest = max(lines, key=len)
        middle = (len(longest) - 1) // 2
        parts.lines.append(longest[middle : len(longest) - middle].mean(axis=0)[None])
        parts.names.append(name)


def _tags(pairs: NDArray[np.int64], keys: Sequence[str], values: Sequence[str | float | None]) -> Tags:
    numbers = pairs.tolist()
    return {
        keys[key]: values[value]
        for key, value in zip(numbers[::2], numbers[1::2], strict=False)
        if key < len(keys) and value < len(values)
    }


def _lines(geometry: NDArray[np.int64], extent: int) -> Iterator[Line]:
    """Yield the lines, rings or points of a feature, a tile being 0..1."""
    steps: list[NDArray[np.int64]] = []
    starts: list[int] = []
    at = count = 0
    while at < len(geometry):
        command, repeats = int(geometry[at]) & 7, int(geometry[at]) >> 3
        at += 1
        if command == _CLOSE:
            continue
        if command not in (_MOVE, _LINE_TO) or at + 2 * repeats > len(geometry):
            raise MapFileError("A vector tile is damaged.")
        if command == _MOVE:
            starts += range(count, count + repeats)
        steps.append(geometry[at : at + 2 * repeats])
        at += 2 * repeats
        count += repeats
    if not count:
        return
    packed = np.concatenate(steps)
    signed = ((packed >> 1) ^ -(packed & 1)).reshape(-1, 2)  # zigzag coding
    points = np.cumsum(signed, axis=0) / extent
    if float(np.abs(points).max()) > _FARTHEST:
        points = np.clip(points, -_FARTHEST, _FARTHEST)
    yield from np.split(points, [start for start in starts if start > 0])
