"""What was told of a case's cameras and of what their crops share, kept beside the scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32] | NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Numbers as they stood at one moment; whoever reads them checks that they belong to the case."""

    facts: Mapping[str, object]
    """What JSON can hold."""
    arrays: Mapping[str, Array]


class PreparedShelf(Protocol):
    """Keeps the newest of one model key; a cache, made anew from the database when it is lost."""

    @property
    def was_refused(self) -> bool:
        """Tell whether, at the last `load`, one was there that is damaged or foreign."""
        ...

    def load(self) -> Prepared | None:
        """Return what was kept; None where there is none, or one that is damaged or foreign."""
        ...

    def keep(self, prepared: Prepared) -> None:
        """Write aside, checksum, rename.

        :raises CaseError: the folder cannot be written to or the disk is full.
        """
        ...
