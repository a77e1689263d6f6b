"""What examiners say about sightings: decisions, tags, grades, bookmarks, notes.

Everything that is said is an act that is kept for good. What counts now is what the newest act
says that was not undone: undo and redo are acts of their own and take nothing away.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from .errors import UsageError
from .ids import ActId, DecisionId, MediaId, NoteId, SearchId, SightingId

FEATURES = ("clothing", "footwear", "build", "gait", "carried items")
"""What is compared between probe and candidate (analysis and comparison of ACE-V)."""
FINDINGS = ("agrees", "differs", "not comparable")
"""The usual findings on a feature; any other words may stand there too."""
LONGEST_NAME = 100
LONGEST_TEXT = 20_000


class Verdict(StrEnum):
    """What an examiner decides about a sighting: is it the person that is looked for?"""

    CONFIRMED = "confirmed"
    EXCLUDED = "excluded"
    INCONCLUSIVE = "inconclusive"


UNDECIDED = "undecided"
"""Stands beside the verdicts in filters and counts."""

VERDICTS = (UNDECIDED, *(verdict.value for verdict in Verdict))
"""By the number that stands in columns: 0 undecided, 1 confirmed, 2 excluded, 3 inconclusive."""


class SlotKind(StrEnum):
    """What can be said of a sighting, one value at a time each."""

    DECISION = "decision"
    BOOKMARK = "bookmark"
    TAG = "tag"
    GRADE = "grade"


@dataclass(frozen=True, slots=True)
class Slot:
    """Holds one value a sighting: each tag and each set of grades is a slot of its own."""

    kind: SlotKind
    name: str = ""
    """Of the tag or the set of grades."""


DECISION = Slot(SlotKind.DECISION)
BOOKMARK = Slot(SlotKind.BOOKMARK)


@dataclass(frozen=True, slots=True)
class About:
    """What a decision is about besides the sighting: a search, a person of interest, both or neither."""

    search_id: SearchId | None = None
    person_id: int | None = None


ANYTHING = About()


@dataclass(frozen=True, slots=True)
class Act:
    """A value given to a slot of one or more sightings."""

    slot: Slot
    code: int | None
    """Number of the verdict or of the grade, 1 for a tag or bookmark; None takes the value away."""
    author: str
    at_utc: str
    reason: str = ""
    about: About = ANYTHING
    checklist: Mapping[str, str] = field(default_factory=dict)
    """Feature to finding, of decisions."""
    origin: str = ""
    """Where it comes from if it was not made in this case: another examiner's copy, a snapshot."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about one sighting, as it was made."""

    decision_id: DecisionId
    act_id: ActId
    sighting_id: SightingId
    verdict: Verdict | None
    """None: an earlier decision is withdrawn."""
    about: About
    reviewer: str
    at_utc: str
    reason: str
    checklist: Mapping[str, str]
    origin: str = ""
    is_undone: bool = False
    superseded_by: DecisionId | None = None
    """The next decision about the same sighting, search and person that was not undone."""

    @property
    def is_current(self) -> bool:
        """Tell whether it counts now for its sighting, search and person."""
        return not self.is_undone and self.superseded_by is None and self.verdict is not None


@dataclass(frozen=True, slots=True)
class GradeLevel:
    """One grade of a set."""

    value: int
    title: str


@dataclass(frozen=True, slots=True)
class GradeSet:
    """A scale that sightings are graded on."""

    name: str
    levels: tuple[GradeLevel, ...]

    def __post_init__(self) -> None:
        """Refuse sets without levels, and numbers that are given twice or do not fit."""
        values = [level.value for level in self.levels]
        if not values or len(set(values)) != len(values):
            raise UsageError("A set of grades needs levels, each with a number of its own.")
        if min(values) < 0 or max(values) > 99:
            raise UsageError("The numbers of grades go from 0 to 99.")

    def title(self, value: int) -> str | None:
        """Return what a grade is called, None if the set has no such grade."""
        return next((level.title for level in self.levels if level.value == value), None)


VIC = GradeSet(
    "vic",
    (
        GradeLevel(0, "Not pertinent"),
        GradeLevel(1, "Child abuse material"),
        GradeLevel(2, "Child exploitive, or age difficult"),
        GradeLevel(3, "Computer-generated or animated"),
        GradeLevel(4, "Comparison image"),
        GradeLevel(5, "Uncategorised"),
    ),
)
"""The categories 0 to 5 of Project VIC."""

PRESETS = (VIC,)


class NoteKind(StrEnum):
    """What a note is about."""

    CASE = "case"
    MEDIA = "media"
    SIGHTING = "sighting"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class NoteTarget:
    """The thing that a note is about."""

    kind: NoteKind
    number: int = 0
    """Id of the media item, sighting or decision; 0 for the case."""

    @staticmethod
    def case() -> NoteTarget:
        """Return the case itself."""
        return NoteTarget(NoteKind.CASE)

    @staticmethod
    def media(media_id: MediaId) -> NoteTarget:
        """Return a media item."""
        return NoteTarget(NoteKind.MEDIA, media_id)

    @staticmethod
    def sighting(sighting_id: SightingId) -> NoteTarget:
        """Return a sighting."""
        return NoteTarget(NoteKind.SIGHTING, sighting_id)

    @staticmethod
    def decision(decision_id: DecisionId) -> NoteTarget:
        """Return a decision."""
        return NoteTarget(NoteKind.DECISION, decision_id)


@dataclass(frozen=True, slots=True)
class Note:
    """A text with author and time; a later version replaces it and takes nothing away."""

    target: NoteTarget
    text: str
    """Empty: the note that it replaces is withdrawn."""
    author: str
    at_utc: str
    replaces: NoteId | None = None
    note_id: NoteId | None = None
    """Set by the store."""
    replaced_by: NoteId | None = None


@dataclass(frozen=True, slots=True)
class SightingReview:
    """What counts now for one sighting."""

    sighting_id: SightingId
    decision: Decision | None = None
    """The newest one, whatever search or person it is about."""
    tags: tuple[str, ...] = ()
    grades: Mapping[str, int] = field(default_factory=dict)
    """Name of the set to number of the grade."""
    is_bookmarked: bool = False
    notes: int = 0
    """Notes on the sighting that stand."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Up to where a person has looked: what is newer is new to them."""

    who: str
    at_utc: str
    sighting_id: SightingId
    act_id: ActId
    search_id: SearchId
    note_id: NoteId


def verdict_code(verdict: Verdict | None) -> int | None:
    """Return the number of a verdict as columns hold it."""
    return None if verdict is None else VERDICTS.index(verdict.value)


def verdict_of(code: int | None) -> Verdict | None:
    """Return the verdict of a number, None for 0 and None."""
    return Verdict(VERDICTS[code]) if code else None


def tag_named(text: str) -> str:
    """Return the name of a tag or set of grades as it is kept.

    :raises UsageError: it is empty, too long, or cannot be printed.
    """
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError("A name has 1 to {most} characters that can be printed.", most=LONGEST_NAME)
    return name


def checked_text(text: str) -> str:
    """Return the text of a reason or a note, without space around it.

    :raises UsageError: it is longer than anyone would write.
    """
    if len(text) > LONGEST_TEXT:
        raise UsageError("A text here has at most {most:,} characters.", most=LONGEST_TEXT)
    return text.strip()


def checked_checklist(checklist: Mapping[str, str]) -> dict[str, str]:
    """Return a checklist with clean names of features and without empty findings."""
    found = {tag_named(feature).casefold(): checked_text(finding) for feature, finding in checklist.items()}
    return {feature: finding for feature, finding in found.items() if finding}


def grade_text(grade_set: str, value: int) -> str:
    """Return a grade as filters name it: `vic:1`."""
    return f"{grade_set}:{value}"


def parsed_grade(text: str) -> tuple[str, int]:
    """Return set and number of `vic:1`.

    :raises UsageError: the text does not look like that.
    """
    name, _, number = text.rpartition(":")
    if not name or not number.isascii() or not number.isdigit():
        raise UsageError("{text} is no grade; give SET:NUMBER, such as vic:1.", text=text)
    return tag_named(name), int(number)


def with_successors(decisions: Iterable[Decision]) -> list[Decision]:
    """Return decisions (ascending ids, of any sightings) with what superseded each."""
    newest: dict[tuple[SightingId, About], DecisionId] = {}
    result: list[Decision] = []
    for decision in sorted(decisions, key=lambda one: one.decision_id, reverse=True):
        key = (decision.sighting_id, decision.about)
        result.append(replace(decision, superseded_by=newest.get(key)))
        if not decision.is_undone:
            newest[key] = decision.decision_id
    return result[::-1]
