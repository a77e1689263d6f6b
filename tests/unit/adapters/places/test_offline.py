"""Zones and names of positions, from the files that ship with the program."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.adapters.places.offline import OfflinePlaces

MAP = Path(__file__).resolve().parents[4] / "resources" / "map"
PLACES = OfflinePlaces(MAP)


@pytest.mark.parametrize(
    ("latitude_deg", "longitude_deg", "zone", "name"),
    [
        (51.3397, 12.3731, "Europe/Berlin", "Leipzig, Germany"),
        (40.7484, -73.9857, "America/New_York", "New York City, United States"),
        (-33.86, 151.2, "Australia/Sydney", "Sydney, Australia"),
        (27.7172, 85.324, "Asia/Kathmandu", "Kathmandu, Nepal"),
        (0.0, -30.0, None, None),
    ],
)
def test_known_places(latitude_deg: float, longitude_deg: float, zone: str | None, name: str | None) -> None:
    assert PLACES.zone_at(latitude_deg, longitude_deg) == zone
    assert PLACES.name_at(latitude_deg, longitude_deg) == name


def test_far_from_a_town_the_way_is_told() -> None:
    assert PLACES.name_at(-17.8, 178.1) == "42 km SE of Vatukoula, Fiji"


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_everywhere_there_is_a_known_zone_or_none(latitude_deg: float, longitude_deg: float) -> None:
    zone = PLACES.zone_at(latitude_deg, longitude_deg)
    assert zone is None or zone in available_timezones()
    name = PLACES.name_at(latitude_deg, longitude_deg)
    assert name is None or name.strip() == name != ""


@pytest.mark.parametrize("longitude_deg", [179.99, -179.99])
def test_the_date_line_is_no_border(longitude_deg: float) -> None:
    name = PLACES.name_at(-16.8, longitude_deg)
    assert name is not None
    assert "Fiji" in name
