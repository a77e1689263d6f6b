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

from reid_desktop.domain.capture import CaptureTime, Place
from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import ExhibitId, MediaId, SearchId, SightingId
from reid_desktop.domain.media import FileOutcome, MediaItem, MediaKind, Outcome
from reid_desktop.domain.query import Filters, SearchRecord
from reid_desktop.domain.sighting import Sighting
from reid_desktop.ports.media import ThumbnailPaths
from reid_desktop.ports.store import NO_TIME, CaseReader, Counts, Ids, SightingTable

MOST_FAILURES = 10_000
"""More lines than anyone reads; the command line gives them all."""


class Order(StrEnum):
    """How all sightings are sorted; a search is always sorted by rank."""

    NEWEST = "newest"
    OLDEST = "oldest"
    QUALITY = "quality"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Question:
    """What the window wants to see."""

    filters: Filters = field(default_factory=Filters)
    order: Order = Order.NEWEST
    search_id: SearchId | None = None


@dataclass(frozen=True, slots=True, eq=False)
class MapPoints:
    """The placed sightings, and how many have no place."""

    ids: Ids
    latitude_deg: NDArray[np.float64]
    longitude_deg: NDArray[np.float64]
    ranks: NDArray[np.int32]
    """From 1 in a search; 0 outside one."""
    unplaced: int


@dataclass(frozen=True, slots=True, eq=False)
class TimeEvents:
    """The timed sightings by exhibit, and how many have no time."""

    ids: Ids
    start_ms: Ids
    lanes: NDArray[np.int32]
    lane_names: tuple[str, ...]
    untimed: int


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
    """In the order of the gallery."""
    by_id: Ids
    """The positions in `ids`, in ascending order of id: sorted here, where time may be taken."""
    ranks: NDArray[np.int32]
    """One an id; empty outside a search."""
    scores: NDArray[np.float32]
    points: MapPoints
    events: TimeEvents
    total: int
    """Sightings (or candidates) before the filters."""
    counts: Counts
    exhibits: tuple[ExhibitCount, ...]
    model_key: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """What a gallery cell shows of a sighting."""

    sighting_id: SightingId
    media_id: MediaId
    kind: MediaKind
    exhibit_id: ExhibitId | None
    name: str
    """File name as the device knew it (hostile text)."""
    crop_path: Path
    scene_path: Path
    box: Box
    frame_size: Size
    score: float
    quality: float
    time: CaptureTime | None
    shown_utc_ms: int | None
    """Capture time; for a tracklet, clip time plus start."""
    place: Place | None
    start_s: float | None
    end_s: float | None


@dataclass(frozen=True, slots=True)
class Details:
    """All that is known of one sighting, for the inspector."""

    card: Card
    media: MediaItem
    exhibit: Exhibit | None
    model_key: str | None
    neighbours: tuple[Sighting, ...]
    """The other persons in the same item."""


class Browsing:
    """Answers what the window asks of a case; pure reads, safe from several threads."""

    def __init__(self, store: CaseReader, thumbnails: ThumbnailPaths) -> None:
        """Read from `store`; pictures are only named, never opened."""
        self._store = store
        self._thumbnails = thumbnails
        self._lock = threading.Lock()
        self._table: tuple[str, SightingTable] | None = None

    def forget(self) -> None:
        """Read the columns afresh next time: the case has changed."""
        with self._lock:
            self._table = None

    def facts(self) -> CaseFacts:
        """Return the case facts."""
        return self._store.facts()

    def exhibits(self) -> list[Exhibit]:
        """Return the exhibits in the order they were added."""
        return self._store.exhibits()

    def counts(self) -> Counts:
        """Return how much the case holds."""
        return self._store.counts(None)

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
        best_s = None
        if probe.sighting_id is not None:
            found = self._store.sightings([probe.sighting_id])
            best_s = found[0].best_s if found else None
        return self._thumbnails.crop_path(probe.sha256, probe.box, best_s)

    def failures(self) -> list[FileOutcome]:
        """Return the files that did not come in, at most `MOST_FAILURES`."""
        bad = (found for found in self._store.outcomes() if found.outcome is Outcome.FAILED)
        return list(islice(bad, MOST_FAILURES))

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
        shown = rows[keep]
        if record is None:
            shown = shown[_sorted(table, shown, question.order)]
        rank_of_row = np.zeros(len(table.ids), np.int32)
        rank_of_row[rows] = ranks if record is not None else 0
        ids = table.ids[shown]
        return View(
            question=question,
            record=record,
            ids=ids,
            by_id=np.argsort(ids, kind="stable").astype(np.int64),
            ranks=ranks[keep] if record is not None else np.empty(0, np.int32),
            scores=scores[keep] if record is not None else np.empty(0, np.float32),
            points=self._points(key, table, question.filters, rows, rank_of_row),
            events=self._events(key, table, question.filters, rows, exhibits),
            total=len(rows),
            counts=self._store.counts(key),
            exhibits=_exhibit_counts(exhibits, table),
            model_key=key,
        )

    def _points(
        self,
        key: str | None,
        table: SightingTable,
        filters: Filters,
        rows: Ids,
        rank_of_row: NDArray[np.int32],
    ) -> MapPoints:
        wider = replace(filters, sightings=None, near=None)
        rows = rows[_passing_rows(self._store, key, table, wider)[rows]]
        placed = np.isfinite(table.latitude_deg[rows])
        on_map = rows[placed]
        return MapPoints(
            table.ids[on_map],
            table.latitude_deg[on_map],
            table.longitude_deg[on_map],
            rank_of_row[on_map],
            len(rows) - len(on_map),
        )

    def _events(
        self,
        key: str | None,
        table: SightingTable,
        filters: Filters,
        rows: Ids,
        exhibits: Sequence[Exhibit],
    ) -> TimeEvents:
        wider = replace(filters, after_utc_ms=None, before_utc_ms=None)
        rows = rows[_passing_rows(self._store, key, table, wider)[rows]]
        timed = rows[table.time_utc_ms[rows] != NO_TIME]
        return TimeEvents(
            table.ids[timed],
            table.time_utc_ms[timed],
            np.clip(table.exhibit_rows[timed], 0, max(len(exhibits) - 1, 0)).astype(np.int32),
            tuple(str(exhibit.exhibit_id) for exhibit in exhibits),
            len(rows) - len(timed),
        )

    def cards(self, ids: Sequence[SightingId]) -> list[Card]:
        """Return a card for each id, in that order; unknown ids are left out."""
        sightings = self._store.sightings(ids)
        wanted = list(dict.fromkeys(sighting.media_id for sighting in sightings))
        media = {item.media_id: item for item in self._store.media(wanted)}
        return [
            self._card(sighting, media[sighting.media_id])
            for sighting in sightings
            if sighting.media_id in media
        ]

    def details(self, sighting_id: SightingId, model_key: str | None = None) -> Details | None:
        """Return all that is known of one sighting, or None if there is no such."""
        found = self._store.sightings([sighting_id])
        items = self._store.media([found[0].media_id]) if found else []
        if not items:
            return None
        [item] = items
        card = self._card(found[0], item)
        key = model_key or self.model_key()
        others = self._store.sightings_of_media(item.media_id, key) if key else []
        by_id = {exhibit.exhibit_id: exhibit for exhibit in self.exhibits()}
        exhibit = by_id.get(card.exhibit_id) if card.exhibit_id is not None else None
        neighbours = tuple(other for other in others if other.sighting_id != sighting_id)
        return Details(card, item, exhibit, key, neighbours)

    def _card(self, sighting: Sighting, item: MediaItem) -> Card:
        copy = item.copies[0] if item.copies else None
        offset_ms = round((sighting.start_s or 0.0) * 1000)
        return Card(
            sighting_id=sighting.sighting_id,
            media_id=item.media_id,
            kind=item.kind,
            exhibit_id=copy.exhibit_id if copy else None,
            name=copy.device_path.rsplit("/", 1)[-1] if copy else item.sha256[:12],
            crop_path=self._thumbnails.crop_path(item.sha256, sighting.box, sighting.best_s),
            scene_path=self._thumbnails.scene_path(item.sha256, sighting.best_s),
            box=sighting.box,
            frame_size=sighting.frame_size,
            score=sighting.score,
            quality=sighting.quality,
            time=item.time,
            shown_utc_ms=item.time.utc_ms + offset_ms if item.time else None,
            place=item.place,
            start_s=sighting.start_s,
            end_s=sighting.end_s,
        )


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
    )


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
