"""Decides when a picture was taken, from everything its file and its exhibit say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from reid_desktop.domain.capture import CaptureTime, TimeSource
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.file_clock import NamedClock, clock_in_name
from reid_desktop.domain.media import RawFacts

CLOCK_STEP_S = 1.0
"""Camera clocks are written to the second."""
UNKNOWN_ZONE_S = 14 * 3600.0
"""No zone is farther from UTC than Line Islands Time, 14 hours."""
LONE_FIX_S = 60.0
"""A satellite fix may be older than the picture; without a camera clock nothing shows by how much."""

EARLIEST_MS = -62_135_510_400_000
"""0001-01-02 in UTC."""
LATEST_MS = 253_370_764_800_000
"""9999-01-01 in UTC."""

_QUARTER_MS = 15 * 60 * 1000
_FARTHEST_ZONE_MS = 14 * 3600 * 1000


def resolve_time(facts: RawFacts, exhibit: Exhibit, *, mtime_ns: int | None, name: str) -> CaptureTime | None:
    """Return the best supported capture time, or None when nothing supports one.

    In this order: the camera clock with its own UTC offset; the satellite fix;
    the container date with an offset; the container date in UTC; the camera
    clock in the exhibit's zone; the clock in the file name (`name`, with or
    without folders); the camera clock read as UTC. The exhibit's clock offset
    is added to all of them but the satellite's.

    `mtime_ns` never makes a capture time: every copy changes it. A picture
    with nothing else has no time, and is shown as such.

    :raises UsageError: the exhibit's zone does not exist.
    """
    del mtime_ns
    shift_ms = round(exhibit.clock_offset_s * 1000)
    try:
        found = (
            _from_offset(facts, shift_ms)
            or _from_satellites(facts)
            or _from_container(facts, shift_ms)
            or _from_clocks(facts, exhibit, shift_ms, name)
        )
    except OverflowError:  # a date at the edge of the calendar
        return None
    # Beyond these no date can be written, nor that of a moment later in a clip.
    return found if found is not None and EARLIEST_MS <= found.utc_ms <= LATEST_MS else None


def zone_named(text: str) -> tzinfo:
    """Return the zone called `text`: an IANA name, `Z`, or `+HH:MM`.

    :raises UsageError: no such zone.
    """
    cleaned = text.strip()
    offset = _fixed_offset(cleaned)
    if offset is not None:
        return offset
    try:
        return ZoneInfo(cleaned)
    except (KeyError, ValueError, OSError) as cause:
        raise UsageError(
            "There is no time zone called “{zone}”. Write an IANA name such as Europe/Berlin, or +02:00.",
            zone=cleaned,
        ) from cause


def _fixed_offset(text: str) -> timezone | None:
    if text in {"Z", "UTC"}:
        return UTC
    if len(text) != 6 or text[0] not in "+-" or text[3] != ":":
        return None
    hours, minutes = text[1:3], text[4:6]
    if not (hours + minutes).isdecimal() or int(hours) > 14 or int(minutes) > 59:
        return None
    length = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-length if text[0] == "-" else length)


def _milliseconds(moment: datetime) -> int:
    return round((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def _local(facts: RawFacts) -> datetime | None:
    if facts.local_time is None:
        return None
    try:
        return datetime.fromisoformat(facts.local_time).replace(tzinfo=None)
    except ValueError:
        return None


def _from_offset(facts: RawFacts, shift_ms: int) -> CaptureTime | None:
    local = _local(facts)
    zone = _fixed_offset(facts.utc_offset) if facts.utc_offset else None
    if local is None or zone is None:
        return None
    return CaptureTime(
        utc_ms=_milliseconds(local.replace(tzinfo=zone)) + shift_ms,
        uncertainty_s=CLOCK_STEP_S,
        original=facts.local_time_original or str(facts.local_time),
        zone=facts.utc_offset,
        source=TimeSource.OFFSET_TAG,
    )


def _from_satellites(facts: RawFacts) -> CaptureTime | None:
    if facts.gps_utc_ms is None:
        return None
    return CaptureTime(
        utc_ms=facts.gps_utc_ms,
        uncertainty_s=_age_of_fix_s(facts.gps_utc_ms, _local(facts)),
        original=facts.gps_time_original or "",
        zone="+00:00",
        source=TimeSource.GPS_UTC,
    )


def _age_of_fix_s(gps_utc_ms: int, local: datetime | None) -> float:
    """Return how far fix and camera clock disagree once a whole zone is taken out."""
    if local is None:
        return LONE_FIX_S
    apart_ms = _milliseconds(local.replace(tzinfo=UTC)) - gps_utc_ms
    if abs(apart_ms) > _FARTHEST_ZONE_MS + _QUARTER_MS:
        return abs(apart_ms) / 1000
    rest_ms = apart_ms - round(apart_ms / _QUARTER_MS) * _QUARTER_MS
    return max(CLOCK_STEP_S, abs(rest_ms) / 1000)


def _from_container(facts: RawFacts, shift_ms: int) -> CaptureTime | None:
    if facts.container_utc_ms is None:
        return None
    # A date with an offset marks the start; a bare one the start or the end, as the maker liked.
    span_s = 0.0 if facts.container_offset else facts.duration_s or 0.0
    return CaptureTime(
        utc_ms=facts.container_utc_ms + shift_ms,
        uncertainty_s=CLOCK_STEP_S + span_s,
        original=facts.container_time_original or "",
        zone=facts.container_offset or "+00:00",
        source=TimeSource.CONTAINER_OFFSET if facts.container_offset else TimeSource.CONTAINER_UTC,
    )


def _from_clocks(facts: RawFacts, exhibit: Exhibit, shift_ms: int, name: str) -> CaptureTime | None:
    local, named = _local(facts), clock_in_name(name)
    original = facts.local_time_original or facts.local_time or ""
    if local is not None and exhibit.time_zone:
        return _in_zone(local, exhibit.time_zone, CLOCK_STEP_S, original, TimeSource.EXHIBIT_ZONE, shift_ms)
    if local is not None and not (named and named.is_utc):
        return _as_utc(local, UNKNOWN_ZONE_S, original, TimeSource.ASSUMED_UTC, shift_ms)
    return _from_name(named, exhibit, shift_ms) if named else None


def _from_name(named: NamedClock, exhibit: Exhibit, shift_ms: int) -> CaptureTime:
    source = TimeSource.FILE_NAME
    if named.is_utc:
        return _in_zone(named.moment, "UTC", named.uncertainty_s, named.text, source, shift_ms)
    if exhibit.time_zone:
        return _in_zone(named.moment, exhibit.time_zone, named.uncertainty_s, named.text, source, shift_ms)
    doubt_s = max(named.uncertainty_s, CLOCK_STEP_S) + UNKNOWN_ZONE_S
    return _as_utc(named.moment, doubt_s, named.text, source, shift_ms)


def _in_zone(
    local: datetime, zone_name: str, doubt_s: float, original: str, source: TimeSource, shift_ms: int
) -> CaptureTime:
    """Read a wall clock in a zone; where it may mean two moments, take the first and say so."""
    zone = zone_named(zone_name)
    # The device's own clock showed `local`: put it right before asking what the zone made of it.
    true = local + timedelta(milliseconds=shift_ms)
    first, second = true.replace(tzinfo=zone, fold=0), true.replace(tzinfo=zone, fold=1)
    # Where daylight saving doubles or leaves out this hour, the two readings differ by as much.
    apart = (first.utcoffset() or timedelta()) - (second.utcoffset() or timedelta())
    return CaptureTime(
        utc_ms=_milliseconds(first),
        uncertainty_s=max(doubt_s, abs(apart).total_seconds()),
        original=original,
        zone="+00:00" if zone_name == "UTC" else zone_name.strip(),
        source=source,
    )


def _as_utc(local: datetime, doubt_s: float, original: str, source: TimeSource, shift_ms: int) -> CaptureTime:
    return CaptureTime(
        utc_ms=_milliseconds(local.replace(tzinfo=UTC)) + shift_ms,
        uncertainty_s=doubt_s,
        original=original,
        zone=None,
        source=source,
    )
