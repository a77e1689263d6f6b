"""Changing the library of persons of interest: every change fits what was done before, and is logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import PersonEventId, PersonId, SightingId
from reid_desktop.domain.person_history import people_of, void_events
from reid_desktop.domain.persons import NOBODY, People, PersonAct, PersonEvent, PersonVerb
from reid_desktop.ports.engine import ChangePersonRequest
from reid_desktop.ports.store import CaseReader, CaseStore, CaseWriter

SAYING = (PersonVerb.CONFIRMED, PersonVerb.DENIED)
"""Said of a sighting that another one stands for by now, these count for that one."""
MAKING = (PersonVerb.ADDED, PersonVerb.SPLIT)


def people_in(reader: CaseReader) -> People:
    """Return the persons of interest of a case."""
    return people_of(reader.person_events())


class ChangePersons:
    """Carries out acts on persons of interest."""

    def __init__(self, store: CaseStore) -> None:
        """Write to `store`."""
        self._store = store

    def __call__(self, request: ChangePersonRequest, who: str) -> PersonEvent:
        """Keep the act with a row of the log.

        :raises UsageError: it does not fit what was done before, or names what the case does not have.
        """
        act = request.act
        if act.verb is PersonVerb.PROBE_ADDED:
            raise UsageError("A probe needs a picture.")
        act = replace(
            act, sightings=tuple(sorted(set(act.sightings))), probes=tuple(dict.fromkeys(act.probes))
        )
        self._check_sightings(act.sightings)
        if act.verb in SAYING:
            standing = self._store.successors(act.sightings)
            act = replace(act, sightings=tuple(sorted({standing.get(i, i) for i in act.sightings})))
        with self._store.transaction(who) as case:
            return keep_act(case, self._store.person_events(), act, request.reason)

    def _check_sightings(self, ids: Sequence[SightingId]) -> None:
        missing = set(ids) - {sighting.sighting_id for sighting in self._store.sightings(ids)}
        if missing:
            raise UsageError("The case has no sighting {number}.", number=min(missing))


def keep_act(case: CaseWriter, events: Sequence[PersonEvent], act: PersonAct, reason: str) -> PersonEvent:
    """Write an act that fits the events so far, and its row of the log.

    :raises UsageError: it does not fit.
    """
    act = _fitting(events, act)
    event = case.add_person_event(act, reason)
    told = {
        name: value
        for name, value in asdict(event.act).items()
        if value and name not in {"verb", "person_id"}
    }
    case.log(
        f"person.{event.act.verb.value}",
        f"person {event.act.person_id}",
        event_id=event.event_id,
        reason=reason,
        **told,
    )
    return event


def _fitting(events: Sequence[PersonEvent], act: PersonAct) -> PersonAct:
    if act.verb is PersonVerb.UNDONE:
        act = _undoing(events, act.undoes)
    elif act.verb in MAKING:
        act = replace(act, person_id=PersonId(max((e.act.person_id for e in events), default=NOBODY) + 1))
    number = PersonEventId(max((event.event_id for event in events), default=0) + 1)
    try:
        people_of([*events, PersonEvent(number, act, "", "", "")])
    except UsageError as cause:
        if act.verb is not PersonVerb.UNDONE:
            raise
        raise UsageError("Later changes build on this one, undo them first: {why}", why=cause) from cause
    return act


def _undoing(events: Sequence[PersonEvent], event_id: PersonEventId | None) -> PersonAct:
    undone = next((event for event in events if event.event_id == event_id), None)
    if undone is None:
        raise UsageError("There is no change {number} of a person of interest.", number=event_id)
    if undone.event_id in void_events(events):
        raise UsageError("Change {number} is undone already.", number=event_id)
    return PersonAct(PersonVerb.UNDONE, undone.act.person_id, other=undone.act.other, undoes=undone.event_id)
