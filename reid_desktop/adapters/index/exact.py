"""Exact search: every vector is compared."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import IndexKind

from .ranking import Ids, best_first, cosines, latest_of_each, positions

_SLACK = 1e-4
"""More than single-precision products of unit vectors can be off."""

_FEW = 0.25
"""Below this share of the rows, gathering them is cheaper than comparing all."""


class ExactIndex:
    """All vectors in one matrix, ordered by id, with room to grow."""

    kind = IndexKind.EXACT

    def __init__(self, dimensions: int) -> None:
        """Start empty, for vectors of `dimensions` numbers."""
        self._dimensions = dimensions
        self._count = 0
        self._id_room = np.empty(0, np.int64)
        self._vector_room = np.empty((0, dimensions), np.float32)

    def __len__(self) -> int:
        """Return how many vectors it holds."""
        return self._count

    @property
    def newest(self) -> SightingId | None:
        """Return the highest id it holds."""
        return SightingId(int(self._id_room[self._count - 1])) if self._count else None

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors; an id that is there is replaced.

        :raises ValueError: the vectors have another length.
        """
        ids, vectors = latest_of_each(ids, vectors, self._dimensions)
        known = np.isin(ids, self._ids)
        if known.any():
            self._vectors[np.searchsorted(self._ids, ids[known])] = vectors[known]
            ids, vectors = ids[~known], vectors[~known]
        in_order = self.newest is None or not len(ids) or ids[0] > self.newest
        start, end = self._count, self._count + len(ids)
        self._make_room(end)
        self._id_room[start:end] = ids
        self._vector_room[start:end] = vectors
        self._count = end
        if not in_order:
            order = np.argsort(self._ids)
            self._ids[:] = self._ids[order]
            self._vectors[:] = self._vectors[order]

    def remove(self, ids: Ids) -> None:
        """Forget vectors; unknown ids are ignored."""
        keep = ~np.isin(self._ids, ids)
        kept = int(keep.sum())
        self._id_room[:kept] = self._ids[keep]
        self._vector_room[:kept] = self._vectors[keep]
        self._count = kept

    def nearest(
        self, probe: NDArray[np.float32], count: int, allowed: Ids | None = None
    ) -> list[tuple[SightingId, float]]:
        """Return up to `count` ids with cosine similarity, best first, ties by id.

        A fast single-precision pass finds all that may be among the best; those
        are scored again in double precision, so that the list repeats exactly.
        """
        probe = np.asarray(probe, np.float32).reshape(self._dimensions)
        rows, rough = self._rough(probe, allowed)
        if count <= 0 or not len(rows):
            return []
        if len(rows) > count:
            border = np.partition(rough, len(rough) - count)[len(rough) - count]
            rows = rows[rough >= border - _SLACK]
        return best_first(self._ids[rows], cosines(self._vectors[rows], probe), count)

    def _rough(
        self, probe: NDArray[np.float32], allowed: Ids | None
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return the rows that are asked for, and their single-precision cosines."""
        if allowed is None:
            return np.arange(self._count), self._vectors @ probe
        rows = positions(self._ids, allowed)
        if len(rows) < _FEW * self._count:
            return rows, self._vectors[rows] @ probe
        return rows, (self._vectors @ probe)[rows]

    @property
    def _ids(self) -> Ids:
        return self._id_room[: self._count]

    @property
    def _vectors(self) -> Vectors:
        return self._vector_room[: self._count]

    def _make_room(self, count: int) -> None:
        if count <= len(self._id_room):
            return
        room = max(count, 2 * len(self._id_room))
        id_room = np.empty(room, np.int64)
        vector_room = np.empty((room, self._dimensions), np.float32)
        id_room[: self._count] = self._ids
        vector_room[: self._count] = self._vectors
        self._id_room, self._vector_room = id_room, vector_room
