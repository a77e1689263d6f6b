"""When a picture was taken, from what its file and its exhibit say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.capture import CaptureTime, TimeSource, iso_utc
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.file_clock import clock_in_name
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.media import RawFacts
from reid_desktop.domain.timing import EARLIEST_MS, LATEST_MS, resolve_time, zone_named

BERLIN = Exhibit(ExhibitId("EX-1"), time_zone="Europe/Berlin")
NO_ZONE = Exhibit(ExhibitId("EX-2"))
LOCAL = RawFacts(local_time="2024-05-18T14:22:33", local_time_original="2024:05:18 14:22:33")
UTC_MS = 1_716_034_953_000  # 2024-05-18T12:22:33Z
FULL = replace(
    LOCAL,
    utc_offset="+02:00",
    gps_utc_ms=UTC_MS,
    gps_time_original="2024:05:18 12:22:33 UTC",
    container_utc_ms=UTC_MS,
    container_time_original="2024-05-18T12:22:33Z",
)


def resolved(facts: RawFacts, exhibit: Exhibit = NO_ZONE, name: str = "x.jpg") -> CaptureTime:
    found = resolve_time(facts, exhibit, mtime_ns=1, name=name)
    assert found is not None
    return found


def test_sources_come_in_the_order_of_their_worth() -> None:
    facts, seen = FULL, []
    for weaker in (
        {"utc_offset": None},
        {"gps_utc_ms": None, "container_offset": "+02:00"},
        {"container_offset": None},
        {"container_utc_ms": None},
        {"local_time": None},
    ):
        seen.append(resolved(facts, BERLIN, "IMG_20240518_142233.jpg"))
        facts = replace(facts, **weaker)
    seen.append(resolved(facts, BERLIN, "IMG_20240518_142233.jpg"))
    assert [time.source for time in seen] == [
        TimeSource.OFFSET_TAG,
        TimeSource.GPS_UTC,
        TimeSource.CONTAINER_OFFSET,
        TimeSource.CONTAINER_UTC,
        TimeSource.EXHIBIT_ZONE,
        TimeSource.FILE_NAME,
    ]
    assert {time.utc_ms for time in seen} == {UTC_MS}
    assert all(time.original for time in seen)


def test_nothing_but_a_file_system_date_is_no_time() -> None:
    assert resolve_time(RawFacts(), BERLIN, mtime_ns=UTC_MS * 10**6, name="x.jpg") is None


def test_an_unknown_zone_is_read_as_utc_and_may_be_14_hours_off() -> None:
    found = resolved(LOCAL)
    assert (found.source, found.zone, found.uncertainty_s) == (TimeSource.ASSUMED_UTC, None, 50_400)
    assert found.utc_ms == UTC_MS + 7_200_000


def test_a_name_in_utc_beats_a_clock_without_zone() -> None:
    found = resolved(LOCAL, NO_ZONE, "PXL_20240518_122233000.jpg")
    assert (found.source, found.utc_ms, found.zone) == (TimeSource.FILE_NAME, UTC_MS, "+00:00")


def test_the_clock_offset_moves_every_clock_but_the_satellites() -> None:
    slow = replace(BERLIN, clock_offset_s=90.5)
    for facts in (
        replace(LOCAL, utc_offset="+02:00"),
        LOCAL,
        RawFacts(container_utc_ms=UTC_MS, container_offset="+02:00"),
    ):
        assert resolved(facts, slow).utc_ms == UTC_MS + 90_500
    assert resolved(RawFacts(), slow, "IMG_20240518_142233.jpg").utc_ms == UTC_MS + 90_500
    assert resolved(RawFacts(gps_utc_ms=UTC_MS), slow).utc_ms == UTC_MS


def test_the_doubled_hour_takes_the_first_reading_and_says_so() -> None:
    found = resolved(RawFacts(local_time="2024-10-27T02:30:00"), BERLIN)
    assert found.iso_utc == "2024-10-27T00:30:00.000Z"
    assert found.uncertainty_s == 3600
    assert resolved(RawFacts(local_time="2024-10-27T03:30:00"), BERLIN).uncertainty_s == 1


def test_the_hour_left_out_is_doubtful_too() -> None:
    assert resolved(RawFacts(local_time="2024-03-31T02:30:00"), BERLIN).uncertainty_s == 3600


def test_a_wrong_clock_is_put_right_before_its_hour_is_judged() -> None:
    fast = replace(BERLIN, clock_offset_s=-3600.0)
    found = resolved(RawFacts(local_time="2024-10-27T03:30:00"), fast)
    assert (found.iso_utc, found.uncertainty_s) == ("2024-10-27T00:30:00.000Z", 3600)


def test_a_fix_is_as_old_as_the_camera_clock_says() -> None:
    stale = replace(LOCAL, gps_utc_ms=UTC_MS - 240_000)
    assert resolved(stale).uncertainty_s == 240
    assert resolved(replace(LOCAL, gps_utc_ms=UTC_MS)).uncertainty_s == 1
    assert resolved(RawFacts(gps_utc_ms=UTC_MS)).uncertainty_s == 60
    days_old = replace(LOCAL, gps_utc_ms=UTC_MS - 3 * 86_400_000)
    assert resolved(days_old).uncertainty_s == pytest.approx(3 * 86_400 + 7200)


def test_a_bare_container_date_may_mark_either_end_of_the_clip() -> None:
    facts = RawFacts(container_utc_ms=UTC_MS, duration_s=12.5)
    assert resolved(facts).uncertainty_s == 13.5
    assert resolved(replace(facts, container_offset="+02:00")).uncertainty_s == 1


@pytest.mark.parametrize(
    ("name", "moment", "is_utc"),
    [
        ("IMG_20240518_142233.jpg", "2024-05-18T14:22:33", False),
        ("DCIM/Camera/20240518_142233(0).jpg", "2024-05-18T14:22:33", False),
        ("MVIMG_20240518_142233.jpg", "2024-05-18T14:22:33", False),
        ("PXL_20240518_122233123.NIGHT.jpg", "2024-05-18T12:22:33.123000", True),
        ("VID_20240518_142233.mp4", "2024-05-18T14:22:33", False),
        ("Screenshot_2024-05-18-14-22-33.png", "2024-05-18T14:22:33", False),
        ("Screenshot_20240518-142233_Maps.jpg", "2024-05-18T14:22:33", False),
        ("signal-2024-05-18-14-22-33-012.jpg", "2024-05-18T14:22:33.012000", False),
        ("signal-2024-05-18-142233.jpg", "2024-05-18T14:22:33", False),
        ("WhatsApp Image 2024-05-18 at 14.22.33.jpeg", "2024-05-18T14:22:33", False),
        ("WhatsApp Image 2024-05-18 at 2.22.33 PM.jpeg", "2024-05-18T14:22:33", False),
        ("photo_2024-05-18_14-22-33.jpg", "2024-05-18T14:22:33", False),
        ("2024-05-18 14.22.33.jpg", "2024-05-18T14:22:33", False),
    ],
)
def test_names_of_cameras_and_messengers_are_read(name: str, moment: str, is_utc: bool) -> None:
    found = clock_in_name(name)
    assert found is not None
    assert (found.moment.isoformat(), found.is_utc) == (moment, is_utc)


@pytest.mark.parametrize(
    "name",
    [
        "IMG_0042.HEIC",
        "IMG_20241318_142233.jpg",
        "IMG_20240230_142233.jpg",
        "IMG_20240518_252233.jpg",
        "1716034953000.jpg",
        "3f20240518142233ab.jpg",
        "IMG-20249918-WA0007.jpg",
        "x" * 10_000,
        "",
    ],
)
def test_other_names_hold_no_date(name: str) -> None:
    assert clock_in_name(name) is None


def test_a_messengers_day_is_noon_give_or_take_half_a_day() -> None:
    found = resolved(RawFacts(), BERLIN, "IMG-20240518-WA0007.jpg")
    assert (found.iso_utc, found.uncertainty_s) == ("2024-05-18T10:00:00.000Z", 43_200)
    unzoned = resolved(RawFacts(), NO_ZONE, "IMG-20240518-WA0007.jpg")
    assert (unzoned.uncertainty_s, unzoned.zone) == (43_200 + 50_400, None)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "+05:45", "-03:30", "Z", "UTC", " Asia/Kolkata "])
def test_zones_are_iana_names_or_offsets(zone: str) -> None:
    assert zone_named(zone).utcoffset(datetime(2024, 5, 18)) is not None  # noqa: DTZ001


@pytest.mark.parametrize(
    "zone", ["", "Berlin", "../../etc/passwd", "Europe", "+25:00", "+0200", "a\0b", "/x"]
)
def test_other_zones_are_refused_in_a_sentence(zone: str) -> None:
    with pytest.raises(UsageError, match="There is no time zone"):
        zone_named(zone)


MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2037, 1, 1))  # noqa: DTZ001
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime"}))


@given(MOMENTS, ZONES)
def test_a_clock_in_its_zone_gives_the_moment_back(moment: datetime, zone: str) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)
    local = moment.astimezone(ZoneInfo(zone))
    facts = RawFacts(local_time=local.replace(tzinfo=None).isoformat())
    found = resolved(facts, replace(NO_ZONE, time_zone=zone))
    off_s = abs(found.utc_ms / 1000 - moment.timestamp())
    assert off_s <= found.uncertainty_s
    if local.fold == 0:
        assert off_s < 1e-3


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_an_offset_is_taken_off_exactly(local: datetime, minutes: int) -> None:
    local = local.replace(microsecond=0)
    sign = "-" if minutes < 0 else "+"
    offset = f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    found = resolved(RawFacts(local_time=local.isoformat(), utc_offset=offset))
    true = local.replace(tzinfo=UTC) - timedelta(minutes=minutes)
    assert found.utc_ms == round(true.timestamp() * 1000)
    assert found.zone == offset


@given(
    st.builds(
        RawFacts,
        local_time=st.none() | st.text(max_size=30) | st.just("0001-01-01T00:00:00"),
        utc_offset=st.none() | st.text(max_size=8) | st.just("+14:00"),
        gps_utc_ms=st.none() | st.integers(-(10**15), 10**15),
        container_utc_ms=st.none() | st.integers(-(10**15), 10**15),
        duration_s=st.none() | st.floats(0, 1e6),
    ),
    st.floats(-1e9, 1e9),
    st.text(max_size=60),
)
def test_whatever_a_file_says_there_is_a_time_or_none(facts: RawFacts, shift_s: float, name: str) -> None:
    found = resolve_time(facts, replace(BERLIN, clock_offset_s=shift_s), mtime_ns=None, name=name)
    assert found is None or found.uncertainty_s >= 0


@pytest.mark.parametrize(
    ("local", "offset", "shift_s"),
    [
        ("0001-01-01T00:00:00", "+14:00", 0.0),
        ("9999-12-31T23:59:59", "-12:00", 0.0),
        ("9990-05-01T12:00:00", "+02:00", 3.1e9),
        ("2024-05-01T12:00:00", "+02:00", -9e10),
    ],
)
def test_a_moment_that_no_calendar_can_write_is_no_time(local: str, offset: str, shift_s: float) -> None:
    facts, exhibit = (
        RawFacts(local_time=local, utc_offset=offset),
        Exhibit(ExhibitId("E"), clock_offset_s=shift_s),
    )
    assert resolve_time(facts, exhibit, mtime_ns=None, name="a.jpg") is None


@pytest.mark.parametrize(
    ("utc_ms", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (1_716_034_953_007, "2024-05-18T12:22:33.007Z"),
        (EARLIEST_MS, "0001-01-02T00:00:00.000Z"),
        (LATEST_MS, "9999-01-01T00:00:00.000Z"),
    ],
)
def test_moments_are_written_with_four_digits_of_year(utc_ms: int, text: str) -> None:
    assert iso_utc(utc_ms) == text
