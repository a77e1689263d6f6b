"""Ranking, planning, recording."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import ExhibitId, MediaId, SightingId
from reid_desktop.domain.media import Copy, Inspection, MediaKind, RawFacts
from reid_desktop.domain.query import Filters, IndexKind, ProbeOrigin
from reid_desktop.domain.search_options import SearchOptions
from reid_desktop.domain.sighting import NewSighting, Quality
from reid_desktop.ports.engine import ProbePicture, SearchRequest
from reid_desktop.ports.store import CaseStore, Ids
from reid_desktop.services import searching
from reid_desktop.services.comparing import ComparedVectors
from reid_desktop.services.indexing import IndexKeeper
from reid_desktop.services.probing import Probe
from reid_desktop.services.recall import RecallGauge
from reid_desktop.services.searching import SearchCase
from tests.fakes.index import FakeIndex, FakeIndexStore
from tests.fakes.media import FixedClock
from tests.fakes.store import FakeCaseStore
from tests.unit.services.test_importing import EXHIBIT

KEY = "det@000000000000#v1 + emb@111111111111#v1"
DIMENSIONS = 64


def unit(seed: int) -> NDArray[np.float32]:
    vector = np.random.default_rng(seed).normal(size=DIMENSIONS).astype(np.float32)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def filled(count: int) -> FakeCaseStore:
    store = FakeCaseStore()
    with store.transaction("t") as case:
        case.add_exhibit(EXHIBIT)
        source = case.add_source(EXHIBIT.exhibit_id, "/phone", "folder")
        for number in range(count):
            inspection = Inspection(f"{number:064x}", 1, MediaKind.PHOTO, "jpeg")
            media_id, _ = case.add_media(inspection, None, None)
            case.add_copy(media_id, Copy(EXHIBIT.exhibit_id, source, f"/{number}", f"{number}", 1, 1))
            found = NewSighting(Box(0, 0, 5, 9), Size(10, 10), 0.9, Quality(0.5, 9, 1.0, False), unit(number))
            case.finish_media(media_id, KEY, [found], 1.0)
    return store


def search(store: CaseStore, *, has_hnsw: bool = True) -> tuple[SearchCase, FakeIndexStore]:
    indexes = FakeIndexStore(is_available=has_hnsw)
    compared = ComparedVectors(store, KEY, DIMENSIONS, lambda: indexes.open_scan(KEY, DIMENSIONS))
    keeper = IndexKeeper(store, indexes, KEY, DIMENSIONS, compared)
    return SearchCase(store, KEY, compared, keeper, FixedClock()), indexes


def probe(number: int) -> Probe:
    return Probe(ProbeOrigin("p.jpg", "ab" * 32, Box(0, 0, 5, 9)), unit(number))


def request(
    top: int = 100, filters: Filters | None = None, *, exact: bool = False, hnsw: bool = False
) -> SearchRequest:
    picture = ProbePicture("p.jpg", path="/p.jpg")
    return SearchRequest(picture, None, top, filters or Filters(), exact, hnsw)


def test_the_same_person_comes_first_and_all_is_recorded() -> None:
    store = filled(30)
    run, _ = search(store)
    record = store.search(run(probe(7), request(top=5), "tester"))
    assert record.candidates[0].sighting_id == 8
    assert record.candidates[0].score == pytest.approx(1.0, abs=1e-5)
    assert [c.rank for c in record.candidates] == [1, 2, 3, 4, 5]
    assert (record.examiner, record.model_key, record.top) == ("tester", KEY, 5)
    assert (record.index.kind, record.index.exact, record.index.size) == (IndexKind.EXACT, True, 30)
    assert [entry.action for entry in store.audit()][-1] == "search"


def test_the_same_case_and_probe_give_the_same_list() -> None:
    store = filled(40)
    run, _ = search(store)
    first = store.search(run(probe(3), request(), "t"))
    other, _ = search(store)
    assert store.search(other(probe(3), request(), "t")).candidates == first.candidates


def test_new_sightings_are_searched_without_opening_the_case_again() -> None:
    store = filled(3)
    run, _ = search(store)
    run(probe(0), request(), "t")
    with store.transaction("t") as case:
        media_id, _ = case.add_media(Inspection("f" * 64, 1, MediaKind.PHOTO, "jpeg"), None, None)
        found = NewSighting(Box(0, 0, 5, 9), Size(10, 10), 0.9, Quality(0.5, 9, 1.0, False), unit(99))
        case.finish_media(media_id, KEY, [found], 1.0)
    assert store.search(run(probe(99), request(top=1), "t")).candidates[0].sighting_id == 4


def test_a_filter_narrows_exactly() -> None:
    store = filled(20)
    run, _ = search(store)
    nothing = Filters(exhibits=frozenset({ExhibitId("EX-9")}))
    record = store.search(run(probe(1), request(filters=nothing), "t"))
    assert record.candidates == ()
    assert (record.index.searched, record.index.size) == (0, 20)


@pytest.mark.parametrize(
    ("asked", "has_hnsw", "size_limit", "kind"),
    [
        (request(), True, 10, IndexKind.HNSW),
        (request(), True, 1000, IndexKind.EXACT),
        (request(exact=True), True, 10, IndexKind.EXACT),
        (request(hnsw=True), True, 1000, IndexKind.HNSW),
        (request(hnsw=True), False, 10, IndexKind.EXACT),
        (request(filters=Filters(minimum_quality=0.1)), True, 10, IndexKind.EXACT),
    ],
)
def test_the_plan(
    asked: SearchRequest,
    has_hnsw: bool,
    size_limit: int,
    kind: IndexKind,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "HNSW_FROM", size_limit)
    store = filled(30)
    run, _ = search(store, has_hnsw=has_hnsw)
    record = store.search(run(probe(5), asked, "t"))
    assert record.index.kind is kind
    assert record.candidates[0].sighting_id == 6
    assert record.index.note


def camera_case(persons: int, media_each: int = 1) -> FakeCaseStore:
    """Return a case in which two phones see the same persons, each with a part of its own."""
    store = FakeCaseStore()
    with store.transaction("t") as case:
        case.add_exhibit(EXHIBIT)
        source = case.add_source(EXHIBIT.exhibit_id, "/phone", "folder")
        for phone in range(2):
            for person in range(persons * media_each):
                number = phone * 1000 + person
                facts = RawFacts(make="Acme", model=f"Phone {phone}")
                found = Inspection(f"{number:064x}", 1, MediaKind.PHOTO, "jpeg", facts)
                media_id, _ = case.add_media(found, None, None)
                place = Copy(EXHIBIT.exhibit_id, source, f"/{number}", f"{number}", 1, 1)
                case.add_copy(media_id, place)
                vector = unit(person % persons) + 0.7 * unit(900 + phone)
                vector /= np.linalg.norm(vector)
                new = NewSighting(Box(0, 0, 5, 9), Size(10, 10), 0.9, Quality(0.5, 9, 1.0, False), vector)
                case.finish_media(media_id, KEY, [new], 1.0)
    return store


def test_what_a_camera_shares_does_not_decide() -> None:
    store = camera_case(40)
    searching_, _ = search(store)
    _, vectors = store.vectors(KEY)
    right = {True: 0, False: 0}
    for person in range(40):
        asked = Probe(ProbeOrigin("p.jpg", "ab" * 32, Box(0, 0, 5, 9)), vectors[person], MediaId(person + 1))
        for bare in (True, False):
            record = store.search(searching_(asked, replace(request(2), bare=bare), "t"))
            right[bare] += person + 41 in [c.sighting_id for c in record.candidates]
            assert bool(record.index.shared_part) is not bare
    assert right[False] == 40 > right[True]


def test_a_small_case_is_compared_as_it_is() -> None:
    store = filled(20)
    searching_, _ = search(store)
    record = store.search(searching_(probe(3), request(3), "t"))
    assert record.index.shared_part == ""
    assert record.candidates[0].score == pytest.approx(1.0, abs=1e-5)


def test_new_sightings_and_other_clocks_change_the_groups() -> None:
    store = camera_case(40)
    searching_, _ = search(store)
    first = store.search(searching_(probe(1), request(3), "t"))
    again = store.search(searching_(probe(1), request(3), "t"))
    assert first.candidates == again.candidates
    assert "2 devices" in first.index.shared_part
    with store.transaction("t") as case:
        source = case.add_source(EXHIBIT.exhibit_id, "/phone", "folder")
        media_id, _ = case.add_media(Inspection("f" * 64, 1, MediaKind.VIDEO, "mp4"), None, None)
        case.add_copy(media_id, Copy(EXHIBIT.exhibit_id, source, "/clip/a", "clip/a", 1, 1))
        new = NewSighting(Box(0, 0, 5, 9), Size(10, 10), 0.9, Quality(0.5, 9, 1.0, False), unit(1))
        case.finish_media(media_id, KEY, [new], 1.0)
    later = store.search(searching_(probe(1), request(3), "t"))
    assert "3 devices" in later.index.shared_part
    assert later.candidates[0].sighting_id == 81


def test_an_approximate_answer_tells_the_recall_measured_on_the_case() -> None:
    store = camera_case(40)
    run, indexes = search(store)
    _, vectors = store.vectors(KEY)
    asked = Probe(ProbeOrigin("p.jpg", "ab" * 32, Box(0, 0, 5, 9)), vectors[5], MediaId(6))
    exact = store.search(run(asked, request(10, exact=True), "t"))
    approximate = store.search(run(asked, request(10, hnsw=True), "t"))
    assert (exact.index.recall, approximate.index.recall) == (None, 1.0)
    assert approximate.candidates == exact.candidates
    assert approximate.index.shared_part == exact.index.shared_part != ""
    graph = indexes.open(KEY, DIMENSIONS)
    graph.remove(graph.ids[::2].copy())
    partial, _ = search(store)
    partial._keeper = _Frozen(graph)  # type: ignore[assignment]
    assert 0.3 < (store.search(partial(asked, request(10, hnsw=True), "t")).index.recall or 0) < 0.7


def test_a_graph_that_lacks_much_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "HNSW_FROM", 10)
    monkeypatch.setattr(searching, "MOST_BEHIND", 10)
    store = filled(30)
    run, indexes = search(store)
    record = store.search(run(probe(5), request(), "t"))
    assert (record.index.kind, "not up to date" in record.index.note) == (IndexKind.EXACT, True)
    assert len(indexes.open(KEY, DIMENSIONS)) == 0
    asked_for = store.search(run(probe(5), request(hnsw=True), "t"))
    assert asked_for.index.kind is IndexKind.HNSW
    assert store.search(run(probe(5), request(), "t")).index.kind is IndexKind.HNSW


class _Lazy(FakeIndex):
    """Finds the more the harder it is asked to look."""

    def nearest(
        self, probe: NDArray[np.float32], count: int, allowed: Ids | None = None, effort: int = 0
    ) -> list[tuple[SightingId, float]]:
        found = super().nearest(probe, count, allowed)
        return [pair for place, pair in enumerate(found) if effort >= 300 or place % 3]


def test_no_more_effort_is_made_than_the_recall_needs() -> None:
    store = camera_case(40)
    indexes = FakeIndexStore()
    of = ComparedVectors(store, KEY, DIMENSIONS, lambda: indexes.open_scan(KEY, DIMENSIONS))
    of.bring_up()
    ids, vectors = store.vectors(KEY)
    graph = _Lazy(DIMENSIONS, IndexKind.HNSW)
    graph.add(ids, of.prepared(ids, vectors))
    measured = RecallGauge(store, KEY, of).of(graph)
    assert (measured.effort, measured.recall) == (300, 1.0)


class _Frozen:
    """A keeper whose graph lacks half of the case."""

    is_available = True

    def __init__(self, graph: FakeIndex) -> None:
        self._graph = graph

    def catch_up(self) -> FakeIndex:
        return self._graph

    def save(self) -> None:
        """Nothing to write."""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (SearchOptions(liked=(SightingId(3), SightingId(99))), "Sighting 99 has no vector"),
        (SearchOptions(unliked=(SightingId(98),)), "Sighting 98 has no vector"),
        (SearchOptions(liked=(SightingId(3),), unliked=(SightingId(3),)), "at once"),
    ],
)
def test_feedback_that_cannot_count_is_refused_and_nothing_is_recorded(
    options: SearchOptions, words: str
) -> None:
    store = filled(8)
    with pytest.raises(UsageError, match=words):
        search(store)[0](probe(1), replace(request(), options=options), "t")
    assert store.searches() == []
