"""Moments at which events of several lanes are near each other in time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

NEAR_MS = 600_000
"""Ten minutes, as `domain.co_presence` has it."""


@dataclass(frozen=True, slots=True)
class Encounter:
    """A stretch in which events of more than one lane follow one another closely."""

    start_ms: int
    end_ms: int
    lanes: tuple[int, ...]


def encounters(start_ms: Ints, lanes: Ints, lane_count: int, near_ms: int = NEAR_MS) -> list[Encounter]:
    """Return where events (in order of time) of two or more of the first lanes are near in time.

    Events of other lanes are left out. Near in time is not together: places are not looked at here.
    """
    chosen = np.flatnonzero(lanes < lane_count)
    times, of = start_ms[chosen], lanes[chosen]
    if len(times) < 2:
        return []
    # Runs of events that follow one another within the time; a run with two lanes is an encounter.
    breaks = np.flatnonzero(np.diff(times) > near_ms) + 1
    heads = np.concatenate([[0], breaks])
    tails = np.concatenate([breaks, [len(times)]])
    mixed = np.minimum.reduceat(of, heads) != np.maximum.reduceat(of, heads)
    found = []
    for head, tail in zip(heads[mixed].tolist(), tails[mixed].tolist(), strict=True):
        found += _pieces(times[head:tail], of[head:tail], near_ms)
    return found


def _pieces(times: Ints, lanes: Ints, near_ms: int) -> list[Encounter]:
    """Return the parts of a run in which neighbours of different lanes are near each other."""
    differs = np.flatnonzero((lanes[1:] != lanes[:-1]) & (np.diff(times) <= near_ms))
    found: list[Encounter] = []
    for i in differs.tolist():
        pair = {int(lanes[i]), int(lanes[i + 1])}
        if found and found[-1].end_ms >= int(times[i]) and set(found[-1].lanes) == pair:
            found[-1] = Encounter(found[-1].start_ms, int(times[i + 1]), found[-1].lanes)
        else:
            found.append(Encounter(int(times[i]), int(times[i + 1]), tuple(sorted(pair))))
    return found
