"""What a search reads of a case to keep in step with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.cameras import Shot
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import MediaId, SightingId

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SearchChanges:
    """What changed under a search's feet since some moment."""

    last: int
    """Number of the last change; ask with it next time."""
    media: tuple[MediaId, ...] = ()
    """Items whose time or place is another one now."""
    gone: tuple[SightingId, ...] = ()
    """Sightings that have lost their vector."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What tells whether a case is the one that something was made from, be it with more behind that."""

    vectors: int
    """Vectors of a model key up to some sighting ..."""
    id_sum: int
    """... and the sum of their ids."""
    log_row: int
    """Number of a row of the log; 0: it has none."""
    log_sha256: str
    """Hash of that row, which stands for all rows before it; empty: there is no such row."""


class VectorReader(Protocol):
    """Vectors, the items they are from, the cameras behind those, and what changed."""

    def vectors(
        self, model_key: str, after: SightingId | None = None, limit: int | None = None
    ) -> tuple[Ids, Vectors]:
        """Return ids (ascending) and vectors of a model key, or the first `limit` newer than `after`."""
        ...

    def vectors_of(self, model_key: str, ids: Ids) -> tuple[Ids, Vectors]:
        """Return ids (ascending) and vectors of those of `ids` that have one under the model key."""
        ...

    def vector_media(self, model_key: str, after: SightingId | None = None) -> tuple[Ids, Ids]:
        """Return ids (ascending) and items of what has a vector, or of those newer than `after`."""
        ...

    def shots(self, after: MediaId | None = None) -> list[Shot]:
        """Return what is known of the camera behind every item, by id, or behind those newer than `after`."""
        ...

    def shots_of(self, media: Sequence[MediaId]) -> list[Shot]:
        """Return what is known of the camera behind these items, by id."""
        ...

    def search_changes(self, after: int) -> SearchChanges:
        """Return what changed after the change of that number."""
        ...

    def standing(self, model_key: str, until: SightingId | None, log_row: int | None = None) -> Standing:
        """Return how the case stands up to a sighting and a row of the log; None: up to the last."""
        ...
