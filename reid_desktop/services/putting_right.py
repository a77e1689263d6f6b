"""What was said of a sighting counts for the one that takes its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.persons import People, PersonAct, PersonVerb
from reid_desktop.domain.review import (
    BOOKMARK,
    DECISION,
    Act,
    Decision,
    Note,
    NoteTarget,
    SightingReview,
    Slot,
    SlotKind,
    verdict_code,
)
from reid_desktop.ports.store import CaseReader, CaseWriter
from reid_desktop.services.persons_of_interest import keep_act, people_in

PUT_RIGHT = "box put right"
"""Tag of the sightings that took over what was said of another."""


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """How much went over."""

    decisions: int
    marks: int
    """Tags, grades and bookmarks."""
    notes: int
    persons: int
    """Persons of interest for whom the sighting was confirmed or denied."""


@dataclass(frozen=True, slots=True)
class TakingOver:
    """Why one sighting takes the place of another."""

    tag: str
    """Of those that took over."""
    origin: str
    """Of every act that was carried over, names the earlier sighting."""
    reason: str
    """In the history of a person of interest."""

    def act(self, who: str, at_utc: str) -> Act:
        """Return the act that gives the tag."""
        return Act(Slot(SlotKind.TAG, self.tag), 1, who, at_utc, origin=self.origin)


def carry_over(
    reader: CaseReader,
    case: CaseWriter,
    old: SightingId,
    new: SightingId,
    who: str,
    at_utc: str,
    taking: TakingOver | None = None,
) -> CarriedOver:
    """Let what counts for `old` count for `new`, inside the transaction that adds it; `old` keeps its own.

    Decisions and notes stay those of whoever made them, when they made them; their origin names `old`. It
    is one step of `who`, which `undo` takes back. A person of interest has `new` instead of `old`.

    :param taking: why; None where `who` put the box right.
    """
    taking = taking or TakingOver(PUT_RIGHT, f"sighting {old}, box put right by {who}", PUT_RIGHT)
    origin = taking.origin
    decisions = [one for one in reader.decisions([old]) if one.is_current]
    notes = [
        note
        for note in reader.notes(NoteTarget.sighting(old))
        if note.text and note.replaced_by is None
    ]  # fmt: skip
    [review] = reader.reviews([old])
    marks = list(_marks(review, who, at_utc, taking))
    if decisions or marks:
        # The first act is by who corrects: it makes the whole a step of theirs.
        acts = [taking.act(who, at_utc), *(_again(one, origin) for one in decisions), *marks]
        case.mark([(act, [new]) for act in acts])
    for note in notes:
        case.add_note(_moved(note, new))
    persons = _change_persons(reader, case, old, new, taking.reason)
    return CarriedOver(len(decisions), len(marks), len(notes), persons)


def _again(one: Decision, origin: str) -> Act:
    code = verdict_code(one.verdict)
    return Act(DECISION, code, one.reviewer, one.at_utc, one.reason, one.about, one.checklist, origin)


def _marks(review: SightingReview, who: str, at_utc: str, taking: TakingOver) -> Iterable[Act]:
    values = [(Slot(SlotKind.TAG, name), 1) for name in review.tags if name != taking.tag]
    values += [(Slot(SlotKind.GRADE, name), grade) for name, grade in review.grades.items()]
    values += [(BOOKMARK, 1)] if review.is_bookmarked else []
    return [Act(slot, code, who, at_utc, origin=taking.origin) for slot, code in values]


def _moved(note: Note, new: SightingId) -> Note:
    return replace(note, target=NoteTarget.sighting(new), replaces=None, note_id=None)


def _change_persons(
    reader: CaseReader, case: CaseWriter, old: SightingId, new: SightingId, reason: str
) -> int:
    """Put `new` in the place of `old` with every person of interest that has it."""
    events = list(reader.person_events())
    said = list(_said_of(people_in(reader), old))
    for verb, act in said:
        for one in (
            replace(act, verb=PersonVerb.RELEASED),
            replace(act, verb=verb, sightings=(new,)),
        ):
            events.append(keep_act(case, events, one, f"{reason}: sighting {new} for {old}"))
    return len(said)


def _said_of(people: People, old: SightingId) -> Iterable[tuple[PersonVerb, PersonAct]]:
    for person in people.persons.values():
        released = PersonAct(PersonVerb.RELEASED, person.person_id, sightings=(old,))
        if old in person.sightings:
            yield PersonVerb.CONFIRMED, released
        elif old in person.denied:
            yield PersonVerb.DENIED, released
