"""When the sun was below the horizon of a place, in the time that a timeline shows."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

import numpy as np

from reid_desktop.domain.sun import sun_elevation_deg
from reid_desktop.ui.geometry.time_marks import MOST_NIGHTS
from reid_desktop.ui.geometry.time_scale import TimeScale

_STEP_MS = 600_000
_DAY_MS = 86_400_000


class Nights(StrEnum):
    """What is shaded as night."""

    NONE = "none"
    CLOCK = "clock"
    """By the clocks of the zone."""
    SUN = "sun"
    """By the sun at the place of the sightings; by the clocks where none is known."""


Spans = tuple[tuple[int, int], ...]


def dark_spans(scale: TimeScale, place_deg: tuple[float, float], below_deg: float) -> Spans:
    """Return (start_ms, end_ms) of all times in view at which the sun is below a height; none in wide views.

    To some seconds: between samples of ten minutes the height is taken to change evenly.
    """
    if scale.end_ms - scale.start_ms > MOST_NIGHTS * _DAY_MS:
        return ()
    first, last = (int(time_ms // _DAY_MS) for time_ms in (scale.start_ms, scale.end_ms))
    return _spans(first, last + 1, place_deg, below_deg)


@lru_cache(maxsize=64)
def _spans(first_day: int, last_day: int, place_deg: tuple[float, float], below_deg: float) -> Spans:
    times = np.arange(first_day * _DAY_MS, last_day * _DAY_MS + _STEP_MS, _STEP_MS, dtype=np.float64)
    over = sun_elevation_deg(times, *place_deg) - below_deg
    is_dark = over < 0
    turns = np.flatnonzero(is_dark[1:] != is_dark[:-1])
    share = over[turns] / (over[turns] - over[turns + 1])
    moments = (times[turns] + share * _STEP_MS).astype(np.int64).tolist()
    if is_dark[0]:
        moments.insert(0, int(times[0]))
    if is_dark[-1]:
        moments.append(int(times[-1]))
    return tuple(zip(moments[::2], moments[1::2], strict=True))
