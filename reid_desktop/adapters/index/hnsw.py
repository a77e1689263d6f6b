"""Approximate search through a navigable small-world graph (Malkov and Yashunin, 2018)."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import IndexKind
from reid_desktop.domain.scoring import Ids, best_first, cosines, latest_of_each, positions

from .graph import new_graph
from .manifest import IndexFiles, Manifest

LINKS = 16
"""Neighbours a node keeps on each level (M)."""
BUILD_EFFORT = 128
"""Candidates looked at when a node is added (efConstruction): 200 take half as long again for little more."""
SEARCH_EFFORT = 128
"""Candidates looked at where no effort is asked for (ef); twice the count asked for, if more."""
SEED = 100
FIRST_ROOM = 1024
MARGIN = 32
"""Asked for beyond the count, so that ties at the border are cut by id."""
SCAN_UP_TO = 20_000
"""So many allowed vectors are compared one by one: faster than the graph, and complete."""
_AT_ONCE = 4096
_TRIES = 20


class HnswIndex:
    """A graph held in memory and kept on disk; single-threaded, so that it repeats exactly."""

    kind = IndexKind.HNSW

    def __init__(self, dimensions: int, files: IndexFiles) -> None:
        """Load what is on disk if it is sound, else start empty."""
        self._dimensions = dimensions
        self._files = files
        self._ids: Ids = np.empty(0, np.int64)
        self._removed: set[int] = set()
        self._graph = new_graph(self._dimensions)
        is_loaded = self._load_stored()
        self._was_refused = not is_loaded and files.manifest_path.exists()
        if not is_loaded:
            self._start_empty()

    @property
    def was_refused(self) -> bool:
        """Tell whether an index was on disk that is damaged or foreign, so that this one began empty."""
        return self._was_refused

    def __len__(self) -> int:
        """Return how many vectors it holds."""
        return len(self._ids)

    @property
    def ids(self) -> Ids:
        """Return the ids it holds, ascending."""
        return self._ids

    def stored(self, ids: Ids) -> Vectors:
        """Return the vectors it holds of these ids, which are all in it."""
        return np.asarray(self._graph.get_items(ids, return_type="numpy"), np.float32)

    @property
    def newest(self) -> SightingId | None:
        """Return the highest id it holds."""
        return SightingId(int(self._ids[-1])) if len(self._ids) else None

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors; an id that is there is replaced.

        :raises ValueError: the vectors have another length.
        """
        ids, vectors = latest_of_each(ids, vectors, self._dimensions)
        fresh = ~np.isin(ids, self._ids)
        needed = self._graph.element_count + int(fresh.sum())
        if needed > self._graph.max_elements:
            self._graph.resize_index(max(needed, 2 * self._graph.max_elements))
        if len(ids):
            self._graph.add_items(vectors, ids, num_threads=1)
        self._removed.difference_update(ids.tolist())
        self._ids = np.union1d(self._ids, ids)

    def remove(self, ids: Ids) -> None:
        """Forget vectors; unknown ids are ignored."""
        known = np.intersect1d(self._ids, ids)
        for label in known.tolist():
            self._graph.mark_deleted(label)
        self._removed.update(known.tolist())
        self._ids = np.setdiff1d(self._ids, known)

    def nearest(
        self, probe: NDArray[np.float32], count: int, allowed: Ids | None = None, effort: int = 0
    ) -> list[tuple[SightingId, float]]:
        """Return up to `count` ids with cosine similarity, best first, ties by id.

        Few `allowed` are compared one by one; where the graph cannot reach as
        many as asked for (it can fall apart when vectors repeat), so are all.
        `effort` is how many candidates are looked at (ef), the count at least.
        """
        probe = np.asarray(probe, np.float32).reshape(self._dimensions)
        within = self._ids if allowed is None else self._ids[positions(self._ids, allowed)]
        count = min(count, len(within))
        if count <= 0:
            return []
        if allowed is not None and len(within) <= SCAN_UP_TO:
            return self._scan(probe, count, within)
        wanted = min(count + MARGIN, len(within))
        self._graph.set_ef(max(effort or max(SEARCH_EFFORT, 2 * wanted), wanted))
        only = None if allowed is None else set(within.tolist()).__contains__
        try:
            labels, distances = self._graph.knn_query(probe[None], k=wanted, num_threads=1, filter=only)
        except RuntimeError:  # the graph's way to say that it reached fewer
            return self._scan(probe, count, within)
        return best_first(labels[0].astype(np.int64), 1.0 - distances[0].astype(np.float64), count)

    def save(self) -> None:
        """Write aside, checksum, rename.

        :raises CaseError: the folder cannot be written to or the disk is full.
        """
        newest = None if self.newest is None else int(self.newest)
        self._files.write(self._write, self._graph.element_count, newest, tuple(sorted(self._removed)))

    def _scan(self, probe: NDArray[np.float32], count: int, within: Ids) -> list[tuple[SightingId, float]]:
        scores = np.empty(len(within), np.float64)
        for start in range(0, len(within), _AT_ONCE):
            part = within[start : start + _AT_ONCE]
            vectors = self._graph.get_items(part, return_type="numpy")
            scores[start : start + len(part)] = cosines(vectors, probe)
        return best_first(within, scores, count)

    def _start_empty(self) -> None:
        self._graph = new_graph(self._dimensions)
        self._graph.init_index(
            max_elements=FIRST_ROOM, M=LINKS, ef_construction=BUILD_EFFORT, random_seed=SEED
        )
        self._ids = np.empty(0, np.int64)
        self._removed = set()

    def _load_stored(self) -> bool:
        """Load what is on disk if it is sound; another process may replace it meanwhile."""
        for _ in range(_TRIES):
            with suppress(FileNotFoundError):
                stored = self._files.sound()
                return stored is not None and self._load(*stored)
        return False

    def _load(self, manifest: Manifest, path: Path) -> bool:
        """Load a file that the manifest vouches for; tell whether it holds what that says.

        :raises FileNotFoundError: it has just been replaced.
        """
        self._graph = new_graph(self._dimensions)
        try:
            self._graph.load_index(os.fsencode(path), max_elements=max(FIRST_ROOM, manifest.count))
        except RuntimeError:
            path.stat()  # gone is another thing than broken
            return False
        removed = set(manifest.removed)
        labels = np.sort(np.array(self._graph.get_ids_list(), np.int64))
        ids = labels[~np.isin(labels, sorted(removed))]
        newest = int(ids[-1]) if len(ids) else None
        if len(labels) != manifest.count or newest != manifest.newest:
            return False
        self._ids, self._removed = ids, removed
        return True

    def _write(self, path: Path) -> None:
        self._graph.save_index(os.fsencode(path))
        # The library does not look whether its writes succeeded.
        if path.stat().st_size != self._graph.index_file_size():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
