"""What a satellite fix in a file says of the camera clock beside it: its zone, and whether it can be right.

A fix is seldom of the moment of the picture: phones write the last one they had, which is some seconds
old as a rule and hours old indoors. The camera's clock shows the moment itself, but not its zone. Together
they tell both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .claims import TimeTag
from .known_from import ZoneKnown
from .time_readings import TimeReading
from .zones import FARTHEST_ZONE_S, utc_ms_of

FRESH_S = 1.0
"""A fix this close to the camera's clock is of the moment of the picture: GPS time is then the better one."""
OLD_S = 900.0
"""In the zone of the place, or the declared one, a fix may be this old and still confirm the clock."""
WHOLE_S = 60.0
"""Clock and fix lie a whole zone apart if no more than this is left over; nor is a fix younger by more."""
OLDEST_S = 86_400.0
"""A fix that is older than this, or younger than the picture, contradicts the camera's clock."""

_HALF_HOUR_S, _QUARTER_S = 1800.0, 900.0
_CLOCKS = (TimeTag.EXIF_ORIGINAL, TimeTag.EXIF_DIGITIZED)
_UNWRITTEN = (ZoneKnown.PLACE, ZoneKnown.EXHIBIT, ZoneKnown.ASSUMED)


def with_zones_of_fix(readings: Sequence[TimeReading]) -> list[TimeReading]:
    """Return the readings; camera clocks without an offset of their own are read by the fix in the file."""
    fixes = [one for one in readings if one.claim.tag is TimeTag.GPS and one.is_in_file]
    return [_read_by(min(fixes, key=_when), one) if fixes and _may_be(one) else one for one in readings]


def fits(clock: TimeReading, fix: TimeReading) -> bool:
    """Tell whether a camera clock and a fix can belong to one picture: the fix is old, or a zone apart."""
    after_s = (clock.utc_ms - fix.utc_ms) / 1000
    if -WHOLE_S - clock.ambiguity_s <= after_s <= OLDEST_S or clock.wall is None:
        return True
    return clock.zone_known in _UNWRITTEN and _zone_of(clock, fix, _QUARTER_S) is not None


def _when(fix: TimeReading) -> tuple[int, str]:
    return fix.utc_ms, fix.claim.text


def _may_be(reading: TimeReading) -> bool:
    return (
        reading.claim.tag in _CLOCKS
        and reading.is_in_file
        and reading.wall is not None
        and reading.zone_known in _UNWRITTEN
    )


def _read_by(fix: TimeReading, clock: TimeReading) -> TimeReading:
    """Return the clock in the zone that the fix confirms or gives; as it is where it does neither."""
    if clock.zone_known is ZoneKnown.ASSUMED:
        return _in_zone(clock, fix, _zone_of(clock, fix, _QUARTER_S))
    # Of the two moments that a doubled or missing hour may mean, the one nearer to the fix.
    shifts_s = (0.0, clock.ambiguity_s, -clock.ambiguity_s)
    shift_s = min(shifts_s, key=lambda one: (abs(clock.utc_ms / 1000 + one - fix.utc_ms / 1000), abs(one)))
    utc_ms = clock.utc_ms + round(shift_s * 1000)
    apart_s = (utc_ms - fix.utc_ms) / 1000
    own_s = max(1.0, clock.uncertainty_s - clock.ambiguity_s)
    if -WHOLE_S <= apart_s <= OLD_S:
        sure = replace(clock, utc_ms=utc_ms, ambiguity_s=0.0, has_fix=True)
        return replace(sure, uncertainty_s=max(own_s, abs(apart_s)))
    zone_s = _zone_of(clock, fix, _HALF_HOUR_S)
    if zone_s is not None:
        return _in_zone(clock, fix, zone_s)
    if 0 < apart_s <= OLDEST_S and clock.zone_known is ZoneKnown.PLACE:
        note = "The satellite fix in the file is older, or this clock is wrong by as much."
        return replace(clock, has_fix=True, uncertainty_s=max(clock.uncertainty_s, apart_s), note=note)
    return clock


def _zone_of(clock: TimeReading, fix: TimeReading, step_s: float) -> float | None:
    """Return the offset from UTC, in whole steps, that squares clock and fix; None if none does."""
    assert clock.wall is not None
    apart_s = (utc_ms_of(clock.wall) + clock.shift_ms - fix.utc_ms) / 1000
    zone_s = round(apart_s / step_s) * step_s
    return zone_s if abs(apart_s - zone_s) <= WHOLE_S and abs(zone_s) <= FARTHEST_ZONE_S else None


def _in_zone(clock: TimeReading, fix: TimeReading, zone_s: float | None) -> TimeReading:
    if zone_s is None or clock.wall is None:
        return clock
    utc_ms = utc_ms_of(clock.wall) + clock.shift_ms - round(zone_s * 1000)
    minutes = round(abs(zone_s) / 60)
    return replace(
        clock,
        utc_ms=utc_ms,
        uncertainty_s=max(1.0, clock.claim.step_s, abs(utc_ms - fix.utc_ms) / 1000),
        zone=f"{'-' if zone_s < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}",
        zone_known=ZoneKnown.FIX,
        ambiguity_s=0.0,
        has_fix=True,
    )
