"""What persons of interest are after all that was done: acts replayed, those that were undone left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from .errors import UsageError
from .ids import PersonEventId, PersonId, ProbeId, SightingId
from .persons import Comparison, People, Person, PersonAct, PersonEvent, PersonVerb, Threshold

NAMELESS = "A person of interest needs a name, such as `Unknown man 1`."


def void_events(events: Sequence[PersonEvent]) -> set[PersonEventId]:
    """Return the events that do not count: undone by one that counts. Undoing an undoing brings back."""
    void: set[PersonEventId] = set()
    for event in reversed(events):
        undoes = event.act.undoes
        if event.event_id not in void and event.act.verb is PersonVerb.UNDONE and undoes is not None:
            void.add(undoes)
    return void


def people_of(events: Sequence[PersonEvent]) -> People:
    """Replay the acts, oldest first.

    :raises UsageError: one does not fit what the others made, with a sentence that says why.
    """
    void = void_events(events)
    replay = Replay()
    for event in events:
        if event.event_id not in void:
            replay.add(event.act)
    return replay.people()


@dataclass
class _Draft:
    person_id: PersonId
    name: str
    note: str = ""
    probes: list[ProbeId] = field(default_factory=list)
    sightings: set[SightingId] = field(default_factory=set)
    denied: set[SightingId] = field(default_factory=set)
    thresholds: dict[tuple[str, Comparison], Threshold] = field(default_factory=dict)
    merged_into: PersonId | None = None
    is_retired: bool = False

    def person(self) -> Person:
        return Person(
            self.person_id,
            self.name,
            self.note,
            tuple(self.probes),
            tuple(sorted(self.sightings)),
            tuple(sorted(self.denied)),
            tuple(self.thresholds.values()),
            self.merged_into,
            self.is_retired,
        )


_Drafts = dict[PersonId, _Draft]


class Replay:
    """Persons of interest while acts are replayed, one after another."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._drafts: _Drafts = {}

    def add(self, act: PersonAct) -> None:
        """Do what an act does; one that undoes does nothing: what it undoes is not to be added.

        :raises UsageError: it does not fit what the others made, with a sentence that says why.
        """
        if act.verb is not PersonVerb.UNDONE:
            _ACTS[act.verb](self._drafts, act)

    def shown(self, person_id: PersonId | None = None) -> set[SightingId]:
        """Return the sightings that show a person, or anybody."""
        whom = self._drafts.values() if person_id is None else self._some(person_id)
        return set().union(*(draft.sightings for draft in whom))

    def denied(self, person_id: PersonId) -> set[SightingId]:
        """Return the sightings that were denied for a person."""
        return set().union(*(draft.denied for draft in self._some(person_id)))

    def people(self) -> People:
        """Return what they are now."""
        drafts = self._drafts
        owners = {
            sighting_id: draft.person_id
            for draft in drafts.values()
            for sighting_id in sorted(draft.sightings)
        }
        return People({person_id: draft.person() for person_id, draft in drafts.items()}, owners)

    def _some(self, person_id: PersonId) -> list[_Draft]:
        draft = self._drafts.get(person_id)
        return [] if draft is None else [draft]


def _live(drafts: _Drafts, person_id: PersonId | None) -> _Draft:
    draft = drafts.get(person_id) if person_id is not None else None
    if draft is None:
        raise UsageError("The case has no person of interest {number}.", number=person_id)
    if draft.merged_into is not None:
        raise UsageError(
            "Person {number} was merged into person {into}; undo that first.",
            number=person_id,
            into=draft.merged_into,
        )
    return draft


def _name(act: PersonAct) -> str:
    if not act.text.strip():
        raise UsageError(NAMELESS)
    return act.text.strip()


def _add(drafts: _Drafts, act: PersonAct) -> None:
    drafts[act.person_id] = _Draft(act.person_id, _name(act))


def _rename(drafts: _Drafts, act: PersonAct) -> None:
    _live(drafts, act.person_id).name = _name(act)


def _note(drafts: _Drafts, act: PersonAct) -> None:
    _live(drafts, act.person_id).note = act.text


def _add_probe(drafts: _Drafts, act: PersonAct) -> None:
    _live(drafts, act.person_id).probes += act.probes


def _take_probe_out(drafts: _Drafts, act: PersonAct) -> None:
    draft = _live(drafts, act.person_id)
    for probe_id in act.probes:
        _need(probe_id in draft.probes, "Probe {number} is not one of person {person}.", probe_id, draft)
        draft.probes.remove(probe_id)


def _set_threshold(drafts: _Drafts, act: PersonAct) -> None:
    draft, new = _live(drafts, act.person_id), act.threshold
    if new is None or not -1 <= new.score <= 1:
        raise UsageError("A threshold is a score from -1 to 1.")
    draft.thresholds[new.model_key, new.comparison] = new


def _confirm(drafts: _Drafts, act: PersonAct) -> None:
    draft = _live(drafts, act.person_id)
    for other in drafts.values():
        for sighting_id in act.sightings if other is not draft else ():
            sentence = "Sighting {number} belongs to person {person}: move it, or release it there first."
            _need(sighting_id not in other.sightings, sentence, sighting_id, other)
    draft.sightings.update(act.sightings)
    draft.denied.difference_update(act.sightings)


def _release(drafts: _Drafts, act: PersonAct) -> None:
    draft = _live(drafts, act.person_id)
    for sighting_id in act.sightings:
        sentence = "Sighting {number} does not belong to person {person}."
        _need(sighting_id in draft.sightings or sighting_id in draft.denied, sentence, sighting_id, draft)
    draft.sightings.difference_update(act.sightings)
    draft.denied.difference_update(act.sightings)


def _deny(drafts: _Drafts, act: PersonAct) -> None:
    draft = _live(drafts, act.person_id)
    for sighting_id in act.sightings:
        sentence = "Sighting {number} was confirmed for person {person}: release it first."
        _need(sighting_id not in draft.sightings, sentence, sighting_id, draft)
    draft.denied.update(act.sightings)


def _move(drafts: _Drafts, act: PersonAct) -> None:
    _give(_live(drafts, act.person_id), drafts.values(), act)


def _give(to: _Draft, everyone: Iterable[_Draft], act: PersonAct) -> None:
    for other in everyone:
        other.sightings.difference_update(act.sightings)
        other.probes = [probe_id for probe_id in other.probes if probe_id not in act.probes]
    to.sightings.update(act.sightings)
    to.denied.difference_update(act.sightings)
    to.probes += act.probes


def _merge(drafts: _Drafts, act: PersonAct) -> None:
    into, other = _live(drafts, act.person_id), _live(drafts, act.other)
    if into is other:
        raise UsageError("A person cannot be merged with themselves.")
    clash = sorted((into.sightings & other.denied) | (into.denied & other.sightings))
    if clash:
        raise UsageError(
            "Sighting {number} was confirmed for one of the two and denied for the other; settle that first.",
            number=clash[0],
        )
    into.sightings |= other.sightings
    into.denied |= other.denied
    into.probes += [probe_id for probe_id in other.probes if probe_id not in into.probes]
    other.sightings, other.denied, other.probes = set(), set(), []
    other.merged_into = into.person_id


def _split(drafts: _Drafts, act: PersonAct) -> None:
    source = _live(drafts, act.other)
    if not act.sightings and not act.probes:
        raise UsageError("Say which sightings or probes the new person takes along.")
    for sighting_id in act.sightings:
        sentence = "Sighting {number} does not belong to person {person}."
        _need(sighting_id in source.sightings, sentence, sighting_id, source)
    for probe_id in act.probes:
        _need(probe_id in source.probes, "Probe {number} is not one of person {person}.", probe_id, source)
    new = _Draft(act.person_id, _name(act))
    _give(new, [source], act)
    drafts[act.person_id] = new


def _retire(drafts: _Drafts, act: PersonAct) -> None:
    _live(drafts, act.person_id).is_retired = True


def _need(holds: bool, sentence: str, number: int, draft: _Draft) -> None:
    if not holds:
        raise UsageError(sentence, number=number, person=f"{draft.person_id} ({draft.name})")


_ACTS: dict[PersonVerb, Callable[[_Drafts, PersonAct], None]] = {
    PersonVerb.ADDED: _add,
    PersonVerb.RENAMED: _rename,
    PersonVerb.NOTED: _note,
    PersonVerb.PROBE_ADDED: _add_probe,
    PersonVerb.PROBE_TAKEN_OUT: _take_probe_out,
    PersonVerb.THRESHOLD_SET: _set_threshold,
    PersonVerb.CONFIRMED: _confirm,
    PersonVerb.RELEASED: _release,
    PersonVerb.DENIED: _deny,
    PersonVerb.MOVED: _move,
    PersonVerb.MERGED: _merge,
    PersonVerb.SPLIT: _split,
    PersonVerb.RETIRED: _retire,
}
