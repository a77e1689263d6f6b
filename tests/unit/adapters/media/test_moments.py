"""Dates as cameras write them: every form of one moment is read as this moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.adapters.media import moments
from reid_desktop.adapters.media.findings import Findings
from reid_desktop.domain.claims import TimeTag


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


NOW_MS = 1_732_000_000_000
SECONDS = st.datetimes(wall("1901-01-01"), wall("2099-12-31")).map(lambda d: d.replace(microsecond=0))
ZONES = st.none() | st.tuples(st.sampled_from("+-"), st.integers(0, 13), st.sampled_from([0, 30, 45])).map(
    lambda z: f"{z[0]}{z[1]:02d}:{z[2]:02d}"
)


@given(
    SECONDS,
    st.sampled_from(":-/. "),
    st.sampled_from([" ", "T", "  ", "_"]),
    ZONES,
    st.sampled_from(["", "\0", " ", "\0\0 "]),
)
def test_every_way_of_writing_a_moment_is_read_as_it(
    moment: datetime, dash: str, between: str, zone: str | None, tail: str
) -> None:
    text = moment.strftime(f"%Y{dash}%m{dash}%d{between}%H:%M:%S") + (zone or "") + tail
    found = moments.written(text)
    assert found == moments.Written(moment, zone, 1.0)


@given(SECONDS, st.integers(0, 999_999), st.integers(1, 6))
def test_fractions_are_kept_and_say_how_fine_they_are(moment: datetime, micro: int, digits: int) -> None:
    part = f"{micro:06d}"[:digits]
    found = moments.written(f"{moment:%Y:%m:%d %H:%M:%S}.{part}")
    assert found is not None
    assert found.moment == moment + timedelta(microseconds=int(part.ljust(6, "0")))
    assert found.step_s == pytest.approx(10**-digits)
    assert (moments.sub_second(part), moments.fineness(part)) == (found.moment - moment, found.step_s)


@given(SECONDS)
def test_the_half_of_the_day_and_the_c_library_are_understood(moment: datetime) -> None:
    for form in ("%Y/%m/%d %I:%M:%S %p", "%a %b %d %H:%M:%S %Y", "%Y%m%d %H%M%S", "%Y-%m-%dT%H%M%S"):
        assert moments.written(moment.strftime(form)) == moments.Written(moment, None, 1.0), form


@pytest.mark.parametrize(
    ("text", "moment", "step_s"),
    [
        ("2024:05:18", wall("2024-05-18T00:00:00"), 86_400),
        ("2024-05-18T14:22", wall("2024-05-18T14:22:00"), 60),
        ("2024:05:18 24:12:08", wall("2024-05-18T00:12:08"), 1),
        ("2016:12:31 23:59:60", wall("2016-12-31T23:59:59"), 1),
        ("2024:05:18 12:00:00 AM", wall("2024-05-18T00:00:00"), 1),
    ],
)
def test_coarse_and_odd_dates(text: str, moment: datetime, step_s: float) -> None:
    assert moments.written(text) == moments.Written(moment, None, step_s)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024",
        "2024:05",
        "18:05:2024 14:22:33",
        "2024:13:18 00:00:00",
        "2024:02:30 00:00:00",
        "2024:05:18 25:00:00",
        "2024:05:18 14:61:00",
        "2024:05:18 14:22:75",
        "x" * 5000,
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert moments.written(text) is None


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("+02:00", "+02:00"),
        ("-0330", "-03:30"),
        ("Z", "+00:00"),
        ("+2:00", "+02:00"),
        ("UTC+05:30", "+05:30"),
        ("+02:00\0", "+02:00"),
        ("+15:00", None),
        ("+02:75", None),
        ("   :  ", None),
        ("", None),
    ],
)
def test_offsets(text: str, offset: str | None) -> None:
    assert moments.offset(text) == offset


@pytest.mark.parametrize(
    "day", ["2024:05:18", "2024-05-18", "20240518", "2024/5/18", "2024:05:18 14:00:00", "2024:05:18 UTC"]
)
def test_days_of_satellite_fixes(day: str) -> None:
    found = moments.gps_moment(day, (Fraction(12), Fraction(22), Fraction(335, 10)))
    assert found is not None
    assert found.isoformat() == "2024-05-18T12:22:33.500000+00:00"
    assert moments.gps_moment(day, (Fraction(25), Fraction(0), Fraction(0))) is None
    assert moments.gps_moment(day, (Fraction(1), None, Fraction(0))) is None


@given(st.text(max_size=80))
def test_any_text_is_a_claim_or_impossible_or_says_nothing(text: str) -> None:
    found = Findings(NOW_MS)
    found.text_time(TimeTag.EXIF_ORIGINAL, text)
    assert len(found.times) + len(found.impossible_times) <= 1
    assert len(found.warnings) == len(found.impossible_times)


@pytest.mark.parametrize(
    ("text", "is_impossible"),
    [
        ("0000:00:00 00:00:00", True),
        ("1970:01:01 00:00:00", True),
        ("1904:01:01 00:00:00", True),
        ("2031:01:01 00:00:00", True),
        ("2024:13:41 99:00:00", True),
        ("    :  :     :  :  ", False),
        ("", False),
        ("2015", False),
        ("2015:07", False),
    ],
)
def test_impossible_dates_are_told_from_blank_ones(text: str, is_impossible: bool) -> None:
    found = Findings(NOW_MS)
    found.text_time(TimeTag.EXIF_ORIGINAL, text)
    assert found.times == []
    assert found.impossible_times == ([text] if is_impossible else [])


def test_a_claim_keeps_its_text_its_zone_and_its_fineness() -> None:
    found = Findings(NOW_MS)
    found.text_time(TimeTag.EXIF_ORIGINAL, "2024:05:18 14:22:33", fraction="78", zone="-03:30")
    claim = found.times[0]
    assert (claim.wall, claim.zone, claim.text) == (
        "2024-05-18T14:22:33.780",
        "-03:30",
        "2024:05:18 14:22:33",
    )
    assert claim.step_s == pytest.approx(0.01)
