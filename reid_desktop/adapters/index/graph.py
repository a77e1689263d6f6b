"""The part of hnswlib's interface that is used, with its types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Vectors

Labels = NDArray[np.int64]


class Graph(Protocol):
    """A navigable small-world graph over labelled vectors (`hnswlib.Index`)."""

    @property
    def element_count(self) -> int:
        """Vectors held, those marked as deleted included."""
        ...

    @property
    def max_elements(self) -> int:
        """Room for so many vectors."""
        ...

    def init_index(self, *, max_elements: int, M: int, ef_construction: int, random_seed: int) -> None:  # noqa: N803 - the library's name
        """Start empty."""
        ...

    def resize_index(self, max_elements: int) -> None:
        """Make room."""
        ...

    def add_items(self, data: Vectors, ids: Labels, num_threads: int) -> None:
        """Add or replace; brings back what was marked as deleted."""
        ...

    def mark_deleted(self, label: int) -> None:
        """Leave out of answers; the node stays."""
        ...

    def set_ef(self, ef: int) -> None:
        """Set how many candidates a search looks at."""
        ...

    def knn_query(
        self, data: Vectors, k: int, num_threads: int, filter: Callable[[int], bool] | None
    ) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
        """Return labels and distances (1 - inner product); RuntimeError if fewer than `k` are reached."""
        ...

    def get_items(self, ids: Labels, return_type: str) -> Vectors:
        """Return vectors; RuntimeError for a label that is unknown or marked as deleted."""
        ...

    def get_ids_list(self) -> list[int]:
        """Return all labels, in no order."""
        ...

    def index_file_size(self) -> int:
        """Return how many bytes `save_index` has to write."""
        ...

    def save_index(self, path: bytes) -> None:
        """Write; a full disk goes unreported."""
        ...

    def load_index(self, path: bytes, max_elements: int) -> None:
        """Read; most damage goes unreported."""
        ...


def new_graph(dimensions: int) -> Graph:
    """Return a graph over unit vectors, not yet initialised; raise ImportError without hnswlib."""
    import hnswlib  # an optional dependency, and slow to load

    index: type = hnswlib.Index
    return cast(Graph, index(space="ip", dim=dimensions))
