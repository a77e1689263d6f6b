"""What there is to review, queue by queue, and how far each is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.query import Filters, ProbeOrigin
from reid_desktop.domain.review import UNDECIDED, VERDICTS, About, Verdict, grade_text
from reid_desktop.ports.store import CaseReader, Ids

from .review_progress import Progress, Queue
from .space_time import verdicts_of

MOST_SEARCHES = 20
"""So many of the newest searches are queues; older ones are among the past searches."""


class QueueKind(StrEnum):
    """Why some sightings make a queue."""

    ALL = "all"
    UNDECIDED = "undecided"
    NEW = "new"
    """Found since the person who works looked last."""
    INCONCLUSIVE = "inconclusive"
    BOOKMARKED = "bookmarked"
    TAG = "tag"
    GRADE = "grade"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class NamedQueue:
    """A queue with its name and how far its review is."""

    kind: QueueKind
    name: str
    """Of the tag, of the grade with its number (`vic:4 Comparison image`), or of the probe; else empty."""
    queue: Queue
    progress: Progress
    probe: ProbeOrigin | None = None
    """Of a search."""


def review_queues(store: CaseReader, who: str) -> list[NamedQueue]:
    """Return the queues of a case that hold something, as `who` would see them; all sightings come first."""
    key = store.newest_model_key()
    if key is None:
        return []
    decided = store.verdicts()
    found = []
    for kind, name, filters in _narrowed(store, who):
        ids = np.sort(store.filtered(key, filters))
        if len(ids):
            found.append(NamedQueue(kind, name, Queue(filters=filters), _progress(decided, ids)))
    return [*found, *_searches(store)]


def _narrowed(store: CaseReader, who: str) -> Iterator[tuple[QueueKind, str, Filters]]:
    yield QueueKind.ALL, "", Filters()
    yield QueueKind.UNDECIDED, "", Filters(decisions=frozenset({UNDECIDED}))
    looked = store.looked(who)
    if looked is not None:
        yield QueueKind.NEW, "", Filters(newer_than=looked.sighting_id)
    yield QueueKind.INCONCLUSIVE, "", Filters(decisions=frozenset({Verdict.INCONCLUSIVE.value}))
    yield QueueKind.BOOKMARKED, "", Filters(bookmarked_only=True)
    for tag in sorted(store.tags(), key=str.casefold):
        yield QueueKind.TAG, tag, Filters(tags=frozenset({tag}))
    for one in store.grade_sets():
        for level in one.levels:
            grade = grade_text(one.name, level.value)
            yield QueueKind.GRADE, f"{grade} {level.title}", Filters(grades=frozenset({grade}))


def _searches(store: CaseReader) -> Iterator[NamedQueue]:
    for one in store.searches()[::-1][:MOST_SEARCHES]:
        record = store.search(one.search_id)
        ids = np.unique(np.array([found.sighting_id for found in record.candidates], np.int64))
        progress = _progress(store.verdicts(About(record.search_id)), ids)
        yield NamedQueue(QueueKind.SEARCH, record.probe.name, Queue(record.search_id), progress, record.probe)


def _progress(decided: tuple[Ids, NDArray[np.uint8]], ids: Ids) -> Progress:
    """Return how far the review of `ids` (ascending, each once) is."""
    found = np.bincount(verdicts_of(decided, ids), minlength=len(VERDICTS))
    return Progress(len(ids), {word: int(found[code]) for code, word in enumerate(VERDICTS)})
