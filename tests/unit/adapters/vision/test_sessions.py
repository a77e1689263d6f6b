"""Runtimes agree, precision is what the key says, and nothing reports home."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.adapters.vision import building
from reid_desktop.adapters.vision.building import Builder, precision_for
from reid_desktop.adapters.vision.cards import read_card
from reid_desktop.adapters.vision.embedders import GraphEmbedder
from reid_desktop.adapters.vision.library import CardLibrary
from reid_desktop.adapters.vision.loader import GraphVisionLoader
from reid_desktop.adapters.vision.self_test_pictures import person_crop, street
from reid_desktop.adapters.vision.sessions import (
    OnnxSession,
    OpenVinoSession,
    SessionOptions,
    gpu_providers,
    open_session,
)
from reid_desktop.adapters.vision.yolo import YoloDetector
from reid_desktop.domain.errors import ModelError, UsageError
from reid_desktop.domain.model_card import ModelCard
from reid_desktop.ports.vision import Detector
from tests.contract.vision_models import Bench

CROPS = [person_crop(seed) for seed in range(6)]


@pytest.mark.parametrize(
    "name", ["person-reidentification-retail-0277", "person-reidentification-retail-0288"]
)
def test_both_runtimes_and_both_formats_give_the_same_vectors(
    bench: Bench, shared_models: Path, name: str
) -> None:
    card = bench.library.card(f"{name}-onnx")
    key = bench.embedder(f"{name}-onnx").key
    onnx = GraphEmbedder(card, key, OnnxSession(shared_models / f"{name}.onnx", SessionOptions()), batch=4)
    first = bench.embedder(f"{name}-onnx").embed(CROPS)
    for other in (onnx.embed(CROPS), bench.embedder(name).embed(CROPS)):
        assert float((first * other).sum(axis=1).min()) > 1 - 1e-5


def test_both_runtimes_find_the_same_persons(bench: Bench, shared_models: Path) -> None:
    ours = bench.detector("yolo11n_dequant")
    assert shared_models.is_dir()
    card = bench.library.card("yolo11n_dequant")
    graph = bench.library.graphs.path(card, ours.key.sha256)
    other = YoloDetector(card, ours.key, OnnxSession(graph, SessionOptions(workers=2)))
    for picture in (street(6), street(8, 480, 640), street(7, 641, 333)):
        for mine, theirs in zip(ours.detect(picture), other.detect(picture), strict=True):
            assert mine.box.iou(theirs.box) > 0.98
            assert mine.score == pytest.approx(theirs.score, abs=1e-3)


def test_a_shape_with_its_own_graph_gives_what_the_free_graph_gives(
    bench: Bench, shared_models: Path
) -> None:
    ours = bench.detector("yolo11n_dequant")
    assert shared_models.is_dir()
    graph = bench.library.graphs.path(bench.library.card("yolo11n_dequant"), ours.key.sha256)
    batch = np.random.default_rng(0).random((1, 3, 480, 640), dtype=np.float32)
    free = OpenVinoSession(graph, SessionOptions())
    hot = OpenVinoSession(graph, SessionOptions(hot_shapes=frozenset([(1, 3, 480, 640)])))
    assert free.input_shape == hot.input_shape == (-1, 3, -1, -1)
    assert np.allclose(free.run(batch)[0], hot.run(batch)[0], atol=1e-2, rtol=1e-4)


def test_bf16_is_near_float32_and_under_a_key_of_its_own(bench: Bench, shared_models: Path) -> None:
    from reid_desktop.adapters.vision.sessions import processor_has_bf16

    assert shared_models.is_dir()
    if not processor_has_bf16():
        pytest.skip("this processor has no bf16 arithmetic")
    full = bench.embedder("person-reidentification-retail-0277")
    half = bench.embedder("person-reidentification-retail-0277", "bf16")
    assert half.key.preprocessing == "v2-bf16"
    assert str(half.key) != str(full.key)
    cosines = (full.embed(CROPS) * half.embed(CROPS)).sum(axis=1)
    assert 1 - 5e-3 < float(cosines.min()) < 1 - 1e-7  # near, and truly something else


def test_int8_takes_weights_of_8_bit_and_bf16_beside_them(
    checkout: Path, shared_models: Path, tmp_path: Path
) -> None:
    library = CardLibrary(checkout / "models", [shared_models], tmp_path / "user", tmp_path / "cache")
    vision = GraphVisionLoader(library, tmp_path / "cache", workers=2).load(None, None, "int8")
    assert vision.detector.key.preprocessing == "v2-int8"
    assert vision.detector_card.name == "yolo11n_int8_openvino"
    assert vision.embedder.key.preprocessing in ("v2", "v2-bf16")
    with pytest.raises(UsageError, match="no precision float16"):
        GraphVisionLoader(library, tmp_path / "cache", workers=2).load(None, None, "float16")
    with pytest.raises(ModelError, match="is no detector"):
        GraphVisionLoader(library, tmp_path / "cache", workers=2).load("reid-desktop-osnet", None, "float32")


@pytest.fixture
def card(checkout: Path) -> ModelCard:
    return read_card(checkout / "models" / "person-reidentification-retail-0277.toml")


def test_bf16_is_refused_where_the_processor_has_none(
    card: ModelCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_has_bf16", lambda: False)
    with pytest.raises(ModelError, match="no bf16 arithmetic"):
        precision_for(card, "bf16")
    assert precision_for(card, "int8") == "float32"
    assert precision_for(card, "float32") == "float32"
    monkeypatch.setattr(building, "_has_bf16", lambda: True)
    assert precision_for(card, "int8") == "bf16"


def test_a_model_that_is_not_here_is_refused_with_the_command_that_brings_it(
    checkout: Path, tmp_path: Path
) -> None:
    library = CardLibrary(checkout / "models", [], tmp_path / "user", tmp_path / "cache")
    builder = Builder(library.graphs, tmp_path / "cache", workers=1)
    with pytest.raises(
        ModelError, match=r"yolo11n cannot be used: not found: yolo11n\.pt.*models fetch yolo11n"
    ):
        builder.detector(library.locate(library.card("yolo11n")), "float32")


def test_a_vector_of_the_wrong_length_is_refused(bench: Bench, shared_models: Path) -> None:
    from dataclasses import replace

    name = "person-reidentification-retail-0288-onnx"
    card = replace(bench.library.card(name), dimensions=512)
    graph = shared_models / "person-reidentification-retail-0288.onnx"
    embedder = GraphEmbedder(
        card, bench.embedder(name).key, OpenVinoSession(graph, SessionOptions()), batch=1
    )
    with pytest.raises(ModelError, match="gives 256 numbers where its card says 512"):
        embedder.embed(CROPS[:1])


def test_onnx_runtime_refuses_what_it_cannot_run(shared_models: Path) -> None:
    with pytest.raises(ModelError, match="needs OpenVINO"):
        OnnxSession(shared_models / "person-reidentification-retail-0277.xml", SessionOptions())
    with pytest.raises(ModelError, match="needs OpenVINO in bf16"):
        OnnxSession(shared_models / "person-reidentification-retail-0277.onnx", SessionOptions("bf16"))


NO_NETWORK = """
import socket, sys, threading
def refuse(*args, **kwargs):
    sys.exit('network: %r' % (args,))
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from reid_desktop.adapters.vision.library import CardLibrary
from reid_desktop.adapters.vision.loader import GraphVisionLoader
from reid_desktop.adapters.vision.self_test_pictures import street
cards, files, scratch = map(Path, sys.argv[1:])
library = CardLibrary(cards, [files], scratch / 'user', scratch)
vision = GraphVisionLoader(library, scratch, 2).load('person-detection-retail-0013', None, 'float32')
assert len(vision.detector.detect(street(6, 640, 480, 2))) == 2
heavy = {'torch', 'ultralytics', 'torchreid', 'onnxruntime'} & set(sys.modules)
assert not heavy, heavy
names = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
assert not names, names
"""


def test_loading_and_running_needs_no_network_no_torch_and_no_telemetry(
    checkout: Path, shared_models: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", NO_NETWORK, str(checkout / "models"), str(shared_models), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_fixed_input_is_letterboxed_to_it(bench: Bench, shared_models: Path) -> None:
    assert shared_models.is_dir()
    detector: Detector = bench.detector("yolo11n_int8_openvino")
    assert len(detector.detect(street(6, 900, 400, 2))) == 2


def test_answers_stay_what_they_are_and_threads_do_not_mix_them(shared_models: Path) -> None:
    graph = shared_models / "person-reidentification-retail-0288.xml"
    session = OpenVinoSession(graph, SessionOptions(workers=2))
    random = np.random.default_rng(3)
    batches = [random.uniform(0, 255, (1, 3, 256, 128)).astype(np.float32) for _ in range(8)]
    expected = [session.run(batch)[0].copy() for batch in batches]
    assert len({row.tobytes() for row in expected}) == 8
    for _ in range(3):
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda batch: session.run(batch)[0], batches))
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-5)


GPU = pytest.mark.skipif(not gpu_providers(), reason="needs a graphics processor that ONNX Runtime reaches")


@GPU
@pytest.mark.parametrize(
    "name", ["person-reidentification-retail-0277-onnx", "person-reidentification-retail-0288-onnx"]
)
def test_a_graphics_processor_gives_the_same_vectors(bench: Bench, tmp_path: Path, name: str) -> None:
    on_gpu = Builder(bench.library.graphs, tmp_path, 1, "gpu")
    located = bench.library.locate(bench.library.card(name))
    ours, theirs = bench.embedder(name), on_gpu.embedder(located, "float32")
    assert str(ours.key) == str(theirs.key)
    assert float((ours.embed(CROPS) * theirs.embed(CROPS)).sum(axis=1).min()) > 1 - 1e-3


def test_the_processor_never_stands_in_for_a_graphics_processor(shared_models: Path) -> None:
    graph = shared_models / "person-reidentification-retail-0288.onnx"
    if not gpu_providers():
        with pytest.raises(ModelError, match="No graphics processor"):
            open_session(graph, SessionOptions(device="gpu"))
    with pytest.raises(ModelError, match="no device tpu"):
        open_session(graph, SessionOptions(device="tpu"))
    assert open_session(graph, SessionOptions(device="cpu")).input_shape[1:] == (3, 256, 128)
