"""What a satellite fix says of the camera clock beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.claims import PlaceClaim, PlaceTag, TimeClaim, TimeTag
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.ids import ExhibitId, MediaId, SourceId
from reid_desktop.domain.media import Copy, MediaItem, MediaKind, RawFacts
from reid_desktop.domain.settled import Settled
from reid_desktop.domain.timing import Surroundings, settle

UTC_MS = 1_716_034_953_000  # 2024-05-18T12:22:33Z, 14:22:33 in Berlin
EXHIBIT = Exhibit(ExhibitId("EX-1"))
HERE = PlaceClaim(PlaceTag.EXIF_GPS, "x", Place(51.0, 12.0, PlaceSource.GPS_TAG))


def found(
    wall: str,
    fix_utc_ms: int,
    *,
    zone: str | None = None,
    place_zone: str | None = "Europe/Berlin",
    exhibit: Exhibit = EXHIBIT,
) -> Settled:
    clock = TimeClaim(TimeTag.EXIF_ORIGINAL, wall, wall=wall, zone=zone)
    fix = TimeClaim(TimeTag.GPS, "fix", utc_ms=fix_utc_ms)
    facts = RawFacts(times=(clock, fix), places=(HERE,) if place_zone else ())
    copy = Copy(exhibit.exhibit_id, SourceId(1), "/x.jpg", "x.jpg", 1, 0)
    item = MediaItem(MediaId(1), "0" * 64, MediaKind.PHOTO, "jpeg", 1, facts, None, None, (copy,))
    return settle(item, Surroundings({exhibit.exhibit_id: exhibit}, lambda *_: place_zone, lambda *_: None))


def time_of(settled: Settled) -> CaptureTime:
    assert settled.time is not None
    return settled.time


@pytest.mark.parametrize("old_s", [2, 23, 101, 890])
def test_a_fix_some_seconds_old_confirms_the_zone_of_the_place(old_s: int) -> None:
    time = time_of(found("2024-05-18T14:22:33", UTC_MS - 1000 * old_s))
    assert (time.utc_ms, time.source, time.zone) == (UTC_MS, TimeSource.PLACE_ZONE, "Europe/Berlin")
    assert time.uncertainty_s == old_s


def test_a_fix_of_the_moment_itself_is_the_better_clock() -> None:
    time = time_of(found("2024-05-18T14:22:33", UTC_MS - 900))
    assert (time.utc_ms, time.source) == (UTC_MS - 900, TimeSource.GPS_UTC)


def test_without_a_place_the_fix_gives_the_zone() -> None:
    time = time_of(found("2024-05-18T14:22:33", UTC_MS - 20_000, place_zone=None))
    assert (time.utc_ms, time.source, time.zone) == (UTC_MS, TimeSource.GPS_ZONE, "+02:00")
    nepal = time_of(found("2024-05-18T18:07:33", UTC_MS - 20_000, place_zone=None))
    assert (nepal.utc_ms, nepal.zone) == (UTC_MS, "+05:45")


def test_a_travellers_camera_keeps_the_clock_of_home() -> None:
    time = time_of(found("2024-05-18T08:22:33", UTC_MS - 20_000))
    assert (time.utc_ms, time.source, time.zone) == (UTC_MS, TimeSource.GPS_ZONE, "-04:00")


def test_a_fix_hours_old_does_not_move_the_picture_and_widens_the_doubt() -> None:
    settled = found("2024-05-18T14:22:33", UTC_MS - 12_100_000)
    time = time_of(settled)
    assert (time.utc_ms, time.source) == (UTC_MS, TimeSource.PLACE_ZONE)
    assert time.uncertainty_s == 12_100
    assert not settled.flags & MediaFlag.GPS_TIME_DISAGREES


def test_a_clock_that_is_slow_is_overruled_by_the_fix_and_flagged() -> None:
    settled = found("2024-05-18T14:12:33", UTC_MS)
    assert (time_of(settled).utc_ms, time_of(settled).source) == (UTC_MS, TimeSource.GPS_UTC)
    assert settled.flags & MediaFlag.GPS_TIME_DISAGREES


def test_a_fix_of_another_day_is_a_contradiction() -> None:
    assert found("2024-05-17T14:24:33", UTC_MS).flags & MediaFlag.GPS_TIME_DISAGREES
    assert found("2024-05-20T14:24:33", UTC_MS).flags & MediaFlag.GPS_TIME_DISAGREES


def test_the_fix_tells_which_of_the_doubled_hours_it_was() -> None:
    first, second = 1_729_989_000_000, 1_729_992_600_000  # 2024-10-27T00:30Z and 01:30Z: both 02:30 in Berlin
    for utc_ms in (first, second):
        settled = found("2024-10-27T02:30:00", utc_ms - 30_000)
        assert time_of(settled).utc_ms == utc_ms
        assert time_of(settled).uncertainty_s == 30
        assert not settled.flags & MediaFlag.CLOCK_AMBIGUOUS


def test_a_written_offset_comes_before_any_fix() -> None:
    time = time_of(found("2024-05-18T14:22:33", UTC_MS - 3_600_000, zone="+02:00"))
    assert (time.utc_ms, time.source) == (UTC_MS, TimeSource.OFFSET_TAG)


def test_the_declared_clock_error_is_put_right_before_the_fix_is_asked() -> None:
    slow = replace(EXHIBIT, clock_offset_s=600.0)
    time = time_of(found("2024-05-18T14:12:33", UTC_MS - 20_000, exhibit=slow))
    assert (time.utc_ms, time.source) == (UTC_MS, TimeSource.PLACE_ZONE)


@given(
    st.datetimes(datetime(1981, 1, 1), datetime(2037, 1, 1)),  # noqa: DTZ001
    st.integers(-200_000, 200_000),
    st.sampled_from([None, "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati"]),
)
def test_the_fix_lies_within_the_uncertainty(wall: datetime, apart_s: int, zone: str | None) -> None:
    fix_utc_ms = UTC_MS + round((wall - datetime(2024, 5, 18, 12, 22, 33)).total_seconds() + apart_s) * 1000  # noqa: DTZ001
    time = time_of(found(wall.isoformat(), fix_utc_ms, place_zone=zone))
    assert abs(time.utc_ms - fix_utc_ms) / 1000 <= time.uncertainty_s + 1
