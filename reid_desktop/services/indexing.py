"""Keeping the stored graph in step with the database, whose cache it is."""

from __future__ import annotations

import numpy as np

from reid_desktop.domain.id_sets import missing as absent
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.ports.scan import Ids
from reid_desktop.ports.store import CaseReader
from reid_desktop.ports.vision import IndexStore, StoredIndex
from reid_desktop.services.comparing import READ_AT_ONCE, ComparedVectors

SAVE_EVERY = 20_000
"""The index is written after so many additions, and at the end: it can always be rebuilt."""
SAVED_SHARE = 0.1
"""... and a large one not before it has grown by so much: a million are a file of more than a gigabyte."""
BUILD_FROM = 100_000
"""An analysis builds the graph from so many sightings on; below, exact search is the faster one."""
FOLLOW_EVERY = 2_000
"""While media are analysed, the graph follows after so many new sightings."""
ALIKE = 0.97
"""A scene is put in again when a vector as it stands in the graph is less like itself now."""
RENEWED_AT_ONCE = 4_000
"""So many vectors are put in again at a time: each takes some milliseconds."""


class IndexKeeper:
    """Adds what the database has and the graph lacks; the graph holds vectors as they are compared."""

    def __init__(
        self,
        reader: CaseReader,
        indexes: IndexStore,
        model_key: str,
        dimensions: int,
        compared: ComparedVectors,
    ) -> None:
        """Open the index lazily, at the first use."""
        self._reader = reader
        self._indexes = indexes
        self._model_key = model_key
        self._dimensions = dimensions
        self._compared = compared
        self._index: StoredIndex | None = None
        self._unsaved = 0
        self._waiting = 0

    @property
    def is_available(self) -> bool:
        """Tell whether approximate search is to be had at all."""
        return self._indexes.is_available

    def note(self, added: int) -> None:
        """Hear of new sightings; a large case's graph follows now and then."""
        self._waiting += added
        if self._waiting >= FOLLOW_EVERY:
            self.follow()

    def follow(self) -> None:
        """Bring scan and graph up to the database, if the case is large enough to have them on disk."""
        if not self._waiting or self._reader.counts(self._model_key).sightings < SAVE_EVERY:
            return
        self._waiting = 0
        self._compared.bring_up()
        if len(self._compared) >= BUILD_FROM and self.is_available:
            self.catch_up()
            self.renew()
        self.save()

    def behind(self) -> int:
        """Return how many vectors the graph lacks; `compared` has been brought up."""
        if not self._indexes.is_available:
            return len(self._compared)
        if self._index is None:
            self._index = self._indexes.open(self._model_key, self._dimensions)
        return max(0, len(self._compared) - len(self._index))

    def catch_up(self) -> StoredIndex | None:
        """Add what is missing, rebuild what is damaged or does not fit; None where there is no library.

        `compared` has been brought up.
        """
        if not self._indexes.is_available:
            return None
        if self._index is None:
            self._index = self._indexes.open(self._model_key, self._dimensions)
        index, ids = self._index, self._compared.ids
        due = int(np.searchsorted(ids, -1 if index.newest is None else int(index.newest), side="right"))
        if len(index) > due:
            lost = absent(index.ids, ids)
            index.remove(lost)
            self._unsaved += len(lost)
        missing = ids[due:] if len(index) == due else absent(ids, index.ids)
        for start in range(0, len(missing), READ_AT_ONCE):
            self._put(index, missing[start : start + READ_AT_ONCE])
        return index

    def renew(self, most: int = RENEWED_AT_ONCE) -> int:
        """Put scenes in again whose shared part has moved since they were; return how many vectors.

        A scene is looked at by its first and its last vector: all others moved alike.
        """
        index = self._index
        if index is None or not len(index):
            return 0
        ids = index.ids
        scenes = self._compared.groups_of(ids)
        order = np.argsort(scenes, kind="stable")
        starts = np.flatnonzero(np.diff(scenes[order], prepend=-1))
        ends = np.append(starts[1:], len(order)) - 1
        stale = np.zeros(len(starts), bool)
        for ends_of in (starts, ends):
            some = ids[order[ends_of]]
            by_id = np.argsort(some)
            now = self._now(some[by_id])
            likeness = np.einsum("ij,ij->i", now, index.stored(some[by_id]))
            stale[by_id] |= likeness < ALIKE
        due = ids[order[np.repeat(stale, ends - starts + 1)]] if stale.any() else ids[:0]
        due = np.sort(due)[:most]
        if len(due):
            self._put(index, due)
        return len(due)

    def save(self) -> None:
        """Write graph and scan to disk if they grew."""
        if self._index is not None and self._unsaved:
            self._index.save()
            self._unsaved = 0
        if len(self._compared) >= SAVE_EVERY:
            self._compared.save()

    def _put(self, index: StoredIndex, ids: Ids) -> None:
        index.add(ids, self._now(ids))
        self._unsaved += len(ids)
        if self._unsaved >= max(SAVE_EVERY, SAVED_SHARE * len(index)):
            index.save()
            self._unsaved = 0

    def _now(self, ids: Ids) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        """Return vectors of ids (ascending) as they are compared."""
        found, vectors = self._reader.vectors_of(self._model_key, ids)
        return np.asarray(self._compared.prepared(found, vectors), np.float32)


def problem_of(indexes: IndexStore, reader: CaseReader) -> str | None:
    """Say what is wrong with the stored index of the newest model key, or None.

    An index that lacks the newest sightings is as it should be: it is caught up
    when it is used next.
    """
    key = reader.newest_model_key()
    if key is None:
        return None
    ids = reader.filtered(key, Filters())
    if not len(ids):
        return None
    _, newest = reader.vectors(key, after=SightingId(int(ids[-1]) - 1))
    scan = indexes.open_scan(key, newest.shape[1])
    if scan.was_refused:
        return "The stored scan is damaged or from another version; it is rebuilt at the next search."
    shelf = indexes.shelf(key, newest.shape[1])
    if shelf.load() is None and shelf.was_refused:
        return (
            "What is kept of the cameras is damaged or from another version; it is made anew at the next "
            "search."
        )
    if not indexes.is_available:
        return None
    index = indexes.open(key, newest.shape[1])
    if index.was_refused:
        return (
            "The stored index is damaged or from another version of the library; "
            "it is rebuilt at the next analysis."
        )
    due = 0 if index.newest is None else int((ids <= index.newest).sum())
    if len(index) == due:
        return None
    return f"The stored index holds {len(index)} vectors where the database has {due}."
