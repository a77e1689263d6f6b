"""Bars of time: every event in one bar, calendar edges in any zone, ids by brute force."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reid_desktop.ui.geometry.events import EventIndex
from reid_desktop.ui.geometry.time_scale import CLOSEST_MS_PER_PX, FIRST_MS, LAST_MS, TimeScale
from reid_desktop.ui.geometry.time_steps import STEPS, Step, Unit, edges, local, step_for, utc_ms
from reid_desktop.ui.geometry.time_text import Months, context_text, stretch_text, tick_text

Ints = npt.NDArray[np.int64]
_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MONTHS = Months(_NAMES, _NAMES)
ZONES = [UTC, ZoneInfo("Europe/Brussels"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("America/Sao_Paulo")]

times = st.integers(0, 4_000_000_000_000)
scales = st.builds(
    lambda start, exponent, width: TimeScale(float(start), 10.0**exponent, width).held(),
    times,
    st.floats(0.7, 9.0),
    st.floats(100, 3000),
)
events = st.lists(st.tuples(st.integers(0, 50_000), st.integers(0, 4)), max_size=80)


def index_of(some: list[tuple[int, int]]) -> EventIndex:
    start = np.array([time for time, _ in some], dtype=np.int64)
    lanes = np.array([lane for _, lane in some], dtype=np.int32)
    return EventIndex.build(np.arange(len(some), dtype=np.int64)[::-1] * 3 + 7, start, lanes, 5)


@settings(deadline=None)
@given(scales, st.sampled_from(ZONES), st.floats(6, 90))
def test_edges_cover_the_view_in_order(scale: TimeScale, zone: ZoneInfo, least_px: float) -> None:
    step = step_for(scale, least_px)
    found = edges(scale.start_ms, scale.end_ms, step, zone)
    assert found[0] <= scale.start_ms
    assert found[-1] >= scale.end_ms
    assert (np.diff(found) > 0).all()
    assert len(found) <= scale.width_px / least_px * 1.2 + 4


@pytest.mark.parametrize("step", [step for step in STEPS if step.unit >= Unit.DAY], ids=str)
@given(start=times, zone=st.sampled_from(ZONES))
@settings(deadline=None, max_examples=25)
def test_days_and_longer_begin_at_local_midnight(step: Step, start: int, zone: ZoneInfo) -> None:
    for edge in edges(start, start + 5 * step.about_ms, step, zone).tolist():
        moment = local(edge, zone)
        # Where clocks jump at midnight (to 01:00, Kathmandu 1986 to 00:15) the day begins after it.
        assert moment.hour == 0 or local(edge - 1, zone).hour == 23
        assert moment.minute == 0 or local(edge - 1, zone).minute == 59
        if step.count == 7:
            assert moment.weekday() == 0
        if step.unit >= Unit.MONTH:
            assert moment.day == 1


def test_a_day_with_a_clock_change_is_one_bar() -> None:
    zone = ZoneInfo("Europe/Brussels")
    start = utc_ms(datetime(2024, 3, 30, tzinfo=zone))
    found = edges(start, start + 3 * 86_400_000, Step(Unit.DAY, 1, 86_400_000), zone)
    assert np.diff(found)[:3].tolist() == [24 * 3_600_000, 23 * 3_600_000, 24 * 3_600_000]


def test_six_hour_bars_follow_the_clocks_on_the_wall() -> None:
    zone = ZoneInfo("Europe/Brussels")
    start = utc_ms(datetime(2024, 10, 27, tzinfo=zone))
    found = edges(start, start + 86_400_000, Step(Unit.HOUR, 6, 21_600_000), zone)
    assert [local(edge, zone).hour for edge in found.tolist()] == [0, 6, 12, 18, 0]


@given(scales, st.floats(0.05, 20), st.floats(0, 1))
def test_zoom_keeps_the_time_under_the_pointer(scale: TimeScale, factor: float, across: float) -> None:
    px = across * scale.width_px
    other = scale.zoomed(factor, px)
    assert other.ms_per_px >= CLOSEST_MS_PER_PX
    if other.start_ms > FIRST_MS and other.end_ms < LAST_MS - 1:
        assert other.ms_at(px) == pytest.approx(scale.ms_at(px), abs=max(other.ms_per_px, 1.0))


@given(scales, st.floats(-1e6, 1e6))
def test_panning_stays_within_the_times_that_can_be_shown(scale: TimeScale, dx_px: float) -> None:
    other = scale.panned(dx_px)
    assert other.start_ms >= FIRST_MS
    assert other.end_ms <= LAST_MS + 1
    local(other.start_ms, UTC)
    local(other.end_ms, UTC)


@given(events, st.lists(st.integers(-10, 50_010), min_size=2, max_size=12, unique=True))
def test_counts_equal_brute_force(some: list[tuple[int, int]], cuts: list[int]) -> None:
    index, at = index_of(some), np.array(sorted(cuts), dtype=np.int64)
    pairs = list(zip(at[:-1].tolist(), at[1:].tolist(), strict=True))
    assert index.counts(at).tolist() == [sum(a <= t < b for t, _ in some) for a, b in pairs]
    assert index.lane_counts(at, 1, 4).tolist() == [
        [sum(a <= t < b and lane == row for t, lane in some) for a, b in pairs] for row in (1, 2, 3)
    ]


@given(events, st.integers(0, 50_000), st.integers(0, 50_000), st.one_of(st.none(), st.integers(0, 6)))
def test_ids_equal_brute_force(some: list[tuple[int, int]], start: int, end: int, lane: int | None) -> None:
    index = index_of(some)
    ids = (np.arange(len(some))[::-1] * 3 + 7).tolist()
    expected = sorted(
        one for one, (t, row) in zip(ids, some, strict=True) if start <= t < end and lane in (None, row)
    )
    assert index.ids_between(start, end, lane).tolist() == expected
    if lane is None:
        assert index.count_between(start, max(start, end)) == len(expected)


@given(events, st.sets(st.integers(0, 90)))
def test_a_subset_holds_the_wanted_ids(some: list[tuple[int, int]], wanted: set[int]) -> None:
    index = index_of(some)
    ids = np.array([7 + 3 * one for one in sorted(wanted)], dtype=np.int64)
    part = index.subset(ids)
    assert sorted(part.ids.tolist()) == sorted(set(ids.tolist()) & set(index.ids.tolist()))
    for one, start in zip(part.ids.tolist(), part.start_ms.tolist(), strict=True):
        assert index.start_of(one) == start


def test_labels_say_what_their_step_needs() -> None:
    moment = utc_ms(datetime(2024, 3, 12, 14, 5, 30, tzinfo=UTC))
    said = {step.unit: tick_text(moment, step, UTC, MONTHS) for step in STEPS}
    assert said == {
        Unit.SECOND: "14:05:30",
        Unit.MINUTE: "14:05",
        Unit.HOUR: "14:05",
        Unit.DAY: "12 Mar",
        Unit.MONTH: "Mar",
        Unit.YEAR: "2024",
    }
    assert context_text(moment, STEPS[0], UTC, MONTHS) == "12 Mar 2024"
    assert tick_text(moment, STEPS[4], ZoneInfo("Asia/Kathmandu"), MONTHS) == "19:50"


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=30), "2024-03-12 14:05:30 \u2013 14:06:00"),
        (timedelta(hours=4), "2024-03-12 14:05 \u2013 18:05"),
        (timedelta(days=1), "2024-03-12 14:05 \u2013 2024-03-13 14:05"),
        (timedelta(days=100), "2024-03-12 \u2013 2024-06-20"),
    ],
)
def test_stretches_as_text(length: timedelta, text: str) -> None:
    start = datetime(2024, 3, 12, 14, 5, 30, tzinfo=UTC)
    assert stretch_text(utc_ms(start), utc_ms(start + length), UTC) == text
