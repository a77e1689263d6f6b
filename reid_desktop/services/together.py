"""Several persons looked for at once: any of them, or all in one item or within a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.codes import contenders
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.togetherness import Unit, best_together
from reid_desktop.ports.scan import Ids, Rows
from reid_desktop.ports.store import NO_TIME
from reid_desktop.services.comparing import Compared, ComparedVectors

UNITS_AT_ONCE = 64
"""So many items or moments are scored in full at a time, the most promising first."""

Floats = NDArray[np.float32]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Found:
    """A sighting that was found for one of the persons."""

    sighting_id: SightingId
    score: float
    person: int
    joint: float | None = None
    """Of all persons together: the least of their scores."""


def any_of(
    compared: ComparedVectors, asked: Sequence[Compared], top: int, allowed: Ids | None
) -> list[Found]:
    """Return the sightings that are most like any of the persons, each once."""
    lower = upper = rows = None
    for one in asked:
        low, high, rows = compared.bounds(one, allowed)
        lower = low if lower is None else np.maximum(lower, low)
        upper = high if upper is None else np.maximum(upper, high)
    if lower is None or upper is None:
        return []
    some = contenders(lower, upper, top)
    ids = compared.ids[rows[some] if rows is not None else some]
    scores = np.array([_scores(compared, one, ids) for one in asked])
    best = scores.max(axis=0)
    order = np.lexsort((ids, -best))[:top]
    return [Found(SightingId(int(ids[row])), float(best[row]), int(scores[:, row].argmax())) for row in order]


def all_of(
    compared: ComparedVectors,
    asked: Sequence[Compared],
    top: int,
    allowed: Ids | None,
    times_utc_ms: Ids | None,
    within_s: float | None,
) -> list[Found]:
    """Return where all persons are, best first: one sighting for each of them, never one for two.

    What counts for an item (or a moment) is the person who is found worst. An
    item whose upper bound is below the `top` best in full is never read.

    :param times_utc_ms: time of each sighting of `compared.ids`, where `within_s` is given.
    """
    uppers, rows = _uppers(compared, asked, allowed)
    if within_s is None:
        groups = _by_media(compared.media_of(compared.ids[rows]))
    else:
        assert times_utc_ms is not None
        groups = _by_time(times_utc_ms[rows], within_s)
    if not len(groups.starts):
        return []
    hopes = groups.most(uppers).min(axis=0)
    found: list[Unit] = []
    order = np.argsort(-hopes, kind="stable")
    for start in range(0, len(order), UNITS_AT_ONCE):
        some = order[start : start + UNITS_AT_ONCE]
        border = sorted((one.joint for one in found), reverse=True)[top - 1] if len(found) >= top else -2.0
        if hopes[some[0]] < border:
            break
        found = _merged([*found, *_in_full(compared, asked, rows, [groups.rows(int(i)) for i in some])], top)
    return [
        Found(sighting_id, score, person, one.joint)
        for one in found
        for person, (sighting_id, score) in enumerate(zip(one.sightings, one.scores, strict=True))
    ]


def _uppers(compared: ComparedVectors, asked: Sequence[Compared], allowed: Ids | None) -> tuple[Floats, Rows]:
    found = [compared.bounds(one, allowed) for one in asked]
    rows = found[0][2]
    return np.array([upper for _, upper, _ in found]), np.arange(len(compared)) if rows is None else rows


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """Runs of an order; they may overlap."""

    order: Rows
    starts: Rows
    ends: Rows

    def rows(self, number: int) -> Rows:
        return self.order[self.starts[number] : self.ends[number]]

    def most(self, values: Floats) -> Floats:
        """Return the greatest of each row of values (p, n) in each group."""
        filled = np.pad(values[:, self.order], ((0, 0), (0, 1)), constant_values=-2)
        pairs = np.stack([self.starts, self.ends], axis=1).reshape(-1)
        return np.asarray(np.maximum.reduceat(filled, pairs, axis=1)[:, ::2], np.float32)


def _by_media(media: Ids) -> _Groups:
    order = np.argsort(media, kind="stable")
    starts = np.flatnonzero(np.diff(media[order], prepend=-1))
    return _Groups(order, starts, np.append(starts[1:], len(order)) if len(starts) else starts)


def _by_time(times: Ids, within_s: float) -> _Groups:
    """Return for each sighting with a time those from then on within the time: no pair is missed."""
    known = np.flatnonzero(times != NO_TIME)
    order = known[np.argsort(times[known], kind="stable")]
    ends = np.searchsorted(times[order], times[order] + round(within_s * 1000), side="right")
    return _Groups(order, np.arange(len(order)), ends)


def _in_full(
    compared: ComparedVectors, asked: Sequence[Compared], rows: Rows, groups: list[Rows]
) -> list[Unit]:
    """Score the sightings of some groups in full, and choose in each who stands for which person."""
    places = np.unique(np.concatenate(groups))
    ids = compared.ids[rows[places]]
    scores = np.array([_scores(compared, one, ids) for one in asked])
    units = [
        best_together(ids[here], scores[:, here])
        for here in (np.searchsorted(places, group) for group in groups)
    ]
    return [one for one in units if one is not None]


def _merged(units: list[Unit], top: int) -> list[Unit]:
    """Return the best, each choice of sightings once."""
    once = {one.sightings: one for one in units}
    return sorted(once.values(), key=lambda one: (-one.joint, -sum(one.scores), one.sightings))[:top]


def _scores(compared: ComparedVectors, one: Compared, ids: Ids) -> Scores:
    """Return the score of each id, compared in full."""
    found = dict(compared.score(one, ids))
    return np.array([found[SightingId(int(i))] for i in ids])
