"""The exact answer to a search: everything that is allowed was compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Candidate, Filters
from reid_desktop.domain.reranking import reranked
from reid_desktop.domain.search_options import SearchOptions, Together
from reid_desktop.ports.store import Ids
from reid_desktop.services.comparing import Compared, ComparedVectors
from reid_desktop.services.together import Found, all_of, any_of

RERANKED = 300
"""So many first candidates, or twice as many as are asked for, are ordered again."""
TimesOf = Callable[[], Ids]
"""Gives the time of each sighting that is compared; asked only where it matters."""


@dataclass(frozen=True, slots=True)
class Question:
    """What decides a ranked list, beside the probes."""

    filters: Filters
    top: int
    options: SearchOptions
    exact: bool = False
    hnsw: bool = False


def found_exactly(
    compared: ComparedVectors,
    asked: Sequence[Compared],
    question: Question,
    allowed: Ids | None,
    times_of: TimesOf,
) -> list[Found]:
    """Return the list of comparing everything that is allowed."""
    options, top = question.options, question.top
    if options.together is Together.ALL and len(asked) > 1:
        times = times_of() if options.within_s is not None else None
        return all_of(compared, asked, top, allowed, times, options.within_s)
    if len(asked) > 1:
        return any_of(compared, asked, top, allowed)
    if options.rerank:
        return _reranked(compared, asked[0], top, allowed)
    return [Found(i, score, 0) for i, score in compared.rank(asked[0], top, allowed)]


def _reranked(compared: ComparedVectors, asked: Compared, top: int, allowed: Ids | None) -> list[Found]:
    """Return the first candidates in the order of whom they have for neighbours; scores stay the cosines."""
    first = compared.rank(asked, max(RERANKED, 2 * top), allowed)
    if not first:
        return []
    ids = np.array(sorted(i for i, _ in first), np.int64)
    distances = np.round(reranked(asked.vector, compared.known(ids, bare=asked.is_bare)), 6)
    scores = dict(first)
    order = [SightingId(int(i)) for i in ids[np.lexsort((ids, distances))]]
    return [Found(i, scores[i], 0) for i in order[:top]]


def candidates_of(found: Sequence[Found]) -> tuple[Candidate, ...]:
    """Return a list as it is recorded: ranks, scores to six places."""
    return tuple(
        Candidate(
            rank,
            one.sighting_id,
            round(one.score, 6),
            one.person,
            None if one.joint is None else round(one.joint, 6),
        )
        for rank, one in enumerate(found, start=1)
    )
