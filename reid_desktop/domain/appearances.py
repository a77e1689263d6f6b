"""Which tracklets of one clip show a person who left and came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LIKE = 0.65
"""Cosine that pooled vectors of one person in one clip reach as a rule, those of two persons seldom."""
MARGIN = 0.05
"""They must be more alike, by this, than any two tracklets seen at the same time: two persons for sure."""
_AT_ONCE = 512


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """One tracklet: when it is seen, and what it looks like."""

    start_s: float
    end_s: float
    vector: NDArray[np.float32]
    """(d,), length 1."""


def number_appearances(passages: Sequence[Passage]) -> list[int]:
    """Return a number for each tracklet, from 1 in order of time; those of one person share it.

    Two tracklets are joined only if none of the person's tracklets is seen at the same time as the
    other's, and they are more alike than tracklets of the clip that certainly show two persons. Never
    certain: each tracklet stays a sighting of its own, and the shared number only folds them in a list.
    """
    if not passages:
        return []
    order = sorted(range(len(passages)), key=lambda row: (passages[row].start_s, passages[row].end_s, row))
    starts = np.array([passages[row].start_s for row in order])
    ends = np.array([passages[row].end_s for row in order])
    vectors = np.stack([passages[row].vector for row in order])
    least = _least_likeness(starts, ends, vectors)
    numbers = np.zeros(len(order), dtype=np.int64)
    highest = 0
    for at in range(len(order)):
        is_free = np.ones(highest + 1, dtype=bool)
        is_free[numbers[:at][ends[:at] >= starts[at]]] = False  # seen at the same time
        # The member that is most alike: people turn round between two visits.
        likeness = np.where(is_free[numbers[:at]], vectors[:at] @ vectors[at], -np.inf)
        best = likeness.max(initial=-np.inf)
        highest += int(best < least)
        numbers[at] = numbers[:at][likeness == best].min() if best >= least else highest
    found = [0] * len(order)
    for row, number in zip(order, numbers, strict=True):
        found[row] = int(number)
    return found


def _least_likeness(
    starts: NDArray[np.float64], ends: NDArray[np.float64], vectors: NDArray[np.float32]
) -> float:
    """Return how alike two tracklets must be in this clip to be taken for one person."""
    most = -1.0
    for first in range(0, len(starts), _AT_ONCE):
        rows = slice(first, first + _AT_ONCE)
        meet = (starts[rows, None] <= ends[None, :]) & (starts[None, :] <= ends[rows, None])
        meet[np.arange(meet.shape[0]), np.arange(first, first + meet.shape[0])] = False
        if meet.any():
            most = max(most, float((vectors[rows] @ vectors.T)[meet].max()))
    return max(LIKE, most + MARGIN)
