"""The read side of persons of interest for people who look: who there is, what was done, what waits."""

from __future__ import annotations

from dataclasses import dataclass

from reid_desktop.domain.alarms import RaisedAlarm
from reid_desktop.domain.co_presence import Companions
from reid_desktop.domain.ids import PersonEventId, SightingId
from reid_desktop.domain.person_history import people_of, void_events
from reid_desktop.domain.persons import People, PersonEvent
from reid_desktop.ports.store import CaseReader

from .companions import companions_in


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
        return PeopleState(
            people_of(events),
            tuple(events),
            frozenset(void_events(events)),
            tuple(self._store.alarms()),
            tuple(companions_in(self._store)),
        )
