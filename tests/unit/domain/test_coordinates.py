"""Coordinates in the ways that people write them: the right place, or none at all."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.coordinates import read_coordinates
from reid_desktop.domain.earth import distance_m

DAM = (52.3731, 4.8925)


@pytest.mark.parametrize(
    "words",
    [
        "52.3731, 4.8925",
        "52.3731,4.8925",
        " 52.3731 4.8925 ",
        "(52.3731; 4.8925)",
        "52,3731 4,8925",
        "52,3731; 4,8925",
        "52.3731° N, 4.8925° E",
        "52.3731N 4.8925E",
        "4.8925 E, 52.3731 N",
        "N52.3731 E4.8925",
        "52°22'23.16\"N 4°53'33.0\"E",
        "52° 22\u2032 23.16\u2033 N, 4° 53\u2032 33.0\u2033 E",
        "N 52 22.386 E 4 53.55",
        "geo:52.3731,4.8925;u=20",
        "https://maps.example/maps/place/Dam/@52.3731,4.8925,17z/data=x",
        "https://maps.example/?q=52.3731%2C4.8925",
        "https://map.example/#map=17/52.3731/4.8925",
        "https://map.example/?mlat=52.3731&mlon=4.8925#x",
        "31U FU 28832 04222",
        "31UFU2883204222",
        "31U 628832 5804222",
        "9F469VFV+62R",
    ],
)
def test_one_place_in_many_notations(words: str) -> None:
    found = read_coordinates(words)
    assert found is not None
    assert distance_m(*found, *DAM) < 3


@pytest.mark.parametrize(
    ("words", "latitude", "longitude"),
    [
        ("-33.8568, 151.2153", -33.8568, 151.2153),
        ("33°51'24.5\"S 151°12'55.1\"E", -33.856806, 151.215306),
        ("56H 334901 6252289", -33.8568, 151.2153),
        ("56HLH3490052288", -33.8568, 151.2153),
        ("4FJ 1", None, None),
        ("40.6892 N 74.0445 W", 40.6892, -74.0445),
        ("18TWL8073504695", 40.6892, -74.0445),
    ],
)
def test_the_other_sides_of_the_earth(words: str, latitude: float | None, longitude: float | None) -> None:
    found = read_coordinates(words)
    if latitude is None or longitude is None:
        assert found is None
    else:
        assert found is not None
        assert distance_m(*found, latitude, longitude) < 3


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Leipzig",
        "52.37",
        "91, 4",
        "52, 181",
        "52 N",
        "52 N 53 N",
        "52°61'0\"N 4°0'0\"E",
        "52.5 22.1 N 4 E",
        "52.37 N 4.89 O",
        "32S 500000 5000000",
        "61U FU 28817 04183",
        "31U FU 288 0418",
        "1, 2, 3",
        "1e5, 2",
        "nan, nan",
        "inf inf",
        "x" * 5000,
    ],
)
def test_what_is_no_place_or_could_be_two_is_refused(words: str) -> None:
    assert read_coordinates(words) is None


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_the_program_writes_it_reads(latitude: float, longitude: float) -> None:
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    found = read_coordinates(f"{abs(latitude):.5f}° {north}, {abs(longitude):.5f}° {east}")
    assert found is not None
    assert math.isclose(found[0], latitude, abs_tol=1e-5)
    assert math.isclose(found[1], longitude, abs_tol=1e-5)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(words: str) -> None:
    found = read_coordinates(words)
    assert found is None or (abs(found[0]) <= 90 and abs(found[1]) <= 180)
