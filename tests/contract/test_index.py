"""What every vector index must do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reid_desktop.adapters.index.files import HnswIndexStore
from reid_desktop.domain.geometry import Vectors
from reid_desktop.ports.vision import IndexStore, StoredIndex, VectorIndex
from tests.fakes.index import FakeIndex, FakeIndexStore

DIMENSIONS = 16
MakeIndex = Callable[[], VectorIndex]


def unit_vectors(count: int, seed: int = 1) -> Vectors:
    raw = np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32)
    unit: Vectors = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    return unit


def need_hnswlib(name: str) -> None:
    if name == "hnsw":
        pytest.importorskip("hnswlib", reason="hnswlib is not installed")


@pytest.fixture(params=["fake", "hnsw"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> MakeIndex:
    need_hnswlib(request.param)
    makers: dict[str, MakeIndex] = {
        "fake": lambda: FakeIndex(DIMENSIONS),
        "hnsw": lambda: HnswIndexStore(tmp_path / "index").open("key", DIMENSIONS),
    }
    return makers[request.param]


@pytest.fixture(params=["fake", "hnsw"])
def indexes(request: pytest.FixtureRequest, tmp_path: Path) -> IndexStore:
    need_hnswlib(request.param)
    return FakeIndexStore() if request.param == "fake" else HnswIndexStore(tmp_path / "index")


def ranked(ids: list[int], vectors: Vectors, probe: Vectors, count: int) -> list[int]:
    scores = vectors.astype(np.float64) @ probe.astype(np.float64)
    return [i for _, i in sorted(zip((-scores).tolist(), ids, strict=True))][:count]


def test_an_empty_index_answers_nothing(make: MakeIndex) -> None:
    index = make()
    assert (len(index), index.newest) == (0, None)
    assert index.nearest(unit_vectors(1)[0], 5) == []
    index.remove(np.array([1]))
    index.add(np.empty(0, np.int64), np.empty((0, DIMENSIONS), np.float32))
    assert len(index) == 0


def test_the_nearest_come_best_first(make: MakeIndex) -> None:
    index, vectors = make(), unit_vectors(300)
    ids = list(range(10, 310))
    index.add(np.array(ids), vectors)
    assert (len(index), index.newest) == (300, 309)
    for probe in unit_vectors(20, seed=2):
        found = index.nearest(probe, 10)
        assert [i for i, _ in found] == ranked(ids, vectors, probe, 10)
        expected = [float(vectors[i - 10] @ probe) for i, _ in found]
        assert [s for _, s in found] == pytest.approx(expected, abs=1e-5)
    ((own, score),) = index.nearest(vectors[7], 1)
    assert own == 17
    assert score == pytest.approx(1.0, abs=1e-6)


def test_asking_for_more_than_there_is(make: MakeIndex) -> None:
    index, vectors = make(), unit_vectors(7)
    index.add(np.arange(7), vectors)
    assert [i for i, _ in index.nearest(vectors[0], 100)] == ranked(list(range(7)), vectors, vectors[0], 7)
    assert index.nearest(vectors[0], 0) == []


def test_equal_vectors_are_ranked_by_id(make: MakeIndex) -> None:
    """Every vector four times over, in no order; scores of equals are equal to the last bit."""
    index, vectors = make(), unit_vectors(50)
    ids = np.random.default_rng(3).permutation(200)
    index.add(ids, vectors[ids % 50])
    probe = unit_vectors(1, seed=9)[0]
    found = index.nearest(probe, 10)
    best = ranked(list(range(50)), vectors, probe, 3)
    assert [i for i, _ in found] == [i + step for i in best for step in (0, 50, 100, 150)][:10]
    assert len({score for _, score in found}) == 3


def test_only_allowed_ids_are_answered(make: MakeIndex) -> None:
    index, vectors = make(), unit_vectors(200)
    index.add(np.arange(200), vectors)
    probe = unit_vectors(1, seed=4)[0]
    for allowed in ([3, 5, 8, 199, 500, 501], list(range(0, 200, 2)), list(range(190))):
        known = [i for i in allowed if i < 200]
        found = index.nearest(probe, 8, np.array(allowed))
        assert [i for i, _ in found] == ranked(known, vectors[known], probe, 8)
    assert index.nearest(probe, 8, np.empty(0, np.int64)) == []
    assert index.nearest(probe, 8, np.array([500])) == []


def test_adding_again_replaces(make: MakeIndex) -> None:
    index, old, new = make(), unit_vectors(60), unit_vectors(60, seed=5)
    index.add(np.arange(60), old)
    index.add(np.arange(30, 60), new[30:])
    assert len(index) == 60
    now = np.concatenate([old[:30], new[30:]])
    for probe in new[28:34]:
        assert [i for i, _ in index.nearest(probe, 5)] == ranked(list(range(60)), now, probe, 5)


def test_the_last_of_two_equal_ids_counts(make: MakeIndex) -> None:
    index, vectors = make(), unit_vectors(3)
    index.add(np.array([4, 7, 4]), vectors)
    assert len(index) == 2
    ((own, score),) = index.nearest(vectors[2], 1)
    assert own == 4
    assert score == pytest.approx(1.0, abs=1e-6)


def test_removed_vectors_are_gone_and_can_come_back(make: MakeIndex) -> None:
    index, vectors = make(), unit_vectors(40)
    index.add(np.arange(40), vectors)
    index.remove(np.array([5, 39, 1000]))
    assert (len(index), index.newest) == (38, 38)
    assert 5 not in [i for i, _ in index.nearest(vectors[5], 40)]
    assert index.nearest(vectors[5], 40, np.array([5])) == []
    index.add(np.array([5]), vectors[5:6])
    assert len(index) == 39
    assert index.nearest(vectors[5], 1)[0][0] == 5


def test_growing_piece_by_piece_is_the_same(make: MakeIndex) -> None:
    index, vectors = make(), unit_vectors(1500)
    for start in range(0, 1500, 70):
        index.add(np.arange(start, min(start + 70, 1500)), vectors[start : start + 70])
    assert len(index) == 1500
    probe = unit_vectors(1, seed=6)[0]
    assert [i for i, _ in index.nearest(probe, 5)] == ranked(list(range(1500)), vectors, probe, 5)


def test_vectors_of_another_length_are_refused(make: MakeIndex) -> None:
    index = make()
    with pytest.raises(ValueError, match="shape"):
        index.add(np.arange(2), np.zeros((2, DIMENSIONS + 1), np.float32))
    assert len(index) == 0


def test_the_caller_may_reuse_the_array(make: MakeIndex) -> None:
    index, vectors = make(), unit_vectors(5)
    probe = vectors[3].copy()
    index.add(np.arange(5), vectors)
    vectors[:] = 0
    assert index.nearest(probe, 1)[0][0] == 3


def test_ties_at_the_border_are_cut_by_id(make: MakeIndex) -> None:
    index, vectors = make(), unit_vectors(30)
    ids = np.random.default_rng(5).permutation(30 * 20)
    index.add(ids, vectors[ids % 30])
    for probe in unit_vectors(10, seed=11):
        (best,) = ranked(list(range(30)), vectors, probe, 1)
        assert [i for i, _ in index.nearest(probe, 3)] == [best, best + 30, best + 60]


Steps = st.lists(
    st.tuples(st.sampled_from(["add", "remove"]), st.lists(st.integers(0, 30), min_size=1, max_size=8)),
    max_size=12,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=Steps, seed=st.integers(0, 1000))
def test_any_history_ends_like_a_plain_list(
    make: MakeIndex, steps: list[tuple[str, list[int]]], seed: int
) -> None:
    index, plain = make(), FakeIndex(DIMENSIONS)
    for number, (verb, ids) in enumerate(steps):
        vectors = unit_vectors(len(ids), seed=seed + number)
        for one in (index, plain):
            if verb == "add":
                one.add(np.array(ids), vectors)
            else:
                one.remove(np.array(ids))
    probe = unit_vectors(1, seed=seed)[0]
    assert (len(index), index.newest) == (len(plain), plain.newest)
    assert [i for i, _ in index.nearest(probe, 31)] == [i for i, _ in plain.nearest(probe, 31)]


def filled(indexes: IndexStore) -> StoredIndex:
    index = indexes.open("key", DIMENSIONS)
    index.add(np.arange(100), unit_vectors(100))
    index.remove(np.array([99, 3]))
    index.save()
    return index


def test_a_saved_index_opens_as_it_was(indexes: IndexStore) -> None:
    assert indexes.is_available
    index, probe = filled(indexes), unit_vectors(1, seed=8)[0]
    again = indexes.open("key", DIMENSIONS)
    assert (len(again), again.newest) == (98, 98)
    assert again.nearest(probe, 50) == index.nearest(probe, 50)
    again.add(np.array([3, 100]), unit_vectors(2, seed=10))
    again.save()
    assert (len(indexes.open("key", DIMENSIONS)), again.newest) == (100, 100)


def test_an_index_belongs_to_its_model_key(indexes: IndexStore) -> None:
    filled(indexes)
    assert len(indexes.open("other key", DIMENSIONS)) == 0
    assert len(indexes.open("key", DIMENSIONS + 1)) == 0
    assert len(indexes.open("key", DIMENSIONS)) == 98
