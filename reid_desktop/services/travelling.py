"""Where and when one person was seen, as a path; and what on it contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reid_desktop.domain.ids import MediaId, PersonId, SearchId, SightingId
from reid_desktop.domain.media import MediaItem, MediaKind
from reid_desktop.domain.review import VERDICTS, About, Verdict
from reid_desktop.domain.sighting import Sighting
from reid_desktop.domain.travel import DEFAULT_LIMIT_KMH, Stop, TravelPath, travel_path
from reid_desktop.ports.store import CaseReader

from .persons_of_interest import people_in

_PAGE = 500
_CONFIRMED = VERDICTS.index(Verdict.CONFIRMED.value)


@dataclass(frozen=True, slots=True)
class Travelled:
    """A path, and how many of the sightings asked for have no place on it."""

    path: TravelPath
    untimed: tuple[SightingId, ...]
    """Their time is not known."""
    unplaced: tuple[SightingId, ...]
    """Their time is known, their place is not."""


class Travelling:
    """Lays paths; pure reads, safe from several threads."""

    def __init__(self, store: CaseReader) -> None:
        """Read from `store`."""
        self._store = store

    def candidates(self, search_id: SearchId, top: int | None = None) -> list[SightingId]:
        """Return the sightings of a search, best first.

        :raises CaseError: there is no such search.
        """
        found = self._store.search(search_id).candidates
        return [candidate.sighting_id for candidate in found[:top]]

    def confirmed_in(self, search_id: SearchId) -> list[SightingId]:
        """Return the candidates of a search that were confirmed in it, best first.

        :raises CaseError: there is no such search.
        """
        record = self._store.search(search_id)
        table = self._store.review_table(record.model_key, About(search_id))
        confirmed = set(table.ids[table.verdict == _CONFIRMED].tolist())
        return [one.sighting_id for one in record.candidates if one.sighting_id in confirmed]

    def persons(self) -> list[tuple[PersonId, str]]:
        """Return the persons of interest that have confirmed sightings, with their names."""
        present = people_in(self._store).present
        return [(person.person_id, person.name) for person in present if person.sightings]

    def confirmed_for(self, person_id: PersonId) -> list[SightingId]:
        """Return the sightings confirmed for a person of interest; none for an unknown one."""
        person = people_in(self._store).persons.get(person_id)
        return [] if person is None else list(person.sightings)

    def path(self, ids: Iterable[SightingId], limit_kmh: float = DEFAULT_LIMIT_KMH) -> Travelled:
        """Return the path through sightings; unknown ids are left out.

        :raises ValueError: the limit is no speed.
        """
        stops: list[Stop] = []
        untimed: list[SightingId] = []
        unplaced: list[SightingId] = []
        for sighting, item in self._with_items(list(dict.fromkeys(ids))):
            if item.time is None:
                untimed.append(sighting.sighting_id)
            elif item.place is None:
                unplaced.append(sighting.sighting_id)
            else:
                stops.append(_stop(sighting, item))
        return Travelled(travel_path(stops, limit_kmh), tuple(untimed), tuple(unplaced))

    def _with_items(self, ids: Sequence[SightingId]) -> Iterable[tuple[Sighting, MediaItem]]:
        for start in range(0, len(ids), _PAGE):
            page = self._store.sightings(ids[start : start + _PAGE])
            wanted: list[MediaId] = sorted({one.media_id for one in page})
            items = {item.media_id: item for item in self._store.media(wanted)}
            yield from ((one, items[one.media_id]) for one in page)


def _stop(sighting: Sighting, item: MediaItem) -> Stop:
    assert item.time is not None
    assert item.place is not None
    # To the millisecond as the case store dates a sighting: clip time plus the start of the tracklet.
    begins_ms = item.time.utc_ms + int((sighting.start_s or 0.0) * 1000 + 0.5)
    return Stop(
        sighting.sighting_id,
        sighting.media_id,
        item.kind is MediaKind.PHOTO,
        begins_ms,
        item.time.uncertainty_s,
        item.place.latitude_deg,
        item.place.longitude_deg,
        item.place.accuracy_m,
    )
