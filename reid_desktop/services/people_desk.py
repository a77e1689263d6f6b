"""The read side of persons of interest for people who look: who there is, what was done, what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reid_desktop.domain.alarms import RaisedAlarm
from reid_desktop.domain.co_presence import Companions
from reid_desktop.domain.ids import MediaId, PersonEventId, SightingId
from reid_desktop.domain.person_history import people_of, void_events
from reid_desktop.domain.persons import People, PersonEvent
from reid_desktop.ports.store import CaseReader

from .companions import companions_in

MOST_NAMED = 20
"""Of so many meetings of two persons the names of the places are read."""


@dataclass(frozen=True, slots=True)
class PeopleState:
    """Everything about the persons of interest of a case at one moment."""

    people: People
    events: tuple[PersonEvent, ...]
    """Oldest first."""
    void: frozenset[PersonEventId]
    """Events that were undone, or that undo one."""
    alarms: tuple[RaisedAlarm, ...]
    """Oldest first."""
    companions: tuple[Companions, ...]
    places: Mapping[MediaId, str] = field(default_factory=dict)
    """What the places of the first meetings of each pair are called."""


class PeopleDesk:
    """Reads persons of interest; pure reads."""

    def __init__(self, store: CaseReader) -> None:
        """Read from `store`."""
        self._store = store

    def shown_in(self) -> list[tuple[str, frozenset[SightingId]]]:
        """Return the persons with the sightings that are confirmed to show them, by name."""
        present = people_of(self._store.person_events()).present
        found = [(one.name, frozenset(one.sightings)) for one in present if one.sightings]
        return sorted(found, key=lambda one: one[0].casefold())

    def state(self) -> PeopleState:
        """Return how everything stands."""
        events = self._store.person_events()
        pairs = tuple(companions_in(self._store))
        return PeopleState(
            people_of(events),
            tuple(events),
            frozenset(void_events(events)),
            tuple(self._store.alarms()),
            pairs,
            self._places(pairs),
        )

    def _places(self, pairs: Sequence[Companions]) -> dict[MediaId, str]:
        wanted = {one.first.media_id for pair in pairs for one in pair.meetings[:MOST_NAMED]}
        items = self._store.media(sorted(wanted))
        return {one.media_id: one.place_name for one in items if one.place_name}
