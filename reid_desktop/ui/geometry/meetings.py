"""Moments at which events of several lanes are near each other in time, and what is known of their places."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from reid_desktop.domain.co_presence import NEAR_M, NEAR_S
from reid_desktop.domain.earth import distance_m

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NEAR_MS = round(NEAR_S * 1000)


class Where(StrEnum):
    """What the places of two events say."""

    SAME = "same"
    """In one photo or clip, or within `NEAR_M` of each other."""
    APART = "apart"
    """Farther from each other: near in time only."""
    UNKNOWN = "unknown"
    """Of at least one no place is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where events were, one value each; NaN where that is not known."""

    latitude_deg: Floats
    longitude_deg: Floats
    media_ids: Ints

    def chosen(self, which: Ints) -> "Places":
        """Return those of some events."""
        return Places(self.latitude_deg[which], self.longitude_deg[which], self.media_ids[which])

    def between(self, i: int, j: int) -> Where:
        """Return what the places of two events say."""
        if self.media_ids[i] == self.media_ids[j]:
            return Where.SAME
        spots = [(float(self.latitude_deg[n]), float(self.longitude_deg[n])) for n in (i, j)]
        if not np.isfinite(spots).all():
            return Where.UNKNOWN
        return Where.SAME if distance_m(*spots[0], *spots[1]) <= NEAR_M else Where.APART


@dataclass(frozen=True, slots=True)
class Encounter:
    """A stretch in which events of more than one lane follow one another closely."""

    start_ms: int
    end_ms: int
    lanes: tuple[int, ...]
    where: Where = Where.UNKNOWN


def encounters(
    start_ms: Ints, lanes: Ints, lane_count: int, places: Places | None = None, near_ms: int = NEAR_MS
) -> list[Encounter]:
    """Return where events of two or more of the first lanes are near in time, in order of time.

    Events of other lanes are left out. Near in time is not together: `where` says what the places say.
    """
    chosen = np.flatnonzero(lanes < lane_count)
    chosen = chosen[np.argsort(start_ms[chosen], kind="stable")]
    times, of = start_ms[chosen], lanes[chosen]
    if len(times) < 2:
        return []
    there = None if places is None else places.chosen(chosen)
    # Runs of events that follow one another within the time; a run with two lanes is an encounter.
    breaks = np.flatnonzero(np.diff(times) > near_ms) + 1
    heads = np.concatenate([[0], breaks])
    tails = np.concatenate([breaks, [len(times)]])
    mixed = np.minimum.reduceat(of, heads) != np.maximum.reduceat(of, heads)
    found = []
    for head, tail in zip(heads[mixed].tolist(), tails[mixed].tolist(), strict=True):
        run = np.arange(head, tail)
        found += _pieces(times[run], of[run], None if there is None else there.chosen(run), near_ms)
    return found


def _pieces(times: Ints, lanes: Ints, places: Places | None, near_ms: int) -> list[Encounter]:
    """Return the parts of a run in which neighbours of different lanes are near each other."""
    differs = np.flatnonzero((lanes[1:] != lanes[:-1]) & (np.diff(times) <= near_ms))
    found: list[Encounter] = []
    for i in differs.tolist():
        where = Where.UNKNOWN if places is None else places.between(i, i + 1)
        pair = (min(int(lanes[i]), int(lanes[i + 1])), max(int(lanes[i]), int(lanes[i + 1])))
        begun = found[-1] if found else None
        if begun and begun.end_ms >= int(times[i]) and (begun.lanes, begun.where) == (pair, where):
            found[-1] = Encounter(begun.start_ms, int(times[i + 1]), pair, where)
        else:
            found.append(Encounter(int(times[i]), int(times[i + 1]), pair, where))
    return found
