"""Which reading of the time counts: the order of their worth, and doubts that only company shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .capture import TimeSource
from .claims import TimeTag
from .fix_zones import FRESH_S, with_zones_of_fix
from .known_from import ZoneKnown
from .time_readings import TimeReading
from .zones import FARTHEST_ZONE_S, utc_ms_of

LONE_FIX_S = 60.0
"""A satellite fix may be older than the picture; without a camera clock nothing shows by how much."""
HABIT_SLACK_S = 120.0
"""A recording's date and the one in its name may be that far apart, its length left aside."""

_QUARTER_MS = 15 * 60 * 1000
_FARTHEST_ZONE_MS = 14 * 3600 * 1000

_CAMERA = {
    ZoneKnown.PLACE: TimeSource.PLACE_ZONE,
    ZoneKnown.EXHIBIT: TimeSource.EXHIBIT_ZONE,
    ZoneKnown.FIX: TimeSource.GPS_ZONE,
}
_CAMERA_TAGS = (TimeTag.EXIF_ORIGINAL, TimeTag.APPLE_CREATION, TimeTag.CONTAINER)
_ORIGINALS = {TimeTag.EXIF_ORIGINAL, TimeTag.APPLE_CREATION}

Worth = tuple[int, TimeSource]
"""Rank (smaller is better), and how the time would be known."""


def worth(reading: TimeReading, has_original: bool) -> Worth | None:
    """Return the worth of a reading; None for one that never makes a capture time.

    In this order: a camera clock with its own offset; one whose zone a satellite fix of up to a day before
    confirms or gives; the satellite fix itself; the container's date with an
    offset; the one in UTC; the camera clock in the zone of the place, then of the exhibit; the same of the
    date of digitising; Takeout; XMP; the extraction report; the file name; the camera clock of unknown
    zone; other clocks of unknown zone; the date of the last change; the name that a messenger gave.

    :param has_original: the file states a date of capture, so one of digitising counts after it.
    """
    zoned = reading.zone_known is not ZoneKnown.ASSUMED
    tag = reading.claim.tag
    if tag is TimeTag.FILE_SYSTEM:
        return None
    if tag is TimeTag.GPS:
        return (20 if reading.is_in_file else 25), TimeSource.GPS_UTC
    if tag in _CAMERA_TAGS:
        return _of_camera(reading)
    if tag is TimeTag.EXIF_DIGITIZED:
        rank = 136 if has_original else 65 if zoned else 135
        source = _CAMERA.get(reading.zone_known, TimeSource.OFFSET_TAG if zoned else TimeSource.ASSUMED_UTC)
        return rank + _zone_rank(reading), source
    if reading.is_received:
        return (170 if zoned else 175), TimeSource.FILE_NAME
    rank, unzoned_rank, source = _OTHERS[tag]
    if source is TimeSource.XMP and not reading.is_in_file:
        rank, unzoned_rank, source = rank + 1, unzoned_rank + 1, TimeSource.SIDECAR
    return (rank if zoned else unzoned_rank), source


_OTHERS: dict[TimeTag, tuple[int, int, TimeSource]] = {
    TimeTag.TAKEOUT: (70, 70, TimeSource.SIDECAR),
    TimeTag.XMP_ORIGINAL: (80, 140, TimeSource.XMP),
    TimeTag.XMP_CREATED: (82, 142, TimeSource.XMP),
    TimeTag.IPTC_CREATED: (84, 143, TimeSource.XMP),
    TimeTag.REPORT: (90, 145, TimeSource.REPORT),
    TimeTag.FILE_NAME: (100, 150, TimeSource.FILE_NAME),
    TimeTag.EXIF_CHANGED: (160, 165, TimeSource.CHANGED),
}


def _zone_rank(reading: TimeReading) -> int:
    return {ZoneKnown.PLACE: 1, ZoneKnown.EXHIBIT: 2}.get(reading.zone_known, 0)


def _of_camera(reading: TimeReading) -> Worth:
    step = _CAMERA_TAGS.index(reading.claim.tag)
    is_video = step > 0
    if reading.wall is None:
        return 39 + step, TimeSource.CONTAINER_UTC if is_video else TimeSource.OFFSET_TAG
    if reading.zone_known is ZoneKnown.ASSUMED:
        return 130 + step, TimeSource.ASSUMED_UTC
    if reading.has_fix and reading.uncertainty_s > FRESH_S:
        return 15 + step, _CAMERA[reading.zone_known]
    if reading.zone_known in _CAMERA:
        return 40 + 10 * _zone_rank(reading) + step, _CAMERA[reading.zone_known]
    return (29 + step, TimeSource.CONTAINER_OFFSET) if is_video else (10, TimeSource.OFFSET_TAG)


def best(readings: Sequence[TimeReading]) -> tuple[TimeReading, TimeSource] | None:
    """Return the reading that counts, whatever their order; None when none makes a capture time."""
    has_original = any(r.claim.tag in _ORIGINALS and r.is_in_file for r in readings)
    ranked = [(found, reading) for reading in readings if (found := worth(reading, has_original)) is not None]
    if not ranked:
        return None
    (_, source), reading = min(ranked, key=lambda one: (one[0][0], *_order(one[1])))
    return reading, source


def _order(reading: TimeReading) -> tuple[object, ...]:
    exhibit = str(reading.exhibit_id or "")
    return round(reading.uncertainty_s, 3), reading.utc_ms, reading.claim.text, str(reading.zone), exhibit


def with_doubts(readings: Sequence[TimeReading], duration_s: float) -> list[TimeReading]:
    """Return the readings with the doubts that only others of the same item show.

    :param duration_s: length of a video, 0 of a photo: a container date marks its start or its end.
    """
    read = with_zones_of_fix(readings)
    return [_doubted(reading, read, duration_s) for reading in read]


def _doubted(reading: TimeReading, others: Sequence[TimeReading], duration_s: float) -> TimeReading:
    tag = reading.claim.tag
    if tag is TimeTag.GPS:
        return replace(reading, uncertainty_s=max(reading.uncertainty_s, _age_of_fix_s(reading, others)))
    if tag is TimeTag.CONTAINER:
        reading = replace(reading, uncertainty_s=reading.uncertainty_s + duration_s)
        return _local_by_habit(reading, others, duration_s) if reading.wall is None else reading
    return _read_as_utc_by_google(reading, others) if tag is TimeTag.TAKEOUT else reading


def _age_of_fix_s(fix: TimeReading, others: Sequence[TimeReading]) -> float:
    """Return how far fix and camera clock disagree once a whole zone is taken out."""
    clocks = [
        other for other in others if other.claim.tag is TimeTag.EXIF_ORIGINAL and other.wall is not None
    ]
    if not clocks:
        return LONE_FIX_S
    return min(_apart_s(clock, fix) for clock in clocks)


def _apart_s(clock: TimeReading, fix: TimeReading) -> float:
    apart_ms = _wall_as_utc_ms(clock) - fix.utc_ms
    if abs(apart_ms) > _FARTHEST_ZONE_MS + _QUARTER_MS:
        return abs(apart_ms) / 1000
    return abs(apart_ms - round(apart_ms / _QUARTER_MS) * _QUARTER_MS) / 1000


def _wall_as_utc_ms(clock: TimeReading) -> int:
    """Return the wall clock read as UTC, put right by what is declared of the exhibit's clock."""
    assert clock.wall is not None
    return utc_ms_of(clock.wall) + clock.shift_ms


def _local_by_habit(reading: TimeReading, others: Sequence[TimeReading], duration_s: float) -> TimeReading:
    """Widen the doubt about a container date that shows the wall clock: some makers write it as UTC."""
    slack_ms = 1000 * (HABIT_SLACK_S + duration_s)
    for other in others:
        if other.wall is None or other.is_received or other.may_be_later:
            continue
        if abs(_wall_as_utc_ms(other) - reading.utc_ms) > slack_ms or other.zone == "+00:00":
            continue
        from_utc_s = abs(other.utc_ms - reading.utc_ms) / 1000
        if other.zone is not None and from_utc_s <= slack_ms / 1000:
            continue  # the zone is that of UTC: no way to tell, and no harm
        doubt_s = FARTHEST_ZONE_S if other.zone is None else from_utc_s
        note = "It shows the wall clock: some makers write local time where the standard asks for UTC."
        return replace(reading, uncertainty_s=reading.uncertainty_s + doubt_s, note=note)
    return reading


def _read_as_utc_by_google(reading: TimeReading, others: Sequence[TimeReading]) -> TimeReading:
    """Widen the doubt about a Takeout date that equals a camera clock of unknown zone, read as UTC."""
    for other in others:
        if other.zone_known is not ZoneKnown.ASSUMED or other.wall is None or not other.is_in_file:
            continue
        if abs(utc_ms_of(other.wall) - reading.utc_ms) <= 1000:
            note = "It equals the camera's clock: the zone was not known there either."
            return replace(reading, uncertainty_s=reading.uncertainty_s + FARTHEST_ZONE_S, note=note)
    return reading
