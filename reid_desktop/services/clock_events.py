"""Reference events that the case itself holds: one moment on the exhibit's clock and on a trusted one."""

from __future__ import annotations

from collections.abc import Iterator

from reid_desktop.domain.claims import TimeTag
from reid_desktop.domain.clock_solving import solve
from reid_desktop.domain.clocks import ClockSolution, ReferenceEvent
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.zones import read_wall, utc_ms_of, wall_time, zone_named
from reid_desktop.ports.engine import SolveClockRequest
from reid_desktop.ports.places import Places
from reid_desktop.ports.store import CaseReader
from reid_desktop.services.settling import of_exhibit

FIX_DOUBT_S = 5.0
"""A satellite fix is that old as a rule; older ones fall out as not fitting."""
MOST = 20_000


class SolveClock:
    """Finds the offset of an exhibit's clock; changes nothing."""

    def __init__(self, reader: CaseReader, places: Places) -> None:
        """Read the case."""
        self._reader = reader
        self._places = places

    def __call__(self, request: SolveClockRequest) -> ClockSolution:
        """Return the offset that the events support.

        :raises UsageError: there is no such exhibit, or nothing to solve from.
        """
        exhibits = {exhibit.exhibit_id: exhibit for exhibit in self._reader.exhibits()}
        exhibit = exhibits.get(request.exhibit_id)
        if exhibit is None:
            raise UsageError("The case has no exhibit {exhibit_id}.", exhibit_id=request.exhibit_id)
        found = list(self._found(request.exhibit_id, exhibit.time_zone))
        solution = solve([*request.events, *found[:MOST]])
        if solution is None:
            raise UsageError(
                "Nothing in the case shows the true time beside the clock of {exhibit_id}. Give events by "
                "hand: what the clock showed, and the true time.",
                exhibit_id=request.exhibit_id,
            )
        return solution

    def _found(self, exhibit_id: ExhibitId, zone: str | None) -> Iterator[ReferenceEvent]:
        ids = self._reader.media_ids()
        for start in range(0, len(ids), 1000):
            for item in of_exhibit(self._reader.media(ids[start : start + 1000]), exhibit_id):
                event = self._satellite(item, zone)
                if event is not None:
                    yield event

    def _satellite(self, item: MediaItem, zone: str | None) -> ReferenceEvent | None:
        """Return the event of a photo that carries the camera's clock and a satellite's."""
        fix = next((claim for claim in item.facts.times if claim.tag is TimeTag.GPS), None)
        clock = next((claim for claim in item.facts.times if claim.tag is TimeTag.EXIF_ORIGINAL), None)
        if fix is None or fix.utc_ms is None or clock is None:
            return None
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
        device_utc_ms = moment.utc_ms if moment else utc_ms_of(wall)
        basis = f"satellite time in media {item.media_id}"
        return ReferenceEvent(device_utc_ms, fix.utc_ms, FIX_DOUBT_S, basis, item.media_id)
