"""The columns of a case, kept between two looks and brought up to date by what was touched."""

from __future__ import annotations

import threading
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.ports.columns import Columns, Ids, SightingTable
from reid_desktop.ports.store import CaseReader
from reid_desktop.ports.whereabouts import Whereabouts

from .folding import stack_keys

MOST_PATCHED = 50_000
"""When more was touched, everything is read: it takes no longer."""


class KeptColumns:
    """Reads the columns of the newest model key asked for, once; later only what was touched since.

    In a case of a million sightings that is a few milliseconds for each batch of an import, not seconds.
    """

    def __init__(self, store: CaseReader) -> None:
        """Read nothing yet."""
        self._store = store
        self._working = threading.Lock()
        self._noting = threading.Lock()
        self._kept: tuple[str, Columns] | None = None
        self._touched: ChangeSet | None = None
        self._keys: tuple[Columns, Ids] | None = None

    def note(self, changes: ChangeSet) -> None:
        """Take note of what was touched; never waits for a reading."""
        with self._noting:
            if changes.exhibits:
                self._touched = None
            elif self._touched is not None:
                self._touched |= ChangeSet(media=changes.media, sightings=changes.sightings)

    def forget(self) -> None:
        """Read everything afresh next time."""
        with self._noting:
            self._touched = None

    def of(self, model_key: str) -> Columns:
        """Return the columns as they are now; the same object as long as nothing was touched."""
        with self._working:
            with self._noting:  # before the reading: what is touched during it is read next time
                touched, self._touched = self._touched, ChangeSet()
            try:
                return self._read(model_key, touched)
            except BaseException:
                self.forget()
                raise

    def stack_keys(self, columns: Columns) -> Ids:
        """Return the smallest id of the stack of each row."""
        with self._working:
            if self._keys is None or self._keys[0] is not columns:
                self._keys = (columns, stack_keys(columns.table, self._store))
            return self._keys[1]

    def _read(self, model_key: str, touched: ChangeSet | None) -> Columns:
        kept = self._kept
        if touched is None or kept is None or kept[0] != model_key or _many(touched):
            columns = self._store.columns(model_key)
        elif touched:
            columns = patched(kept[1], self._store.columns(model_key, touched), touched)
        else:
            return kept[1]
        self._kept = (model_key, columns)
        return columns


def _nothing() -> Columns:
    """Return the columns of a case in which nobody was found yet."""
    none, nowhere = np.empty(0, np.int64), np.empty(0, np.float64)
    rows, values = np.empty(0, np.int32), np.empty(0, np.float32)
    table = SightingTable(none, none, none, nowhere, nowhere, rows, values, values, rows)
    return Columns(table, Whereabouts.empty())


def _many(touched: ChangeSet) -> bool:
    return len(touched.media) + len(touched.sightings) > MOST_PATCHED


def patched(old: Columns, fresh: Columns, touched: ChangeSet) -> Columns:
    """Return columns in which the rows that a change touched are replaced by what was read of them since."""
    ids, media_ids = old.table.ids, old.table.media_ids
    gone = np.isin(ids, _array(touched.sightings)) | np.isin(media_ids, _array(touched.media))
    whole = not bool(gone.any())
    both = np.append(ids if whole else ids[~gone], fresh.table.ids)
    is_sorted = bool((both[1:] > both[:-1]).all())
    order = None if is_sorted else np.argsort(both, kind="stable")

    def column(before: NDArray[np.generic], after: NDArray[np.generic]) -> NDArray[np.generic]:
        joined = np.append(before if whole else before[~gone], after.astype(before.dtype))
        return joined if order is None else joined[order]

    def part(name: str, kind: type) -> dict[str, NDArray[np.generic]]:
        one, other = getattr(old, name), getattr(fresh, name)
        return {f.name: column(getattr(one, f.name), getattr(other, f.name)) for f in fields(kind)}

    return Columns(
        SightingTable(**part("table", SightingTable)),  # type: ignore[arg-type]
        Whereabouts(**part("known", Whereabouts)),  # type: ignore[arg-type]
    )


def _array(ids: frozenset[int]) -> Ids:
    return np.fromiter(ids, np.int64, len(ids))


NOTHING = _nothing()
"""Of a case in which nobody was found yet."""
