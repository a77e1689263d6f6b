"""Searching the case for the person in a probe, and recording the search."""

from __future__ import annotations

from dataclasses import replace

from reid_desktop.domain.authority import Authority
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.query import Candidate, Filters, IndexKind, IndexState, SearchRecord, list_sha256
from reid_desktop.domain.scoring import Ranked
from reid_desktop.ports.engine import SearchRequest
from reid_desktop.ports.store import CaseStore, Ids
from reid_desktop.ports.system import Clock
from reid_desktop.services.comparing import Compared, ComparedVectors
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.indexing import IndexKeeper
from reid_desktop.services.probing import Probe
from reid_desktop.services.recall import RecallGauge, near

HNSW_FROM = 200_000
"""Below so many vectors an exact scan is both faster and complete (measured)."""


class SearchCase:
    """Ranks the sightings of a case by likeness to a probe.

    Exact below `HNSW_FROM` sightings and under every filter; approximate
    above, with exact scores and with the recall that was measured on the case.
    Ties are ranked by sighting id, so the same case and probe give the same list.
    """

    def __init__(
        self,
        store: CaseStore,
        model_key: str,
        compared: ComparedVectors,
        keeper: IndexKeeper,
        clock: Clock,
        gatekeeper: Gatekeeper | None = None,
    ) -> None:
        """`keeper` keeps the graph over the vectors as `compared` has them; `gatekeeper` is asked first."""
        self._store = store
        self._model_key = model_key
        self._compared = compared
        self._keeper = keeper
        self._clock = clock
        self._gatekeeper = gatekeeper or Gatekeeper(store, clock)
        self._gauge = RecallGauge(store, model_key, compared)

    def __call__(self, probe: Probe, request: SearchRequest, who: str) -> SearchId:
        """Search within what is authorised, record, return the id of the search.

        :raises NotAuthorisedError: policy, authority or role of the case do not allow it.
        """
        permit = self._gatekeeper.search(request.filters, request.reason, who)
        request = replace(request, filters=permit.filters)
        compared = self._compared
        compared.bring_up()
        asked = compared.probe(probe.vector, probe.media_id, bare=request.bare)
        allowed = None
        if not request.filters.is_empty:
            allowed = self._store.filtered(self._model_key, request.filters)
        size = len(compared)
        kind, note = self._plan(request, size)
        recall: float | None = None
        if kind is IndexKind.HNSW:
            found, recall = self._approximate(asked, request.top, allowed)
        else:
            found = compared.rank(asked, request.top, allowed)
        searched = size if allowed is None else len(allowed)
        shared = "" if request.bare else compared.description
        state = IndexState(kind, kind is IndexKind.EXACT, size, searched, note, shared, recall)
        return self._record(probe, request, state, found, who, permit.authority)

    def _plan(self, request: SearchRequest, size: int) -> tuple[IndexKind, str]:
        if not self._keeper.is_available:
            return IndexKind.EXACT, "hnswlib is not installed: every search is exact"
        if request.exact:
            return IndexKind.EXACT, "exact search was asked for"
        if request.bare:
            return IndexKind.EXACT, "vectors as the network gave them are searched exactly"
        if request.hnsw and size:
            return IndexKind.HNSW, "approximate search was asked for"
        if not request.filters.is_empty:
            return IndexKind.EXACT, "a filtered search is exact"
        if size < HNSW_FROM:
            return IndexKind.EXACT, "a case of this size is searched exactly"
        return IndexKind.HNSW, "approximate: ask for exact search to be complete"

    def _approximate(self, asked: Compared, top: int, allowed: Ids | None) -> tuple[Ranked, float]:
        """Return the exactly scored nearest of the graph, and its measured recall."""
        index = self._keeper.catch_up()
        assert index is not None, "the plan chose an index that is not there"
        self._keeper.save()
        recall = self._gauge.of(index)
        return self._compared.score(asked, near(index, asked.vector, top, allowed), top), recall

    def _record(
        self,
        probe: Probe,
        request: SearchRequest,
        state: IndexState,
        found: Ranked,
        who: str,
        authority: Authority | None,
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
            if authority is not None:
                under = {"authority": authority.authority_id}
                entry = Entry(EntryKind.SEARCHED_UNDER, search_id, under, who, record.created_utc)
                case.add_entry(entry)
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
                authority=authority.reference if authority else None,
            )
        return search_id
