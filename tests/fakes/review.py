"""The review of the case in memory: everything that was said, replayed for every answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import ActId, DecisionId, NoteId, SearchId, SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import (
    ANYTHING,
    BOOKMARK,
    DECISION,
    PRESETS,
    VERDICTS,
    About,
    Act,
    Decision,
    GradeSet,
    Looked,
    Note,
    NoteKind,
    NoteTarget,
    SightingReview,
    Slot,
    SlotKind,
    grade_text,
    verdict_of,
    with_successors,
)
from reid_desktop.domain.undoing import Deed, Step
from reid_desktop.ports import review as ports
from reid_desktop.ports.review import ReviewTable
from tests.fakes.state import Said, State


class FakeReviewWriting:
    """Keeps what examiners say."""

    def __init__(self, state: State) -> None:
        """Write to the state, and remember what was touched."""
        self._state = state
        self.changes = ChangeSet()

    def mark(self, acts: Sequence[tuple[Act, Sequence[SightingId]]]) -> ActId:
        group = ActId(len(self._state.acts) + 1)
        for act, sightings in acts:
            act_id = ActId(len(self._state.acts) + 1)
            self._state.acts.append(act_id)
            if act_id == group:
                self._state.steps.append((act.author, Step(group, Deed.MARK)))
            for sighting_id in sorted(set(sightings)):
                if sighting_id not in self._state.found:
                    raise CaseError("The case has no sighting {sighting_id}.", sighting_id=sighting_id)
                item_id = DecisionId(len(self._state.said) + 1)
                self._state.said.append(Said(item_id, act_id, group, sighting_id, act))
            self.changes |= ChangeSet(reviews=frozenset(sightings))
        return group

    def undo(self, of_act: ActId, author: str, at_utc: str, reason: str = "") -> int:
        del at_utc, reason
        return self._turn(Deed.UNDO, of_act, author)

    def redo(self, of_act: ActId, author: str, at_utc: str, reason: str = "") -> int:
        del at_utc, reason
        return self._turn(Deed.REDO, of_act, author)

    def add_grade_set(self, grade_set: GradeSet, author: str, at_utc: str) -> None:
        del author, at_utc
        self._state.grade_sets.append(grade_set)

    def add_note(self, note: Note) -> NoteId:
        note_id = NoteId(len(self._state.notes) + 1)
        if any(note.replaces and old.replaces == note.replaces for old in self._state.notes):
            raise CaseError("The note was replaced before.")
        self._state.notes.append(replace(note, note_id=note_id))
        if note.target.kind is NoteKind.SIGHTING:
            self.changes |= ChangeSet(reviews=frozenset({SightingId(note.target.number)}))
        elif note.target.kind is NoteKind.DECISION:
            about = {said.sighting_id for said in self._state.said if said.item_id == note.target.number}
            self.changes |= ChangeSet(reviews=frozenset(about))
        return note_id

    def add_look(self, looked: Looked) -> None:
        self._state.looks.append(looked)

    def _turn(self, deed: Deed, of_act: ActId, author: str) -> int:
        act_id = ActId(len(self._state.acts) + 1)
        self._state.acts.append(act_id)
        self._state.steps.append((author, Step(act_id, deed, of_act)))
        touched = {said.sighting_id for said in self._state.said if said.group == of_act}
        self.changes |= ChangeSet(reviews=frozenset(touched))
        return len(touched)


class FakeReviewReading:
    """Answers about what examiners said."""

    def __init__(self, state: State) -> None:
        """Read the state."""
        self._state = state

    def known_sightings(self, ids: Sequence[SightingId]) -> NDArray[np.int64]:
        return np.array(sorted({i for i in ids if i in self._state.found}), np.int64)

    def review_table(self, model_key: str, about: About = ANYTHING, grade_set: str = "vic") -> ReviewTable:
        ids = [i for i, found in self._state.found.items() if found.model_key == model_key]
        tagged = {i for slot, i in self._counting() if slot.kind is SlotKind.TAG}
        verdicts = self._counting(about)
        counting = self._counting()
        grade = Slot(SlotKind.GRADE, grade_set)
        return ReviewTable(
            np.array(ids, np.int64),
            np.array([verdicts.get((DECISION, i), 0) for i in ids], np.uint8),
            np.array([counting.get((grade, i), -1) for i in ids], np.int8),
            np.array([(BOOKMARK, i) in counting for i in ids], np.bool_),
            np.array([i in tagged for i in ids], np.bool_),
        )

    def reviews(self, ids: Sequence[SightingId]) -> list[SightingReview]:
        counting = self._counting()
        newest = {d.sighting_id: d for d in self.decisions(ids) if not d.is_undone}
        return [
            SightingReview(
                i,
                newest[i] if i in newest and newest[i].verdict else None,
                tuple(sorted(s.name for s, j in counting if j == i and s.kind is SlotKind.TAG)),
                {s.name: code for (s, j), code in counting.items() if j == i and s.kind is SlotKind.GRADE},
                (BOOKMARK, i) in counting,
                sum(bool(n.text) and n.replaced_by is None for n in self.notes(NoteTarget.sighting(i))),
            )
            for i in ids
        ]

    def decisions(self, ids: Sequence[SightingId]) -> list[Decision]:
        undone = self._undone()
        return with_successors(
            Decision(
                said.item_id,
                said.act_id,
                said.sighting_id,
                verdict_of(said.act.code),
                said.act.about,
                said.act.author,
                said.act.at_utc,
                said.act.reason,
                dict(said.act.checklist),
                said.act.origin,
                said.group in undone,
            )
            for said in self._state.said
            if said.act.slot == DECISION and said.sighting_id in ids
        )

    def decided(self) -> NDArray[np.int64]:
        found = {said.sighting_id for said in self._state.said if said.act.slot == DECISION}
        return np.array(sorted(found), np.int64)

    def decision(self, decision_id: DecisionId) -> Decision | None:
        return next((d for d in self.decisions([*self._state.found]) if d.decision_id == decision_id), None)

    def said_since(self, act_id: ActId | None, leave_out: str) -> NDArray[np.int64]:
        steps = [step for who, step in self._state.steps if who != leave_out and step.act_id > (act_id or 0)]
        groups = {step.of_act or step.act_id for step in steps}
        return np.array(
            sorted({said.sighting_id for said in self._state.said if said.group in groups}), np.int64
        )

    def said_until(self, act_id: int | None) -> list[ports.Said]:
        undone = self._undone(act_id)
        return [
            ports.Said(said.act_id, said.sighting_id, said.act)
            for said in self._state.said
            if (act_id is None or said.act_id <= act_id) and said.group not in undone
        ]

    def steps(self, author: str) -> list[Step]:
        return [step for who, step in self._state.steps if who == author]

    def tags(self) -> dict[str, int]:
        return dict(sorted(Counter(s.name for s, _ in self._counting() if s.kind is SlotKind.TAG).items()))

    def grade_sets(self) -> list[GradeSet]:
        return list({one.name: one for one in (*PRESETS, *self._state.grade_sets)}.values())

    def notes(self, target: NoteTarget | None = None) -> list[Note]:
        later = {note.replaces: note.note_id for note in self._state.notes if note.replaces is not None}
        return [
            replace(note, replaced_by=later.get(note.note_id or NoteId(0)))
            for note in self._state.notes
            if target is None or note.target == target
        ]

    def looked(self, who: str) -> Looked | None:
        return next((look for look in reversed(self._state.looks) if look.who == who), None)

    def newest(self) -> Looked:
        state = self._state
        return Looked(
            "",
            "",
            SightingId(max(state.found, default=0)),
            ActId(len(state.acts)),
            SearchId(max(state.searches, default=0)),
            NoteId(len(state.notes)),
        )

    def review_problem(self) -> str | None:
        return None

    def review_passes(self, sighting_id: SightingId, filters: Filters) -> bool:
        counting = self._counting()
        verdict = VERDICTS[self._counting(filters.decided_about).get((DECISION, sighting_id), 0)]
        tags = {s.name for s, i in counting if i == sighting_id and s.kind is SlotKind.TAG}
        grades = {
            grade_text(s.name, code)
            for (s, i), code in counting.items()
            if i == sighting_id and s.kind is SlotKind.GRADE
        }
        return (
            (not filters.decisions or verdict in filters.decisions)
            and (not filters.tags or bool(tags & filters.tags))
            and not tags & filters.without_tags
            and (not filters.grades or bool(grades & filters.grades))
            and (not filters.bookmarked_only or (BOOKMARK, sighting_id) in counting)
            and (filters.newer_than is None or sighting_id > filters.newer_than)
        )

    def _undone(self, until: int | None = None) -> set[ActId]:
        undone: set[ActId] = set()
        for _, step in self._state.steps:
            if until is not None and step.act_id > until:
                break
            if step.deed is Deed.UNDO and step.of_act is not None:
                undone.add(step.of_act)
            elif step.deed is Deed.REDO and step.of_act is not None:
                undone.discard(step.of_act)
        return undone

    def _counting(self, about: About = ANYTHING) -> dict[tuple[Slot, SightingId], int]:
        undone, found = self._undone(), dict[tuple[Slot, SightingId], int | None]()
        for said in self._state.said:
            of_search = about.search_id in (None, said.act.about.search_id)
            of_person = about.person_id in (None, said.act.about.person_id)
            if said.group not in undone and of_search and of_person:
                found[said.act.slot, said.sighting_id] = said.act.code
        return {key: code for key, code in found.items() if code is not None}
