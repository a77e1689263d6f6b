"""Paths in time and the legs that nobody can have travelled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.earth import distance_m
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.travel import LegVerdict, Stop, leg_between, travel_path

BERLIN, PARIS, LONDON = (52.52, 13.40), (48.86, 2.35), (51.51, -0.13)
HOUR_MS = 3_600_000


def stop(
    number: int,
    hour: float,
    place: tuple[float, float],
    uncertainty_s: float = 1.0,
    accuracy_m: float | None = 10.0,
    media: int | None = None,
) -> Stop:
    return Stop(
        SightingId(number), MediaId(number if media is None else media), True,
        round(hour * HOUR_MS), uncertainty_s, *place, accuracy_m,
    )  # fmt: skip


@st.composite
def stops(draw: st.DrawFn) -> list[Stop]:
    count = draw(st.integers(0, 9))
    places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
    return [
        stop(
            number,
            draw(st.floats(0, 30)),
            draw(places),
            draw(st.sampled_from([0.0, 1.0, 3600.0, 50_400.0])),
            draw(st.sampled_from([None, 0.0, 5.0, 30_000.0])),
        )
        for number in range(count)
    ]


def test_berlin_to_paris_in_an_hour_is_impossible_and_in_a_day_is_not() -> None:
    leg = leg_between(stop(1, 10, BERLIN), stop(2, 11, PARIS))
    assert leg.verdict is LegVerdict.IMPOSSIBLE
    assert leg.distance_m == pytest.approx(878_000, rel=0.01)
    assert leg.elapsed_s == 3600
    assert leg.speed_kmh == pytest.approx(878, rel=0.01)
    assert leg.least_speed_kmh == pytest.approx(877, rel=0.01)
    assert leg_between(stop(1, 10, BERLIN), stop(2, 34, PARIS)).verdict is LegVerdict.POSSIBLE
    assert leg_between(stop(1, 10, BERLIN), stop(2, 11, PARIS), 1000).verdict is LegVerdict.POSSIBLE


def test_an_uncertain_clock_makes_it_fast_and_its_order_uncertain_instead_of_impossible() -> None:
    leg = leg_between(stop(1, 10, BERLIN), stop(2, 11, PARIS, uncertainty_s=14 * 3600))
    assert leg.verdict is LegVerdict.FAST
    assert not leg.order_is_certain
    assert not leg.is_flagged


def test_an_inaccurate_place_counts_in_favour() -> None:
    near = (52.52, 13.47)
    assert leg_between(stop(1, 10, BERLIN), stop(2, 10.001, near)).verdict is LegVerdict.IMPOSSIBLE
    wide = leg_between(stop(1, 10, BERLIN, accuracy_m=5000), stop(2, 10.001, near))
    assert (wide.verdict, wide.least_distance_m, wide.least_speed_kmh) == (LegVerdict.FAST, 0.0, 0.0)


def test_two_persons_in_one_photo_are_flagged_whatever_the_distance() -> None:
    leg = leg_between(stop(1, 10, BERLIN, media=7), stop(2, 10, BERLIN, media=7))
    assert leg.verdict is LegVerdict.SAME_PICTURE
    assert leg.is_flagged
    assert leg.speed_kmh is None


def test_an_uncertain_stop_between_hides_nothing() -> None:
    """Each leg is possible for itself; from Berlin to London in ten minutes nobody comes."""
    path = travel_path(
        [stop(3, 10.2, LONDON), stop(1, 10.0, BERLIN), stop(2, 10.1, PARIS, uncertainty_s=50_400)]
    )
    assert [leg.is_flagged for leg in path.legs] == [False, False]
    assert [(leg.start.sighting_id, leg.end.sighting_id) for leg in path.conflicts] == [(1, 3)]
    assert len(path.flagged) == 1


def test_the_antimeridian_is_no_way_around_the_world() -> None:
    leg = leg_between(stop(1, 10, (-17.0, 179.95)), stop(2, 11, (-17.0, -179.95)))
    assert leg.verdict is LegVerdict.POSSIBLE
    assert leg.distance_m < 11_000


@given(stops())
def test_a_path_is_in_order_and_says_its_distances(found: list[Stop]) -> None:
    path = travel_path(found)
    assert sorted(found, key=lambda s: (s.time_utc_ms, s.sighting_id)) == list(path.stops)
    assert len(path.legs) == max(len(found) - 1, 0)
    for leg in path.legs:
        assert leg.elapsed_s >= 0
        assert leg.least_distance_m <= leg.distance_m + 1e-6
        assert leg.most_elapsed_s >= leg.elapsed_s


@given(stops())
def test_flags_are_as_brute_force_finds_them(found: list[Stop]) -> None:
    """A path has flags if and only if some pair of its stops is out of reach; every flag is such a pair."""
    path = travel_path(found)

    def is_bad(one: Stop, two: Stop) -> bool:
        far = distance_m(one.latitude_deg, one.longitude_deg, two.latitude_deg, two.longitude_deg)
        least = far - one.reach_m - two.reach_m
        most_s = (two.time_utc_ms - one.time_utc_ms) / 1000 + one.uncertainty_s + two.uncertainty_s
        return least > 0.01 and least * 3.6 > 300.0 * most_s + 0.01

    ordered = path.stops
    pairs = [(a, b) for i, a in enumerate(ordered) for b in ordered[i + 1 :]]
    assert bool(path.flagged) >= any(is_bad(a, b) for a, b in pairs)
    for leg in path.flagged:
        assert leg.least_distance_m * 3.6 > 300.0 * leg.most_elapsed_s


@given(stops(), st.floats(1, 40_000))
def test_more_uncertainty_never_adds_a_flag(found: list[Stop], more_s: float) -> None:
    wider = [
        Stop(
            s.sighting_id, s.media_id, s.is_photo, s.time_utc_ms, s.uncertainty_s + more_s,
            s.latitude_deg, s.longitude_deg, s.accuracy_m,
        )
        for s in found
    ]  # fmt: skip
    assert bool(travel_path(wider).flagged) <= bool(travel_path(found).flagged)


@pytest.mark.parametrize("limit", [0.0, -1.0, float("inf"), float("nan")])
def test_a_limit_that_is_no_speed_is_refused(limit: float) -> None:
    with pytest.raises(ValueError, match="no such speed"):
        travel_path([], limit)
