"""Reference events that the case itself holds: one moment on the exhibit's clock and on a trusted one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from itertools import islice

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.claims import TimeTag
from reid_desktop.domain.clock_solving import solve
from reid_desktop.domain.clocks import ClockSolution, ReferenceEvent, SameMoment
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.file_clock import clock_in_name
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.media import Copy, MediaItem
from reid_desktop.domain.zones import read_wall, utc_ms_of, wall_time, zone_named
from reid_desktop.ports.engine import SolveClockRequest
from reid_desktop.ports.places import Places
from reid_desktop.ports.store import CaseReader
from reid_desktop.services.settling import of_exhibit

FIX_DOUBT_S = 5.0
"""A satellite fix is that old as a rule; older ones fall out as not fitting."""
DELIVERY_DOUBT_S = 60.0
"""A file that went from phone to phone is written on the second so soon after the first, if both are on."""
NAME_FITS = timedelta(hours=39)
"""A file's date is the device's own, and not the day of copying, if the date in its name is so near: a day
that a messenger writes, and the farthest zone."""
FEW = 3
"""Dates of copies are asked only where there are fewer events of a better kind."""
MOST = 20_000

EventsOf = Callable[[MediaItem, Exhibit], Iterator[ReferenceEvent]]

_CLOCKS = (TimeTag.EXIF_ORIGINAL, TimeTag.EXIF_DIGITIZED, TimeTag.APPLE_CREATION, TimeTag.CONTAINER)


class SolveClock:
    """Finds the offset of an exhibit's clock; changes nothing."""

    def __init__(self, reader: CaseReader, places: Places) -> None:
        """Read the case."""
        self._reader = reader
        self._places = places

    def __call__(self, request: SolveClockRequest) -> ClockSolution:
        """Return the offset that the events support.

        :raises UsageError: no such exhibit, an item without a time to compare, or nothing to solve from.
        """
        exhibits = {exhibit.exhibit_id: exhibit for exhibit in self._reader.exhibits()}
        exhibit = exhibits.get(request.exhibit_id)
        if exhibit is None:
            raise UsageError("The case has no exhibit {exhibit_id}.", exhibit_id=request.exhibit_id)
        events = [*request.events, *(self._of_one_scene(pair, exhibit) for pair in request.same)]
        events += islice(self._found(exhibit, self._satellite), MOST)
        if len(events) < FEW:
            events += islice(self._found(exhibit, partial(_of_copies, exhibits=exhibits)), MOST)
        solution = solve(events)
        if solution is None:
            raise UsageError(
                "Nothing in the case shows the true time beside the clock of {exhibit_id}. Give events by "
                "hand: what the clock showed, and the true time; or two items that show one moment.",
                exhibit_id=request.exhibit_id,
            )
        return solution

    def _found(self, exhibit: Exhibit, events_of: EventsOf) -> Iterator[ReferenceEvent]:
        ids = self._reader.media_ids()
        for start in range(0, len(ids), 1000):
            for item in of_exhibit(self._reader.media(ids[start : start + 1000]), exhibit.exhibit_id):
                yield from events_of(item, exhibit)

    def _satellite(self, item: MediaItem, exhibit: Exhibit) -> Iterator[ReferenceEvent]:
        """Yield the event of a photo that carries the camera's clock and a satellite's."""
        fix = next((claim for claim in item.facts.times if claim.tag is TimeTag.GPS), None)
        device_utc_ms = self._device_utc_ms(item, exhibit.time_zone, (TimeTag.EXIF_ORIGINAL,))
        if fix is not None and fix.utc_ms is not None and device_utc_ms is not None:
            basis = f"satellite time in media {item.media_id}"
            yield ReferenceEvent(device_utc_ms, fix.utc_ms, FIX_DOUBT_S, basis, item.media_id)

    def _of_one_scene(self, pair: SameMoment, exhibit: Exhibit) -> ReferenceEvent:
        """Return the event of two items that an examiner says were taken together."""
        items = self._reader.media([pair.own, pair.other])
        if len(items) != 2:
            raise UsageError("Two different photos or videos of the case are needed to compare their times.")
        own, other = items
        if not of_exhibit([own], exhibit.exhibit_id) or of_exhibit([other], exhibit.exhibit_id):
            raise UsageError(
                "The first of the two must have been found on {exhibit_id}, the second on another exhibit.",
                exhibit_id=exhibit.exhibit_id,
            )
        device_utc_ms = self._device_utc_ms(own, exhibit.time_zone, _CLOCKS)
        if device_utc_ms is None or other.time is None:
            raise UsageError(
                "One of the two has no time that can be compared: the first needs a date of its camera and a "
                "known zone, the second a capture time."
            )
        doubt_s = pair.apart_s + other.time.uncertainty_s
        basis = f"the same scene as media {other.media_id}, by the examiner"
        return ReferenceEvent(device_utc_ms, other.time.utc_ms, doubt_s, basis, own.media_id)

    def _device_utc_ms(self, item: MediaItem, zone: str | None, tags: tuple[TimeTag, ...]) -> int | None:
        """Return what the exhibit's clock showed, in UTC and with no offset; None if it is not known."""
        claims = (claim for tag in tags for claim in item.facts.times if claim.tag is tag)
        clock = next(claims, None)
        if clock is None:
            return None
        if clock.utc_ms is not None:
            return clock.utc_ms
        wall = wall_time(clock.wall)
        place = item.facts.places[0].place if item.facts.places else None
        known = (
            clock.zone
            or (self._places.zone_at(place.latitude_deg, place.longitude_deg) if place else None)
            or zone
        )
        if wall is None or not known:
            return None
        moment = read_wall(wall, zone_named(known))
        return moment.utc_ms if moment else utc_ms_of(wall)


def _of_copies(
    item: MediaItem, exhibit: Exhibit, exhibits: Mapping[ExhibitId, Exhibit]
) -> Iterator[ReferenceEvent]:
    """Yield an event for each other exhibit that has the file, from the dates that both devices gave it."""
    own = [copy for copy in item.copies if copy.exhibit_id == exhibit.exhibit_id and _is_dated(copy)]
    if not own:
        return
    device_ms = min(copy.mtime_ns for copy in own) // 1_000_000
    told: set[ExhibitId] = {exhibit.exhibit_id}
    for copy in item.copies:
        other = exhibits.get(copy.exhibit_id)
        if copy.exhibit_id in told or other is None or not _is_dated(copy):
            continue
        told.add(copy.exhibit_id)
        true_ms = copy.mtime_ns // 1_000_000 + round(1000 * other.clock_offset_s)
        doubt_s = DELIVERY_DOUBT_S + other.clock_uncertainty_s
        basis = f"dates of one file on both exhibits, media {item.media_id} on {copy.exhibit_id}"
        yield ReferenceEvent(device_ms, true_ms, doubt_s, basis, item.media_id)


def _is_dated(copy: Copy) -> bool:
    """Tell whether a copy has the date that its device gave it: its name says the same."""
    named = clock_in_name(copy.device_path)
    if named is None or copy.mtime_ns <= 0:
        return False
    return abs(copy.mtime_ns // 1_000_000 - utc_ms_of(named.moment)) <= NAME_FITS.total_seconds() * 1000
