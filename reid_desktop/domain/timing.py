"""Decides when and where an item was taken, from everything its file, its copies and its exhibits say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from .capture import CaptureTime, Place, TimeSource
from .case import Exhibit
from .claims import TimeTag
from .corrections import Corrected, Correction
from .editors import is_editor
from .fix_zones import fits
from .flags import MediaFlag
from .ids import ExhibitId
from .known_from import ZoneKnown
from .media import Copy, MediaItem, MediaKind, RawFacts
from .place_readings import PlaceReading, apart_m, best_place, lies_elsewhere
from .place_readings import readings_of as places_of
from .place_readings import sentence as place_sentence
from .settled import Settled
from .testimony import CORRECTION, Reading, as_json
from .time_conflicts import disagrees, flags_of, off_s
from .time_conflicts import sentence as time_sentence
from .time_readings import DeviceClock, TimeReading, read_claims, read_file_dates, read_name
from .time_worth import best, with_doubts
from .zones import LATEST_MS

CHANGED_LATER_MS = 120_000
"""EXIF's date of change lies so much after the one of capture: something was done to the picture."""
AHEAD_MS = 86_400_000
"""Zones and clocks that run ahead: what lies no more than a day in the future may be a picture of today."""
_PHOTO_CONTAINERS_OF_CAMERAS = {"jpeg", "heic", "webp"}

ZoneAt = Callable[[float, float], str | None]
NameAt = Callable[[float, float], str | None]
"""(latitude, longitude) in degrees -> IANA zone, or name of the place; None where there is none."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known besides the item: exhibits, the map."""

    exhibits: Mapping[ExhibitId, Exhibit]
    zone_at: ZoneAt
    name_at: NameAt
    latest_ms: int = LATEST_MS
    """The present: nothing was taken later, whatever a name or a sidecar says."""


def settle(item: MediaItem, around: Surroundings, corrections: Sequence[Correction] = ()) -> Settled:
    """Return time and place that count, with every reading and what disagrees.

    The order of worth stands in `time_worth.worth`. The clock and zone declared for the exhibit of the
    first copy hold for what stands in the file, those of each copy's own exhibit for its name and sidecars.
    The newest correction of each kind overrules what was found, which stays in the testimony.

    :param corrections: of this item, oldest first.
    """
    newest = {correction.about: correction for correction in corrections}
    fixed_time, fixed_place, is_corrected = _corrected(newest)
    spots = _place_readings(item)
    measured = best_place(spots)
    place = fixed_place or (measured.claim.place if measured else None)
    zone = around.zone_at(place.latitude_deg, place.longitude_deg) if place else None
    readings = _time_readings(item, around.exhibits, zone)
    future = [reading for reading in readings if _is_future(reading, around.latest_ms)]
    chosen = best([reading for reading in readings if reading not in future])
    counted = chosen[0] if chosen and fixed_time is None else None
    found = _capture_time(*chosen) if chosen else None
    time = _over(found, fixed_time) if fixed_time else found
    conflicts = [r for r in readings if r is not counted and _conflicts(r, time, counted)]
    elsewhere = [s for s in spots if place and s is not measured and lies_elsewhere(place, s.claim.place)]
    if fixed_place and measured and lies_elsewhere(fixed_place, measured.claim.place):
        elsewhere.append(measured)
    flags = _flags(item, readings, chosen[0] if chosen else None)
    # A correction contradicts what was found by its nature; the flags tell of what was found.
    best_found = chosen[0] if chosen else None
    among = [r for r in readings if r is not best_found and _conflicts(r, found, best_found)]
    flags |= flags_of(among, best_found)
    flags |= MediaFlag.IMPOSSIBLE_TIME if future else MediaFlag.NONE
    flags |= MediaFlag.PLACES_DISAGREE if elsewhere else MediaFlag.NONE
    flags |= MediaFlag.CORRECTED if is_corrected else MediaFlag.NONE
    told = [_told_correction(one) for one in newest.values() if one.time or one.place]
    told += [_told_time(r, time, r is counted, r in conflicts) for r in readings]
    told += [_told_place(s, place, s is measured and not fixed_place, s in elsewhere) for s in spots]
    name = around.name_at(place.latitude_deg, place.longitude_deg) if place else None
    return Settled(time, place, flags, name, as_json(told))


def _over(found: CaptureTime | None, fixed: CaptureTime) -> CaptureTime:
    """Return a time by hand with the text that was found, so that this is told wherever the time is."""
    return replace(fixed, original=found.original) if found else fixed


def _corrected(newest: Mapping[Corrected, Correction]) -> tuple[CaptureTime | None, Place | None, bool]:
    time, place = newest.get(Corrected.TIME), newest.get(Corrected.PLACE)
    fixed_time, fixed_place = time.time if time else None, place.place if place else None
    return fixed_time, fixed_place, bool(fixed_time or fixed_place)


def _place_readings(item: MediaItem) -> list[PlaceReading]:
    readings = places_of(item.facts.places, None)
    for copy in item.copies:
        readings += places_of(copy.beside.places, copy.exhibit_id)
    return list(dict.fromkeys(readings))


def _time_readings(
    item: MediaItem, exhibits: Mapping[ExhibitId, Exhibit], place_zone: str | None
) -> list[TimeReading]:
    first = exhibits.get(item.copies[0].exhibit_id) if item.copies else None
    clock = DeviceClock.of(first, _is_its_own(item.facts, first))
    readings = read_claims(item.facts.times, clock, place_zone, None)
    for copy in item.copies:
        readings += _beside(copy, DeviceClock.of(exhibits.get(copy.exhibit_id)), place_zone)
    readings = with_doubts(list(dict.fromkeys(readings)), item.facts.duration_s or 0.0)
    return readings + read_file_dates(item.copies)


def _beside(copy: Copy, clock: DeviceClock, place_zone: str | None) -> list[TimeReading]:
    """Return what a copy's sidecars and its name say; a template's reading of the name goes before ours."""
    beside = read_claims(copy.beside.times, clock, place_zone, copy.exhibit_id)
    if any(claim.tag is TimeTag.FILE_NAME for claim in copy.beside.times):
        return beside
    return beside + read_name(copy, clock, place_zone)


def _is_its_own(facts: RawFacts, exhibit: Exhibit | None) -> bool:
    """Tell whether the exhibit's own camera took it, as far as both tell: its clock holds for no other."""
    if exhibit is None or not exhibit.model.strip() or not facts.model:
        return True
    one, other = (name.casefold().strip() for name in (exhibit.model, facts.model))
    return one in other or other in one


def _is_future(reading: TimeReading, latest_ms: int) -> bool:
    """Tell whether a claim cannot be true yet; the date of the file is no claim about the picture."""
    if reading.claim.tag is TimeTag.FILE_SYSTEM:
        return False
    return reading.utc_ms - 1000 * reading.uncertainty_s > latest_ms + AHEAD_MS


def _capture_time(reading: TimeReading, source: TimeSource) -> CaptureTime:
    zone = None if reading.zone_known is ZoneKnown.ASSUMED else reading.zone
    return CaptureTime(reading.utc_ms, reading.uncertainty_s, reading.claim.text, zone, source)


def _conflicts(reading: TimeReading, time: CaptureTime | None, counted: TimeReading | None) -> bool:
    if time is None:
        return False
    if counted is not None and _contradict(reading, counted):
        return True
    may_be_later = counted.may_be_later if counted else False
    return disagrees(reading, time.utc_ms, time.uncertainty_s, may_be_later)


def _contradict(one: TimeReading, other: TimeReading) -> bool:
    """Tell whether one is a satellite fix, the other the camera clock beside it, and they fit in no zone."""
    clock, fix = (other, one) if one.claim.tag is TimeTag.GPS else (one, other)
    both = (clock.claim.tag, fix.claim.tag) == (TimeTag.EXIF_ORIGINAL, TimeTag.GPS)
    return both and clock.is_in_file and fix.is_in_file and not fits(clock, fix)


def _flags(item: MediaItem, readings: Sequence[TimeReading], counted: TimeReading | None) -> MediaFlag:
    facts, flags = item.facts, MediaFlag.NONE
    if is_editor(facts.software) or _changed_later(readings):
        flags |= MediaFlag.EDITED
    if _is_stripped(item):
        flags |= MediaFlag.STRIPPED
    if counted is not None and counted.ambiguity_s > 0:
        flags |= MediaFlag.CLOCK_AMBIGUOUS
    if counted is not None and counted.zone_known is ZoneKnown.ASSUMED:
        flags |= MediaFlag.ZONE_ASSUMED
    if facts.impossible_times:
        flags |= MediaFlag.IMPOSSIBLE_TIME
    if facts.impossible_places:
        flags |= MediaFlag.IMPOSSIBLE_PLACE
    if facts.damage:
        flags |= MediaFlag.DAMAGED
    return flags


def _changed_later(readings: Sequence[TimeReading]) -> bool:
    """Tell whether the file itself says that it was changed after it was taken: two clocks of one device."""
    taken = [r.wall for r in readings if r.claim.tag is TimeTag.EXIF_ORIGINAL and r.wall]
    changed = [r.wall for r in readings if r.claim.tag is TimeTag.EXIF_CHANGED and r.wall]
    return any((b - a).total_seconds() * 1000 > CHANGED_LATER_MS for a in taken for b in changed)


def _is_stripped(item: MediaItem) -> bool:
    facts = item.facts
    if item.kind is not MediaKind.PHOTO or item.container not in _PHOTO_CONTAINERS_OF_CAMERAS:
        return False
    return not (facts.make or facts.model or facts.times or facts.places or facts.impossible_times)


def _told_correction(one: Correction) -> Reading:
    note = f"{one.author}: {one.reason}"
    if one.time is not None:
        time = one.time
        return Reading(
            CORRECTION,
            time.original,
            utc_ms=time.utc_ms,
            uncertainty_s=time.uncertainty_s,
            note=note,
            counts=True,
        )
    place = one.place
    return Reading(
        CORRECTION,
        f"{place.latitude_deg:.6f} {place.longitude_deg:.6f}" if place else "",
        is_time=False,
        latitude_deg=place.latitude_deg if place else None,
        longitude_deg=place.longitude_deg if place else None,
        note=note,
        counts=True,
    )


def _told_time(reading: TimeReading, time: CaptureTime | None, counts: bool, has_conflict: bool) -> Reading:
    apart_s = off_s(reading, time.utc_ms) if time else None
    return Reading(
        str(reading.claim.tag),
        reading.claim.text,
        utc_ms=reading.utc_ms,
        wall=reading.wall.isoformat() if reading.wall else None,
        zone=None if reading.zone_known is ZoneKnown.ASSUMED else reading.zone,
        zone_known=str(reading.zone_known),
        uncertainty_s=round(reading.uncertainty_s, 3),
        off_s=None if apart_s is None else round(apart_s, 3),
        exhibit=reading.exhibit_id,
        note=reading.note,
        counts=counts,
        disagrees=(time_sentence(apart_s),) if has_conflict and apart_s is not None else (),
    )


def _told_place(spot: PlaceReading, place: Place | None, counts: bool, has_conflict: bool) -> Reading:
    here = spot.claim.place
    told = Reading(
        str(spot.claim.tag),
        spot.claim.text,
        is_time=False,
        latitude_deg=here.latitude_deg,
        longitude_deg=here.longitude_deg,
        exhibit=spot.exhibit_id,
        counts=counts,
    )
    if place is None:
        return told
    return replace(
        told,
        off_m=round(apart_m(place, here), 1),
        disagrees=(place_sentence(place, here),) if has_conflict else (),
    )
