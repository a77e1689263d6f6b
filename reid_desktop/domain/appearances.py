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


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """One tracklet: when it is seen, and what it looks like."""

    start_s: float
    end_s: float
    vector: NDArray[np.float32]
    """(d,), length 1."""

    def meets(self, other: Passage) -> bool:
        """Tell whether both are seen at one time."""
        return self.start_s <= other.end_s and other.start_s <= self.end_s


def number_appearances(passages: Sequence[Passage]) -> list[int]:
    """Return a number for each tracklet, from 1 in order of time; those of one person share it.

    Two tracklets are joined only if none of the person's tracklets is seen at the same time as the
    other's, and they are more alike than tracklets of the clip that certainly show two persons. Never
    certain: each tracklet stays a sighting of its own, and the shared number only folds them in a list.
    """
    least = _least_likeness(passages)
    order = sorted(range(len(passages)), key=lambda row: (passages[row].start_s, passages[row].end_s, row))
    groups: list[list[int]] = []
    for row in order:
        fits = [
            (_likeness(passages, group, row), -number)
            for number, group in enumerate(groups)
            if not any(passages[member].meets(passages[row]) for member in group)
        ]
        best = max(fits, default=None)
        if best is not None and best[0] >= least:
            groups[-best[1]].append(row)
        else:
            groups.append([row])
    numbers = [0] * len(passages)
    for number, group in enumerate(groups, start=1):
        for row in group:
            numbers[row] = number
    return numbers


def _least_likeness(passages: Sequence[Passage]) -> float:
    """Return how alike two tracklets must be in this clip to be taken for one person."""
    two = [
        float(one.vector @ other.vector)
        for row, one in enumerate(passages)
        for other in passages[row + 1 :]
        if one.meets(other)
    ]
    return max(LIKE, max(two, default=-1.0) + MARGIN)


def _likeness(passages: Sequence[Passage], group: Sequence[int], row: int) -> float:
    """Return the likeness to the member that is most alike: people turn round between two visits."""
    return max(float(passages[member].vector @ passages[row].vector) for member in group)
