"""Choosing, among the sightings of one place and moment, who stands for which person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .ids import SightingId


@dataclass(frozen=True, slots=True)
class Unit:
    """One sighting for each person."""

    sightings: tuple[SightingId, ...]
    scores: tuple[float, ...]

    @property
    def joint(self) -> float:
        """Return the score of the person who is found worst."""
        return min(self.scores)


def best_together(ids: NDArray[np.int64], scores: NDArray[np.float64]) -> Unit | None:
    """Return the choice whose worst score is best; None where there are fewer sightings than persons.

    :param scores: (persons, n).
    """
    persons, count = scores.shape
    if count < persons:
        return None
    # One of the first `persons` of each is free whatever the others take, so no more need be tried.
    tried = np.lexsort((np.broadcast_to(ids, scores.shape), -scores), axis=1)[:, :persons]
    best: tuple[float, float, tuple[int, ...]] | None = None

    def choose(person: int, taken: tuple[int, ...]) -> None:
        nonlocal best
        if person == persons:
            own = [float(scores[who, row]) for who, row in enumerate(taken)]
            worth = (min(own), sum(own), tuple(-int(ids[row]) for row in taken))
            if best is None or worth > best:
                best = worth
            return
        for row in tried[person].tolist():
            if row not in taken and (best is None or scores[person, row] >= best[0]):
                choose(person + 1, (*taken, row))

    choose(0, ())
    assert best is not None
    chosen = tuple(SightingId(-negative) for negative in best[2])
    rows = [int(np.flatnonzero(ids == one)[0]) for one in chosen]
    return Unit(chosen, tuple(float(scores[who, row]) for who, row in enumerate(rows)))
