"""Searching the case for the person in a probe, and recording the search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.id_sets import missing
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.query import Filters, IndexKind, IndexState, SearchRecord, list_sha256
from reid_desktop.domain.search_options import SearchOptions, Together
from reid_desktop.ports.engine import SearchRequest
from reid_desktop.ports.store import CaseStore, Ids
from reid_desktop.ports.system import Clock
from reid_desktop.services.answering import Question, candidates_of, found_exactly
from reid_desktop.services.asking import persons_asked
from reid_desktop.services.comparing import Compared, ComparedVectors
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.indexing import IndexKeeper
from reid_desktop.services.leaving_out import narrowed
from reid_desktop.services.probing import NO_VECTOR, Probe
from reid_desktop.services.recall import RecallGauge, near
from reid_desktop.services.together import Found

HNSW_FROM = 200_000
"""Below so many vectors an exact scan is both faster and complete (measured)."""
MOST_BEHIND = 1_000
"""A graph that lacks more than this is not waited for: each vector takes it some milliseconds."""
BOTH = "Sighting {number} cannot be more like the person and not the person at once."


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
        program: str = "",
    ) -> None:
        """`keeper` keeps the graph over the vectors as `compared` has them; `gatekeeper` is asked first."""
        self._store = store
        self._model_key = model_key
        self._compared = compared
        self._keeper = keeper
        self._clock = clock
        self._gatekeeper = gatekeeper or Gatekeeper(store, clock)
        self._program = program
        self._gauge = RecallGauge(store, model_key, compared)

    def __call__(self, probes: Probe | Sequence[Probe], request: SearchRequest, who: str) -> SearchId:
        """Search within what is authorised, record, return the id of the search.

        :raises NotAuthorisedError: policy, authority or role of the case do not allow it.
        :raises UsageError: the options contradict each other, or name a sighting that cannot be compared.
        """
        probes = [probes] if isinstance(probes, Probe) else list(probes)
        permit = self._gatekeeper.search(request.filters, request.reason, who, request.sought)
        request = replace(request, filters=permit.filters)
        options = replace(request.options, bare=request.bare or request.options.bare)
        question = Question(request.filters, request.top, options, request.exact, request.hnsw)
        self._compared.bring_up()
        self._check_feedback(options)
        narrow = narrowed(self._store, self._model_key, request.filters, self._compared.ids)
        found, state = self._find(probes, question, narrow.allowed)
        record = SearchRecord(
            SearchId(0),
            iso_utc(self._clock.now_utc_ms()),
            who,
            probes[0].origin,
            self._model_key,
            request.filters,
            request.top,
            state,
            candidates_of(found),
            also=tuple(probe.origin for probe in probes[1:]),
            options=options,
            program=self._program,
        )
        vectors = np.array([probe.vector for probe in probes], np.float32)
        with self._store.transaction(who) as case:
            search_id = case.add_search(record, vectors, narrow.left_out)
            if permit.authority is not None:
                under = {"authority": permit.authority.authority_id}
                case.add_entry(Entry(EntryKind.SEARCHED_UNDER, search_id, under, who, record.created_utc))
            reference = permit.authority.reference if permit.authority else None
            facts = _logged(record, search_id, request.reason, reference)
            named = permit.authority.persons if permit.authority else ()
            sought = [request.sought] if request.sought else list(named)
            case.log("search", f"search {search_id}", sought=sought, **facts)
        return search_id

    def _check_feedback(self, options: SearchOptions) -> None:
        named = np.array([*options.liked, *options.unliked], np.int64)
        unknown = missing(np.unique(named), self._compared.ids)
        if len(unknown):
            raise UsageError(NO_VECTOR, number=int(unknown[0]))
        both = set(options.liked) & set(options.unliked)
        if both:
            raise UsageError(BOTH, number=min(both))

    def _find(
        self, probes: Sequence[Probe], question: Question, allowed: Ids | None
    ) -> tuple[list[Found], IndexState]:
        """Return the list, and what was searched."""
        compared, size = self._compared, len(self._compared)
        asked = persons_asked(compared, probes, question.options, allowed)
        kind, note = self._plan(question, size)
        recall: float | None = None
        if kind is IndexKind.HNSW:
            found, recall = self._approximate(asked[0], question.top, allowed)
        else:
            found = found_exactly(compared, asked, question, allowed, self._times)
        state = IndexState(
            kind,
            kind is IndexKind.EXACT,
            size,
            size if allowed is None else len(allowed),
            note,
            "" if question.options.bare else compared.description,
            recall,
            compared.newest,
            compared.change,
            compared.digest(),
        )
        return found, state

    def _plan(self, question: Question, size: int) -> tuple[IndexKind, str]:
        if not self._keeper.is_available:
            return IndexKind.EXACT, "hnswlib is not installed: every search is exact"
        if question.exact:
            return IndexKind.EXACT, "exact search was asked for"
        if question.options.bare:
            return IndexKind.EXACT, "vectors as the network gave them are searched exactly"
        if question.options.together is not Together.ONE:
            return IndexKind.EXACT, "a search for several persons is exact"
        if question.options.rerank:
            return IndexKind.EXACT, "what is ordered again was searched exactly"
        if question.hnsw and size:
            return IndexKind.HNSW, "approximate search was asked for"
        if not question.filters.is_empty:
            return IndexKind.EXACT, "a filtered search is exact"
        if size < HNSW_FROM:
            return IndexKind.EXACT, "a case of this size is searched exactly"
        if self._keeper.behind() > MOST_BEHIND:
            return IndexKind.EXACT, "the approximate index is not up to date, so everything was compared"
        return IndexKind.HNSW, "approximate: ask for exact search to be complete"

    def _approximate(self, asked: Compared, top: int, allowed: Ids | None) -> tuple[list[Found], float]:
        """Return the exactly scored nearest of the graph, and its measured recall."""
        index = self._keeper.catch_up()
        assert index is not None, "the plan chose an index that is not there"
        self._keeper.save()
        measured = self._gauge.of(index)
        ids = near(index, asked.vector, top, allowed, measured.effort)
        ranked = self._compared.score(asked, ids, top)
        return [Found(sighting_id, score, 0) for sighting_id, score in ranked], measured.recall

    def _times(self) -> Ids:
        table = self._store.sighting_table(self._model_key)
        return table.time_utc_ms[np.searchsorted(table.ids, self._compared.ids)]


def _logged(
    record: SearchRecord, search_id: SearchId, reason: str, authority: str | None
) -> dict[str, object]:
    """Return what the log says of a search."""
    return {
        "search_id": search_id,
        "list_sha256": list_sha256(record.candidates),
        "reason": reason,
        "probe": record.probe.name,
        "probe_sha256": record.probe.sha256,
        "probes": [probe.sha256 for probe in record.probes],
        "model_key": record.model_key,
        "candidates": len(record.candidates),
        "index": record.index.kind.value,
        "index_sha256": record.index.sha256,
        "filtered": record.filters != Filters(),
        "authority": authority,
        "liked": list(record.options.liked),
        "unliked": list(record.options.unliked),
    }
