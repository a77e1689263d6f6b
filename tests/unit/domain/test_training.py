"""Batches, rates, and when a run is over."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.training import (
    Round,
    TrainingOptions,
    batches,
    held_out,
    is_over,
    joined,
    rate_at,
    time_over,
)

OPTIONS = TrainingOptions(persons_per_batch=4, crops_per_person=3, rounds=20, patience=3)
PERSONS = np.repeat(np.arange(10), 5)
CAMERAS = np.tile([0, 0, 0, 1, 2], 10)


def test_a_batch_holds_some_crops_of_each_of_some_persons() -> None:
    found = batches(PERSONS, CAMERAS, OPTIONS, 1)
    assert [len(rows) for rows in found] == [12, 12]
    seen = [person for rows in found for person in set(PERSONS[rows].tolist())]
    assert len(seen) == len(set(seen)) == 8
    for rows in found:
        for person in set(PERSONS[rows].tolist()):
            own = rows[PERSONS[rows] == person]
            assert set(CAMERAS[own].tolist()) == {0, 1, 2}  # each camera before any twice


def test_the_same_round_of_the_same_seed_is_the_same_and_others_are_not() -> None:
    first, again, other = (batches(PERSONS, CAMERAS, OPTIONS, number) for number in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_a_person_with_one_crop_is_shown_it_again() -> None:
    [rows] = batches(np.array([0, 1, 2, 3]), np.zeros(4, np.int64), OPTIONS, 1)
    assert sorted(rows.tolist()) == sorted([0, 1, 2, 3] * 3)


def test_persons_held_out_are_as_many_as_asked_and_the_same_each_time() -> None:
    names = [f"p{number}" for number in PERSONS]
    found = held_out(names, 0.3, 7)
    assert len(found) == 3
    assert held_out(names[::-1], 0.3, 7) == found
    with pytest.raises(UsageError, match="at least 6"):
        held_out(["a", "b", "c", "d", "e"], 0.25, 0)


def test_the_rate_rises_and_then_falls() -> None:
    rates = [rate_at(step, 100, OPTIONS) for step in range(100)]
    top = int(np.argmax(rates))
    assert 8 <= top <= 10
    assert rates[top] == pytest.approx(OPTIONS.learning_rate)
    assert rates[0] < 0.2 * rates[top]
    assert rates[-1] < 0.02 * rates[top]


def test_a_run_ends_at_its_last_round_or_when_nothing_gets_better() -> None:
    def rounds(*scores: float) -> list[Round]:
        return [Round(number, 0.0, score, 0.0, 1.0) for number, score in enumerate(scores)]

    assert not is_over(rounds(0.1, 0.2, 0.1, 0.1), OPTIONS)
    assert is_over(rounds(0.1, 0.2, 0.1, 0.1, 0.2), OPTIONS)
    assert is_over(rounds(*(0.01 * number for number in range(21))), OPTIONS)


def test_every_pass_shows_everyone_again_and_a_round_has_its_limit() -> None:
    twice = batches(PERSONS, CAMERAS, replace(OPTIONS, passes=2), 1)
    assert len(twice) == 4
    assert not np.array_equal(twice[0], twice[2])
    assert len(batches(PERSONS, CAMERAS, replace(OPTIONS, passes=9, steps_per_round=5), 1)) == 5


def test_unlabelled_rows_follow_the_labelled_ones() -> None:
    plain = batches(PERSONS, CAMERAS, OPTIONS, 1)
    found = joined(plain, 50, 7, replace(OPTIONS, unlabelled_per_batch=3), 1)
    for before, after in zip(plain, found, strict=True):
        assert np.array_equal(after[:-3], before)
        assert set(after[-3:].tolist()) <= set(range(50, 57))
        assert len(set(after[-3:].tolist())) == 3
    assert all(np.array_equal(a, b) for a, b in zip(plain, joined(plain, 50, 0, OPTIONS, 1), strict=True))


def test_time_decides_only_where_minutes_are_given() -> None:
    assert time_over(1e9, OPTIONS) is None
    timed = replace(OPTIONS, minutes=2)
    assert time_over(60, timed) == pytest.approx(0.5)
    rounds = [Round(number, 0.0, number / 100, 0.0, 50.0) for number in range(3)]
    assert is_over(rounds, timed)
    assert not is_over(rounds[:2], timed)
