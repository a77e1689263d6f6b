"""What XMP properties claim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.claims import TimeTag
from reid_desktop.domain.xmp import xmp_claims, xmp_degrees, xmp_number, xmp_time


@pytest.mark.parametrize(
    ("text", "wall", "zone", "step_s"),
    [
        ("2024-05-18T14:22:33+02:00", "2024-05-18T14:22:33", "+02:00", 1.0),
        ("2024-05-18T14:22:33.5Z", "2024-05-18T14:22:33.500000", "+00:00", 1.0),
        ("2024-05-18T14:22:33", "2024-05-18T14:22:33", None, 1.0),
        ("2024-05-18T14:22-03:30", "2024-05-18T14:22:00", "-03:30", 60.0),
        (" 2024-05-18 ", "2024-05-18T00:00:00", None, 86_400.0),
    ],
)
def test_dates_keep_clock_zone_and_coarseness(text: str, wall: str, zone: str | None, step_s: float) -> None:
    claim = xmp_time(text, TimeTag.XMP_ORIGINAL)
    assert claim is not None
    assert (claim.wall, claim.zone, claim.step_s, claim.text) == (wall, zone, step_s, text.strip())


@pytest.mark.parametrize(
    "text",
    ["", "2024", "2024-05", "0000-00-00T00:00:00", "2024-02-30", "2024-05-18T25:00:00", "2024-05-18T14:22:61",
     "2024-05-18T14:22:33+19:00", "2024:05:18 14:22:33", "2024-05-18T" + "1" * 300, "\u0662024-05-18"],
)  # fmt: skip
def test_what_is_no_date_is_left_out(text: str) -> None:
    assert xmp_time(text, TimeTag.XMP_ORIGINAL) is None


@given(
    st.floats(0, 90, allow_nan=False),
    st.floats(0, 180, allow_nan=False),
    st.sampled_from("NS"),
    st.sampled_from("EW"),
)
def test_degrees_and_decimal_minutes_come_back(north: float, east: float, n_or_s: str, e_or_w: str) -> None:
    def written(value: float, side: str) -> str:
        minutes = min((value - int(value)) * 60, 59.99999999)
        return f"{int(value)},{minutes:.8f}{side}"

    latitude, longitude = (
        xmp_degrees(written(north, n_or_s), "NS"),
        xmp_degrees(written(east, e_or_w), "EW"),
    )
    assert latitude == pytest.approx(north * (-1 if n_or_s == "S" else 1), abs=1e-8)
    assert longitude == pytest.approx(east * (-1 if e_or_w == "W" else 1), abs=1e-8)


@pytest.mark.parametrize(
    ("text", "sides"),
    [("91,0.0N", "NS"), ("51,60.0N", "NS"), ("51,20.38E", "NS"), ("181", "EW"), ("", "NS")],
)
def test_what_is_no_coordinate_is_left_out(text: str, sides: str) -> None:
    assert xmp_degrees(text, sides) is None


def test_seconds_and_decimals_are_read_too() -> None:
    assert xmp_degrees("51,20,22.8N", "NS") == pytest.approx(51.3396667, abs=1e-6)
    assert xmp_degrees("-12.373", "EW") == -12.373


def test_a_ratio_over_nothing_is_no_number() -> None:
    assert xmp_number("821/10") == 82.1
    assert xmp_number("5") == 5.0
    assert xmp_number("1/0") is None
    assert xmp_number("x") is None
    assert xmp_number(None) is None


def test_a_packet_claims_times_best_first_and_a_place() -> None:
    claims = xmp_claims(
        {
            "xmp:CreateDate": "2024-05-18T15:00:00",
            "exif:DateTimeOriginal": "2024-05-18T14:22:33+02:00",
            "photoshop:DateCreated": "2024-05-18T14:22:33+02:00",
            "exif:GPSTimeStamp": "2024-05-18T12:22:30Z",
            "exif:GPSLatitude": "33,52.1S",
            "exif:GPSLongitude": "151,12.5E",
            "exif:GPSAltitude": "821/10",
            "exif:GPSAltitudeRef": "1",
            "exif:GPSHPositioningError": "9/2",
        }
    )
    assert [c.tag for c in claims.times] == [TimeTag.XMP_ORIGINAL, TimeTag.XMP_CREATED, TimeTag.GPS]
    assert claims.times[2].utc_ms == 1_716_034_950_000
    (place,) = claims.places
    assert place.place.latitude_deg == pytest.approx(-33.868333, abs=1e-6)
    assert (place.place.altitude_m, place.place.accuracy_m) == (-82.1, 4.5)
    assert place.text == "33,52.1S 151,12.5E"


def test_zero_zero_is_no_place() -> None:
    assert xmp_claims({"exif:GPSLatitude": "0,0.0N", "exif:GPSLongitude": "0,0.0E"}).places == ()


@given(st.dictionaries(st.sampled_from(
    ["exif:DateTimeOriginal", "xmp:CreateDate", "exif:GPSTimeStamp", "exif:GPSLatitude", "exif:GPSLongitude",
     "exif:GPSAltitude", "exif:GPSHPositioningError"]), st.text(max_size=300)))  # fmt: skip
def test_any_text_is_stood(properties: dict[str, str]) -> None:
    claims = xmp_claims(properties)
    assert len(claims.times) <= 3
