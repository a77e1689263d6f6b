"""What was done with persons of interest, in words."""

from __future__ import annotations

from collections.abc import Mapping

from reid_desktop.domain.ids import PersonId
from reid_desktop.domain.persons import Person, PersonEvent, PersonVerb

from . import text
from .translating import said, tr

_VERBS = {
    PersonVerb.ADDED: said("{person} was added"),
    PersonVerb.RENAMED: said("{person} was renamed: {text}"),
    PersonVerb.NOTED: said("A note on {person}: {text}"),
    PersonVerb.PROBE_ADDED: said("{person} got a probe"),
    PersonVerb.PROBE_TAKEN_OUT: said("A probe of {person} was taken out"),
    PersonVerb.THRESHOLD_SET: said("The threshold of {person} was set"),
    PersonVerb.CONFIRMED: said("{count} confirmed for {person}"),
    PersonVerb.RELEASED: said("{count} of {person} released"),
    PersonVerb.DENIED: said("{count} denied for {person}"),
    PersonVerb.MOVED: said("{count} moved to {person}"),
    PersonVerb.MERGED: said("{other} was merged into {person}"),
    PersonVerb.SPLIT: said("{person} was split off {other}: {count}"),
    PersonVerb.RETIRED: said("{person} raises no alarms any more"),
    PersonVerb.UNDONE: said("A change of {person} was undone"),
}


def event_words(event: PersonEvent, persons: Mapping[PersonId, Person]) -> str:
    """Return what an event did."""
    act = event.act

    def name(person_id: PersonId | None) -> str:
        person = persons.get(person_id) if person_id is not None else None
        return text.plain(person.name) if person is not None else tr("somebody")

    return tr(
        _VERBS[act.verb],
        person=name(act.person_id),
        other=name(act.other),
        text=text.plain(act.text),
        count=text.counted(len(act.sightings), "sighting", "sightings"),
    )
