"""Searches as they are kept and read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.query import SearchRecord
from reid_desktop.domain.search_options import Unsearched

Ids = NDArray[np.int64]


class SearchReader(Protocol):
    """What can be asked about searches; safe from several threads."""

    def searches(self) -> list[SearchRecord]:
        """Return all searches, oldest first, without their candidates."""
        ...

    def search(self, search_id: SearchId) -> SearchRecord:
        """Return one search with its candidates; raise CaseError if there is none."""
        ...

    def left_out(self, search_id: SearchId, reason: Unsearched) -> Ids:
        """Return the ids of what a search did not look at for a reason, ascending."""
        ...

    def search_vectors(self, search_id: SearchId) -> Vectors:
        """Return the vectors of a search's probes, in their order; none from an earlier version."""
        ...

    def unsearched_media(self, model_key: str) -> dict[Unsearched, Ids]:
        """Return what of the case has no sightings under a model key, by reason; ids ascending."""
        ...


class SearchWriter(Protocol):
    """What can be written about searches inside one transaction."""

    def add_search(
        self,
        record: SearchRecord,
        vectors: Vectors | None = None,
        left_out: Mapping[Unsearched, Ids] | None = None,
    ) -> SearchId:
        """Record a search (its `search_id` and `left_out` are ignored); return the id.

        :param vectors: (probes, d) as the network gave them, so that the search can be repeated.
        :param left_out: what was not searched, ids ascending.
        """
        ...
