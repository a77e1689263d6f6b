"""A recorded search is made again to the byte; what has changed since is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reid_desktop.domain.authority import Authority, Gate, Policy
from reid_desktop.domain.capture import CaptureTime, TimeSource
from reid_desktop.domain.errors import CaseError, NotAuthorisedError, UsageError
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import MediaId, SearchId, SightingId
from reid_desktop.domain.media import Copy, Inspection, MediaKind, RawFacts
from reid_desktop.domain.query import Filters, ProbeOrigin
from reid_desktop.domain.roles import Role
from reid_desktop.domain.search_options import SearchOptions, Together, Unsearched
from reid_desktop.domain.settled import Settled
from reid_desktop.domain.sighting import NewSighting, Quality
from reid_desktop.ports.engine import SearchRequest
from reid_desktop.ports.ledger import AuthorityRequest, AuthorityVerdictRequest, PolicyRequest, RoleRequest
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.probing import Probe
from reid_desktop.services.repeating import RepeatSearch, Repetition
from reid_desktop.services.running import RunCase
from tests.fakes.index import FakeScan
from tests.fakes.media import FixedClock
from tests.fakes.store import FakeCaseStore
from tests.unit.services.test_importing import EXHIBIT
from tests.unit.services.test_searching import KEY, camera_case, request, search, unit


@pytest.fixture
def store() -> FakeCaseStore:
    return camera_case(40)


def probe(store: FakeCaseStore, row: int, person: int = 0) -> Probe:
    _, vectors = store.vectors(KEY)
    item = store.media([MediaId(row + 1)])[0]
    origin = ProbeOrigin("p.jpg", item.sha256, Box(0, 0, 5, 9), person=person)
    return Probe(origin, vectors[row], MediaId(row + 1))


def made(store: FakeCaseStore, asked: SearchRequest, *probes: Probe) -> SearchId:
    return search(store)[0](list(probes), asked, "t")


def again(store: FakeCaseStore, search_id: SearchId) -> Repetition:
    return RepeatSearch(store, FakeScan, Gatekeeper(store, FixedClock()))(search_id, "t")


@pytest.mark.parametrize(
    "options",
    [
        SearchOptions(),
        SearchOptions(bare=True),
        SearchOptions(expand=True),
        SearchOptions(rerank=True),
        SearchOptions(liked=(SightingId(47),), unliked=(SightingId(3), SightingId(9))),
    ],
)
def test_the_same_list_also_after_the_case_has_grown(store: FakeCaseStore, options: SearchOptions) -> None:
    search_id = made(store, replace(request(20), options=options), probe(store, 5))
    before = again(store, search_id)
    assert (before.same, before.changes, before.added) == (True, (), 0)
    assert before.recorded_sha256 == before.repeated_sha256
    grown = add_some(store)
    later = again(store, search_id)
    assert (later.same, later.changes, later.added) == (True, (), grown)


def add_some(store: FakeCaseStore) -> int:
    with store.transaction("t") as case:
        source = case.add_source(EXHIBIT.exhibit_id, "/phone", "folder")
        for number in range(5):
            facts = RawFacts(make="Acme", model="Phone 1")
            name = f"{77_000 + number:064x}"
            media_id, _ = case.add_media(Inspection(name, 1, MediaKind.PHOTO, "jpeg", facts), None, None)
            case.add_copy(media_id, Copy(EXHIBIT.exhibit_id, source, name, name, 1, 1))
            quality = Quality(0.5, 9, 1.0, truncated=False)
            new = NewSighting(Box(0, 0, 5, 9), Size(10, 10), 0.9, quality, unit(number))
            case.finish_media(media_id, KEY, [new], 1.0)
    return 5


def test_several_persons_are_looked_for_again(store: FakeCaseStore) -> None:
    both = replace(request(5), options=SearchOptions(together=Together.ANY))
    search_id = made(store, both, probe(store, 5), probe(store, 8, person=1))
    record = store.search(search_id)
    assert {c.person for c in record.candidates} == {0, 1}
    assert [p.person for p in record.probes] == [0, 1]
    assert again(store, search_id).same


def test_a_list_of_before_the_filters_moved_is_made_from_those_of_then(store: FakeCaseStore) -> None:
    narrow = Filters(media=frozenset(MediaId(i) for i in range(1, 60)))
    search_id = made(store, request(10, narrow), probe(store, 5))
    record = store.search(search_id)
    assert [(one.reason, one.count) for one in record.left_out] == [(Unsearched.FILTERED, 21)]
    assert store.left_out(search_id, Unsearched.FILTERED).tolist() == list(range(60, 81))
    assert again(store, search_id).changes == ()
    store._state.searches[search_id] = replace(record, filters=Filters(untimed_only=True))
    found = again(store, search_id)
    assert found.same
    assert "21 differ: 60, 61" in found.changes[0]


def test_what_stands_for_sightings_that_were_superseded_is_told(store: FakeCaseStore) -> None:
    search_id = made(store, request(5), probe(store, 5))
    with store.transaction("t") as case:
        case.supersede(SightingId(7), SightingId(9))
        case.supersede(SightingId(8), None)
    [told] = again(store, search_id).changes
    assert told.startswith("2 sightings are not there any more: 7, 8. Another stands for sighting 7 now")
    assert told.endswith("looked through after its quick pass: 9.")


def test_moved_times_and_lost_sightings_are_told(store: FakeCaseStore) -> None:
    search_id = made(store, request(20), probe(store, 5))
    first = store.search(search_id).candidates[0]
    with store.transaction("t") as case:
        later = CaptureTime(90_000_000, 1.0, "", None, TimeSource.MANUAL)
        case.settle(MediaId(30), Settled(later, None))
    store.lose(int(first.sighting_id))
    found = again(store, search_id)
    assert not found.same
    assert first in found.missing
    assert [sentence.split()[0:2] for sentence in found.changes] == [
        ["Sighting", str(first.sighting_id)],
        ["Photo", "or"],
    ]


def test_tampered_vectors_are_noticed(store: FakeCaseStore) -> None:
    search_id = made(store, request(20), probe(store, 5))
    store._state.found[SightingId(3)].vector[:] = store._state.found[SightingId(4)].vector
    assert "not those that were searched" in again(store, search_id).changes[0]


def test_a_record_without_vectors_cannot_be_repeated(store: FakeCaseStore) -> None:
    search_id = made(store, request(20), probe(store, 5))
    store._state.search_vectors.clear()
    with pytest.raises(CaseError, match="part for reading, or the"):
        again(store, search_id)


def test_options_that_contradict_each_other(store: FakeCaseStore) -> None:
    two = (probe(store, 5), probe(store, 8, person=1))
    with pytest.raises(UsageError, match="any or all"):
        made(store, request(5), *two)
    both = SearchOptions(together=Together.ALL, liked=(SightingId(3),))
    with pytest.raises(UsageError, match="one person"):
        made(store, replace(request(5), options=both), *two)


def test_what_was_not_searched_is_told(store: FakeCaseStore) -> None:
    with store.transaction("t") as case:
        waiting, _ = case.add_media(Inspection("a" * 64, 1, MediaKind.PHOTO, "jpeg"), None, None)
        empty, _ = case.add_media(Inspection("b" * 64, 1, MediaKind.PHOTO, "jpeg"), None, None)
        broken, _ = case.add_media(Inspection("c" * 64, 1, MediaKind.PHOTO, "jpeg"), None, None)
        case.finish_media(empty, KEY, [], 1.0)
        case.fail_media(broken, KEY, "torn")
    narrow = Filters(minimum_quality=0.9)
    search_id = made(store, request(20, narrow), probe(store, 5))
    told = {one.reason: one.count for one in store.search(search_id).left_out}
    assert told == {
        Unsearched.UNDECODABLE: 1,
        Unsearched.WAITING: 1,
        Unsearched.NOBODY: 1,
        Unsearched.LOW_QUALITY: 80,
    }
    assert store.left_out(search_id, Unsearched.WAITING).tolist() == [waiting]
    assert np.array_equal(store.left_out(search_id, Unsearched.UNDECODABLE), [broken])


def office(store: FakeCaseStore, clock: FixedClock) -> RunCase:
    return RunCase(store, Gatekeeper(store, clock), clock, lambda *_: 0)


def test_who_may_not_search_may_not_search_again(store: FakeCaseStore) -> None:
    search_id = made(store, request(20), probe(store, 5))
    running = office(store, FixedClock())
    for who, role in (("boss", Role.SUPERVISOR), ("t", Role.REVIEWER)):
        running.set_role(RoleRequest(who, role, is_on=True), "boss")
    with pytest.raises(NotAuthorisedError, match="search for persons"):
        again(store, search_id)


def test_a_search_is_made_again_within_an_authority_only(store: FakeCaseStore) -> None:
    search_id = made(store, request(20), probe(store, 5))
    clock = FixedClock()
    running = office(store, clock)
    running.set_policy(PolicyRequest(Policy(Gate.ENFORCE, frozenset({"search"})), "law"), "t")
    repeat = RepeatSearch(store, FakeScan, Gatekeeper(store, clock))
    with pytest.raises(NotAuthorisedError, match="reason"):
        repeat(search_id, "t")
    with pytest.raises(NotAuthorisedError, match="No authority is recorded"):
        repeat(search_id, "t", "for the court")
    running.record(AuthorityRequest(Authority("W-1", exhibits=frozenset({EXHIBIT.exhibit_id}))), "t")
    with pytest.raises(NotAuthorisedError, match="went beyond"):
        repeat(search_id, "t", "for the court")
    expires = clock.now_utc_ms() + 1
    whole = running.record(AuthorityRequest(Authority("W-2", expires_utc_ms=expires)), "t").entry_id
    assert whole is not None
    assert repeat(search_id, "t", "for the court").same
    clock.utc_ms += 1000
    assert repeat(search_id, "t", "for the court").same, "an expired authority covers what was found under it"
    running.judge(AuthorityVerdictRequest(whole, "rejected", "no"), "t")
    with pytest.raises(NotAuthorisedError, match="went beyond"):
        repeat(search_id, "t", "for the court")
