"""Which tracklet of a clip shows the person whom an earlier look at the clip saw."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .geometry import Box
from .ids import SightingId
from .sighting import NewSighting, Sighting

SAME = 0.4
"""From this share of their union on, two boxes of one moment show the same person."""


def successors(old: Sequence[Sighting], new: Sequence[NewSighting], step_s: float) -> dict[SightingId, int]:
    """Return the row in `new` of what covers the same moment and box as each of `old`, where one does.

    :param step_s: a tracklet may begin and end so much later or earlier than the person was seen.
    """
    found: dict[SightingId, int] = {}
    for one in old:
        if one.best_s is None:
            continue
        scores = [_likeness(one.box, one.best_s, other, step_s) for other in new]
        best = max(range(len(scores)), key=lambda row: scores[row], default=None)
        if best is not None and scores[best] >= SAME:
            found[one.sighting_id] = best
    return found


def _likeness(box: Box, time_s: float, other: NewSighting, step_s: float) -> float:
    if other.start_s is None or other.end_s is None or other.best_s is None:
        return 0.0
    if not other.start_s - step_s <= time_s <= other.end_s + step_s:
        return 0.0
    return _iou(_edges(box), _edges(other.box) if other.track is None else _box_at(other.track, time_s))


def _edges(box: Box) -> NDArray[np.float64]:
    return np.array([box.left_px, box.top_px, box.right_px, box.bottom_px], np.float64)


def _box_at(track: NDArray[np.float32], time_s: float) -> NDArray[np.float64]:
    """Return the edges at a moment, on a straight line between the frames before and after it."""
    return np.array([np.interp(time_s, track[:, 0], track[:, column]) for column in range(1, 5)])


def _iou(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    wide, high = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    shared = max(0.0, float(wide)) * max(0.0, float(high))
    union = float(np.prod(one[2:] - one[:2]) + np.prod(other[2:] - other[:2])) - shared
    return shared / union if union > 0 else 0.0
