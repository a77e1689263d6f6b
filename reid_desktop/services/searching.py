"""Searching the case for the person in a probe, and recording the search."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.domain.query import Candidate, Filters, IndexKind, IndexState, SearchRecord, list_sha256
from reid_desktop.ports.engine import SearchRequest
from reid_desktop.ports.store import CaseStore, Ids
from reid_desktop.ports.system import Clock
from reid_desktop.ports.vision import VectorIndex
from reid_desktop.services.comparing import BareVectors, VectorsWithoutCameras, sighting_ids
from reid_desktop.services.indexing import IndexKeeper
from reid_desktop.services.probing import Probe

HNSW_FROM = 200_000
"""Below so many vectors an exact scan is both faster and complete (measured)."""
OVERFETCH = 4
"""HNSW is asked for so many times the candidates wanted; they are then scored exactly."""


class SearchCase:
    """Ranks the sightings of a case by likeness to a probe.

    Exact below `HNSW_FROM` sightings and under every filter; approximate
    above, with exact scores. Ties are ranked by sighting id, so the same case
    and probe give the same list.
    """

    def __init__(
        self,
        store: CaseStore,
        model_key: str,
        make_exact: Callable[[], VectorIndex],
        keeper: IndexKeeper,
        clock: Clock,
    ) -> None:
        """`make_exact` gives an empty exact index; it is filled once and kept up to date."""
        self._store = store
        self._model_key = model_key
        self._bare = BareVectors(store, model_key, make_exact)
        self._apart = VectorsWithoutCameras(store, model_key, make_exact)
        self._keeper = keeper
        self._clock = clock

    def __call__(self, probe: Probe, request: SearchRequest, who: str) -> SearchId:
        """Search, record, return the id of the search."""
        compared = self._bare if request.bare else self._apart
        exact = compared.bring_up()
        vector = compared.probe(probe.vector, probe.media_id)
        allowed = None
        if not request.filters.is_empty:
            allowed = self._store.filtered(self._model_key, request.filters)
        size = len(exact)
        kind, note = self._plan(request, size)
        if kind is IndexKind.HNSW:
            allowed = self._near(probe.vector, request.top, allowed)
        found = exact.nearest(vector, request.top, allowed)
        searched = size if allowed is None or kind is IndexKind.HNSW else len(allowed)
        state = IndexState(kind, kind is IndexKind.EXACT, size, searched, note, compared.description)
        return self._record(probe, request, state, found, who)

    def _plan(self, request: SearchRequest, size: int) -> tuple[IndexKind, str]:
        if not self._keeper.is_available:
            return IndexKind.EXACT, "hnswlib is not installed: every search is exact"
        if request.exact:
            return IndexKind.EXACT, "exact search was asked for"
        if request.hnsw and size:
            return IndexKind.HNSW, "approximate search was asked for"
        if not request.filters.is_empty:
            return IndexKind.EXACT, "a filtered search is exact"
        if size < HNSW_FROM:
            return IndexKind.EXACT, "a case of this size is searched exactly"
        return IndexKind.HNSW, "approximate: ask for exact search to be complete"

    def _near(self, vector: NDArray[np.float32], top: int, allowed: Ids | None) -> Ids:
        """Return the ids that the approximate index holds for the nearest."""
        index = self._keeper.catch_up()
        assert index is not None, "the plan chose an index that is not there"
        self._keeper.save()
        return sighting_ids(index.nearest(vector, min(OVERFETCH * top, len(index)), allowed))

    def _record(
        self,
        probe: Probe,
        request: SearchRequest,
        state: IndexState,
        found: list[tuple[SightingId, float]],
        who: str,
    ) -> SearchId:
        candidates = tuple(
            Candidate(rank, sighting_id, round(float(score), 6))
            for rank, (sighting_id, score) in enumerate(found, start=1)
        )
        record = SearchRecord(
            SearchId(0),
            iso_utc(self._clock.now_utc_ms()),
            who,
            probe.origin,
            self._model_key,
            request.filters,
            request.top,
            state,
            candidates,
        )
        with self._store.transaction(who) as case:
            search_id = case.add_search(record)
            case.log(
                "search",
                f"search {search_id}",
                search_id=search_id,
                list_sha256=list_sha256(candidates),
                reason=request.reason,
                probe=probe.origin.name,
                probe_sha256=probe.origin.sha256,
                model_key=self._model_key,
                candidates=len(candidates),
                index=state.kind.value,
                filtered=request.filters != Filters(),
            )
        return search_id
