"""Keeping the stored index in step with the database, whose cache it is."""

from __future__ import annotations

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.ports.store import CaseReader
from reid_desktop.ports.vision import IndexStore, StoredIndex, VectorIndex

SAVE_EVERY = 20_000
"""The index is written after so many additions, and at the end: it can always be rebuilt."""


class IndexKeeper:
    """Adds what the database has and the index lacks."""

    def __init__(self, reader: CaseReader, indexes: IndexStore, model_key: str, dimensions: int) -> None:
        """Open the index lazily, at the first use."""
        self._reader = reader
        self._indexes = indexes
        self._model_key = model_key
        self._dimensions = dimensions
        self._index: StoredIndex | None = None
        self._unsaved = 0

    @property
    def is_available(self) -> bool:
        """Tell whether approximate search is to be had at all."""
        return self._indexes.is_available

    def catch_up(self) -> StoredIndex | None:
        """Add what is missing, rebuild what is damaged or does not fit; None where there is no library."""
        if not self._indexes.is_available:
            return None
        if self._index is None:
            self._index = self._indexes.open(self._model_key, self._dimensions)
        self._unsaved += bring_up(self._index, self._reader, self._model_key)
        if self._unsaved >= SAVE_EVERY:
            self.save()
        return self._index

    def save(self) -> None:
        """Write the index to disk if it grew."""
        if self._index is not None and self._unsaved:
            self._index.save()
            self._unsaved = 0


def bring_up(index: VectorIndex, reader: CaseReader, model_key: str) -> int:
    """Add the vectors newer than the index's newest; return how many."""
    ids, vectors = reader.vectors(model_key, after=index.newest)
    if len(ids):
        index.add(ids, vectors)
    return len(ids)


def problem_of(indexes: IndexStore, reader: CaseReader) -> str | None:
    """Say what is wrong with the stored index of the newest model key, or None.

    An index that lacks the newest sightings is as it should be: it is caught up
    when it is used next.
    """
    key = reader.newest_model_key()
    if key is None or not indexes.is_available:
        return None
    ids = reader.filtered(key, Filters())
    if not len(ids):
        return None
    _, newest = reader.vectors(key, after=SightingId(int(ids[-1]) - 1))
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
