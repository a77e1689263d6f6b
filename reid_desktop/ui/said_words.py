"""What examiners said about a sighting, as lines of the inspector: who, when, why, and on which features."""

from __future__ import annotations

from dataclasses import dataclass

from reid_desktop.domain.review import Decision, GradeSet, Note, NoteKind, SightingReview, Verdict

from . import text
from .facts import Fact, Section
from .tag_words import set_words, tag_words
from .translating import said, tr
from .views.checklist import FEATURE_WORDS, FINDING_WORDS, parted

_VERDICTS = {
    Verdict.CONFIRMED: said("confirmed"),
    Verdict.EXCLUDED: said("excluded"),
    Verdict.INCONCLUSIVE: said("inconclusive"),
}
_NOTES = {
    NoteKind.CASE: said("Note on the case"),
    NoteKind.MEDIA: said("Note on the file"),
    NoteKind.SIGHTING: said("Note"),
    NoteKind.DECISION: said("Note on a decision"),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """Everything that was said about one sighting."""

    review: SightingReview
    decisions: tuple[Decision, ...]
    """Oldest first, those that no longer count among them."""
    notes: tuple[Note, ...]
    """On the sighting, its file and its decisions, oldest first."""
    grade_sets: tuple[GradeSet, ...]


def said_sections(spoken: Spoken) -> list[Section]:
    """Return a section for all that was said; none where nothing was."""
    review = spoken.review
    lines = [_decision(one) for one in reversed(spoken.decisions)]
    if review.tags:
        lines.append(Fact(tr("Tags"), ", ".join(map(tag_words, review.tags))))
    for one in spoken.grade_sets:
        value = review.grades.get(one.name)
        if value is not None:
            title = text.told(one.title(value) or "")
            lines.append(Fact(set_words(one.name), f"{value} {title}".strip()))
    if review.is_bookmarked:
        lines.append(Fact(tr("Bookmark"), tr("bookmarked")))
    lines += [_note(one) for one in spoken.notes if one.replaced_by is None and one.text]
    return [Section(tr("What was said"), tuple(lines))] if lines else []


def when(at_utc: str) -> str:
    """Return the moment of an act as people read it: `2024-05-18 12:22:33 UTC`."""
    return f"{at_utc[:19].replace('T', ' ')} UTC"


def _decision(one: Decision) -> Fact:
    verdict = tr("undecided again") if one.verdict is None else tr(_VERDICTS[one.verdict])
    parts = [f"{when(one.at_utc)} · {text.plain(one.reviewer)}"]
    if one.about.search_id is not None:
        parts.append(tr("in search {number}", number=one.about.search_id))
    if one.origin:
        parts.append(tr("from elsewhere: {origin}", origin=text.plain(one.origin)))
    if one.is_undone:
        parts.append(tr("undone"))
    elif one.superseded_by is not None:
        parts.append(tr("replaced by a later one"))
    lines = [" · ".join(parts)]
    lines += [_finding(feature, finding) for feature, finding in one.checklist.items()]
    lines += [text.plain(one.reason)] if one.reason else []
    return Fact(verdict, "\n".join(lines))


def _finding(feature: str, words: str) -> str:
    finding, rest = parted(words)
    name = tr(FEATURE_WORDS.get(feature, feature))
    told = " · ".join(part for part in (tr(FINDING_WORDS[finding]) if finding else "", rest) if part)
    return text.labelled(text.plain(name), text.plain(told))


def _note(one: Note) -> Fact:
    return Fact(
        tr(_NOTES[one.target.kind]), f"{when(one.at_utc)} · {text.plain(one.author)}\n{text.plain(one.text)}"
    )
