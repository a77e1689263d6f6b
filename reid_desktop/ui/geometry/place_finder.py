"""Places of the base map by their names, in whatever letters they are typed.

File aliases.npz: alias_index (numbers of places in places.npz), alias_names (names joined by `|`, a
line for each). Made by tools/build_place_aliases.py.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .basemap import DAMAGES, BaseMapDamagedError, Ints, Names, load_countries, load_places
from .map_names import MapNames, load_names
from .mercator import to_degrees

ALIASES_FILE = "aliases.npz"
_LEAST_LETTERS = 2
_MOST_LOOKED_AT = 4000
_PLAIN = str.maketrans(
    {
        "\u00f8": "o",
        "\u0142": "l",
        "\u0111": "d",
        "\u00f0": "d",
        "\u0131": "i",
        "\u00e6": "ae",
        "\u0153": "oe",
        "\u2019": "'",
    }
)
#: (population from, zoom): how close a found place is looked at.
_ZOOMS = ((2_000_000, 9.5), (200_000, 11.0), (20_000, 12.0), (0, 13.0))
_COUNTRY_CLOSER = 1.2
_OTHER_NAMES_SHARE = 0.05


class FoundPlace(NamedTuple):
    """A place that can be gone to."""

    title: str
    latitude_deg: float
    longitude_deg: float
    zoom: float
    nation: str = ""
    people: int = 0
    """How many live there; 0 where nothing tells."""


class _Match(NamedTuple):
    """The best first: whole names, beginnings, later words; then the largest."""

    kind: int
    fewer: float
    row: int
    source: int = 0
    """Which of the finder's texts it stands in."""
    line: int = 0


def folded(text: str) -> str:
    """Return a text without case, accents and signs that people leave out; line feeds stay."""
    apart = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@dataclass(frozen=True, slots=True)
class _Lines:
    """Texts, one a line, that are searched as one; `rows` says what each line is of."""

    text: str
    breaks: Ints
    rows: Ints
    written: tuple[str, ...] = ()
    """Other names as they are written; each may hold several, joined by `|`."""

    @classmethod
    def of(cls, lines: str, rows: Ints, *, keeps: bool = False) -> _Lines:
        whole = f"\n{folded(lines)}\n"
        breaks = np.flatnonzero(np.frombuffer(whole.encode("utf-32-le"), np.uint32) == ord("\n"))
        if len(breaks) - 1 != len(rows):
            raise BaseMapDamagedError("names and what they name differ in number")
        return cls(whole, breaks, rows, tuple(lines.split("\n")) if keeps else ())

    def beginning(self, words: str, after: str) -> Iterator[tuple[int, bool]]:
        """Yield (line, whether all of a name) where `words` follow one of the signs `after`."""
        for sign in after:
            at, seen = self.text.find(sign + words), 0
            while at >= 0 and seen < _MOST_LOOKED_AT:
                line = int(np.searchsorted(self.breaks, at, side="right")) - 1
                end = at + 1 + len(words)
                yield line, self.text[end] in "\n|"
                at, seen = self.text.find(sign + words, end), seen + 1

    def other(self, line: int, words: str) -> str:
        """Return the name of a line that begins with `words`, or the first that holds them, as written."""
        names = self.written[line].split("|") if self.written else []
        holding = sorted((name for name in names if words in folded(name)), key=lambda n: (len(n), n))
        return next((name for name in holding if folded(name).startswith(words)), "".join(holding[:1]))


class PlaceFinder:
    """Finds countries and populated places; pure reads once made, safe from several threads."""

    def __init__(self, folder: Path) -> None:
        """Read the base map in a folder; takes a moment. Raises OSError or BaseMapDamagedError."""
        self._places, self._countries = load_places(folder), load_countries(folder)
        names = load_names(folder)
        self._called = names.countries
        try:
            with (folder / "places.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
                self._nation_of = data["place_country"].astype(np.int64)
                self._nations = data["nation_names"].tobytes().decode("utf-8").split("\n")
            self._lines = (_lines_of(self._places), *_other_lines(folder, names))
        except DAMAGES as cause:
            raise BaseMapDamagedError(f"the names of places are damaged: {cause}") from cause
        self._folded_nations = [folded(nation) for nation in self._nations]
        self._country_lines = _country_lines(self._countries, names)

    def find(self, words: str, most: int = 12, language: str = "en") -> list[FoundPlace]:
        """Return what `words` may name, the likeliest first; `Paris, United States` says which Paris.

        Countries are named in a language, and understood in it beside English.
        """
        name, _, nation = (part.strip() for part in folded(words).replace("\n", " ").partition(","))
        if len(name) < _LEAST_LETTERS:
            return []
        nations = self._nations_in(language)
        both = zip(self._folded_nations, map(folded, nations), strict=True)
        meant = {i for i, names in enumerate(both) if any(one.startswith(nation) for one in names)}
        found = [] if nation else self._find_countries(name, language)
        best: dict[int, _Match] = {}
        for source in range(len(self._lines)):
            for match in self._matches(source, name):
                if int(self._nation_of[match.row]) not in meant:
                    continue
                if match.row not in best or match < best[match.row]:
                    best[match.row] = match
        found += [self._place(match, name, nations) for match in sorted(best.values())[:most]]
        return found[:most]

    def _nations_in(self, language: str) -> list[str]:
        """Return what the nations of the places are called; some have a longer name on the map."""
        said = self._called.said_in(language, self._countries)
        longer = {name.partition(" of ")[0]: text for name, text in said.items() if " of " in name}
        return [said.get(nation) or longer.get(nation) or nation for nation in self._nations]

    def _matches(self, source: int, name: str) -> Iterator[_Match]:
        lines, weight = self._lines[source], self._places.weight
        # Few look for a town by one of its other names, of which the largest have dozens.
        share = _OTHER_NAMES_SHARE if lines.written else 1.0
        for after, kind in ("\n|" if lines.written else "\n", 1), (" -", 2):
            for line, is_whole in lines.beginning(name, after):
                row = int(lines.rows[line])
                rank = 0 if is_whole and kind == 1 else kind
                yield _Match(rank, -float(weight[row]) * share, row, source, line)

    def _place(self, match: _Match, typed: str, nations: Sequence[str]) -> FoundPlace:
        row, people = match.row, int(self._places.weight[match.row])
        latitude, longitude = to_degrees(self._places.x[row], self._places.y[row])
        nation, name = nations[int(self._nation_of[row])], self._places[row]
        other = self._lines[match.source].other(match.line, typed)
        if other and folded(other) not in folded(name):
            name = f"{name} ({other})"  # that is how it was asked for
        zoom = next(zoom for least, zoom in _ZOOMS if people >= least)
        return FoundPlace(name, float(latitude), float(longitude), zoom, nation, people)

    def _find_countries(self, name: str, language: str) -> list[FoundPlace]:
        lines, said = self._country_lines, self._called.spoken.get(language, {})
        rows = dict.fromkeys(int(lines.rows[line]) for line, _ in lines.beginning(name, "\n"))
        found = []
        for row in rows:
            latitude, longitude = to_degrees(self._countries.x[row], self._countries.y[row])
            zoom = float(self._countries.zoom[row]) + _COUNTRY_CLOSER
            title = said.get(row) or self._countries[row]
            found.append(FoundPlace(title, float(latitude), float(longitude), zoom))
        return found[:3]


def _lines_of(names: Names) -> _Lines:
    return _Lines.of(names.text.decode("utf-8", "replace"), np.arange(len(names)))


def _other_lines(folder: Path, names: MapNames) -> Iterator[_Lines]:
    """Yield the names in the script of the country, and the aliases where there is such a file."""
    own = names.places.own
    yield (
        _Lines.of("\n".join(own.values()), np.array(list(own), np.int64), keeps=True) if own else _no_lines()
    )
    path = folder / ALIASES_FILE
    if path.exists():
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            text = data["alias_names"].tobytes().decode()
            yield _Lines.of(text, data["alias_index"].astype(np.int64), keeps=True)


def _country_lines(countries: Names, names: MapNames) -> _Lines:
    lines = [(countries[row], row) for row in range(len(countries))]
    lines += [(text, row) for row, text in names.countries.own.items()]
    for spoken in names.countries.spoken.values():
        lines += [(text, row) for row, text in spoken.items()]
    return _Lines.of("\n".join(text for text, _ in lines), np.array([row for _, row in lines], np.int64))


def _no_lines() -> _Lines:
    return _Lines("\n", np.zeros(1, np.int64), np.zeros(0, np.int64))
