"""What every tracker does, however it follows people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.domain.tracking import MotionTracker, Track
from reid_desktop.ports.tracking import Tracker
from tests.fakes.tracking import FakeTracker

Make = Callable[[], Tracker]
Frame = tuple[float, list[PersonBox]]


@pytest.fixture(params=[MotionTracker, FakeTracker])
def make(request: pytest.FixtureRequest) -> Make:
    made: Make = request.param
    return made


def person(left: int, top: int = 100, score: float = 0.9) -> PersonBox:
    return PersonBox(Box(left, top, left + 60, top + 180), score)


def evenly(frames: list[list[PersonBox]], step_s: float = 0.33) -> list[Frame]:
    return [(number * step_s, persons) for number, persons in enumerate(frames)]


def run(tracker: Tracker, frames: list[Frame]) -> list[Track]:
    closed: list[Track] = []
    for time_s, persons in frames:
        tracks, gone = tracker.step(time_s, persons)
        assert len(tracks) == len(persons)
        for track, one in zip(tracks, persons, strict=True):
            assert track is None or (track.last.time_s, track.last.person) == (time_s, one)
        closed += gone
    return sorted(closed + tracker.finish(), key=lambda track: track.number)


def test_one_walking_person_is_one_track(make: Make) -> None:
    [track] = run(make(), evenly([[person(100 + 30 * n)] for n in range(10)]))
    assert len(track.points) == 10


def test_two_persons_far_apart_are_two_tracks(make: Make) -> None:
    tracks = run(make(), evenly([[person(100 + 10 * n), person(900 - 10 * n)] for n in range(10)]))
    assert [len(t.points) for t in tracks] == [10, 10]
    assert tracks[0].last.person.box.left_px == 190


def test_a_person_who_comes_back_late_is_a_second_track(make: Make) -> None:
    assert len(run(make(), evenly([[person(100)], [], [], [], [], [], [], [person(100)]]))) == 2


def test_a_short_gap_is_bridged(make: Make) -> None:
    [track] = run(make(), evenly([[person(100)], [person(110)], [], [person(130)]]))
    assert len(track.points) == 3


def test_frames_may_lie_unevenly_apart(make: Make) -> None:
    times = [0.0, 0.033, 0.066, 0.9, 0.95, 1.7, 1.72]
    [track] = run(make(), [(time_s, [person(100 + round(30 * time_s))]) for time_s in times])
    assert [point.time_s for point in track.points] == times


def test_an_empty_clip_has_no_tracks(make: Make) -> None:
    assert run(make(), evenly([[], [], []])) == []


def test_a_tracker_goes_on_where_another_stood(make: Make) -> None:
    frames = evenly([[person(100 + 20 * n), person(800 - 20 * n, 120)] for n in range(12)])
    whole = [[p.time_s for p in t.points] for t in run(make(), frames)]
    first, second = make(), make()
    for time_s, persons in frames[:6]:
        first.step(time_s, persons)
    kept = [Track(track.number, track.points) for track in first.open_tracks]
    second.resume(kept, max(track.number for track in kept))
    tracks = run(second, [*frames[6:], (20.0, [person(100)])])
    assert [[p.time_s for p in t.points] for t in tracks[:-1]] == whole
    assert tracks[-1].number == 3, "numbers go on as well"


@given(
    corners=st.lists(
        st.lists(
            st.tuples(st.integers(0, 1800), st.integers(0, 800), st.sampled_from([0.3, 0.6, 0.9])), max_size=6
        ),
        min_size=1,
        max_size=12,
    )
)
@pytest.mark.parametrize("made", [MotionTracker, FakeTracker])
def test_every_box_is_in_one_track_at_most(made: Make, corners: list[list[tuple[int, int, float]]]) -> None:
    frames = evenly([[person(*corner) for corner in frame] for frame in corners])
    tracks = run(made(), frames)
    numbers = [track.number for track in tracks]
    assert len(numbers) == len(set(numbers))
    assert sum(len(track.points) for track in tracks) <= sum(len(persons) for _, persons in frames)
    for track in tracks:
        times = [point.time_s for point in track.points]
        assert times == sorted(set(times)), "a track has at most one box a frame"
