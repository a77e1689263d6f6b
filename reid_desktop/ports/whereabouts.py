"""How well the times and places of all sightings are known, as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.capture import PlaceSource

PLACE_SOURCES = tuple(PlaceSource)
"""What the numbers in `Whereabouts.place_sources` stand for."""


@dataclass(frozen=True, slots=True, eq=False)
class Whereabouts:
    """One row a sighting of a model key, in ascending order of id."""

    ids: NDArray[np.int64]
    uncertainty_s: NDArray[np.float32]
    """The time lies within plus or minus this; NaN where no time is known."""
    length_s: NDArray[np.float32]
    """How long a tracklet lasts; 0 for a photo."""
    accuracy_m: NDArray[np.float32]
    """NaN where no place is known, or nothing tells how well."""
    place_sources: NDArray[np.int8]
    """Index in `PLACE_SOURCES`; -1 where no place is known."""
    source_rows: NDArray[np.int32]
    """Row in `CaseReader.sources()` of the first copy's source; -1 where there is no copy."""

    @classmethod
    def empty(cls) -> Whereabouts:
        """Return no rows."""
        nothing = np.empty(0, np.float32)
        return cls(
            np.empty(0, np.int64), nothing, nothing, nothing, np.empty(0, np.int8), np.empty(0, np.int32)
        )
