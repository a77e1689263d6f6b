"""What a timeline marks besides events: clocks put forward or back, nights, and gaps without a sighting."""

from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from reid_desktop.ui.geometry.time_scale import TimeScale
from reid_desktop.ui.geometry.time_steps import local, utc_ms

Ints = npt.NDArray[np.int64]
_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS
#: Wider views would show nights and clock changes as a haze.
MOST_NIGHTS, MOST_CHANGES_DAYS = 45, 800
_NIGHT_FROM, _NIGHT_TO = 22, 6


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A moment at which the clocks of a zone are moved."""

    utc_ms: int
    shift_min: int
    """How far forward; negative: back, so that what they show is shown twice."""


def offset_ms(time_ms: float, zone: tzinfo) -> int:
    """Return how far the clocks of a zone are ahead of UTC."""
    return (local(time_ms, zone).utcoffset() or timedelta()) // timedelta(milliseconds=1)


def clock_changes(start_ms: float, end_ms: float, zone: tzinfo) -> list[ClockChange]:
    """Return the changes after the start and up to the end, to the second, earliest first."""
    if zone is UTC or end_ms - start_ms > MOST_CHANGES_DAYS * _DAY_MS:
        return []
    found: list[ClockChange] = []
    first_s, last_s = int(start_ms // 1000), int(end_ms // 1000)
    probes_s = [*range(first_s, last_s, 7 * _DAY_MS // 1000), last_s]
    for low_s, high_s in pairwise(probes_s):
        before, after = offset_ms(low_s * 1000, zone), offset_ms(high_s * 1000, zone)
        if before == after:
            continue
        while high_s - low_s > 1:
            middle_s = (low_s + high_s) // 2
            if offset_ms(middle_s * 1000, zone) == before:
                low_s = middle_s
            else:
                high_s = middle_s
        found.append(ClockChange(high_s * 1000, (after - before) // 60_000))
    return found


def nights(scale: TimeScale, zone: tzinfo) -> list[tuple[int, int]]:
    """Return the hours from ten in the evening to six in the morning by the clocks of a zone."""
    if (scale.end_ms - scale.start_ms) > MOST_NIGHTS * _DAY_MS:
        return []
    found = []
    evening = local(scale.start_ms - _DAY_MS, zone).replace(
        hour=_NIGHT_FROM, minute=0, second=0, microsecond=0, fold=0
    )
    while utc_ms(evening) < scale.end_ms:
        # By the calendar, not by adding hours: a night may have one hour more or less.
        next_day = evening.replace(tzinfo=None) + timedelta(days=1)
        morning = next_day.replace(hour=_NIGHT_TO, tzinfo=evening.tzinfo)
        found.append((utc_ms(evening), utc_ms(morning)))
        evening = next_day.replace(tzinfo=evening.tzinfo)
    return [(start, end) for start, end in found if end > scale.start_ms]


def gaps(times_ms: Ints, edges: Ints, counts: Ints, least_ms: float) -> list[tuple[int, int]]:
    """Return stretches between two events (ascending) that are at least so long, longest first.

    `edges` and `counts` are of the bars in view: only where bars are empty is looked.
    """
    empty = np.concatenate([[False], counts == 0, [False]])
    turns = np.flatnonzero(empty[1:] != empty[:-1])
    found: list[tuple[int, int]] = []
    for first, after in zip(turns[::2].tolist(), turns[1::2].tolist(), strict=True):
        place = int(np.searchsorted(times_ms, edges[first]))
        if 0 < place < len(times_ms) and edges[after] - edges[first] >= least_ms / 2:
            found.append((int(times_ms[place - 1]), int(times_ms[place])))
    wide = sorted(set(found), key=lambda gap: gap[0] - gap[1])
    return [gap for gap in wide if gap[1] - gap[0] >= least_ms]


def between_bars(start_ms: int, end_ms: int, edges: Ints) -> tuple[int, int]:
    """Return a gap without the bars, in view, of the events at its ends."""
    first, last = int(edges[0]), int(edges[-1])
    if first <= start_ms < last:
        start_ms = int(edges[np.searchsorted(edges, start_ms, side="right")])
    if first <= end_ms < last:
        end_ms = int(edges[np.searchsorted(edges, end_ms, side="right") - 1])
    return start_ms, end_ms
