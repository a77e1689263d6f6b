"""Where a tracklet's person is between the frames that were analysed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from .geometry import Box

_NEAR_S = 0.4
"""So long before the first and after the last box it still shows where the person was."""


def boxes_of(rows: NDArray[np.float32] | None) -> dict[float, Box]:
    """Return time to box, ascending, of rows of time_s, left, top, right, bottom in pixels; none for None."""
    found = {}
    for time_s, *edges in [] if rows is None else rows.tolist():
        left, top, right, bottom = (round(edge) for edge in edges)
        found[float(time_s)] = Box(left, top, max(right, left + 1), max(bottom, top + 1))
    return dict(sorted(found.items()))


def box_at(track: Mapping[float, Box] | None, time_s: float) -> Box | None:
    """Return where a tracklet's person is at a moment, between its boxes in proportion.

    :param track: time to box, ascending; None or empty gives None, as does a moment far outside it.
    """
    if not track:
        return None
    times = list(track)
    if time_s <= times[0]:
        return track[times[0]] if times[0] - time_s < _NEAR_S else None
    if time_s >= times[-1]:
        return track[times[-1]] if time_s - times[-1] < _NEAR_S else None
    after = next(number for number, one in enumerate(times) if one >= time_s)
    before_s, after_s = times[after - 1], times[after]
    share = (time_s - before_s) / (after_s - before_s)
    one, other = track[before_s], track[after_s]
    left, top, right, bottom = (
        round(a + (b - a) * share) for a, b in zip(_edges(one), _edges(other), strict=True)
    )
    return Box(left, top, max(right, left + 1), max(bottom, top + 1))


def _edges(box: Box) -> tuple[int, int, int, int]:
    return box.left_px, box.top_px, box.right_px, box.bottom_px
