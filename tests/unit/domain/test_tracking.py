"""Joining boxes to tracks by overlap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.domain.tracking import OverlapTracker, Track


def person(left: int, top: int = 100, width: int = 60, height: int = 180) -> PersonBox:
    return PersonBox(Box(left, top, left + width, top + height), 0.9)


def run(frames: list[list[PersonBox]], step_s: float = 0.33) -> list[Track]:
    tracker, closed = OverlapTracker(), []
    for number, persons in enumerate(frames):
        closed += tracker.step(number * step_s, persons)[1]
    return sorted(closed + tracker.finish(), key=lambda track: track.number)


def test_one_walking_person_is_one_track() -> None:
    [track] = run([[person(100 + 45 * n)] for n in range(10)])
    assert len(track.points) == 10


def test_two_persons_far_apart_are_two_tracks() -> None:
    tracks = run([[person(100 + 10 * n), person(900 - 10 * n)] for n in range(10)])
    assert [len(t.points) for t in tracks] == [10, 10]
    assert tracks[0].last.person.box.left_px == 190


def test_a_person_who_comes_back_late_is_a_second_track() -> None:
    tracks = run([[person(100)], [], [], [], [], [], [], [person(100)]])
    assert len(tracks) == 2


def test_a_short_gap_is_bridged() -> None:
    [track] = run([[person(100)], [person(110)], [], [person(130)]])
    assert len(track.points) == 3


def test_persons_that_pass_each_other_keep_their_tracks() -> None:
    tracks = run([[person(100 + 40 * n), person(500 - 40 * n, top=140)] for n in range(11)])
    assert len(tracks) == 2
    assert [t.last.person.box.top_px for t in tracks] == [100, 140]


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 1800), st.integers(0, 800)), max_size=6), min_size=1, max_size=12
    )
)
def test_every_box_is_in_exactly_one_track(corners: list[list[tuple[int, int]]]) -> None:
    frames = [[person(left, top) for left, top in frame] for frame in corners]
    tracks = run(frames)
    assert sum(len(t.points) for t in tracks) == sum(len(f) for f in frames)
    for track in tracks:
        times = [p.time_s for p in track.points]
        assert times == sorted(set(times)), "a track has at most one box a frame"
