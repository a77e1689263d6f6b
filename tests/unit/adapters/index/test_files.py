"""Stored indexes that are damaged, foreign, half-written or cannot be written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reid_desktop.adapters.index.files import HnswIndexStore
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Vectors

pytest.importorskip("hnswlib", reason="hnswlib is not installed")
from tests.fakes.index import FakeIndex

COUNT, DIMENSIONS = 60, 8


def unit_vectors(count: int = COUNT, dimensions: int = DIMENSIONS, seed: int = 1) -> Vectors:
    raw = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    unit: Vectors = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    return unit


@pytest.fixture
def saved(tmp_path: Path) -> HnswIndexStore:
    index = HnswIndexStore(tmp_path).open("key", DIMENSIONS)
    index.add(np.arange(COUNT), unit_vectors())
    index.save()
    return HnswIndexStore(tmp_path)


def held(store: HnswIndexStore) -> int:
    return len(store.open("key", DIMENSIONS))


def graph_file(folder: Path) -> Path:
    (path,) = folder.glob("*.bin")
    return path


def manifest_file(folder: Path) -> Path:
    (path,) = folder.glob("*.json")
    return path


def change_manifest(folder: Path, **values: object) -> None:
    path = manifest_file(folder)
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_is_noticed(saved: HnswIndexStore, tmp_path: Path, where: float, bit: int) -> None:
    path = graph_file(tmp_path)
    sound = path.read_bytes()
    damaged = bytearray(sound)
    damaged[int(where * len(sound))] ^= 1 << bit
    path.write_bytes(damaged)
    assert held(saved) == 0
    path.write_bytes(sound)
    assert held(saved) == COUNT


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.999])
def test_a_cut_off_file_is_noticed(saved: HnswIndexStore, tmp_path: Path, share: float) -> None:
    path = graph_file(tmp_path)
    os.truncate(path, int(path.stat().st_size * share))
    assert held(saved) == 0


Damage = Callable[[Path], object]


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: graph_file(folder).unlink(),
        lambda folder: manifest_file(folder).unlink(),
        lambda folder: manifest_file(folder).write_text("{"),
        lambda folder: manifest_file(folder).write_text("[1]"),
        lambda folder: manifest_file(folder).write_bytes(b"\xff\xfe"),
        lambda folder: change_manifest(folder, library="hnswlib 0.0.1"),
        lambda folder: change_manifest(folder, format=99),
        lambda folder: change_manifest(folder, model_key="other"),
        lambda folder: change_manifest(folder, dimensions=DIMENSIONS + 1),
        lambda folder: change_manifest(folder, count=COUNT - 1),
        lambda folder: change_manifest(folder, newest=COUNT + 5),
        lambda folder: change_manifest(folder, file="../outside.bin"),
        lambda folder: change_manifest(folder, file=None),
    ],
    ids=[
        "no graph", "no manifest", "half a manifest", "no object", "no text", "other library",
        "other format", "other key", "other dimensions", "other count", "other newest", "outside", "no name",
    ],
)  # fmt: skip
def test_what_does_not_fit_comes_back_empty_and_usable(
    saved: HnswIndexStore, tmp_path: Path, damage: Damage
) -> None:
    damage(tmp_path)
    index = saved.open("key", DIMENSIONS)
    assert (len(index), index.newest) == (0, None)
    index.add(np.arange(COUNT), unit_vectors())
    index.save()
    assert held(saved) == COUNT


def test_only_the_newest_files_stay(saved: HnswIndexStore, tmp_path: Path) -> None:
    index = saved.open("key", DIMENSIONS)
    for number in range(3):
        index.add(np.array([1000 + number]), unit_vectors(1, seed=number))
        index.save()
    assert len(list(tmp_path.iterdir())) == 2
    assert held(saved) == COUNT + 3


def test_the_same_vectors_give_the_same_file(tmp_path: Path) -> None:
    digests, vectors = [], unit_vectors(2000)
    for name in ("a", "b"):
        index = HnswIndexStore(tmp_path / name).open("key", DIMENSIONS)
        for start in range(0, 2000, 500):
            index.add(np.arange(start, start + 500), vectors[start : start + 500])
        index.save()
        digests.append(json.loads(manifest_file(tmp_path / name).read_text())["sha256"])
    assert digests[0] == digests[1]


def test_most_true_neighbours_are_found(tmp_path: Path) -> None:
    """Recall of the best ten over 3,000 random vectors, the hardest kind there is."""
    vectors = unit_vectors(3000, 64)
    graph, exact = HnswIndexStore(tmp_path).open("key", 64), FakeIndex(64)
    for index in (graph, exact):
        index.add(np.arange(3000), vectors)
    hits = 0
    for probe in unit_vectors(50, 64, seed=2):
        true = {i for i, _ in exact.nearest(probe, 10)}
        hits += len(true & {i for i, _ in graph.nearest(probe, 10)})
    assert hits / 500 > 0.9


def test_repeated_vectors_cannot_hide_the_rest(tmp_path: Path) -> None:
    """A thousand equal vectors can cut a graph in pieces; as many as asked for come all the same."""
    index = HnswIndexStore(tmp_path).open("key", DIMENSIONS)
    index.add(np.arange(1000), np.repeat(unit_vectors(1), 1000, axis=0))
    index.add(np.arange(1000, 1000 + COUNT), unit_vectors(seed=3))
    assert len(index.nearest(unit_vectors(1)[0], 1000 + COUNT)) == 1000 + COUNT


def test_many_allowed_ids_are_filtered_in_the_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reid_desktop.adapters.index.hnsw.SCAN_UP_TO", 100)
    vectors = unit_vectors(2000)
    index = HnswIndexStore(tmp_path).open("key", DIMENSIONS)
    index.add(np.arange(2000), vectors)
    allowed = np.arange(0, 2000, 2)
    exact = FakeIndex(DIMENSIONS)
    exact.add(allowed, vectors[::2])
    probe = unit_vectors(1, seed=5)[0]
    assert [i for i, _ in index.nearest(probe, 10, allowed)] == [i for i, _ in exact.nearest(probe, 10)]


def test_without_the_library_there_is_no_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hnswlib", None)
    store = HnswIndexStore(tmp_path)
    assert not store.is_available
    with pytest.raises(CaseError, match="not installed"):
        store.open("key", DIMENSIONS)


ENDLESS_SAVER = """
import sys
import time
from pathlib import Path
import numpy as np
from reid_desktop.adapters.index.files import HnswIndexStore
index = HnswIndexStore(Path(sys.argv[1])).open("key", 8)
for number in range(100_000):
    raw = np.random.default_rng(number).standard_normal((20, 8)).astype(np.float32)
    index.add(np.arange(20) + 20 * number, raw / np.linalg.norm(raw, axis=1, keepdims=True))
    index.save()
    print(len(index), flush=True)
    time.sleep(0.01)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_killed_while_saving_the_index_before_stays(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", ENDLESS_SAVER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    saved_at_least = 0
    for _ in range(25):
        saved_at_least = int(child.stdout.readline())
    child.send_signal(signal.SIGKILL)
    child.communicate()
    store = HnswIndexStore(tmp_path)
    assert held(store) >= saved_at_least


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be replaced there")
def test_opened_while_another_process_saves_it_is_never_empty(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", ENDLESS_SAVER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    child.stdout.readline()
    store = HnswIndexStore(tmp_path)
    sizes = [held(store) for _ in range(150)]
    child.kill()
    child.communicate()
    assert sizes == sorted(sizes)
    assert sizes[0] >= 20


SAVER_WITHOUT_SPACE = """
import resource, sys
from pathlib import Path
import numpy as np
from reid_desktop.adapters.index.files import HnswIndexStore
from reid_desktop.domain.errors import CaseError
index = HnswIndexStore(Path(sys.argv[1])).open("key", 8)
index.add(np.arange(1000, 3000), np.eye(8, dtype=np.float32)[np.arange(2000) % 8])
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    index.save()
except CaseError as error:
    print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs resource limits")
def test_without_space_the_index_before_stays(saved: HnswIndexStore, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SAVER_WITHOUT_SPACE, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "cannot be written" in done.stdout
    assert held(saved) == COUNT
    assert len(list(tmp_path.iterdir())) == 2


def test_it_is_told_apart_whether_an_index_was_refused_or_never_written(
    saved: HnswIndexStore, tmp_path: Path
) -> None:
    assert not saved.open("key", DIMENSIONS).was_refused
    assert not saved.open("another key", DIMENSIONS).was_refused
    graph_file(tmp_path).write_bytes(b"tampered")
    assert saved.open("key", DIMENSIONS).was_refused
