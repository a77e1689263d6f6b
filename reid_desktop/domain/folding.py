"""Sightings that are one row to look at: doubles, live photos, one person who comes back in a clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .geometry import Box, Size

SAME_SPOT = 0.4
"""Boxes that overlap by so much of their union, each as a share of its own frame, show one person."""

_Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Arrangement:
    """The cards of a list whose stacks are folded.

    `shown` are positions in the list; the other arrays have one value for each of them.
    """

    shown: _Rows
    sizes: NDArray[np.int32]
    """How many sightings of the list lie in its stack; 1 where it stands alone."""
    places: NDArray[np.int32]
    """0 for the card on top; 1, 2, ... for those below, which are shown while the stack is open."""
    folded: _Rows
    """Positions in the list that are not shown, ascending."""
    tops: _Rows
    """For each of `folded`, the position of the card it lies under."""


def arrange(keys: _Rows, opened: Sequence[int] = ()) -> Arrangement:
    """Fold a list of sightings, given the key of the stack of each.

    The first of each stack stays where it is; the others follow right behind it when its key is among
    `opened`, and are folded otherwise.
    """
    count = len(keys)
    here = np.arange(count, dtype=np.int64)
    _, first, stack, many = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    top = first[stack].astype(np.int64)
    sizes = many[stack].astype(np.int32)
    is_open = np.isin(keys, np.fromiter(opened, np.int64, len(opened)))
    is_shown = (top == here) | is_open
    shown = here[is_shown]
    shown = shown[np.lexsort((shown, top[shown]))]
    above = top[shown]
    starts = np.flatnonzero(np.r_[True, above[1:] != above[:-1]]) if len(shown) else here
    lengths = np.diff(np.r_[starts, len(shown)])
    places = (np.arange(len(shown)) - np.repeat(starts, lengths)).astype(np.int32)
    folded = here[~is_shown]
    return Arrangement(shown, sizes[shown], places, folded, top[folded])


def same_persons(
    ones: Sequence[tuple[Box, Size]], others: Sequence[tuple[Box, Size]]
) -> list[tuple[int, int]]:
    """Pair the persons of two pictures of one scene by where they stand in the frame.

    Takes boxes with their frames, returns positions in both lists; the best pair first, nobody twice.
    Whoever stands elsewhere stays alone: folding must not hide a person.
    """
    likeness = sorted(
        (
            (_shared(*one, *other), i, j)
            for i, one in enumerate(ones)
            for j, other in enumerate(others)
        ),
        key=lambda found: (-found[0], found[1], found[2]),
    )  # fmt: skip
    pairs: list[tuple[int, int]] = []
    for shared, i, j in likeness:
        if shared >= SAME_SPOT and all(i != one and j != other for one, other in pairs):
            pairs.append((i, j))
    return pairs


def _shared(one: Box, frame: Size, other: Box, other_frame: Size) -> float:
    """Return intersection over union of two boxes, each as a share of its frame."""
    a, b = _relative(one, frame), _relative(other, other_frame)
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    areas = [(right - left) * (bottom - top) for left, top, right, bottom in (a, b)]
    return both / (sum(areas) - both)


def _relative(box: Box, frame: Size) -> tuple[float, float, float, float]:
    return (
        box.left_px / frame.width_px,
        box.top_px / frame.height_px,
        box.right_px / frame.width_px,
        box.bottom_px / frame.height_px,
    )


class Stacks:
    """Joins rows into stacks; the key of a stack is its smallest row."""

    def __init__(self, count: int) -> None:
        """Begin with every row alone."""
        self._above = np.arange(count, dtype=np.int64)

    def join(self, one: int, other: int) -> None:
        """Put two rows, and all that lie with them, into one stack."""
        low, high = sorted((self.top(one), self.top(other)))
        self._above[high] = low

    def join_runs(self, rows: _Rows, starts: NDArray[np.bool_]) -> None:
        """Put each run of `rows` into one stack; none of them may be in one yet.

        :param starts: True where a run begins; the rows of a run ascend.
        """
        self._above[rows] = rows[starts][np.cumsum(starts) - 1]

    def keys(self) -> _Rows:
        """Return the smallest row of each row's stack."""
        keys = self._above
        while True:
            higher = keys[keys]
            if np.array_equal(higher, keys):
                return keys.copy()
            keys = higher

    def top(self, row: int) -> int:
        """Return the smallest row of a row's stack."""
        while self._above[row] != row:
            row = int(self._above[row])
        return row
