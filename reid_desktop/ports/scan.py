"""Comparing a probe with every vector, at a known accuracy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.spread import Turns
from reid_desktop.ports.prepared import PreparedShelf

Ids = NDArray[np.int64]
Rows = NDArray[np.intp]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class TakenOut:
    """What is taken out of the vectors before they are compared, for every row of a scan."""

    groups: NDArray[np.int64]
    """(n,) row in `means`."""
    means: Vectors
    """(g, d)."""
    inverse: tuple[Floats, Floats]
    """(n,) twice: between which two numbers 1 over the length of a vector without that mean, turned, lies."""
    turns: Turns | None = None
    """What the vectors are multiplied with once the mean is out."""


class VectorScan(Protocol):
    """All vectors of one model key, in few bytes; a cache of the database, which has them in full.

    Rows are in ascending order of id.
    """

    @property
    def ids(self) -> Ids:
        """Return the id of each row."""
        ...

    def __len__(self) -> int:
        """Return how many vectors it holds."""
        ...

    @property
    def errors(self) -> Floats:
        """Return for each row how far, at most, what `decoded` gives is from the vector."""
        ...

    @property
    def newest(self) -> SightingId | None:
        """Return the highest id it holds."""
        ...

    @property
    def change(self) -> int:
        """Return the last change of the database that it has followed."""
        ...

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors whose ids are higher than all before."""
        ...

    def remove(self, ids: Ids) -> None:
        """Forget vectors; unknown ids are ignored."""
        ...

    def follow(self, change: int) -> None:
        """Remember the last change of the database that was followed."""
        ...

    def decoded(self, rows: Rows) -> Vectors:
        """Return about what these vectors are: always the same numbers for the same vector."""
        ...

    def bounds(
        self, probe: NDArray[np.float32], rows: Rows | None = None, taken: TakenOut | None = None
    ) -> tuple[Floats, Floats]:
        """Return for each row (or each of `rows`) between which two numbers its cosine with `probe` lies.

        With `taken`, the cosine of the vector without its group's mean.
        """
        ...

    def digest(self) -> str:
        """Return a SHA-256 of what it holds, whatever the steps in which that came."""
        ...

    @property
    def was_refused(self) -> bool:
        """Tell whether one was on disk that is damaged or foreign, so that this one began empty."""
        ...

    def save(self) -> None:
        """Write aside, checksum, rename."""
        ...


class ScanStore(Protocol):
    """Opens the scan of a case."""

    def open_scan(self, model_key: str, dimensions: int) -> VectorScan:
        """Load the scan of a model key; an absent, foreign or damaged one comes back empty."""
        ...

    def shelf(self, model_key: str, dimensions: int) -> PreparedShelf:
        """Return where cameras and shared parts of a model key are kept."""
        ...
