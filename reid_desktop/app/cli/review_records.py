"""The review as the JSON rows that the command line promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.cli.records import Row
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.review import Decision, Note, SightingReview

PAGE = 500


def decision_rows(case: OpenCase) -> Iterator[Row]:
    """Yield every decision ever made, by sighting and then by time."""
    ids = [SightingId(i) for i in case.store.decided().tolist()]
    for start in range(0, len(ids), PAGE):
        found = case.store.decisions(ids[start : start + PAGE])
        yield from map(decision_row, sorted(found, key=lambda one: (one.sighting_id, one.decision_id)))


def tag_rows(case: OpenCase) -> Iterator[Row]:
    """Yield the tags in use."""
    return ({"tag": name, "sightings": count} for name, count in case.store.tags().items())


def grade_rows(case: OpenCase) -> Iterator[Row]:
    """Yield the levels of all sets of grades."""
    return (
        {"grade_set": one.name, "value": level.value, "title": level.title}
        for one in case.store.grade_sets()
        for level in one.levels
    )


def note_rows(case: OpenCase) -> Iterator[Row]:
    """Yield every note ever written."""
    return map(note_row, case.store.notes())


def decision_row(decision: Decision) -> Row:
    """Return a decision as it was made, and whether it still counts."""
    return {
        "decision_id": decision.decision_id,
        "act": decision.act_id,
        "sighting_id": decision.sighting_id,
        "verdict": decision.verdict.value if decision.verdict else None,
        "search_id": decision.about.search_id,
        "person": decision.about.person_id,
        "reviewer": decision.reviewer,
        "at_utc": decision.at_utc,
        "reason": decision.reason,
        "checklist": dict(decision.checklist),
        "origin": decision.origin,
        "undone": decision.is_undone,
        "superseded_by": decision.superseded_by,
        "current": decision.is_current,
    }


def note_row(note: Note) -> Row:
    """Return a note; what it is about by number (media items and sightings as `show` numbers them)."""
    return {
        "note_id": note.note_id,
        "about": note.target.kind.value,
        "number": note.target.number or None,
        "text": note.text,
        "author": note.author,
        "at_utc": note.at_utc,
        "replaces": note.replaces,
        "replaced_by": note.replaced_by,
        "withdrawn": not note.text,
    }


def review_row(review: SightingReview) -> Row:
    """Return what counts now for a sighting."""
    decision = review.decision
    return {
        "decision": decision.verdict.value if decision and decision.verdict else None,
        "decision_id": decision.decision_id if decision else None,
        "tags": list(review.tags),
        "grades": dict(review.grades),
        "bookmarked": review.is_bookmarked,
        "notes": review.notes,
    }


def reviews_of(case: OpenCase, ids: Sequence[SightingId]) -> dict[SightingId, Row]:
    """Return what counts now for each sighting."""
    return {one.sighting_id: review_row(one) for one in case.store.reviews(ids)}
