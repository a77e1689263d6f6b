"""Small map files, written for tests."""

from __future__ import annotations

import gzip
import io
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer as _Writer

Writer: Any = _Writer
"""The package types its reader only."""
TileKey = tuple[int, int, int]
"""Zoom, column, row from the north."""


def picture(colour: str, size_px: int = 256, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (size_px, size_px), colour).save(file, kind)
    return file.getvalue()


def write_mbtiles(path: Path, tiles: Mapping[TileKey, bytes], **metadata: str) -> Path:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
    connection.execute(
        "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)"
    )
    connection.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
    rows = [(z, x, (1 << z) - 1 - y, data) for (z, x, y), data in tiles.items()]
    connection.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
    return path


def write_pmtiles(path: Path, tiles: Mapping[TileKey, bytes], kind: TileType, **metadata: object) -> Path:
    with path.open("wb") as file:
        writer = Writer(file)
        for key in sorted(tiles, key=lambda key: zxy_to_tileid(*key)):
            writer.write_tile(zxy_to_tileid(*key), tiles[key])
        zooms = [z for z, _, _ in tiles]
        is_vector = kind is TileType.MVT
        writer.finalize(
            {
                "tile_type": kind,
                "tile_compression": Compression.GZIP if is_vector else Compression.NONE,
                "min_zoom": min(zooms),
                "max_zoom": max(zooms),
                "min_lon_e7": -1_800_000_000,
                "min_lat_e7": -850_000_000,
                "max_lon_e7": 1_800_000_000,
                "max_lat_e7": 850_000_000,
                "center_zoom": 0,
                "center_lon_e7": 0,
                "center_lat_e7": 0,
            },
            metadata,
        )
    return path


# Vector tiles, after the Mapbox vector tile specification 2.1


def varint(value: int) -> bytes:
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def sized(field: int, data: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(data)) + data


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def geometry(lines: Iterable[Sequence[tuple[int, int]]], kind: int) -> bytes:
    """Code points (1), lines (2) or rings (3) in the units of the tile."""
    found, x, y = b"", 0, 0
    for line in lines:
        for place, (to_x, to_y) in enumerate(line):
            command = 1 if place == 0 else 2
            if place in (0, 1):
                found += varint((1 if place == 0 else len(line) - 1) << 3 | command)
            for step in (to_x - x, to_y - y):
                found += varint(step << 1 if step >= 0 else (-step << 1) - 1)
            x, y = to_x, to_y
        if kind == 3:
            found += varint(1 << 3 | 7)
    return found


def layer(
    name: str, features: Iterable[tuple[int, Sequence[Sequence[tuple[int, int]]], Mapping[str, str]]]
) -> bytes:
    keys: list[str] = []
    values: list[str] = []
    body = b""
    for kind, lines, tags in features:
        pairs = b""
        for key, value in tags.items():
            keys.append(key)
            values.append(value)
            pairs += varint(len(keys) - 1) + varint(len(values) - 1)
        body += sized(2, sized(2, pairs) + number(3, kind) + sized(4, geometry(lines, kind)))
    words = b"".join(sized(3, key.encode()) for key in keys)
    words += b"".join(sized(4, sized(1, value.encode())) for value in values)
    return sized(3, sized(1, name.encode()) + body + words + number(5, 4096) + number(15, 2))


def town_tile() -> bytes:
    """A lake, a motorway, a footway, a building and a town, packed."""
    square = [(0, 0), (2048, 0), (2048, 2048), (0, 2048)]
    house = [(3000, 3000), (3100, 3000), (3100, 3100)]
    return gzip.compress(
        layer("water", [(3, [square], {"class": "lake"})])
        + layer(
            "transportation",
            [
                (2, [[(0, 4096), (4096, 0)]], {"class": "motorway"}),
                (2, [[(0, 100), (4096, 100)], [(0, 200), (4096, 200)]], {"class": "path"}),
            ],
        )
        + layer("building", [(3, [house], {})])
        + layer("place", [(1, [[(1024, 3072)]], {"name": "Bree <b>", "class": "town"})])
    )
