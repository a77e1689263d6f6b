"""Names on the base map in other words: of countries in other languages, of all in the script of the country.

File names.npz: place_index (numbers of places in places.npz), place_own; country_de, country_fr, country_es,
country_nl and country_own, one for each country of countries.npz. Texts are joined by line feeds; an empty
one is not known. Made by tools/build_map_names.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .basemap import DAMAGES, BaseMapDamagedError, Names, country_order

FILE_NAME = "names.npz"
SPOKEN = ("de", "fr", "es", "nl")
"""Languages that countries are named in besides English."""


@dataclass(frozen=True, slots=True)
class OtherNames:
    """What labels are called otherwise, by their number among the labels."""

    spoken: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    """By the code of a language."""
    own: Mapping[int, str] = field(default_factory=dict)

    def said_in(self, language: str, labels: Names) -> dict[str, str]:
        """Return what labels are called in a language by their English names, where that is known."""
        return {labels[i]: name for i, name in self.spoken.get(language, {}).items()}


@dataclass(frozen=True, slots=True)
class MapNames:
    """Other names of countries and of places."""

    countries: OtherNames = field(default_factory=OtherNames)
    places: OtherNames = field(default_factory=OtherNames)


@dataclass(frozen=True, slots=True)
class NameStyle:
    """How labels are written."""

    language: str = "en"
    """Of countries: its code."""
    with_own: bool = True
    """Add the name in the script of the country, where there is one and a font has its letters."""


USUAL_NAMES = NameStyle()


def load_names(folder: Path) -> MapNames:
    """Read the other names; none where there is no such file. Raises OSError or BaseMapDamagedError."""
    path = folder / FILE_NAME
    if not path.exists():
        return MapNames()
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            order = country_order(folder)
            index, own = data["place_index"].tolist(), _texts(data["place_own"])
            countries = {code: _texts(data[f"country_{code}"]) for code in (*SPOKEN, "own")}
            if len(index) != len(own) or {len(names) for names in countries.values()} != {len(order)}:
                raise BaseMapDamagedError("names and what they name differ in number")
            return MapNames(
                OtherNames(
                    {code: _there(countries[code], order) for code in SPOKEN}, _there(countries["own"], order)
                ),
                OtherNames({}, dict(zip(index, own, strict=True))),
            )
    except DAMAGES as cause:
        raise BaseMapDamagedError(f"{FILE_NAME} is damaged: {cause}") from cause


def _texts(data: np.ndarray) -> list[str]:
    return data.tobytes().decode("utf-8", "replace").split("\n")


def _there(texts: list[str], order: list[int]) -> dict[int, str]:
    return {number: texts[row] for number, row in enumerate(order) if texts[row]}
