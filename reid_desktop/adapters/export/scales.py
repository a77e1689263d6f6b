"""What the drawings share: round steps, and markers that stand on one another joined to one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

JOIN_PX = 20.0
"""Markers nearer than this are drawn as one."""
COUNT_JOIN_PX = 34.0
"""The same, where markers show counts."""
MOST_NUMBERED = 150
"""Beyond so many rows a marker shows how many it stands for, not their numbers."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One marker for one or several rows."""

    x_px: float
    y_px: float
    numbers: tuple[int, ...]
    """Ascending."""
    is_measured: bool = True
    """False when every row in it was placed by hand."""
    shows_count: bool = False

    @property
    def label(self) -> str:
        """Return `3`, or `3 +2` for two more; where counts are shown, how many."""
        if self.shows_count:
            return str(len(self.numbers))
        more = len(self.numbers) - 1
        return f"{self.numbers[0]} +{more}" if more else str(self.numbers[0])

    @property
    def is_joined(self) -> bool:
        """Tell whether it stands for several rows that its label does not name; the report's page asks."""
        return len(self.numbers) > 1 and not self.shows_count

    @property
    def width_px(self) -> float:
        """Return how wide the marker must be for its label."""
        return max(20.0, 7.0 * len(self.label) + 8.0)


def nice_step(least: float) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(max(least, 1e-12)))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * (1 - 1e-9))


def clustered(spots: Sequence[tuple[int, float, float, bool]]) -> tuple[Cluster, ...]:
    """Join spots (number, x, y, measured) nearer than JOIN_PX to the first that stood there.

    A cluster stands where its first spot is, so the best rank is never moved. More
    than MOST_NUMBERED spots are joined from further away and shown as counts.
    """
    shows_count = len(spots) > MOST_NUMBERED
    join_px = COUNT_JOIN_PX if shows_count else JOIN_PX
    members: list[list[tuple[int, float, float, bool]]] = []
    cells: dict[tuple[int, int], list[int]] = {}
    for spot in sorted(spots):
        _, x, y, _ = spot
        column, row = math.floor(x / join_px), math.floor(y / join_px)
        near = (i for c in (-1, 0, 1) for r in (-1, 0, 1) for i in cells.get((column + c, row + r), ()))
        home = next((i for i in near if math.dist(members[i][0][1:3], (x, y)) < join_px), None)
        if home is None:
            cells.setdefault((column, row), []).append(len(members))
            members.append([spot])
        else:
            members[home].append(spot)
    return tuple(
        Cluster(
            round(group[0][1], 1),
            round(group[0][2], 1),
            tuple(member[0] for member in group),
            any(member[3] for member in group),
            shows_count,
        )
        for group in members
    )
