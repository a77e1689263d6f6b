"""All sightings of a model key as columns: what gallery, map and timeline show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.review import ANYTHING, About

from .whereabouts import Whereabouts

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SightingTable:
    """All sightings of one model key as columns, for gallery, map and timeline.

    Every array has one row a sighting, in ascending order of id.
    """

    ids: Ids
    media_ids: Ids
    time_utc_ms: Ids
    """`NO_TIME` where no time is known. For a tracklet: clip time + start."""
    latitude_deg: NDArray[np.float64]
    """NaN where no place is known."""
    longitude_deg: NDArray[np.float64]
    exhibit_rows: NDArray[np.int32]
    """Row in `CaseReader.exhibits()` of the first copy's exhibit."""
    quality: NDArray[np.float32]
    score: NDArray[np.float32]
    appearance: NDArray[np.int32]
    """Number within the clip that tracklets of one person share; -1 where there is none."""


NO_TIME = np.iinfo(np.int64).min
"""Stands for an unknown time in `SightingTable.time_utc_ms`."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What is known of all sightings of a model key; both have the same rows."""

    table: SightingTable
    known: Whereabouts


class ColumnReader(Protocol):
    """The part of a case reader that answers for all sightings at once."""

    def columns(self, model_key: str, touched: ChangeSet | None = None) -> Columns:
        """Return the columns of all sightings of a model key.

        :param touched: only those of these sightings and in these media; the other sightings of the case
            are as they were before the change.
        """
        ...

    def newest_sightings(self, model_key: str, limit: int) -> Ids:
        """Return the ids of the newest sightings with a known time, newest first."""
        ...

    def verdicts(self, about: About = ANYTHING) -> tuple[Ids, NDArray[np.uint8]]:
        """Return the decided sightings, ascending, and what was decided, as `domain.review.VERDICTS`."""
        ...
