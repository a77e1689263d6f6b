"""A town as vector tiles in the layers of two schemas: streets, a park with a lake, a courtyard, a river."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path

from pmtiles.tile import TileType

from tests.map_files import layer, write_pmtiles

KEY = (14, 8414, 5384)
"""Amsterdam."""
Point = tuple[int, int]
Feature = tuple[int, list[list[Point]], Mapping[str, str]]
_POINT, _LINE, _AREA = 1, 2, 3


def square(left: int, top: int, side: int, *, is_hole: bool = False) -> list[Point]:
    """Return a ring that runs as the specification has it: outer ones and holes the other way."""
    ring = [(left, top), (left + side, top), (left + side, top + side), (left, top + side)]
    return ring[::-1] if is_hole else ring


PARK, WOOD, LAKE, HOUSE, COURT = (
    square(200, 200, 1200),
    square(800, 800, 1200),  # overlaps the park
    square(1000, 1000, 200),  # in both
    square(2600, 600, 600),
    square(2800, 800, 200, is_hole=True),
)
STREETS = [[(0, y), (4096, y)] for y in range(2300, 4096, 300)] + [
    [(x, 2300), (x, 4096)] for x in range(0, 4096, 300)
]
MOTORWAY = [(0, 2150), (4096, 2150)]
RIVER = [[(2200, 0), (2400, 0), (2500, 2100), (2300, 2100)]]


def openmaptiles() -> bytes:
    """Return the town as one tile of OpenMapTiles."""
    streets: list[Feature] = [(_LINE, [line], {"class": "minor"}) for line in STREETS]
    return gzip.compress(
        layer("water", [(_AREA, [LAKE], {"class": "lake"}), (_AREA, RIVER, {"class": "river"})])
        + layer("landcover", [(_AREA, [WOOD], {"class": "wood"})])
        + layer("park", [(_AREA, [PARK], {"class": "nature_reserve"})])
        + layer("landuse", [(_AREA, [square(0, 2100, 4096)], {"class": "residential"})])
        + layer("building", [(_AREA, [HOUSE, COURT], {})])
        + layer("transportation", [(_LINE, [MOTORWAY], {"class": "motorway"}), *streets])
        + layer("transportation_name", [(_LINE, [MOTORWAY], {"name": "Ring"})])
        + layer("water_name", [(_POINT, [[(1100, 1100)]], {"name": "Vijver"})])
        + layer("place", [(_POINT, [[(2000, 3000)]], {"name": "Bree", "class": "town"})])
        + layer("unknown", [(_AREA, [square(-100, -100, 4400)], {})])
    )


def protomaps() -> bytes:
    """Return the town as one tile of Protomaps, whose roads bear their names."""
    streets: list[Feature] = [(_LINE, [line], {"kind": "minor_road"}) for line in STREETS]
    motorway: Feature = (_LINE, [MOTORWAY], {"kind": "highway", "name": "Ring"})
    return gzip.compress(
        layer("earth", [(_AREA, [square(-100, -100, 4400)], {"kind": "earth"})])
        + layer(
            "water",
            [
                (_AREA, [LAKE], {"kind": "lake"}),
                (_AREA, RIVER, {"kind": "river"}),
                (_POINT, [[(1100, 1100)]], {"kind": "lake", "name": "Vijver"}),
            ],
        )
        + layer(
            "landuse",
            [
                (_AREA, [PARK], {"kind": "park"}),
                (_AREA, [WOOD], {"kind": "wood"}),
                (_AREA, [square(0, 2100, 4096)], {"kind": "residential"}),
            ],
        )
        + layer("buildings", [(_AREA, [HOUSE, COURT], {"kind": "building"})])
        + layer("roads", [motorway, *streets])
        + layer("places", [(_POINT, [[(2000, 3000)]], {"kind": "locality", "name": "Bree"})])
    )


def write_town(path: Path, tile: bytes) -> Path:
    """Write an archive of the one tile."""
    return write_pmtiles(path, {KEY: tile}, TileType.MVT, name="Town", attribution="© Town")
