"""Time zones by name, and what a wall clock means in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from .errors import UsageError

EARLIEST_MS = -62_135_510_400_000
"""0001-01-02 in UTC."""
LATEST_MS = 253_370_764_800_000
"""9999-01-01 in UTC. Beyond these no date can be written, nor that of a moment later in a clip."""
FARTHEST_ZONE_S = 14 * 3600.0
"""No zone is farther from UTC than Line Islands Time, 14 hours."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class WallMoment:
    """The moment that a wall clock shows."""

    utc_ms: int
    ambiguity_s: float = 0.0
    """How far the two moments lie apart that the clock may mean; 0 where it means one."""


def zone_named(text: str) -> tzinfo:
    """Return the zone called `text`: an IANA name, `Z`, or `+HH:MM`.

    :raises UsageError: no such zone.
    """
    cleaned = text.strip()
    offset = fixed_offset(cleaned)
    if offset is not None:
        return offset
    try:
        return ZoneInfo(cleaned)
    except (KeyError, ValueError, OSError) as cause:
        raise UsageError(
            "There is no time zone called “{zone}”. Write an IANA name such as Europe/Berlin, or +02:00.",
            zone=cleaned,
        ) from cause


def fixed_offset(text: str) -> timezone | None:
    """Return the zone of `Z`, `UTC` or `+HH:MM`, None for any other text."""
    if text in {"Z", "UTC"}:
        return UTC
    if len(text) != 6 or text[0] not in "+-" or text[3] != ":":
        return None
    hours, minutes = text[1:3], text[4:6]
    if not (hours + minutes).isascii() or not (hours + minutes).isdecimal():
        return None
    if int(hours) > 14 or int(minutes) > 59:
        return None
    length = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-length if text[0] == "-" else length)


def wall_time(text: str | None) -> datetime | None:
    """Return a clock without zone, written as in `TimeClaim.wall`; None for what is none."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def utc_ms_of(moment: datetime) -> int:
    """Return milliseconds since 1970 in UTC; a moment without zone is read as UTC."""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return round((aware - _EPOCH) / timedelta(milliseconds=1))


def read_wall(wall: datetime, zone: tzinfo) -> WallMoment | None:
    """Return what a wall clock shows in a zone; None where no calendar can write it.

    Of an hour that daylight saving doubles, the first is taken; in one that it leaves out, the
    clock is taken for one that was not moved yet. The other reading is as far off as the clock moves.
    """
    try:
        first, second = (utc_ms_of(wall.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    except (OverflowError, ValueError):
        return None
    if not all(EARLIEST_MS <= utc_ms <= LATEST_MS for utc_ms in (first, second)):
        return None
    return WallMoment(first, abs(second - first) / 1000)
