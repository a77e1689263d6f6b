"""What every claim about the time of an item comes to, and how much it is worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .case import Exhibit
from .claims import TimeClaim, TimeTag
from .errors import UsageError
from .file_clock import NamedClock, NameMeans, clock_in_name
from .ids import ExhibitId
from .known_from import ZoneKnown
from .media import Copy
from .zones import EARLIEST_MS, FARTHEST_ZONE_S, LATEST_MS, WallMoment, read_wall, wall_time, zone_named

CLOCK_STEP_S = 1.0
"""Camera clocks are right to a second at best, however many digits they write."""
RECEIVED_DOUBT_S = 86_400.0
"""What a messenger brings is mostly fresh, but nothing shows it: a day, and it may be older by more."""

_DAY_S = 86_400.0
_TRUSTED = {TimeTag.GPS, TimeTag.TAKEOUT}
"""Times that no clock of a device made."""
_MAY_BE_LATER = {
    TimeTag.EXIF_DIGITIZED, TimeTag.EXIF_CHANGED, TimeTag.XMP_CREATED, TimeTag.FILE_SYSTEM,
}  # fmt: skip
_ZONE_GIVERS = {
    TimeTag.EXIF_ORIGINAL, TimeTag.EXIF_DIGITIZED, TimeTag.XMP_ORIGINAL, TimeTag.XMP_CREATED,
    TimeTag.APPLE_CREATION,
}  # fmt: skip
"""Dates of capture: the offset beside one holds for another that shows the same clock. Not `OffsetTime`,
which belongs to the last change."""
_SAME_CLOCK = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class DeviceClock:
    """What is declared of the clock that wrote a time."""

    zone: str | None = None
    shift_ms: int = 0
    """To be added to get true time."""
    doubt_s: float = 0.0

    @classmethod
    def of(cls, exhibit: Exhibit | None, is_its_own: bool = True) -> DeviceClock:
        """Return the clock of an exhibit; of another camera's file only the zone holds."""
        if exhibit is None:
            return cls()
        if not is_its_own:
            return cls(exhibit.time_zone)
        return cls(exhibit.time_zone, round(exhibit.clock_offset_s * 1000), exhibit.clock_uncertainty_s)


@dataclass(frozen=True, slots=True)
class TimeReading:
    """One claim, read."""

    claim: TimeClaim
    utc_ms: int
    uncertainty_s: float
    """Of this reading by itself, the doubt about its clock and its zone included."""
    zone: str | None
    zone_known: ZoneKnown
    wall: datetime | None = None
    """The device's wall clock as it was found, if it is one."""
    ambiguity_s: float = 0.0
    shift_ms: int = 0
    """What is declared of the exhibit's clock; `utc_ms` has it already."""
    exhibit_id: ExhibitId | None = None
    """Whose copy claims it; None for what stands in the file."""
    may_be_later: bool = False
    """The picture was taken then or before."""
    is_received: bool = False
    has_fix: bool = False
    """A satellite fix in the same file gives or confirms its zone."""
    note: str = ""

    @property
    def is_in_file(self) -> bool:
        """Tell whether the file itself says so."""
        return self.exhibit_id is None


def read_claims(
    claims: Sequence[TimeClaim], clock: DeviceClock, place_zone: str | None, exhibit_id: ExhibitId | None
) -> list[TimeReading]:
    """Return what claims come to; those that no calendar can write are left out.

    A clock without zone is read in the zone written beside another date of capture that shows the same
    clock, else in the zone of the place, else in the exhibit's, else as UTC with 14 hours of doubt.
    """
    siblings = [
        (wall, claim.zone)
        for claim in claims
        if claim.tag in _ZONE_GIVERS and claim.zone and (wall := wall_time(claim.wall)) is not None
    ]
    readings = (_read(claim, clock, place_zone, siblings) for claim in claims)
    return [replace(one, exhibit_id=exhibit_id) for one in readings if one is not None]


def read_name(copy: Copy, clock: DeviceClock, place_zone: str | None) -> list[TimeReading]:
    """Return what the name of a copy says about the time; nothing if it says none."""
    named = clock_in_name(copy.device_path)
    if named is None:
        return []
    # A device's wall clock, be it in UTC: the exhibit's offset holds for it.
    claim = TimeClaim(
        TimeTag.FILE_NAME,
        named.text,
        wall=named.moment.isoformat(),
        zone="+00:00" if named.is_utc else None,
        step_s=max(CLOCK_STEP_S, named.uncertainty_s),
    )
    return [_as_named(one, named) for one in read_claims([claim], clock, place_zone, copy.exhibit_id)]


def _as_named(reading: TimeReading, named: NamedClock) -> TimeReading:
    if named.is_utc:
        reading = replace(reading, wall=None, zone_known=ZoneKnown.UTC_HABIT)
    if named.means is NameMeans.TAKEN:
        return reading
    app = named.app or "an app"
    return replace(
        reading,
        uncertainty_s=reading.uncertainty_s + RECEIVED_DOUBT_S,
        may_be_later=True,
        is_received=True,
        note=f"When {app} sent, received or saved the file; the picture may be older.",
    )


def read_file_dates(copies: Iterable[Copy]) -> list[TimeReading]:
    """Return the earliest file system date on each exhibit; shown, and never taken for a capture time."""
    earliest: dict[ExhibitId, int] = {}
    for copy in copies:
        if copy.mtime_ns > 0:
            utc_ms = copy.mtime_ns // 1_000_000
            earliest[copy.exhibit_id] = min(utc_ms, earliest.get(copy.exhibit_id, utc_ms))
    return [
        TimeReading(
            TimeClaim(TimeTag.FILE_SYSTEM, str(utc_ms), utc_ms=utc_ms),
            utc_ms,
            CLOCK_STEP_S,
            "+00:00",
            ZoneKnown.UTC,
            exhibit_id=exhibit_id,
            may_be_later=True,
            note="Date of the file, not of the picture: every copying may change it.",
        )
        for exhibit_id, utc_ms in earliest.items()
        if EARLIEST_MS <= utc_ms <= LATEST_MS
    ]


def _read(
    claim: TimeClaim, clock: DeviceClock, place_zone: str | None, siblings: list[tuple[datetime, str]]
) -> TimeReading | None:
    shift_ms, doubt_s = (0, 0.0) if claim.tag in _TRUSTED else (clock.shift_ms, clock.doubt_s)
    may_be_later = claim.tag in _MAY_BE_LATER
    step_s = max(CLOCK_STEP_S, claim.step_s)
    if claim.utc_ms is not None:
        known = ZoneKnown.UTC_STANDARD if claim.tag is TimeTag.CONTAINER else ZoneKnown.UTC
        reading = TimeReading(
            claim,
            claim.utc_ms + shift_ms,
            step_s + doubt_s,
            "+00:00",
            known,
            shift_ms=shift_ms,
            may_be_later=may_be_later,
        )
        return reading if EARLIEST_MS <= reading.utc_ms <= LATEST_MS else None
    wall = wall_time(claim.wall)
    if wall is None:
        return None
    if claim.step_s >= _DAY_S and wall.hour == wall.minute == wall.second == 0:
        middle, step_s = wall + timedelta(seconds=claim.step_s / 2), claim.step_s / 2  # a day: its noon
    else:
        middle = wall
    zone, known = _zone_of(claim, wall, clock, place_zone, siblings)
    # The device's own clock showed `wall`: it is put right before the zone is asked what it means.
    moment = _put_right(middle, shift_ms, zone or "+00:00")
    if moment is None:
        return None
    if zone is None:
        doubt_s += FARTHEST_ZONE_S
    return TimeReading(
        claim,
        moment.utc_ms,
        max(step_s, moment.ambiguity_s) + doubt_s,
        zone,
        known,
        wall,
        moment.ambiguity_s if zone else 0.0,
        shift_ms,
        may_be_later=may_be_later,
    )


def _put_right(wall: datetime, shift_ms: int, zone: str) -> WallMoment | None:
    try:
        return read_wall(wall + timedelta(milliseconds=shift_ms), zone_named(zone))
    except OverflowError:
        return None


def _zone_of(
    claim: TimeClaim,
    wall: datetime,
    clock: DeviceClock,
    place_zone: str | None,
    siblings: list[tuple[datetime, str]],
) -> tuple[str | None, ZoneKnown]:
    if claim.zone and _is_zone(claim.zone):
        return claim.zone, ZoneKnown.WRITTEN
    if claim.tag in _ZONE_GIVERS:
        beside = {zone for other, zone in siblings if abs(other - wall) <= _SAME_CLOCK and _is_zone(zone)}
        if len(beside) == 1:
            return beside.pop(), ZoneKnown.SIBLING
    if place_zone and _is_zone(place_zone):
        return place_zone, ZoneKnown.PLACE
    if clock.zone and _is_zone(clock.zone):
        return clock.zone.strip(), ZoneKnown.EXHIBIT
    return None, ZoneKnown.ASSUMED


def _is_zone(name: str) -> bool:
    try:
        zone_named(name)
    except UsageError:
        return False
    return True
