"""What was said about sightings, at hand for painting: verdicts, bookmarks, tags, grades."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.review import VERDICTS, SightingReview, verdict_code
from reid_desktop.ports.review import ReviewTable
from reid_desktop.ports.store import Ids
from reid_desktop.ui.translating import said, tr

_Value = TypeVar("_Value", np.uint8, np.int8, np.bool_)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is shown of one sighting's review."""

    verdict: int = 0
    """Number in `domain.review.VERDICTS`."""
    grade: int = -1
    is_bookmarked: bool = False
    is_tagged: bool = False
    is_alarmed: bool = False
    """An alarm of this sighting waits to be acknowledged."""


NO_MARK = Mark()
_AT_ONCE = 8192


class ReviewMarks:
    """The columns of a review table; what was just decided is there before the case is read again."""

    def __init__(self, table: ReviewTable | None = None) -> None:
        """Take a table as it was read, or start with nothing said."""
        none = np.empty(0, np.int64)
        self._ids: Ids = none if table is None else table.ids
        self._verdicts: NDArray[np.uint8] = (none if table is None else table.verdict).astype(np.uint8)
        self._grades: NDArray[np.int8] = (none if table is None else table.grade).astype(np.int8)
        self._bookmarks: NDArray[np.bool_] = (none if table is None else table.bookmark).astype(np.bool_)
        self._tagged: NDArray[np.bool_] = (none if table is None else table.tagged).astype(np.bool_)

    def unknown(self, ids: Ids) -> Ids:
        """Return those of some ids, given in ascending order, that are not known; in any thread."""
        known = self._ids
        if not len(known):
            return ids
        rows = np.minimum(np.searchsorted(known, ids), len(known) - 1)
        found: Ids = ids[known[rows] != ids]
        return found

    def add(self, ids: Ids) -> None:
        """Know some more sightings, unknown ones in ascending order, of which nothing was said."""
        both = np.append(self._ids, ids)
        order = None if len(self._ids) == 0 or self._ids[-1] < ids[0] else np.argsort(both, kind="stable")

        def column(before: NDArray[_Value], value: int) -> NDArray[_Value]:
            joined = np.append(before, np.full(len(ids), value, before.dtype))
            return joined if order is None else joined[order]

        self._ids = both if order is None else both[order]
        self._verdicts, self._grades = column(self._verdicts, 0), column(self._grades, -1)
        self._bookmarks, self._tagged = column(self._bookmarks, 0), column(self._tagged, 0)

    def mark(self, sighting_id: int) -> Mark:
        """Return what is shown of a sighting."""
        row = self._row(sighting_id)
        if row is None:
            return NO_MARK
        return Mark(
            int(self._verdicts[row]),
            int(self._grades[row]),
            bool(self._bookmarks[row]),
            bool(self._tagged[row]),
        )

    def verdicts(self, ids: Ids) -> NDArray[np.uint8]:
        """Return the verdict of each sighting; 0 for unknown ones."""
        found = np.zeros(len(ids), np.uint8)
        if len(self._ids):
            rows = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
            there = self._ids[rows] == ids
            found[there] = self._verdicts[rows[there]]
        return found

    def decide(self, ids: Iterable[int], verdict: int) -> None:
        """Show a verdict at once; the case says later what holds."""
        for one in ids:
            row = self._row(one)
            if row is not None:
                self._verdicts[row] = verdict

    def update(self, reviews: Iterable[SightingReview], grade_set: str) -> None:
        """Take what holds now for some sightings."""
        for one in reviews:
            row = self._row(one.sighting_id)
            if row is not None:
                decision = one.decision
                self._verdicts[row] = 0 if decision is None else verdict_code(decision.verdict) or 0
                self._grades[row] = one.grades.get(grade_set, -1)
                self._bookmarks[row] = one.is_bookmarked
                self._tagged[row] = bool(one.tags)

    def next_undecided(self, ids: Ids, after: int) -> int | None:
        """Return the place of the next undecided one of a list: behind a place, else from the front."""
        for first in (after + 1, 0):
            for start in range(first, len(ids), _AT_ONCE):
                places = np.flatnonzero(self.verdicts(ids[start : start + _AT_ONCE]) == 0)
                if len(places):
                    return start + int(places[0])
        return None

    def counts(self, ids: Ids) -> dict[str, int]:
        """Return how many of some sightings, given in ascending order, have each verdict."""
        rows = np.flatnonzero(self._verdicts)
        decided = self._ids[rows]
        places = np.minimum(np.searchsorted(ids, decided), max(len(ids) - 1, 0))
        there = self._verdicts[rows[ids[places] == decided]] if len(ids) else self._verdicts[:0]
        found = np.bincount(there, minlength=len(VERDICTS))
        found[0] = len(ids) - len(there)
        return {word: int(found[code]) for code, word in enumerate(VERDICTS)}

    def _row(self, sighting_id: SightingId | int) -> int | None:
        row = int(np.searchsorted(self._ids, sighting_id))
        return row if row < len(self._ids) and int(self._ids[row]) == sighting_id else None


_VERDICT_WORDS = ("", said("confirmed"), said("excluded"), said("inconclusive"))


def review_words(mark: Mark) -> list[str]:
    """Return a mark in words, for screen readers and hints."""
    words = [tr("an alarm waits")] if mark.is_alarmed else []
    words += [tr(_VERDICT_WORDS[mark.verdict])] if mark.verdict else []
    if mark.grade >= 0:
        words.append(tr("grade {number}", number=mark.grade))
    if mark.is_bookmarked:
        words.append(tr("bookmarked"))
    if mark.is_tagged:
        words.append(tr("tagged"))
    return words
