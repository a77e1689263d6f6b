"""The read side of the review: columns, counts, how far a queue is, what is new to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import (
    ANYTHING,
    VERDICTS,
    About,
    Decision,
    GradeSet,
    Note,
    NoteTarget,
    SightingReview,
)
from reid_desktop.domain.undoing import Reach, reach
from reid_desktop.ports.review import ReviewTable
from reid_desktop.ports.store import CaseReader, Ids

from .review_progress import Progress, Queue
from .review_queues import NamedQueue, review_queues


@dataclass(frozen=True, slots=True, eq=False)
class Novelty:
    """What came since a person looked last; everything, if they never did."""

    since_utc: str | None
    after: SightingId | None
    """For `Filters.newer_than`."""
    sightings: int
    """Newly found, under the newest model key."""
    reviewed: Ids
    """Sightings about which others said something since."""
    searches: int
    """Made since, by anyone."""
    notes: int
    """Written since by others."""


class ReviewDesk:
    """Answers what a person at review wants to know; pure reads."""

    def __init__(self, store: CaseReader) -> None:
        """Read from `store`."""
        self._store = store

    def table(self, about: About = ANYTHING, grade_set: str = "vic") -> ReviewTable | None:
        """Return the columns for the newest model key, None where nothing was analysed."""
        key = self._store.newest_model_key()
        return None if key is None else self._store.review_table(key, about, grade_set)

    def reviews(self, ids: Sequence[SightingId]) -> list[SightingReview]:
        """Return what counts now for each sighting, in that order."""
        return self._store.reviews(ids)

    def tags(self) -> dict[str, int]:
        """Return the tags in use by name, with the number of sightings that carry each."""
        return self._store.tags()

    def grade_sets(self) -> list[GradeSet]:
        """Return the presets and the case's own sets."""
        return self._store.grade_sets()

    def notes(self, target: NoteTarget | None = None) -> list[Note]:
        """Return the notes on one thing, or all, oldest first."""
        return self._store.notes(target)

    def history(self, sighting_id: SightingId) -> list[Decision]:
        """Return every decision about a sighting, oldest first."""
        return self._store.decisions([sighting_id])

    def reach(self, who: str) -> Reach:
        """Return what undo would undo and redo would redo for a person."""
        return reach(self._store.steps(who))

    def progress(self, queue: Queue) -> Progress:
        """Return how far a queue is.

        :raises CaseError: there is no such search.
        """
        if queue.search_id is not None:
            record = self._store.search(queue.search_id)
            key: str | None = record.model_key
            ids = np.array([candidate.sighting_id for candidate in record.candidates], np.int64)
        else:
            key = self._store.newest_model_key()
            ids = np.empty(0, np.int64) if key is None else self._store.filtered(key, queue.filters)
        if key is None:
            return Progress(0, dict.fromkeys(VERDICTS, 0))
        table = self._store.review_table(key, queue.about)
        codes = table.verdict[np.isin(table.ids, ids)]
        found = np.bincount(codes, minlength=len(VERDICTS))
        return Progress(len(ids), {word: int(found[code]) for code, word in enumerate(VERDICTS)})

    def queues(self, who: str) -> list[NamedQueue]:
        """Return the queues that hold something, as a person would see them; all sightings come first."""
        return review_queues(self._store, who)

    def next_undecided(self, queue: Sequence[SightingId], about: About, after: int = -1) -> int | None:
        """Return the place in `queue` of the next undecided sighting behind place `after`.

        Begins again at the front; None where everything is decided.
        """
        key = self._store.newest_model_key()
        if key is None or not queue:
            return None
        table = self._store.review_table(key, about)
        decided = table.ids[table.verdict > 0]
        open_places = np.flatnonzero(~np.isin(np.array(queue, np.int64), decided))
        if not len(open_places):
            return None
        behind = open_places[open_places > after]
        return int(behind[0] if len(behind) else open_places[0])

    def novelty(self, who: str) -> Novelty:
        """Return what is new to a person."""
        looked, key = self._store.looked(who), self._store.newest_model_key()
        after = looked.sighting_id if looked else SightingId(0)
        new = Filters(newer_than=after)
        return Novelty(
            looked.at_utc if looked else None,
            looked.sighting_id if looked else None,
            0 if key is None else len(self._store.filtered(key, new)),
            self._store.said_since(looked.act_id if looked else None, who),
            sum(one.search_id > (looked.search_id if looked else 0) for one in self._store.searches()),
            sum(
                note.author != who and (note.note_id or 0) > (looked.note_id if looked else 0)
                for note in self._store.notes()
            ),
        )
