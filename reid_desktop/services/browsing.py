"""The read side for people who look: ordered ids, display cards, points, events, facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import ExhibitId, MediaId, SearchId, SightingId
from reid_desktop.domain.media import FileOutcome, Outcome
from reid_desktop.domain.query import Filters, SearchRecord
from reid_desktop.domain.review import ANYTHING, About
from reid_desktop.domain.track_boxes import boxes_of
from reid_desktop.ports.columns import Columns
from reid_desktop.ports.media import ThumbnailPaths
from reid_desktop.ports.store import CaseReader, Counts, Ids, SightingTable

from .card_groups import Groups
from .cards import Card, Cards, Details
from .columns import NOTHING, KeptColumns
from .folding import appearance_keys
from .listing import (
    ExhibitCount,
    Folds,
    Kept,
    Listing,
    Order,
    base_rows,
    exhibit_counts,
    listing_of,
    passing_rows,
)
from .space_time import (
    LaneBy,
    Lanes,
    MapPoints,
    Seen,
    TimeEvents,
    lanes_of,
    map_points,
    time_events,
    verdicts_of,
)

MOST_FAILURES = 10_000
"""More lines than anyone reads; the command line gives them all."""
LARGE = 50_000
"""So many sightings take long enough to read that some of them are shown before."""
FIRST = 400
"""A few screens full."""


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
    ascending: Ids
    """The ids in that order."""
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
    groups: Groups | None = None
    """Of the cards of the gallery, where the order brings some together."""


class Browsing:
    """Answers what the window asks of a case; pure reads, safe from several threads."""

    def __init__(self, store: CaseReader, thumbnails: ThumbnailPaths) -> None:
        """Read from `store`; pictures are only named, never opened."""
        self._store = store
        self._thumbnails = thumbnails
        self._cards = Cards(store, thumbnails)
        self._columns = KeptColumns(store)
        self._listings: Kept[Listing] = Kept()
        self._on_maps: Kept[MapPoints] = Kept()
        self._in_times: Kept[TimeEvents] = Kept()

    def note(self, changes: ChangeSet) -> None:
        """Take note of what was touched: it is read afresh next time."""
        self._columns.note(changes)

    def forget(self) -> None:
        """Read everything afresh next time."""
        self._columns.forget()

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
        return len(self._store.media_on(exhibit_id))

    def media_of(self, ids: Sequence[SightingId]) -> list[MediaId]:
        """Return the media items that sightings are in, each once; unknown sightings are left out."""
        return list(dict.fromkeys(one.media_id for one in self._store.sightings(ids)))

    def model_key(self) -> str | None:
        """Return the key of the newest analysis, if any."""
        return self._store.newest_model_key()

    def undressed(self) -> int:
        """Return how many sightings of the newest analysis nobody described the clothing of yet."""
        key = self.model_key()
        return 0 if key is None else self._store.undressed_count(key)

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
        return self._all(model_key or self.model_key()).table

    def view(self, question: Question) -> View:
        """Return everything that gallery, map and timeline show for a question."""
        record = None if question.search_id is None else self.search(question.search_id)
        key = record.model_key if record is not None else self.model_key()
        columns = self._all(key)
        return self._view(question, record, key, columns, self._keys(columns, question))

    def first_view(self, question: Question, least: int = LARGE) -> View | None:
        """Return the newest sightings of a large case, while the others are still to be read.

        None where that is no help: the case is not large, or the question is about others.

        :param least: how many sightings make a case large.
        """
        key = self.model_key()
        if key is None or replace(question, is_folded=True, lanes=LaneBy.EXHIBIT) != Question():
            return None
        if self._store.counts(key).sightings < least:
            return None
        newest = self._store.newest_sightings(key, FIRST)
        some = ChangeSet(sightings=frozenset(SightingId(one) for one in newest.tolist()))
        columns = self._store.columns(key, some)
        keys = appearance_keys(columns.table) if question.is_folded else columns.table.ids
        view = self._view(question, None, key, columns, keys)
        return replace(view, total=view.counts.sightings, passing=view.counts.sightings)

    def _view(
        self, question: Question, record: SearchRecord | None, key: str | None, columns: Columns, keys: Ids
    ) -> View:
        table, exhibits = columns.table, self.exhibits()
        rows, ranks, scores = base_rows(table, record)
        filters = _decided_in(record, question.filters)
        passing = passing_rows(self._store, key, table, filters)
        keep = passing[rows]
        order = question.order if record is None else question.search_order
        wanted = (None if record is not None and order is Order.RANK else order, question.opened)
        base = (rows[keep], ranks[keep], scores[keep]) if record is not None else (rows[keep], ranks, scores)
        listing = self._listings.get(
            (columns, record, *wanted),
            (keys, keep),
            lambda: listing_of(table, base, keys, *wanted),
        )
        rank_of_row = np.zeros(len(table.ids), np.int32)
        rank_of_row[rows] = ranks if record is not None else 0
        verdicts = self._verdicts(table, record)
        seen = Seen(key, table, columns.known, filters, rows, rank_of_row, verdicts)
        lanes = lanes_of(question.lanes, seen, self._store, exhibits)
        return View(
            question=question,
            record=record,
            ids=listing.ids,
            by_id=listing.by_id,
            ascending=listing.ascending,
            ranks=listing.ranks,
            scores=listing.scores,
            points=self._on_map(seen, columns, record),
            events=self._in_time(seen, lanes, columns, record),
            folds=listing.folds,
            groups=listing.groups,
            passing=int(np.count_nonzero(keep)),
            total=len(rows),
            counts=self._store.counts(key),
            exhibits=exhibit_counts(exhibits, table),
            model_key=key,
        )

    def _all(self, key: str | None) -> Columns:
        return NOTHING if key is None else self._columns.of(key)

    def _keys(self, columns: Columns, question: Question) -> Ids:
        """Return the smallest id of the stack of each row."""
        return self._columns.stack_keys(columns) if question.is_folded else columns.table.ids

    def _on_map(self, seen: Seen, columns: Columns, record: SearchRecord | None) -> MapPoints:
        wider = replace(seen.filters, sightings=None, near=None)
        passing = passing_rows(self._store, seen.model_key, seen.table, wider)
        rows = seen.rows[passing[seen.rows]]
        return self._on_maps.get((columns, record), (rows, seen.verdicts), lambda: map_points(seen, rows))

    def _in_time(self, seen: Seen, lanes: Lanes, columns: Columns, record: SearchRecord | None) -> TimeEvents:
        wider = replace(seen.filters, after_utc_ms=None, before_utc_ms=None)
        passing = passing_rows(self._store, seen.model_key, seen.table, wider)
        rows = seen.rows[passing[seen.rows]]
        same = (columns, record, lanes.names)
        return self._in_times.get(same, (rows, lanes.of_row), lambda: time_events(seen, rows, lanes))

    def _verdicts(self, table: SightingTable, record: SearchRecord | None) -> NDArray[np.uint8]:
        """Return what was decided, row by row of `table`: in a search, what was decided in it."""
        about = ANYTHING if record is None else About(record.search_id)
        return verdicts_of(self._store.verdicts(about), table.ids)

    def cards(self, ids: Sequence[SightingId]) -> list[Card]:
        """Return a card for each id, in that order; unknown ids are left out."""
        return self._cards.cards(ids)

    def track(self, sighting_id: SightingId) -> dict[float, Box]:
        """Return where a tracklet's person is at which second of the clip, ascending; empty for a photo."""
        return boxes_of(self._store.track(sighting_id))

    def details(self, sighting_id: SightingId, model_key: str | None = None) -> Details | None:
        """Return all that is known of one sighting, or None if there is no such."""
        return self._cards.details(sighting_id, model_key or self.model_key())


def _decided_in(record: SearchRecord | None, filters: Filters) -> Filters:
    """Return filters whose decisions are, while a search is shown, those made in it."""
    if record is None or not filters.decisions:
        return filters
    return replace(filters, decided_about=About(record.search_id))
