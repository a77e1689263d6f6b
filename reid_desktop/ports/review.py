"""Decisions, tags, grades, bookmarks and notes: how they are kept, read and asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.ids import ActId, DecisionId, NoteId, SightingId
from reid_desktop.domain.review import (
    ANYTHING,
    About,
    Act,
    Decision,
    GradeSet,
    Looked,
    Note,
    NoteTarget,
    SightingReview,
    Verdict,
)
from reid_desktop.domain.undoing import Step


@dataclass(frozen=True, slots=True, eq=False)
class ReviewTable:
    """What was said about the sightings of one model key as columns, for the gallery.

    Every array has one row a sighting, in ascending order of id, as `SightingTable` has them.
    """

    ids: NDArray[np.int64]
    verdict: NDArray[np.uint8]
    """Number in `domain.review.VERDICTS`: 0 undecided, 1 confirmed, 2 excluded, 3 inconclusive."""
    grade: NDArray[np.int8]
    """In the set of grades asked for; -1 where there is none."""
    bookmark: NDArray[np.bool_]
    tagged: NDArray[np.bool_]
    """Carries any tag."""


@dataclass(frozen=True, slots=True)
class Said:
    """One value that was given to one sighting."""

    act_id: ActId
    sighting_id: SightingId
    act: Act


class ReviewReader(Protocol):
    """What can be asked about the review of a case; safe from several threads."""

    def known_sightings(self, ids: Sequence[SightingId]) -> NDArray[np.int64]:
        """Return those of the ids that the case has, ascending, each once."""
        ...

    def review_table(self, model_key: str, about: About = ANYTHING, grade_set: str = "vic") -> ReviewTable:
        """Return the review of all sightings of a model key as columns.

        :param about: count only decisions made in this search or about this person; the empty
            value counts the newest decision whatever it is about.
        """
        ...

    def reviews(self, ids: Sequence[SightingId]) -> list[SightingReview]:
        """Return what counts now for each sighting, in that order."""
        ...

    def decisions(self, ids: Sequence[SightingId]) -> list[Decision]:
        """Return every decision ever made about these sightings, oldest first, undone ones among them."""
        ...

    def decided(self) -> NDArray[np.int64]:
        """Return the sightings about which any decision was ever made, ascending."""
        ...

    def decision(self, decision_id: DecisionId) -> Decision | None:
        """Return one decision, None if there is no such."""
        ...

    def said_since(self, act_id: ActId | None, leave_out: str) -> NDArray[np.int64]:
        """Return the sightings about which anyone but `leave_out` said something after an act, ascending.

        None: since ever.
        """
        ...

    def said_until(self, act_id: int | None) -> list[Said]:
        """Return all that counted once an act was made (None: now), oldest first, superseded values too."""
        ...

    def steps(self, author: str) -> list[Step]:
        """Return what a person did, oldest first."""
        ...

    def tags(self) -> dict[str, int]:
        """Return the tags in use by name, with the number of sightings that carry each."""
        ...

    def grade_sets(self) -> list[GradeSet]:
        """Return the presets and the case's own sets."""
        ...

    def notes(self, target: NoteTarget | None = None) -> list[Note]:
        """Return the notes on one thing, or all, oldest first, replaced ones among them."""
        ...

    def looked(self, who: str) -> Looked | None:
        """Return up to where a person has looked; None if they never said so."""
        ...

    def newest(self) -> Looked:
        """Return the newest of everything, as a mark without person and time."""
        ...

    def review_problem(self) -> str | None:
        """Say where what counts now does not follow from what was said, None where all does."""
        ...


class ReviewWriter(Protocol):
    """What can be written about a review inside one transaction."""

    def mark(self, acts: Sequence[tuple[Act, Sequence[SightingId]]]) -> ActId:
        """Keep acts that were made together, undone together too; return the id of the first.

        :raises CaseError: a sighting is not in the case.
        """
        ...

    def undo(self, of_act: ActId, author: str, at_utc: str, reason: str = "") -> int:
        """Take a step out of what counts; it stays. Return the number of sightings it was about."""
        ...

    def redo(self, of_act: ActId, author: str, at_utc: str, reason: str = "") -> int:
        """Let an undone step count again; return the number of sightings it is about."""
        ...

    def add_grade_set(self, grade_set: GradeSet, author: str, at_utc: str) -> None:
        """Keep a set of grades; one of the same name takes the place of an earlier one."""
        ...

    def add_note(self, note: Note) -> NoteId:
        """Keep a note (its `note_id` is ignored); return the id."""
        ...

    def add_look(self, looked: Looked) -> None:
        """Keep up to where a person has looked."""
        ...


@dataclass(frozen=True, slots=True)
class DecideRequest:
    """Decide about sightings (answer: Reviewed)."""

    sightings: tuple[SightingId, ...]
    verdict: Verdict | None
    """None withdraws what was decided in the same search and about the same person."""
    about: About = ANYTHING
    reason: str = ""
    checklist: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TagRequest:
    """Give sightings a tag, or take it off (answer: Reviewed)."""

    sightings: tuple[SightingId, ...]
    tag: str
    is_on: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GradeRequest:
    """Grade sightings (answer: Reviewed)."""

    sightings: tuple[SightingId, ...]
    value: int | None
    """None takes the grade away."""
    grade_set: str = "vic"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GradeSetRequest:
    """Make a set of grades, or change one (answer: Reviewed)."""

    grade_set: GradeSet


@dataclass(frozen=True, slots=True)
class BookmarkRequest:
    """Bookmark sightings, or take the bookmark off (answer: Reviewed)."""

    sightings: tuple[SightingId, ...]
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class NoteRequest:
    """Write a note, or a new version of one (answer: Reviewed with its id)."""

    target: NoteTarget
    text: str
    """Empty withdraws the note that is replaced."""
    replaces: NoteId | None = None


@dataclass(frozen=True, slots=True)
class UndoRequest:
    """Undo the newest step of the person that works, or redo (answer: Reviewed)."""

    is_redo: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LookedRequest:
    """Remember that the person that works has looked at everything (answer: Reviewed)."""


ReviewRequest = (
    DecideRequest
    | TagRequest
    | GradeRequest
    | GradeSetRequest
    | BookmarkRequest
    | NoteRequest
    | UndoRequest
    | LookedRequest
)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a request about the review did."""

    sightings: int
    """How many it was about."""
    act_id: ActId | None = None
    """The step that undo would undo, or that was undone or redone."""
    note_id: NoteId | None = None
