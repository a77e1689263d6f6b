"""When a picture was taken, from what its file and its exhibit say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource, iso_utc
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.claims import PlaceClaim, PlaceTag, TimeClaim, TimeTag
from reid_desktop.domain.corrections import Corrected, Correction
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.file_clock import clock_in_name
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.ids import ExhibitId, MediaId, SourceId
from reid_desktop.domain.media import Copy, MediaItem, MediaKind, RawFacts
from reid_desktop.domain.testimony import readings_in
from reid_desktop.domain.timing import Surroundings, settle
from reid_desktop.domain.zones import EARLIEST_MS, LATEST_MS, zone_named
from tests.fakes.places import FakePlaces

BERLIN = Exhibit(ExhibitId("EX-1"), time_zone="Europe/Berlin")
NO_ZONE = Exhibit(ExhibitId("EX-2"))
UTC_MS = 1_716_034_953_000  # 2024-05-18T12:22:33Z
WALL = TimeClaim(TimeTag.EXIF_ORIGINAL, "2024:05:18 14:22:33", wall="2024-05-18T14:22:33")
FIX = TimeClaim(TimeTag.GPS, "2024:05:18 12:22:33 UTC", utc_ms=UTC_MS)
MVHD = TimeClaim(TimeTag.CONTAINER, "2024-05-18T12:22:33Z", utc_ms=UTC_MS)
APPLE = TimeClaim(TimeTag.APPLE_CREATION, "x", wall="2024-05-18T14:22:33", zone="+02:00")


def item(
    *claims: TimeClaim,
    exhibit: Exhibit,
    name: str = "x.jpg",
    duration_s: float | None = None,
    mtime_ns: int = 0,
) -> MediaItem:
    copy = Copy(exhibit.exhibit_id, SourceId(1), f"/{name}", name, 1, mtime_ns)
    facts = RawFacts(times=claims, duration_s=duration_s)
    return MediaItem(MediaId(1), "0" * 64, MediaKind.PHOTO, "jpeg", 1, facts, None, None, (copy,))


def around(exhibit: Exhibit) -> Surroundings:
    return Surroundings({exhibit.exhibit_id: exhibit}, lambda *_: None, lambda *_: None)


def maybe(
    *claims: TimeClaim, exhibit: Exhibit = NO_ZONE, name: str = "x.jpg", duration_s: float | None = None
) -> CaptureTime | None:
    return settle(item(*claims, exhibit=exhibit, name=name, duration_s=duration_s), around(exhibit)).time


def resolved(
    *claims: TimeClaim, exhibit: Exhibit = NO_ZONE, name: str = "x.jpg", duration_s: float | None = None
) -> CaptureTime:
    found = maybe(*claims, exhibit=exhibit, name=name, duration_s=duration_s)
    assert found is not None
    return found


def wall(local: str, zone: str | None = None) -> TimeClaim:
    return TimeClaim(TimeTag.EXIF_ORIGINAL, local, wall=local, zone=zone)


def test_sources_come_in_the_order_of_their_worth() -> None:
    claims = [replace(WALL, zone="+02:00"), FIX, APPLE, MVHD]
    seen = []
    while claims:
        seen.append(resolved(*claims, exhibit=BERLIN, name="IMG_20240518_142233.jpg"))
        claims = claims[1:]
    seen.append(resolved(WALL, exhibit=BERLIN, name="IMG_20240518_142233.jpg"))
    seen.append(resolved(exhibit=BERLIN, name="IMG_20240518_142233.jpg"))
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
    found = settle(item(exhibit=BERLIN, mtime_ns=UTC_MS * 10**6), around(BERLIN))
    assert found.time is None
    [shown] = readings_in(found.testimony)
    assert (shown.tag, shown.utc_ms) == ("file_system", UTC_MS)


def test_an_unknown_zone_is_read_as_utc_and_may_be_14_hours_off() -> None:
    found = resolved(WALL)
    assert (found.source, found.zone, found.uncertainty_s) == (TimeSource.ASSUMED_UTC, None, 50_401)
    assert found.utc_ms == UTC_MS + 7_200_000


def test_a_name_in_utc_beats_a_clock_without_zone() -> None:
    found = resolved(WALL, name="PXL_20240518_122233000.jpg")
    assert (found.source, found.utc_ms, found.zone) == (TimeSource.FILE_NAME, UTC_MS, "+00:00")


@pytest.mark.parametrize(
    ("name", "claim"),
    [
        ("IMG_20991231_235959.jpg", None),
        ("PXL_20991231_235959123.jpg", None),
        ("IMG-20991231-WA0001.jpg", None),
        ("x.jpg", TimeClaim(TimeTag.TAKEOUT, "4102444800", utc_ms=4_102_444_800_000)),
        ("x.jpg", TimeClaim(TimeTag.XMP_ORIGINAL, "2099", wall="2099-05-18T14:22:33", zone="+02:00")),
    ],
)
def test_what_lies_in_the_future_is_no_capture_time(name: str, claim: TimeClaim | None) -> None:
    present = replace(around(NO_ZONE), latest_ms=UTC_MS)
    claims = () if claim is None else (claim,)
    found = settle(item(*claims, exhibit=NO_ZONE, name=name), present)
    assert found.time is None
    assert MediaFlag.IMPOSSIBLE_TIME in found.flags
    assert "2099" in found.testimony or "4102444800" in found.testimony  # it is shown all the same
    other = settle(item(*claims, MVHD, exhibit=NO_ZONE, name=name), present)
    assert other.time is not None
    assert other.time.utc_ms == UTC_MS


def test_a_clock_that_runs_ahead_by_hours_may_be_of_today() -> None:
    present = replace(around(NO_ZONE), latest_ms=UTC_MS - 20 * 3_600_000)
    found = settle(item(MVHD, exhibit=NO_ZONE), present)
    assert found.time is not None
    assert MediaFlag.IMPOSSIBLE_TIME not in found.flags


def test_the_clock_offset_moves_every_clock_but_the_satellites() -> None:
    slow = replace(BERLIN, clock_offset_s=90.5)
    for claims in ((replace(WALL, zone="+02:00"),), (WALL,), (APPLE,), (MVHD,)):
        assert resolved(*claims, exhibit=slow).utc_ms == UTC_MS + 90_500
    assert resolved(exhibit=slow, name="IMG_20240518_142233.jpg").utc_ms == UTC_MS + 90_500
    assert resolved(FIX, exhibit=slow).utc_ms == UTC_MS


def test_the_doubled_hour_takes_the_first_reading_and_says_so() -> None:
    found = resolved(wall("2024-10-27T02:30:00"), exhibit=BERLIN)
    assert found.iso_utc == "2024-10-27T00:30:00.000Z"
    assert found.uncertainty_s == 3600
    assert resolved(wall("2024-10-27T03:30:00"), exhibit=BERLIN).uncertainty_s == 1


def test_the_hour_left_out_is_doubtful_too() -> None:
    assert resolved(wall("2024-03-31T02:30:00"), exhibit=BERLIN).uncertainty_s == 3600


def test_a_wrong_clock_is_put_right_before_its_hour_is_judged() -> None:
    fast = replace(BERLIN, clock_offset_s=-3600.0)
    found = resolved(wall("2024-10-27T03:30:00"), exhibit=fast)
    assert (found.iso_utc, found.uncertainty_s) == ("2024-10-27T00:30:00.000Z", 3600)


def test_a_fix_is_as_old_as_the_camera_clock_says() -> None:
    def old(seconds: int) -> TimeClaim:
        return replace(FIX, utc_ms=UTC_MS - 1000 * seconds)

    assert resolved(WALL, old(240)).uncertainty_s == 240
    assert resolved(WALL, FIX).uncertainty_s == 1
    assert resolved(FIX).uncertainty_s == 60
    assert resolved(WALL, old(3 * 86_400)).uncertainty_s == pytest.approx(3 * 86_400 + 7200)


def test_a_bare_container_date_may_mark_either_end_of_the_clip() -> None:
    assert resolved(MVHD, duration_s=12.5).uncertainty_s == 13.5
    assert resolved(APPLE, duration_s=12.5).uncertainty_s == 1


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
    found = resolved(exhibit=BERLIN, name="IMG-20240518-WA0007.jpg")
    assert (found.iso_utc, found.uncertainty_s) == ("2024-05-18T10:00:00.000Z", 43_200 + 86_400)
    unzoned = resolved(name="IMG-20240518-WA0007.jpg")
    assert (unzoned.uncertainty_s, unzoned.zone) == (43_200 + 86_400 + 50_400, None)


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
    found = resolved(wall(local.replace(tzinfo=None).isoformat()), exhibit=replace(NO_ZONE, time_zone=zone))
    off_s = abs(found.utc_ms / 1000 - moment.timestamp())
    assert off_s <= found.uncertainty_s
    if local.fold == 0:
        assert off_s < 1e-3


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_an_offset_is_taken_off_exactly(local: datetime, minutes: int) -> None:
    local = local.replace(microsecond=0)
    sign = "-" if minutes < 0 else "+"
    offset = f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    found = resolved(wall(local.isoformat(), offset))
    true = local.replace(tzinfo=UTC) - timedelta(minutes=minutes)
    assert found.utc_ms == round(true.timestamp() * 1000)
    assert found.zone == offset


WALLS = st.one_of(
    MOMENTS.map(datetime.isoformat),
    st.text(max_size=20),
    st.sampled_from(["0001-01-01T00:00:00", "9999-12-31T23:59:59"]),
)
CLAIMS = st.one_of(
    st.builds(
        TimeClaim, st.sampled_from(TimeTag), st.text(max_size=9), utc_ms=st.integers(-(10**15), 10**15)
    ),
    st.builds(
        TimeClaim,
        st.sampled_from(sorted(set(TimeTag) - {TimeTag.GPS, TimeTag.TAKEOUT})),
        st.text(max_size=9),
        wall=WALLS,
        zone=st.none() | st.sampled_from(["+02:00", "-11:30", "+14:00", "bad"]),
        step_s=st.sampled_from([0.001, 1.0, 60.0, 86_400.0]),
    ),
)


@given(st.lists(CLAIMS, max_size=6), st.floats(-1e9, 1e9), st.text(max_size=60), st.permutations(range(6)))
def test_whatever_a_file_says_there_is_a_time_or_none_whatever_the_order(
    claims: list[TimeClaim], shift_s: float, name: str, order: list[int]
) -> None:
    exhibit = replace(BERLIN, clock_offset_s=shift_s)
    found = maybe(*claims, exhibit=exhibit, name=name, duration_s=3.0)
    assert found is None or found.uncertainty_s >= 0
    turned = [claims[row] for row in order if row < len(claims)]
    assert maybe(*turned, exhibit=exhibit, name=name, duration_s=3.0) == found


@given(st.lists(CLAIMS, max_size=4), st.sampled_from([TimeTag.EXIF_CHANGED, TimeTag.REPORT]), MOMENTS)
def test_a_worse_claim_never_moves_the_time(claims: list[TimeClaim], tag: TimeTag, moment: datetime) -> None:
    sure = replace(WALL, zone="+02:00")
    before = resolved(sure, *claims)
    worse = TimeClaim(tag, "x", wall=moment.isoformat())
    after = resolved(sure, *claims, worse)
    assert (after.utc_ms, after.source) == (before.utc_ms, before.source)


def test_conflicts_are_told_with_their_size_and_flagged() -> None:
    fix = replace(FIX, utc_ms=UTC_MS + 86_400_000)
    found = settle(
        item(replace(WALL, zone="+02:00"), fix, exhibit=BERLIN, name="IMG_20230101_000000.jpg"),
        around(BERLIN),
    )
    assert found.flags & MediaFlag.GPS_TIME_DISAGREES
    assert found.flags & MediaFlag.NAME_DISAGREES
    by_tag = {one.tag: one for one in readings_in(found.testimony)}
    assert by_tag["exif_original"].counts
    assert by_tag["gps"].disagrees == ("It is 1 days later than the time that counts.",)
    assert by_tag["gps"].off_s == 86_400
    assert by_tag["file_name"].disagrees


def test_what_came_later_does_not_disagree() -> None:
    later = TimeClaim(TimeTag.EXIF_CHANGED, "x", wall="2024-06-18T14:22:33")
    found = settle(
        item(replace(WALL, zone="+02:00"), later, exhibit=BERLIN, mtime_ns=10**18 * 2), around(BERLIN)
    )
    assert not found.flags & (MediaFlag.TIMES_DISAGREE | MediaFlag.NAME_DISAGREES)
    assert found.flags & MediaFlag.EDITED
    earlier = TimeClaim(TimeTag.EXIF_CHANGED, "x", wall="2023-06-18T14:22:33")
    found = settle(item(replace(WALL, zone="+02:00"), earlier, exhibit=BERLIN), around(BERLIN))
    assert found.flags & MediaFlag.TIMES_DISAGREE


def test_the_place_gives_the_zone_and_its_name() -> None:
    spot = Place(51.0, 12.0, PlaceSource.GPS_TAG)
    claims = item(WALL, exhibit=NO_ZONE)
    claims = replace(claims, facts=replace(claims.facts, places=(PlaceClaim(PlaceTag.EXIF_GPS, "x", spot),)))
    places = FakePlaces()
    found = settle(claims, Surroundings({NO_ZONE.exhibit_id: NO_ZONE}, places.zone_at, places.name_at))
    assert found.time is not None
    assert (found.time.source, found.time.zone, found.time.utc_ms) == (
        TimeSource.PLACE_ZONE,
        "Europe/Berlin",
        UTC_MS,
    )
    assert found.place_name == "Town, Land"


def test_two_places_far_apart_disagree() -> None:
    spots = tuple(
        PlaceClaim(tag, "x", Place(51.0, longitude_deg, PlaceSource.GPS_TAG))
        for tag, longitude_deg in ((PlaceTag.TAKEOUT, 13.0), (PlaceTag.EXIF_GPS, 12.0))
    )
    both = item(WALL, exhibit=BERLIN)
    found = settle(replace(both, facts=replace(both.facts, places=spots)), around(BERLIN))
    assert found.place == spots[1].place
    assert found.flags & MediaFlag.PLACES_DISAGREE
    assert [one.disagrees for one in readings_in(found.testimony) if not one.is_time] == [
        ("It lies 70 km E of the place that counts.",),
        (),
    ]


def test_a_correction_by_hand_overrules_and_hides_nothing() -> None:
    fixed = CaptureTime(UTC_MS + 3_600_000, 60.0, "church clock", None, TimeSource.MANUAL)
    one = Correction(MediaId(1), Corrected.TIME, fixed, None, "A", "clock seen", "2024-05-19T00:00:00.000Z")
    gone = replace(one, time=None)
    sure = item(replace(WALL, zone="+02:00"), exhibit=BERLIN)
    found = settle(sure, around(BERLIN), [one])
    assert found.time == replace(fixed, original="2024:05:18 14:22:33"), "what was found is told"
    assert found.flags & MediaFlag.CORRECTED
    correction, reading = readings_in(found.testimony)
    assert (correction.tag, correction.text) == ("correction", "church clock")
    assert (correction.note, correction.counts) == ("A: clock seen", True)
    assert (reading.text, reading.counts) == ("2024:05:18 14:22:33", False)
    assert reading.disagrees == ("It is 1 h earlier than the time that counts.",)
    assert settle(sure, around(BERLIN), [one, gone]) == settle(sure, around(BERLIN))


def test_the_clock_of_another_camera_is_not_put_right() -> None:
    exhibit = replace(BERLIN, clock_offset_s=100.0, model="Phone One")
    sure = item(replace(WALL, zone="+02:00"), exhibit=exhibit)
    for model, shift_ms in (
        ("Phone One", 100_000),
        ("ACME Phone One 5G", 100_000),
        ("Other", 0),
        (None, 100_000),
    ):
        found = settle(replace(sure, facts=replace(sure.facts, model=model)), around(exhibit)).time
        assert found is not None
        assert found.utc_ms == UTC_MS + shift_ms


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
    assert maybe(wall(local, offset), exhibit=Exhibit(ExhibitId("E"), clock_offset_s=shift_s)) is None


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
