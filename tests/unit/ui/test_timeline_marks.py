"""Clock changes, nights, gaps, uncertain times, and persons near each other in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.sun import CIVIL_DEG, HORIZON_DEG
from reid_desktop.ui.geometry.events import EventIndex
from reid_desktop.ui.geometry.meetings import Places, Where, encounters
from reid_desktop.ui.geometry.sun_nights import dark_spans
from reid_desktop.ui.geometry.time_marks import between_bars, clock_changes, gaps, nights, offset_ms
from reid_desktop.ui.geometry.time_scale import TimeScale
from reid_desktop.ui.geometry.time_steps import Step, Unit, edges, local, step_for

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
BERLIN, LORD_HOWE = ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
]
times = st.integers(315_532_800_000, 2_000_000_000_000)


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def test_the_clocks_of_berlin_go_forward_and_back() -> None:
    found = clock_changes(ms("2024-01-01T00:00Z"), ms("2025-01-01T00:00Z"), BERLIN)
    assert [(change.utc_ms, change.shift_min) for change in found] == [
        (ms("2024-03-31T01:00Z"), 60),
        (ms("2024-10-27T01:00Z"), -60),
    ]
    assert clock_changes(ms("2024-01-01T00:00Z"), ms("2025-01-01T00:00Z"), UTC) == []


@given(times, st.sampled_from(ZONES), st.integers(1, 700))
def test_between_two_changes_the_offset_stays(start: int, name: str, days: int) -> None:
    zone, end = ZoneInfo(name), start + days * DAY_MS
    found = clock_changes(start, end, zone)
    moved = sum(change.shift_min for change in found)
    assert moved * 60_000 == offset_ms(end, zone) - offset_ms(start, zone)
    for change in found:
        step = offset_ms(change.utc_ms, zone) - offset_ms(change.utc_ms - 1000, zone)
        assert step == change.shift_min * 60_000


def test_a_change_at_the_edge_is_seen() -> None:
    change = ms("2024-10-27T01:00Z")
    assert [one.utc_ms for one in clock_changes(change - 1, change, BERLIN)] == [change]
    assert clock_changes(change, change + DAY_MS, BERLIN) == []


@pytest.mark.parametrize(
    ("day", "hours", "labels"),
    [
        ("2024-03-31", 23, ["00", "01", "03", "04"]),  # two o'clock is left out
        ("2024-10-27", 25, ["00", "01", "02", "02", "03"]),  # two o'clock comes twice
    ],
)
def test_every_hour_of_a_day_with_a_clock_change_has_a_bar_of_its_own(
    day: str, hours: int, labels: list[str]
) -> None:
    midnight = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=BERLIN)
    start = round(midnight.timestamp() * 1000)
    found = edges(start, start + hours * HOUR_MS, Step(Unit.HOUR, 1, HOUR_MS), BERLIN)
    assert len(found) == hours + 1
    assert [f"{local(edge, BERLIN):%H}" for edge in found[: len(labels)].tolist()] == labels
    next_midnight = local(int(found[-1]), BERLIN)
    assert (next_midnight.hour, next_midnight.date()) == (0, midnight.date() + timedelta(days=1))


@given(times, st.sampled_from(ZONES), st.sampled_from([HOUR_MS // 60, HOUR_MS]))
def test_short_steps_begin_on_the_clock_on_both_sides_of_a_change(start: int, name: str, length: int) -> None:
    """At Lord Howe the clocks move by half an hour: bars of an hour begin on the hour all the same."""
    zone, unit = ZoneInfo(name), Unit.HOUR if length == HOUR_MS else Unit.MINUTE
    for change in clock_changes(start, start + 300 * DAY_MS, zone)[:2]:
        low, high = change.utc_ms - 5 * length, change.utc_ms + 5 * length
        found = edges(low, high, Step(unit, 1, length), zone)
        assert found[0] <= low
        assert found[-1] >= high
        assert (np.diff(found) > 0).all()
        for edge in found.tolist():
            moment = local(edge, zone)
            assert moment.second == 0
            assert unit is Unit.MINUTE or moment.minute == 0 or abs(edge - change.utc_ms) < HOUR_MS


def test_nights_are_by_the_clocks_of_the_zone() -> None:
    scale = TimeScale(float(ms("2024-10-26T12:00Z")), 1.0, 100.0)
    scale = TimeScale(scale.start_ms, 2 * DAY_MS / 1000, 1000.0)
    found = nights(scale, BERLIN)
    assert (ms("2024-10-26T20:00Z"), ms("2024-10-27T05:00Z")) in found  # nine hours, the clocks went back
    assert (ms("2024-10-27T21:00Z"), ms("2024-10-28T05:00Z")) in found
    assert nights(TimeScale(0.0, DAY_MS, 1000.0), BERLIN) == []


@given(st.lists(st.integers(0, 3_000), max_size=60), st.integers(50, 900))
def test_gaps_are_those_that_brute_force_finds(minutes: list[int], least_min: int) -> None:
    found_at = np.array(sorted(minutes), np.int64) * 60_000
    scale = TimeScale(-100_000.0, 3_100 * 60_000 / 1000, 1000.0)
    bars = edges(scale.start_ms, scale.end_ms, step_for(scale, 7.0), UTC)
    counts = np.diff(np.searchsorted(found_at, bars))
    least = least_min * 60_000
    told = gaps(found_at, bars, counts, least)
    expected = (
        {(int(a), int(b)) for a, b in pairwise(found_at.tolist()) if b - a >= least}
        if len(found_at) > 1
        else set()
    )
    # A bar is as wide as 7 pixels ask for: gaps of twice that are never missed.
    width = int(np.diff(bars).max())
    assert set(told) <= expected
    for start, end in told:
        after, before = between_bars(start, end, bars)
        assert start <= after < before <= end
        assert not counts[(bars[:-1] < before) & (bars[1:] > after)].any()
    assert {gap for gap in expected if gap[1] - gap[0] >= max(least, 3 * width)} <= set(told)


def test_uncertain_events_are_counted_apart_and_spanned() -> None:
    start = np.arange(10, dtype=np.int64) * HOUR_MS
    off = np.where(np.arange(10) % 2 == 0, 7 * HOUR_MS, 1000)
    index = EventIndex.build(np.arange(10), start, np.zeros(10, np.int32), 1, start - off, start + off)
    hours = np.arange(-1, 11, dtype=np.int64) * HOUR_MS
    assert index.vague_counts(hours).tolist() == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]
    assert index.vague_counts(np.arange(-1, 3) * DAY_MS).tolist() == [0, 0, 0]
    seen = index.spans(15 * HOUR_MS, 16 * HOUR_MS, 100)
    assert index.start_ms[seen].tolist() == [8 * HOUR_MS]
    assert len(index.spans(0, 9 * HOUR_MS, 3)) == 0
    assert index.subset(np.array([4])).late_ms.tolist() == [11 * HOUR_MS]


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3)), max_size=40))
def test_encounters_are_neighbours_of_two_persons_within_ten_minutes(some: list[tuple[int, int]]) -> None:
    some.sort()
    start = np.array([minute * 60_000 for minute, _ in some], np.int64)
    lanes = np.array([lane for _, lane in some], np.int64)
    found = encounters(start, lanes, 3)
    persons = [(minute, lane) for minute, lane in some if lane < 3]
    close = [(a, b) for a, b in pairwise(persons) if a[1] != b[1] and b[0] - a[0] <= 10]
    for one in found:
        assert len(one.lanes) == 2
        assert max(one.lanes) < 3
    for a, b in close:
        assert any(
            one.start_ms <= a[0] * 60_000 and b[0] * 60_000 <= one.end_ms and set(one.lanes) == {a[1], b[1]}
            for one in found
        )
    assert bool(found) == bool(close)


def test_what_the_places_say_of_an_encounter_is_told() -> None:
    minute = 60_000
    start = np.array([0, 1, 100, 101, 200, 201, 300, 301], np.int64) * minute
    lanes = np.array([0, 1] * 4, np.int64)
    nan = np.nan
    latitude = np.array([52.0, 52.0001, 52.0, 53.0, 52.0, nan, nan, nan])
    media = np.array([1, 2, 3, 4, 5, 6, 7, 7], np.int64)
    places = Places(latitude, np.where(np.isnan(latitude), nan, 4.9), media)
    found = encounters(start, lanes, 2, places)
    assert [one.where for one in found] == [Where.SAME, Where.APART, Where.UNKNOWN, Where.SAME]
    shuffled = np.array([5, 2, 7, 0, 3, 6, 1, 4])
    again = encounters(start[shuffled], lanes[shuffled], 2, places.chosen(shuffled))
    assert [(one.start_ms, one.where) for one in again] == [(one.start_ms, one.where) for one in found]
    assert {one.where for one in encounters(start, lanes, 2)} == {Where.UNKNOWN}


def test_dark_is_when_the_sun_is_down_at_the_place() -> None:
    start = ms("2024-06-20T00:00Z")
    scale = TimeScale(float(start), DAY_MS / 1000.0, 2000.0)
    leipzig = dark_spans(scale, (51.34, 12.37), HORIZON_DEG)
    darker = dark_spans(scale, (51.34, 12.37), CIVIL_DEG)
    [first_dark] = [span for span in leipzig if span[0] > start][:1]
    assert abs(first_dark[0] - ms("2024-06-20T19:31Z")) < 120_000  # sunset, 21:31 by the clocks there
    assert abs(first_dark[1] - ms("2024-06-21T02:53Z")) < 120_000
    assert sum(b - a for a, b in darker) < sum(b - a for a, b in leipzig)
    assert dark_spans(scale, (69.65, 18.96), HORIZON_DEG) == ()  # the midnight sun
    winter = TimeScale(float(ms("2024-12-20T00:00Z")), DAY_MS / 1000.0, 1000.0)
    [night] = dark_spans(winter, (69.65, 18.96), HORIZON_DEG)
    assert night[0] <= winter.start_ms <= winter.end_ms <= night[1]
    assert dark_spans(TimeScale(0.0, DAY_MS, 1000.0), (51.34, 12.37), HORIZON_DEG) == ()
