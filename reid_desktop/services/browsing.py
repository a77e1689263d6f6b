"""The read side for people who look: ordered ids, display cards, points, events, facts."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.folding import Arrangement, arrange
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import ExhibitId, MediaId, SearchId, SightingId
from reid_desktop.domain.media import FileOutcome, Outcome
from reid_desktop.domain.query import Filters, SearchRecord
from reid_desktop.domain.review import ANYTHING, About
from reid_desktop.ports.media import ThumbnailPaths
from reid_desktop.ports.store import NO_TIME, CaseReader, Counts, Ids, SightingTable
from reid_desktop.ports.whereabouts import Whereabouts

from .cards import Card, Cards, Details
from .folding import stack_keys
from .space_time import (
    LaneBy,
    Lanes,
    MapPoints,
    Seen,
    TimeEvents,
    aligned,
    lanes_of,
    map_points,
    time_events,
    verdicts_of,
)

MOST_FAILURES = 10_000
"""More lines than anyone reads; the command line gives them all."""


class Order(StrEnum):
    """How all sightings are sorted; a search is always sorted by rank."""

    NEWEST = "newest"
    OLDEST = "oldest"
    QUALITY = "quality"
    ADDED = "added"
    EXHIBIT = "exhibit"
    CLIP = "clip"
    """By photo or clip, in order of time within it."""
    PLACE = "place"
    """By place, about a kilometre at a time; unknown places last."""
    RANK = "rank"
    """Of candidates; all sightings are newest first."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the window wants to see."""

    filters: Filters = field(default_factory=Filters)
    order: Order = Order.NEWEST
    """Of all sightings."""
    search_order: Order = Order.RANK
    """Of candidates."""
    search_id: SearchId | None = None
    is_folded: bool = True
    """Doubles, live photos and appearances in a clip are one card each."""
    opened: frozenset[int] = frozenset()
    """Keys of the stacks that are shown card by card all the same."""
    lanes: LaneBy = LaneBy.EXHIBIT
    """What has a lane of its own on the timeline."""


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
class View:
    """The answer to a Question: everything that gallery, map and timeline show.

    The map is not narrowed by the area chosen on it, nor the timeline by its
    own range: each keeps the context that its choice was made in.
    """

    question: Question
    record: SearchRecord | None
    ids: Ids
    """In the order of the gallery, without what is folded."""
    by_id: Ids
    """The positions in `ids`, in ascending order of id: sorted here, where time may be taken."""
    ranks: NDArray[np.int32]
    """One an id; empty outside a search."""
    scores: NDArray[np.float32]
    points: MapPoints
    events: TimeEvents
    folds: Folds
    passing: int
    """Sightings (or candidates) that pass the filters, the folded ones among them."""
    total: int
    """Sightings (or candidates) before the filters."""
    counts: Counts
    exhibits: tuple[ExhibitCount, ...]
    model_key: str | None


class Browsing:
    """Answers what the window asks of a case; pure reads, safe from several threads."""

    def __init__(self, store: CaseReader, thumbnails: ThumbnailPaths) -> None:
        """Read from `store`; pictures are only named, never opened."""
        self._store = store
        self._thumbnails = thumbnails
        self._lock = threading.Lock()
        self._cards = Cards(store, thumbnails)
        self._table: tuple[str, SightingTable] | None = None
        self._stacks: tuple[SightingTable, Ids] | None = None
        self._whereabouts: tuple[SightingTable, Whereabouts] | None = None

    def forget(self) -> None:
        """Read the columns afresh next time: the case has changed."""
        with self._lock:
            self._table = self._stacks = self._whereabouts = None

    def facts(self) -> CaseFacts:
        """Return the case facts."""
        return self._store.facts()

    def exhibits(self) -> list[Exhibit]:
        """Return the exhibits in the order they were added."""
        return self._store.exhibits()

    def counts(self) -> Counts:
        """Return how much the case holds."""
        return self._store.counts(None)

    def items_of(self, exhibit_id: ExhibitId) -> int:
        """Return how many media items have a copy on an exhibit."""
        return len({item.media_id for item, copy in self._store.copies() if copy.exhibit_id == exhibit_id})

    def media_of(self, ids: Sequence[SightingId]) -> list[MediaId]:
        """Return the media items that sightings are in, each once; unknown sightings are left out."""
        return list(dict.fromkeys(one.media_id for one in self._store.sightings(ids)))

    def model_key(self) -> str | None:
        """Return the key of the newest analysis, if any."""
        return self._store.newest_model_key()

    def searches(self) -> list[SearchRecord]:
        """Return all searches, newest first, without their candidates."""
        return self._store.searches()[::-1]

    def search(self, search_id: SearchId) -> SearchRecord:
        """Return one search with its candidates."""
        return self._store.search(search_id)

    def probe_crop(self, record: SearchRecord) -> Path | None:
        """Return where the crop of a search's probe is (the file may be missing), or None."""
        probe = record.probe
        if probe.box is None:
            return None
        best_s = probe.at_s
        if probe.sighting_id is not None:
            found = self._store.sightings([probe.sighting_id])
            best_s = found[0].best_s if found else None
        return self._thumbnails.crop_path(probe.sha256, probe.box, best_s)

    def failures(self) -> list[FileOutcome]:
        """Return the files that did not come in, at most `MOST_FAILURES`."""
        bad = (found for found in self._store.outcomes() if found.outcome is Outcome.FAILED)
        return list(islice(bad, MOST_FAILURES))

    def failed_sources(self) -> list[tuple[Exhibit, tuple[str, ...]]]:
        """Return the sources that files failed to come in from, by exhibit, to be brought in again."""
        found: list[tuple[Exhibit, tuple[str, ...]]] = []
        for exhibit in self._store.exhibits():
            sources = [one for one in self._store.sources() if one.exhibit_id == exhibit.exhibit_id]
            paths = [
                one.path
                for one in sources
                if any(end.outcome is Outcome.FAILED for end in self._store.outcomes(one.source_id))
            ]
            if paths:
                found.append((exhibit, tuple(paths)))
        return found

    def outcomes(self) -> dict[Outcome, int]:
        """Return how many files of the case ended in each way; all four are there."""
        counts = dict.fromkeys(Outcome, 0)
        for found in self._store.outcomes():
            counts[found.outcome] += 1
        return counts

    def table(self, model_key: str | None = None) -> SightingTable:
        """Return the sightings of a model key (None: the newest) as columns."""
        key = model_key or self.model_key()
        if key is None:
            return empty_table()
        with self._lock:
            kept = self._table
        if kept is not None and kept[0] == key:
            return kept[1]
        table = self._store.sighting_table(key)
        with self._lock:
            self._table = (key, table)
        return table

    def view(self, question: Question) -> View:
        """Return everything that gallery, map and timeline show for a question."""
        record = None if question.search_id is None else self.search(question.search_id)
        key = record.model_key if record is not None else self.model_key()
        table = self.table(key)
        exhibits = self.exhibits()
        rows, ranks, scores = _base(table, record)
        passing = _passing_rows(self._store, key, table, question.filters)
        keep = passing[rows]
        order = question.order if record is None else question.search_order
        ranked = Order.RANK if record is not None and order is Order.RANK else None
        sorting = np.arange(int(keep.sum())) if ranked else _sorted(table, rows[keep], order)
        shown = rows[keep][sorting]
        rank_of_row = np.zeros(len(table.ids), np.int32)
        rank_of_row[rows] = ranks if record is not None else 0
        known, verdicts = self._known(key, table), self._verdicts(key, table, record)
        seen = Seen(key, table, known, question.filters, rows, rank_of_row, verdicts)
        arranged = arrange(self._keys(table, question)[shown], tuple(question.opened))
        ids = table.ids[shown][arranged.shown]
        return View(
            question=question,
            record=record,
            ids=ids,
            by_id=np.argsort(ids, kind="stable").astype(np.int64),
            ranks=ranks[keep][sorting][arranged.shown] if record is not None else np.empty(0, np.int32),
            scores=scores[keep][sorting][arranged.shown] if record is not None else np.empty(0, np.float32),
            points=self._on_map(seen),
            events=self._in_time(seen, lanes_of(question.lanes, seen, self._store, exhibits)),
            folds=_folds(table, shown, arranged, self._keys(table, question)),
            passing=len(shown),
            total=len(rows),
            counts=self._store.counts(key),
            exhibits=_exhibit_counts(exhibits, table),
            model_key=key,
        )

    def _keys(self, table: SightingTable, question: Question) -> Ids:
        """Return the smallest id of the stack of each row of `table`."""
        if not question.is_folded:
            return table.ids
        with self._lock:
            kept = self._stacks
        if kept is not None and kept[0] is table:
            return kept[1]
        keys = stack_keys(table, self._store)
        with self._lock:
            self._stacks = (table, keys)
        return keys

    def _on_map(self, seen: Seen) -> MapPoints:
        wider = replace(seen.filters, sightings=None, near=None)
        passing = _passing_rows(self._store, seen.model_key, seen.table, wider)
        return map_points(seen, seen.rows[passing[seen.rows]])

    def _in_time(self, seen: Seen, lanes: Lanes) -> TimeEvents:
        wider = replace(seen.filters, after_utc_ms=None, before_utc_ms=None)
        passing = _passing_rows(self._store, seen.model_key, seen.table, wider)
        return time_events(seen, seen.rows[passing[seen.rows]], lanes)

    def _verdicts(
        self, key: str | None, table: SightingTable, record: SearchRecord | None
    ) -> NDArray[np.uint8]:
        """Return what was decided, row by row of `table`: in a search, what was decided in it."""
        if key is None:
            return np.zeros(len(table.ids), np.uint8)
        about = ANYTHING if record is None else About(record.search_id)
        return verdicts_of(self._store.review_table(key, about), table.ids)

    def _known(self, key: str | None, table: SightingTable) -> Whereabouts:
        """Return how well times and places are known, row by row of `table`."""
        with self._lock:
            kept = self._whereabouts
        if kept is not None and kept[0] is table:
            return kept[1]
        found = aligned(Whereabouts.empty() if key is None else self._store.whereabouts(key), table.ids)
        with self._lock:
            self._whereabouts = (table, found)
        return found

    def cards(self, ids: Sequence[SightingId]) -> list[Card]:
        """Return a card for each id, in that order; unknown ids are left out."""
        return self._cards.cards(ids)

    def track(self, sighting_id: SightingId) -> dict[float, Box]:
        """Return where a tracklet's person is at which second of the clip, ascending; empty for a photo."""
        rows = self._store.track(sighting_id)
        if rows is None:
            return {}
        found = {}
        for time_s, *edges in rows.tolist():
            left, top, right, bottom = (round(edge) for edge in edges)
            found[float(time_s)] = Box(left, top, max(right, left + 1), max(bottom, top + 1))
        return dict(sorted(found.items()))

    def details(self, sighting_id: SightingId, model_key: str | None = None) -> Details | None:
        """Return all that is known of one sighting, or None if there is no such."""
        return self._cards.details(sighting_id, model_key or self.model_key())


def empty_table() -> SightingTable:
    """Return the columns of a case in which nobody was found yet."""
    none = np.empty(0, np.int64)
    nowhere = np.empty(0, np.float64)
    return SightingTable(
        none,
        none,
        none,
        nowhere,
        nowhere,
        np.empty(0, np.int32),
        np.empty(0, np.float32),
        np.empty(0, np.float32),
        np.empty(0, np.int32),
    )


def _folds(table: SightingTable, rows: Ids, arranged: Arrangement, keys: Ids) -> Folds:
    """Return what lies in which stack, in ids; `rows` are those that pass, in order."""
    ids = table.ids[rows]
    folded, tops = ids[arranged.folded], ids[arranged.tops]
    by_id = np.argsort(folded, kind="stable")
    return Folds(keys[rows][arranged.shown], arranged.sizes, arranged.places, folded[by_id], tops[by_id])


def _base(
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


def _passing_rows(
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


def _exhibit_counts(exhibits: Sequence[Exhibit], table: SightingTable) -> tuple[ExhibitCount, ...]:
    length = len(exhibits)
    known = (table.exhibit_rows >= 0) & (table.exhibit_rows < length)
    sightings = np.bincount(table.exhibit_rows[known], minlength=length)
    _, first = np.unique(table.media_ids, return_index=True)
    first = first[known[first]] if len(first) else first
    media = np.bincount(table.exhibit_rows[first], minlength=length)
    return tuple(
        ExhibitCount(exhibit, int(sightings[row]), int(media[row])) for row, exhibit in enumerate(exhibits)
    )
