"""Following people by where they move."""

from __future__ import annotations

import pytest

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.domain.tracking import MotionTracker, Track
from tools.evaluate_trackers import ours, score, walkers


def person(left: int, top: int = 100, width: int = 60, height: int = 180, score: float = 0.9) -> PersonBox:
    return PersonBox(Box(left, top, left + width, top + height), score)


def run(frames: list[list[PersonBox]], step_s: float = 0.33) -> list[Track]:
    tracker = MotionTracker()
    closed: list[Track] = []
    for number, persons in enumerate(frames):
        closed += tracker.step(number * step_s, persons)[1]
    return sorted(closed + tracker.finish(), key=lambda track: track.number)


def test_who_walks_out_of_their_own_box_between_two_frames_is_still_followed() -> None:
    [track] = run([[person(100 + 70 * n)] for n in range(10)])
    assert len(track.points) == 10


def test_persons_that_pass_each_other_keep_their_tracks() -> None:
    tracks = run([[person(100 + 40 * n), person(500 - 40 * n, top=140)] for n in range(11)])
    assert [t.last.person.box.top_px for t in tracks] == [100, 140]


def test_who_is_hidden_while_passing_is_found_behind() -> None:
    both = [[person(100 + 40 * n), person(500 - 40 * n, top=130)] for n in range(11)]
    both[5] = both[5][1:]
    tracks = run(both)
    assert [len(t.points) for t in tracks] == [10, 11]
    assert [t.last.person.box.left_px for t in tracks] == [500, 100]


def test_a_faint_second_box_of_a_person_is_no_second_person() -> None:
    frames = [[person(100 + 10 * n), person(105 + 10 * n, 100, 50, 90, score=0.3)] for n in range(6)]
    [track] = run(frames)
    assert all(point.person.score == 0.9 for point in track.points)


def test_a_faint_person_alone_is_followed() -> None:
    [track] = run([[person(100 + 10 * n, score=0.3)] for n in range(6)])
    assert len(track.points) == 6


def test_a_sure_box_chooses_before_a_faint_one_that_lies_better() -> None:
    frames = [[person(100)], [person(100)], [person(100, 100, 60, 120, score=0.3), person(110)]]
    assert [point.person.score for point in run(frames)[0].points] == [0.9, 0.9, 0.9]


@pytest.mark.parametrize("rate", [3, 10])
def test_walkers_in_a_crowd_keep_their_numbers(rate: int) -> None:
    frames, truth = walkers(seed=1, rate=rate, seconds=30, persons=20)
    result = score(truth, ours(frames))
    assert result.idf1 >= 88
    assert result.switches <= 18
