"""Which pictures judge, which labels are completed, and when a run is over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.detector_training import (
    DetectorOptions,
    DetectorRound,
    Found,
    LabelledPicture,
    check_options,
    completed,
    is_finished,
    set_apart,
)
from reid_desktop.domain.errors import UsageError

LABELLED = (0.25, 0.5, 0.2, 0.8)
PICTURE = LabelledPicture("street.jpg", 400, 300, (LABELLED,))
ELSEWHERE = (0.75, 0.5, 0.2, 0.8)

share = st.floats(0.05, 0.95)
boxes = st.tuples(share, share, st.floats(0.01, 0.5), st.floats(0.03, 0.9))


def test_who_is_sure_is_added_and_who_is_doubtful_is_painted_over() -> None:
    sure = completed(PICTURE, [Found(ELSEWHERE, 0.6)])
    assert (sure.persons, sure.doubtful) == ((LABELLED, ELSEWHERE), ())
    doubtful = completed(PICTURE, [Found(ELSEWHERE, 0.3)])
    assert (doubtful.persons, doubtful.doubtful) == ((LABELLED,), (ELSEWHERE,))
    assert completed(PICTURE, [Found(ELSEWHERE, 0.2)]) == PICTURE


def test_what_lies_on_a_labelled_person_adds_nothing() -> None:
    near, face, group = (0.26, 0.52, 0.21, 0.8), (0.25, 0.2, 0.08, 0.1), (0.3, 0.5, 0.5, 0.9)
    for box in (near, face, group):
        assert completed(PICTURE, [Found(box, 0.9), Found(box, 0.3)]) == PICTURE


def test_the_better_of_two_finds_of_one_person_is_taken() -> None:
    again = (0.76, 0.5, 0.19, 0.78)
    found = completed(PICTURE, [Found(again, 0.55), Found(ELSEWHERE, 0.8), Found(again, 0.3)])
    assert (found.persons, found.doubtful) == ((LABELLED, ELSEWHERE), ())


@given(st.lists(st.builds(Found, boxes, st.floats(0, 1)), max_size=12))
def test_labels_are_never_changed(found: list[Found]) -> None:
    answer = completed(PICTURE, found)
    assert answer.persons[:1] == PICTURE.persons
    assert set(answer.persons[1:]) <= {one.box for one in found if one.score >= 0.5}
    assert not set(answer.doubtful) & set(answer.persons)


def test_pictures_that_judge_teach_nothing() -> None:
    pictures = [replace(PICTURE, path=str(number)) for number in range(50)]
    taught, judging = set_apart(pictures, 0.1, seed=3)
    assert (len(taught), len(judging)) == (45, 5)
    assert sorted(one.path for one in (*taught, *judging)) == sorted(one.path for one in pictures)
    assert set_apart(pictures, 0.1, seed=3) == (taught, judging)
    with pytest.raises(UsageError):
        set_apart(pictures[:5], 0.1, seed=3)


def test_a_run_is_over_at_its_last_round_and_when_it_gets_no_better() -> None:
    options = DetectorOptions(rounds=10, patience=3)
    history = [DetectorRound(number, 1.0, 0.5, quality, 0.5, 0.5, 1.0) for number, quality in
               enumerate((0.1, 0.4, 0.3, 0.2))]  # fmt: skip
    assert not is_finished(history, options)
    assert is_finished([*history, replace(history[-1], number=4)], options)
    assert is_finished([replace(history[-1], number=10)], options)


def test_a_side_that_the_network_cannot_look_at_is_refused() -> None:
    assert check_options(DetectorOptions(side_px=320)).side_px == 320
    for side in (0, 100, 330):
        with pytest.raises(UsageError):
            check_options(DetectorOptions(side_px=side))
