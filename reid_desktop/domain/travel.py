"""A path in time through sightings of one person, and which of its legs nobody can have travelled.

A separate check that is shown beside a candidate list; it never changes the order of one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .earth import RADIUS_M, distance_m
from .ids import MediaId, SightingId

DEFAULT_LIMIT_KMH = 300.0
"""Faster than cars and nearly all trains; who may have flown sets it to 1000."""
UNKNOWN_ACCURACY_M = 100.0
"""Taken where a place says nothing of its accuracy: phones write far better and somewhat worse fixes."""
MOST_STOPS = 20_000
"""Conflicts between stops that do not follow one another are looked for up to so many."""


class LegVerdict(StrEnum):
    """Whether one person can have been at both ends of a leg."""

    POSSIBLE = "possible"
    FAST = "fast"
    """Too fast as the times and places stand, possible within their uncertainty."""
    IMPOSSIBLE = "impossible"
    """Too fast even if every uncertainty is stretched in its favour."""
    SAME_PICTURE = "same_picture"
    """Two persons in one photo: they cannot be one, mirrors and collages aside."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A sighting with a known time and place."""

    sighting_id: SightingId
    media_id: MediaId
    is_photo: bool
    time_utc_ms: int
    uncertainty_s: float
    """The time lies within plus or minus this."""
    latitude_deg: float
    longitude_deg: float
    accuracy_m: float | None = None
    """The place lies within this radius; None: nothing tells."""

    @property
    def reach_m(self) -> float:
        """Return the radius that the place is taken to be known to."""
        return UNKNOWN_ACCURACY_M if self.accuracy_m is None else self.accuracy_m


@dataclass(frozen=True, slots=True)
class Leg:
    """From one stop to a later one."""

    start: Stop
    end: Stop
    distance_m: float
    elapsed_s: float
    least_distance_m: float
    """Distance less how far both places may be off."""
    most_elapsed_s: float
    """Time between, and what both times may be off added to it."""
    verdict: LegVerdict

    @property
    def speed_kmh(self) -> float | None:
        """Return the speed as times and places stand; None where no time passed."""
        return _kmh(self.distance_m, self.elapsed_s)

    @property
    def least_speed_kmh(self) -> float | None:
        """Return the lowest speed that the uncertainties allow; None where they allow no time at all."""
        return 0.0 if self.least_distance_m <= 0 else _kmh(self.least_distance_m, self.most_elapsed_s)

    @property
    def order_is_certain(self) -> bool:
        """Tell whether the start came first, whatever the uncertainties."""
        return self.elapsed_s > self.start.uncertainty_s + self.end.uncertainty_s

    @property
    def is_flagged(self) -> bool:
        """Tell whether one person cannot have been at both ends."""
        return self.verdict in (LegVerdict.IMPOSSIBLE, LegVerdict.SAME_PICTURE)


@dataclass(frozen=True, slots=True)
class TravelPath:
    """Stops in order of time, what lies between each and the next, and what else contradicts."""

    stops: tuple[Stop, ...]
    legs: tuple[Leg, ...]
    """One between each stop and the next."""
    conflicts: tuple[Leg, ...]
    """Flagged pairs with stops between them whose times are too uncertain to show it, smallest first."""
    limit_kmh: float

    @property
    def flagged(self) -> tuple[Leg, ...]:
        """Return every leg and conflict that one person cannot have travelled."""
        return (*(leg for leg in self.legs if leg.is_flagged), *self.conflicts)


def leg_between(start: Stop, end: Stop, limit_kmh: float = DEFAULT_LIMIT_KMH) -> Leg:
    """Return the leg from one stop to another that is not earlier."""
    far_m = distance_m(start.latitude_deg, start.longitude_deg, end.latitude_deg, end.longitude_deg)
    elapsed_s = (end.time_utc_ms - start.time_utc_ms) / 1000
    least_m = max(0.0, far_m - start.reach_m - end.reach_m)
    most_s = elapsed_s + start.uncertainty_s + end.uncertainty_s
    if start.is_photo and end.is_photo and start.media_id == end.media_id:
        verdict = LegVerdict.SAME_PICTURE
    elif _is_too_fast(least_m, most_s, limit_kmh):
        verdict = LegVerdict.IMPOSSIBLE
    else:
        verdict = LegVerdict.FAST if _is_too_fast(far_m, elapsed_s, limit_kmh) else LegVerdict.POSSIBLE
    return Leg(start, end, far_m, elapsed_s, least_m, most_s, verdict)


def travel_path(stops: Sequence[Stop], limit_kmh: float = DEFAULT_LIMIT_KMH) -> TravelPath:
    """Return the path through stops in any order.

    :raises ValueError: the limit is no speed.
    """
    if not 0 < limit_kmh < math.inf:
        raise ValueError(f"no such speed: {limit_kmh} km/h")
    ordered = tuple(sorted(stops, key=lambda stop: (stop.time_utc_ms, stop.sighting_id)))
    legs = tuple(leg_between(one, other, limit_kmh) for one, other in pairwise(ordered))
    pairs = _shortest_conflicts(ordered, limit_kmh) if len(ordered) <= MOST_STOPS else []
    wide = [leg_between(ordered[i], ordered[j], limit_kmh) for i, j in pairs if j > i + 1]
    return TravelPath(ordered, legs, tuple(wide), limit_kmh)


def _shortest_conflicts(stops: Sequence[Stop], limit_kmh: float) -> list[tuple[int, int]]:
    """Return index pairs too fast for anyone, without those that hold a shorter such pair."""
    if len(stops) < 2:
        return []
    columns = np.array(
        [(s.time_utc_ms / 1000, s.uncertainty_s, s.latitude_deg, s.longitude_deg, s.reach_m) for s in stops]
    )
    found: list[tuple[int, int]] = []
    nearest_end = len(stops)
    # From the last stop backwards: only pairs that end before all found so far can be shorter.
    for i in range(len(stops) - 2, -1, -1):
        ahead = columns[i + 1 : nearest_end]
        bad = _too_fast(columns[i], ahead, limit_kmh)
        if bad.any():
            nearest_end = i + 1 + int(bad.argmax())
            found.append((i, nearest_end))
    return found[::-1]


def _too_fast(start: NDArray[np.float64], ahead: NDArray[np.float64], limit_kmh: float) -> NDArray[np.bool_]:
    """Return for each later stop (n, 5) whether it is out of reach, as `leg_between` decides it."""
    one, two = math.radians(start[2]), np.radians(ahead[:, 2])
    across = np.radians(ahead[:, 3] - start[3])
    half = np.sin((two - one) / 2) ** 2 + math.cos(one) * np.cos(two) * np.sin(across / 2) ** 2
    least_m = 2 * RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(half))) - start[4] - ahead[:, 4]
    most_s = ahead[:, 0] - start[0] + start[1] + ahead[:, 1]
    bad: NDArray[np.bool_] = (least_m > 0) & (least_m * 3.6 > limit_kmh * most_s)
    return bad


def _is_too_fast(far_m: float, time_s: float, limit_kmh: float) -> bool:
    return far_m > 0 and far_m * 3.6 > limit_kmh * time_s


def _kmh(far_m: float, time_s: float) -> float | None:
    return far_m / time_s * 3.6 if time_s > 0 else None
