"""What every scan must do: its bounds hold, whatever was added, removed and loaded again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reid_desktop.adapters.index.files import HnswIndexStore
from reid_desktop.domain.codes import contenders, inverse_bounds
from reid_desktop.domain.common_part import unit
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.spread import Turns
from reid_desktop.ports.scan import ScanStore, TakenOut, VectorScan
from tests.fakes.index import FakeIndexStore

DIMENSIONS = 24
MakeStore = Callable[[], ScanStore]


@pytest.fixture(params=["fake", "codes"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> MakeStore:
    """Opening twice gives the same files."""
    fake = FakeIndexStore()
    return (lambda: fake) if request.param == "fake" else (lambda: HnswIndexStore(tmp_path / "index"))


def vectors(count: int, seed: int = 1) -> Vectors:
    return unit(np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32))


def filled(store: ScanStore, count: int) -> VectorScan:
    scan = store.open_scan("key", DIMENSIONS)
    scan.add(np.arange(10, 10 + count), vectors(count))
    return scan


def test_an_empty_scan_answers_nothing(stores: MakeStore) -> None:
    scan = stores().open_scan("key", DIMENSIONS)
    assert (len(scan), scan.newest, scan.change) == (0, None, 0)
    lower, upper = scan.bounds(vectors(1)[0])
    assert (len(lower), len(upper)) == (0, 0)


def test_the_bounds_hold(stores: MakeStore) -> None:
    scan, all_of_them = filled(stores(), 3000), vectors(3000)
    for probe in vectors(20, seed=2):
        lower, upper = scan.bounds(probe)
        true = all_of_them.astype(np.float64) @ probe.astype(np.float64)
        assert (lower <= true).all()
        assert (true <= upper).all()
        assert float((upper - lower).max()) < 0.1
    rows = np.array([4, 7, 2999])
    few = scan.bounds(probe, rows)
    assert few[0] == pytest.approx(lower[rows], abs=1e-6)
    assert few[1] == pytest.approx(upper[rows], abs=1e-6)


def test_the_bounds_hold_without_what_groups_share(stores: MakeStore) -> None:
    rng = np.random.default_rng(3)
    scan, all_of_them = filled(stores(), 1000), vectors(1000)
    means = rng.normal(size=(7, DIMENSIONS)).astype(np.float32) * 0.1
    groups = rng.integers(0, 7, 1000)
    lengths = np.linalg.norm(scan.decoded(np.arange(1000)) - means[groups], axis=1)
    taken = TakenOut(groups, means, inverse_bounds(lengths.astype(np.float32), scan.errors))
    apart = unit(all_of_them - means[groups]).astype(np.float64)
    for probe in vectors(20, seed=4):
        lower, upper = scan.bounds(probe, None, taken)
        true = apart @ probe.astype(np.float64)
        assert (lower <= true).all()
        assert (true <= upper).all()


@pytest.mark.parametrize("turned", [(0, 1, -1, 0, 1, -1, 0), (1,) * 7])
def test_the_bounds_hold_where_groups_are_turned(stores: MakeStore, turned: tuple[int, ...]) -> None:
    rng = np.random.default_rng(5)
    scan, all_of_them = filled(stores(), 1000), vectors(1000)
    means = rng.normal(size=(7, DIMENSIONS)).astype(np.float32) * 0.1
    groups = rng.integers(0, 7, 1000)
    drawn = rng.normal(size=(2, DIMENSIONS, DIMENSIONS)) / 5 + np.eye(DIMENSIONS)
    matrices = np.asarray(drawn, np.float32)
    norms = np.array([np.linalg.norm(one, 2) for one in matrices], np.float32)
    turns = Turns(matrices, np.array(turned), norms, matrices.astype(np.float64))
    codes = turns.apply(scan.decoded(np.arange(1000)) - means[groups], groups)
    slack = scan.errors * np.append(norms, 1)[turns.of_group[groups]].astype(np.float32)
    inverse = inverse_bounds(np.linalg.norm(codes, axis=1).astype(np.float32), slack)
    taken = TakenOut(groups, means, inverse, turns)
    apart = unit(turns.apply(all_of_them - means[groups], groups)).astype(np.float64)
    for probe in vectors(20, seed=4):
        lower, upper = scan.bounds(probe, None, taken)
        true = apart @ probe.astype(np.float64)
        assert (lower <= true).all()
        assert (true <= upper).all()
        rows = np.array([3, 500, 999])
        assert scan.bounds(probe, rows, taken)[0] == pytest.approx(lower[rows], abs=1e-5)


def test_what_is_removed_is_gone_and_more_comes_behind(stores: MakeStore) -> None:
    scan = filled(stores(), 20)
    scan.remove(np.array([12, 13, 29, 500]))
    assert (len(scan), scan.newest) == (17, 28)
    scan.add(np.array([40]), vectors(1, seed=9))
    assert scan.ids.tolist()[-1] == 40
    assert scan.bounds(vectors(1, seed=9)[0])[1][-1] >= 1.0
    with pytest.raises(ValueError, match="ascending"):
        scan.add(np.array([3]), vectors(1))
    with pytest.raises(ValueError, match="shape"):
        scan.add(np.array([50]), np.ones((1, 3), np.float32))


def test_it_comes_back_as_it_was_saved(stores: MakeStore) -> None:
    scan = filled(stores(), 50)
    scan.follow(17)
    scan.save()
    again = stores().open_scan("key", DIMENSIONS)
    assert (again.ids.tolist(), again.change, again.was_refused) == (scan.ids.tolist(), 17, False)
    assert np.array_equal(again.decoded(np.arange(50)), scan.decoded(np.arange(50)))
    assert len(stores().open_scan("other key", DIMENSIONS)) == 0


@pytest.mark.parametrize("harm", ["flip", "cut", "grow"])
def test_a_damaged_file_is_noticed(tmp_path: Path, harm: str) -> None:
    filled(HnswIndexStore(tmp_path), 50).save()
    (path,) = tmp_path.glob("scan-*.bin")
    data = bytearray(path.read_bytes())
    if harm == "flip":
        data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data[:-1] if harm == "cut" else data + b"x" * (harm == "grow")))
    refused = HnswIndexStore(tmp_path).open_scan("key", DIMENSIONS)
    assert (len(refused), refused.was_refused) == (0, True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32 - 1), st.integers(1, 400), st.integers(0, 60))
def test_nobody_among_the_best_is_left_out(seed: int, count: int, top: int) -> None:
    rng = np.random.default_rng(seed)
    true = rng.normal(size=count).round(1).astype(np.float32)
    slack = rng.uniform(0, 0.3, size=(2, count)).astype(np.float32)
    rows = contenders(true - slack[0], true + slack[1], top)
    if top == 0:
        assert len(rows) == 0
        return
    border = np.sort(true)[::-1][min(top, count) - 1]
    assert set(np.flatnonzero(true >= border).tolist()) <= set(rows.tolist())
