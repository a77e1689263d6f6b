"""Places found by how people type their names, and signs to those around a close view."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from reid_desktop.domain.earth import distance_m
from reid_desktop.ui.geometry.basemap import BaseMapDamagedError, load_places
from reid_desktop.ui.geometry.mercator import to_unit
from reid_desktop.ui.geometry.place_finder import ALIASES_FILE, PlaceFinder, folded
from reid_desktop.ui.geometry.signposts import signposts
from reid_desktop.ui.geometry.viewport import Viewport
from tools.build_place_aliases import aliases_of

SHIPPED = Path(__file__).resolve().parents[3] / "resources" / "map"
MOSCOW = "\u041c\u043e\u0441\u043a\u0432\u0430"


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder(SHIPPED)


@pytest.mark.parametrize(
    ("typed", "title", "nation"),
    [
        ("leipzig", "Leipzig", "Germany"),
        ("LEIPZ", "Leipzig", "Germany"),
        ("münchen", "Munich (München)", "Germany"),
        ("koeln", "Köln (Koeln)", "Germany"),
        ("bruxelles", "Brussels (Bruxelles)", "Belgium"),
        ("sao paulo", "São Paulo", "Brazil"),
        ("st. gallen", "Sankt Gallen (St. Gallen)", "Switzerland"),
        (MOSCOW, f"Moscow ({MOSCOW})", "Russia"),
        ("paris", "Paris", "France"),
        ("paris, united s", "Paris", "United States"),
        ("griechenland", "Greece", ""),
    ],
)
def test_a_place_is_found_as_people_type_it(finder: PlaceFinder, typed: str, title: str, nation: str) -> None:
    first = finder.find(typed)[0]
    assert (first.title, first.nation) == (title, nation)


@pytest.mark.parametrize(
    ("typed", "title", "nation"),
    [
        ("leipzig", "Leipzig", "Deutschland"),
        ("paris, vereinigte st", "Paris", "Vereinigte Staaten"),
        ("paris, united s", "Paris", "Vereinigte Staaten"),
        ("greece", "Griechenland", ""),
    ],
)
def test_countries_are_named_and_understood_in_the_language(
    finder: PlaceFinder, typed: str, title: str, nation: str
) -> None:
    first = finder.find(typed, language="de")[0]
    assert (first.title, first.nation) == (title, nation)


def test_what_is_no_name_finds_nothing_and_a_list_stays_short(finder: PlaceFinder) -> None:
    for typed in ("", "x", "zzqqzz", "\n", ",", "|", "a" * 4000):
        assert finder.find(typed) == []
    assert len(finder.find("sa", most=7)) == 7
    [leipzig] = finder.find("leipzig", most=1)
    assert distance_m(leipzig.latitude_deg, leipzig.longitude_deg, 51.3397, 12.3713) < 100


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    for path in SHIPPED.glob("*.npz"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / ALIASES_FILE).write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(BaseMapDamagedError):
        PlaceFinder(tmp_path)
    (tmp_path / ALIASES_FILE).unlink()
    assert PlaceFinder(tmp_path).find("leipzig")


def test_other_names_are_those_that_are_typed_otherwise() -> None:
    others = ["MUC", "Munchen", "München", "Muenchen", "munich", MOSCOW, "a|bcd"]
    assert aliases_of("Munich", others) == ["München", "Muenchen"]
    assert folded("Łódź Straße Øst") == "lodz strasse ost"


def test_a_close_view_is_pointed_to_the_places_around_it() -> None:
    places = load_places(SHIPPED)
    x, y = (float(value) for value in to_unit(51.36, 12.374))
    view = Viewport(x, y, 15.0, 900, 600)
    posts = signposts(places, view)
    assert "Leipzig" in [post.name for post in posts]
    [leipzig] = [post for post in posts if post.name == "Leipzig"]
    east_m, south_m = leipzig.offset_m(view)
    assert abs(math.hypot(east_m, south_m) - distance_m(51.36, 12.374, 51.33962, 12.37129)) < 10
    assert south_m > abs(east_m)
    assert signposts(places, replace(view, zoom=8.0)) == []
    assert signposts(places, Viewport(0.02, 0.6, 15.0, 900, 600)) == []  # the open sea
