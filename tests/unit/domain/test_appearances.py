"""Tracklets of one person who left and came back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from reid_desktop.domain.appearances import Passage, number_appearances


def looks(seed: int, like: int | None = None, share: float = 0.8) -> NDArray[np.float32]:
    """Return a unit vector, of cosine `share` with that of `like`."""
    own = np.random.default_rng(seed).normal(size=64)
    own /= np.linalg.norm(own)
    if like is not None:
        other = looks(like).astype(np.float64)
        own -= (own @ other) * other
        own = share * other + (1 - share**2) ** 0.5 * own / np.linalg.norm(own)
    return own.astype(np.float32)


def meet(one: Passage, other: Passage) -> bool:
    return one.start_s <= other.end_s and other.start_s <= one.end_s


def test_who_looks_alike_later_is_one_person() -> None:
    again = looks(2, like=1)
    passages = [Passage(0, 5, looks(1)), Passage(20, 25, again), Passage(40, 45, looks(3))]
    assert number_appearances(passages) == [1, 1, 2]


def test_who_is_seen_at_the_same_time_is_never_one_person() -> None:
    assert number_appearances([Passage(0, 5, looks(1)), Passage(5, 9, looks(2, like=1, share=0.99))]) == [
        1,
        2,
    ]


def test_a_clip_of_people_who_look_alike_asks_for_more() -> None:
    """Two in like clothes are seen together; a third as alike may be either or neither."""
    passages = [
        Passage(0, 5, looks(1)),
        Passage(1, 6, looks(2, like=1, share=0.9)),
        Passage(20, 25, looks(3, like=1, share=0.9)),
    ]
    assert number_appearances(passages) == [1, 2, 3]
    assert number_appearances(passages[::2]) == [1, 1]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5), st.integers(0, 4)), max_size=12))
def test_every_tracklet_has_a_number_and_none_meets_its_like(rows: list[tuple[int, int, int]]) -> None:
    passages = [Passage(start, start + length, looks(seed)) for start, length, seed in rows]
    numbers = number_appearances(passages)
    assert sorted(set(numbers)) == list(range(1, len(set(numbers)) + 1))
    for row, one in enumerate(passages):
        for other in range(row):
            assert numbers[row] != numbers[other] or not meet(one, passages[other])
