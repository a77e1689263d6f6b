"""The stored index follows the database."""

from __future__ import annotations

import numpy as np
import pytest

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.media import Inspection, MediaKind
from reid_desktop.domain.sighting import NewSighting, Quality
from reid_desktop.services import indexing
from reid_desktop.services.comparing import ComparedVectors
from reid_desktop.services.indexing import IndexKeeper, problem_of
from tests.fakes.index import FakeIndex, FakeIndexStore
from tests.fakes.store import FakeCaseStore

KEY = "d@1#v1 + e@2#v1"
DIMENSIONS = 4


@pytest.fixture
def store() -> FakeCaseStore:
    """A case with three sightings under `KEY`."""
    store = FakeCaseStore()
    see(store, 3)
    return store


@pytest.fixture
def indexes() -> FakeIndexStore:
    """No index yet."""
    return FakeIndexStore()


def see(store: FakeCaseStore, count: int) -> None:
    """Add a photo with `count` sightings."""
    quality = Quality(1.0, 20, 1.0, truncated=False)
    box, size = Box(0, 0, 10, 20), Size(100, 100)
    vectors = np.eye(DIMENSIONS, dtype=np.float32)
    with store.transaction("t") as case:
        name = f"{len(store.media_ids()):064}"
        media_id, _ = case.add_media(Inspection(name, 1, MediaKind.PHOTO, "jpeg"), None, None)
        found = [NewSighting(box, size, 0.9, quality, vectors[n % DIMENSIONS]) for n in range(count)]
        case.finish_media(MediaId(media_id), KEY, found, 1.0)


def keeper_of(store: FakeCaseStore, indexes: FakeIndexStore) -> IndexKeeper:
    compared = ComparedVectors(store, KEY, DIMENSIONS, lambda: indexes.open_scan(KEY, DIMENSIONS))
    compared.bring_up()
    return IndexKeeper(store, indexes, KEY, DIMENSIONS, compared)


def opened(indexes: FakeIndexStore) -> FakeIndex:
    return indexes.open(KEY, DIMENSIONS)


def test_what_is_missing_is_added_and_written_when_asked(
    store: FakeCaseStore, indexes: FakeIndexStore
) -> None:
    keeper = keeper_of(store, indexes)
    keeper.catch_up()
    see(store, 2)
    keeper_of(store, indexes).catch_up()
    assert len(opened(indexes)) == 5
    assert opened(indexes).saved == 0
    keeper.save()
    keeper.save()
    assert opened(indexes).saved == 1


def test_a_long_analysis_is_saved_in_between(
    store: FakeCaseStore, indexes: FakeIndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "SAVE_EVERY", 3)
    keeper_of(store, indexes).catch_up()
    assert opened(indexes).saved == 1


def test_nothing_is_asked_of_a_library_that_is_not_there(store: FakeCaseStore) -> None:
    none = FakeIndexStore(is_available=False)
    assert keeper_of(store, none).catch_up() is None
    assert problem_of(none, store) is None
    assert not none.opened


def test_an_index_that_lacks_the_newest_is_no_problem(store: FakeCaseStore, indexes: FakeIndexStore) -> None:
    assert problem_of(indexes, store) is None  # nothing written yet
    keeper_of(store, indexes).catch_up()
    see(store, 2)
    assert problem_of(indexes, store) is None


def test_a_refused_index_and_one_with_gaps_are_problems(
    store: FakeCaseStore, indexes: FakeIndexStore
) -> None:
    keeper_of(store, indexes).catch_up()
    index = opened(indexes)
    index.remove(np.array([2]))
    assert "holds 2 vectors where the database has 3" in str(problem_of(indexes, store))
    index.was_refused = True
    assert "damaged" in str(problem_of(indexes, store))


def test_what_is_gone_from_the_database_leaves_the_graph(
    store: FakeCaseStore, indexes: FakeIndexStore
) -> None:
    keeper_of(store, indexes).catch_up()
    store.lose(2)
    see(store, 1)
    keeper_of(store, indexes).catch_up()
    assert opened(indexes).ids.tolist() == [1, 3, 4]


def test_scenes_whose_shared_part_has_moved_are_put_in_again(
    store: FakeCaseStore, indexes: FakeIndexStore
) -> None:
    keeper = keeper_of(store, indexes)
    keeper.catch_up()
    assert keeper.renew() == 0
    before = opened(indexes).stored(np.array([3]))
    opened(indexes).add(np.array([3]), -before)
    assert keeper.renew() == 3
    assert np.array_equal(opened(indexes).stored(np.array([3])), before)


def test_a_large_case_is_followed_while_it_is_analysed(
    store: FakeCaseStore, indexes: FakeIndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = keeper_of(store, indexes)
    keeper.note(3)
    keeper.follow()
    assert not indexes.opened  # far too small to need a graph
    for name in ("SAVE_EVERY", "BUILD_FROM", "FOLLOW_EVERY"):
        monkeypatch.setattr(indexing, name, 2)
    keeper.note(1)
    assert len(opened(indexes)) == 3
    see(store, 1)
    keeper.note(1)
    assert len(opened(indexes)) == 3
    keeper.note(1)
    assert len(opened(indexes)) == 4
