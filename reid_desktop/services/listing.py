"""Which sightings are shown in which order, and what is folded under what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.folding import Arrangement, arrange
from reid_desktop.domain.query import Filters, SearchRecord
from reid_desktop.ports.store import NO_TIME, CaseReader, Ids, SightingTable

from .card_groups import By, Groups, day_numbers, groups_by

_T = TypeVar("_T")


class Order(StrEnum):
    """How all sightings are sorted; a search is always sorted by rank."""

    NEWEST = "newest"
    OLDEST = "oldest"
    QUALITY = "quality"
    ADDED = "added"
    EXHIBIT = "exhibit"
    CLIP = "clip"
    """By photo or clip, in order of time within it."""
    DAY = "day"
    """By day in UTC, newest first; unknown times last."""
    PLACE = "place"
    """By place, about a kilometre at a time; unknown places last."""
    RANK = "rank"
    """Of candidates; all sightings are newest first."""


@dataclass(frozen=True, slots=True, eq=False)
class Folds:
    """What lies in which stack; the first three have one value for each card of the gallery."""

    keys: Ids
    """The smallest id of its stack (of the whole case); its own where it stands alone."""
    sizes: NDArray[np.int32]
    """How many of the sightings that pass lie in its stack."""
    places: NDArray[np.int32]
    """0 for the card on top, 1, 2, ... for those below it (shown only while the stack is open)."""
    folded: Ids
    """Ids that pass and lie under a card, ascending."""
    tops: Ids
    """The card that each of `folded` lies under."""

    def seen_as(self, ids: Ids) -> Ids:
        """Return the ids with every folded one replaced by the card it lies under."""
        if not len(self.folded):
            return ids
        places = np.minimum(np.searchsorted(self.folded, ids), len(self.folded) - 1)
        return np.where(self.folded[places] == ids, self.tops[places], ids)


@dataclass(frozen=True, slots=True)
class ExhibitCount:
    """An exhibit with what was found in it."""

    exhibit: Exhibit
    sightings: int
    media: int
    """Items with at least one sighting."""


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """The cards of a gallery in order; see the fields of the same names of a `View`."""

    ids: Ids
    by_id: Ids
    ascending: Ids
    ranks: NDArray[np.int32]
    scores: NDArray[np.float32]
    folds: Folds
    groups: Groups | None = None


class Kept(Generic[_T]):
    """The last answer, given again, the same object, while all that it was made from is the same.

    Views that are given what they show already have nothing to do.
    """

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._kept: tuple[tuple[object, ...], tuple[NDArray[np.generic], ...], _T] | None = None

    def get(
        self, same: tuple[object, ...], equal: tuple[NDArray[np.generic], ...], make: Callable[[], _T]
    ) -> _T:
        """Return the answer to `same` and the arrays `equal`; make it where it is another."""
        kept = self._kept
        if kept is not None and kept[0] == same and all(map(_are_equal, kept[1], equal)):
            return kept[2]
        made = make()
        self._kept = (same, equal, made)
        return made


def _are_equal(one: NDArray[np.generic], other: NDArray[np.generic]) -> bool:
    return one is other or np.array_equal(one, other)


def listing_of(
    table: SightingTable,
    base: tuple[Ids, NDArray[np.int32], NDArray[np.float32]],
    keys: Ids,
    order: Order | None,
    opened: frozenset[int],
) -> Listing:
    """Sort and fold the rows of `base`, of which ranks and scores are empty outside a search.

    :param order: None: as they are, by rank.
    """
    rows, ranks, scores = base
    sorting = np.arange(len(rows)) if order is None else _sorted(table, rows, order)
    shown = rows[sorting]
    arranged = arrange(keys[shown], tuple(opened))
    ids = table.ids[shown][arranged.shown]
    by_id = np.argsort(ids, kind="stable").astype(np.int64)
    if len(ranks):
        ranks, scores = ranks[sorting][arranged.shown], scores[sorting][arranged.shown]
    folds = _folds(table, shown, arranged, keys)
    groups = _groups(table, shown[arranged.shown], order, np.where(folds.places > 0, 0, folds.sizes))
    return Listing(ids, by_id, ids[by_id], ranks, scores, folds, groups)


def _groups(table: SightingTable, rows: Ids, order: Order | None, sizes: NDArray[np.int32]) -> Groups | None:
    """Return the groups that an order brings together; None for an order that makes none."""
    if order is Order.EXHIBIT:
        return groups_by(By.EXHIBIT, (table.exhibit_rows[rows],), sizes)
    if order is Order.CLIP:
        return groups_by(By.CLIP, (table.media_ids[rows],), sizes)
    if order is Order.PLACE:
        return groups_by(By.PLACE, _cells(table, rows), sizes)
    return groups_by(By.DAY, (day_numbers(table, rows),), sizes) if order is Order.DAY else None


def _folds(table: SightingTable, rows: Ids, arranged: Arrangement, keys: Ids) -> Folds:
    """Return what lies in which stack, in ids; `rows` are those that pass, in order."""
    ids = table.ids[rows]
    folded, tops = ids[arranged.folded], ids[arranged.tops]
    by_id = np.argsort(folded, kind="stable")
    return Folds(keys[rows][arranged.shown], arranged.sizes, arranged.places, folded[by_id], tops[by_id])


def base_rows(
    table: SightingTable, record: SearchRecord | None
) -> tuple[Ids, NDArray[np.int32], NDArray[np.float32]]:
    """Return the rows of `table` to show, with rank and score when they are candidates."""
    if record is None:
        rows = np.arange(len(table.ids), dtype=np.int64)
        return rows, np.empty(0, np.int32), np.empty(0, np.float32)
    candidates = record.candidates
    wanted = np.fromiter((c.sighting_id for c in candidates), np.int64, len(candidates))
    ranks = np.fromiter((c.rank for c in candidates), np.int32, len(candidates))
    scores = np.fromiter((c.score for c in candidates), np.float32, len(candidates))
    rows = np.searchsorted(table.ids, wanted).astype(np.int64)
    there = rows < len(table.ids)
    there[there] = table.ids[rows[there]] == wanted[there]
    return rows[there], ranks[there], scores[there]


def passing_rows(
    store: CaseReader, key: str | None, table: SightingTable, filters: Filters
) -> NDArray[np.bool_]:
    """Return for every row of `table` whether it passes."""
    if filters.is_empty or key is None:
        return np.ones(len(table.ids), np.bool_)
    return np.isin(table.ids, store.filtered(key, filters), assume_unique=True)


def _cells(table: SightingTable, rows: Ids) -> tuple[NDArray[np.float64], ...]:
    """Return the keys that bring sightings of one neighbourhood together, unknown places last."""
    latitude, longitude = table.latitude_deg[rows], table.longitude_deg[rows]
    unplaced = ~np.isfinite(latitude)
    north = np.floor(np.where(unplaced, 0.0, latitude) * 100).astype(np.float64)
    east = np.floor(np.where(unplaced, 0.0, longitude) * 100).astype(np.float64)
    return east, north, unplaced.astype(np.float64)


def _sorted(table: SightingTable, rows: Ids, order: Order) -> Ids:
    """Return the positions that put `rows` in order; equal ones by id, unknown times last."""
    ids = table.ids[rows]
    if order is Order.ADDED:
        return np.argsort(-ids, kind="stable").astype(np.int64)
    if order is Order.QUALITY:
        return np.lexsort((ids, -table.quality[rows])).astype(np.int64)
    times = table.time_utc_ms[rows]
    unknown = times == NO_TIME
    known = np.where(unknown, 0, times)
    if order is Order.EXHIBIT:
        return np.lexsort((ids, -known, unknown, table.exhibit_rows[rows])).astype(np.int64)
    if order is Order.CLIP:
        return np.lexsort((ids, known, table.media_ids[rows])).astype(np.int64)
    if order is Order.PLACE:
        return np.lexsort((ids, -known, *_cells(table, rows))).astype(np.int64)
    return np.lexsort((ids, known if order is Order.OLDEST else -known, unknown)).astype(np.int64)


def exhibit_counts(exhibits: Sequence[Exhibit], table: SightingTable) -> tuple[ExhibitCount, ...]:
    length = len(exhibits)
    known = (table.exhibit_rows >= 0) & (table.exhibit_rows < length)
    sightings = np.bincount(table.exhibit_rows[known], minlength=length)
    _, first = np.unique(table.media_ids, return_index=True)
    first = first[known[first]] if len(first) else first
    media = np.bincount(table.exhibit_rows[first], minlength=length)
    return tuple(
        ExhibitCount(exhibit, int(sightings[row]), int(media[row])) for row, exhibit in enumerate(exhibits)
    )
