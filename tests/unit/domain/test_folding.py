"""Folding: nobody is lost, the first of a stack stands for it, open stacks stay together."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.folding import Stacks, arrange, same_persons
from reid_desktop.domain.geometry import Box, Size

KEYS = st.lists(st.integers(0, 6), max_size=30)


@given(KEYS, st.sets(st.integers(0, 8)))
def test_every_sighting_is_a_card_or_lies_under_the_first_of_its_stack(
    keys: list[int], opened: set[int]
) -> None:
    made = arrange(np.array(keys, np.int64), tuple(opened))
    assert sorted([*made.shown.tolist(), *made.folded.tolist()]) == list(range(len(keys)))
    for position, top in zip(made.folded.tolist(), made.tops.tolist(), strict=True):
        assert keys[position] not in opened
        assert top == keys.index(keys[position])
    for position, size, place in zip(
        made.shown.tolist(), made.sizes.tolist(), made.places.tolist(), strict=True
    ):
        assert size == keys.count(keys[position])
        assert place == 0 or keys[position] in opened


@given(KEYS, st.sets(st.integers(0, 8)))
def test_tops_keep_their_order_and_an_open_stack_follows_its_top(keys: list[int], opened: set[int]) -> None:
    made = arrange(np.array(keys, np.int64), tuple(opened))
    tops = [p for p, place in zip(made.shown.tolist(), made.places.tolist(), strict=True) if place == 0]
    assert tops == sorted(tops)
    expected: list[int] = []
    for top in tops:
        same = [p for p, key in enumerate(keys) if key == keys[top]]
        expected += same if keys[top] in opened else same[:1]
    assert made.shown.tolist() == expected


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20))
def test_stacks_are_the_connected_rows_named_by_the_smallest(joins: list[tuple[int, int]]) -> None:
    stacks = Stacks(12)
    together = [{row} for row in range(12)]
    for one, other in joins:
        stacks.join(one, other)
        union = together[one] | together[other]
        for row in union:
            together[row] = union
    assert stacks.keys().tolist() == [min(rows) for rows in together]


def test_persons_are_paired_by_their_spot_in_frames_of_any_size() -> None:
    large, small = Size(2000, 1000), Size(400, 200)
    left, right = Box(100, 100, 300, 900), Box(1500, 100, 1700, 900)
    pairs = same_persons(
        [(left, large), (right, large)],
        [(Box(301, 20, 340, 180), small), (Box(20, 21, 61, 180), small), (Box(180, 20, 220, 180), small)],
    )
    assert sorted(pairs) == [(0, 1), (1, 0)]


def test_nobody_is_paired_twice() -> None:
    frame = Size(100, 100)
    twins = [(Box(10, 10, 50, 90), frame), (Box(12, 10, 52, 90), frame)]
    assert same_persons(twins, [(Box(12, 10, 52, 90), frame)]) == [(1, 0)]
