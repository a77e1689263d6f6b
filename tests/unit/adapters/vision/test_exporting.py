"""Exporting checkpoints: torchreid with and without a BNNeck, and files that are not what they seem."""

from __future__ import annotations

import hashlib
import importlib.util
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.adapters.vision import exporting
from reid_desktop.adapters.vision.building import Builder
from reid_desktop.adapters.vision.export_worker import MORE_THAN_WEIGHTS
from reid_desktop.adapters.vision.exporting import GraphCache
from reid_desktop.adapters.vision.self_test_pictures import person_crop
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.model_card import ModelState
from tests.contract.vision_models import Bench
from tests.unit.adapters.vision.model_folder import open_library, write_card

needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None or importlib.util.find_spec("torchreid") is None,
    reason="needs the extra [torch]: torch and torchreid are not installed",
)
MAKE_NECKED = """
import sys, torch
from torchreid.reid.models import build_model
torch.manual_seed(3)
network = build_model("osnet_x0_25", num_classes=5, pretrained=False).eval()
neck = torch.nn.BatchNorm1d(512).eval()
with torch.no_grad():
    neck.weight.uniform_(0.5, 2); neck.bias.normal_()
    neck.running_mean.normal_(); neck.running_var.uniform_(0.2, 3)
state = {"module." + k: v for k, v in network.state_dict().items()}
state |= {"module.bottleneck." + k: v for k, v in neck.state_dict().items()}
torch.save({"state_dict": state, "epoch": 3}, sys.argv[1])
x = torch.rand(2, 3, 256, 128, generator=torch.Generator().manual_seed(1)) * 255
with torch.inference_mode():
    import numpy as np
    np.savez(sys.argv[2], x=x.numpy(), plain=network(x).numpy(), necked=neck(network(x)).numpy())
"""

MAKE_YOLOV3 = """
import sys, torch
from ultralytics import YOLO
torch.manual_seed(3)
network = YOLO("yolov3-tiny.yaml").model
torch.save({"model": network, "train_args": {}, "epoch": -1}, sys.argv[1])
"""


def run_python(code: str, *arguments: str) -> None:
    command = [sys.executable, "-W", "ignore", "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def add_checkpoint(root: Path, data: bytes, *, runtime: str, dimensions: int = 512) -> None:
    is_detector = runtime == "ultralytics"
    write_card(
        root / "cards", "mine", {"mine.pth": data}, runtime=runtime,
        role="detector" if is_detector else "embedder", output="yolo" if is_detector else "embedding",
        dimensions=0 if is_detector else dimensions, architecture="osnet_x0_25",
    )  # fmt: skip
    (root / "files").mkdir(exist_ok=True)
    (root / "files" / "mine.pth").write_bytes(data)


@needs_torch
def test_a_checkpoint_with_a_bnneck_is_exported_with_it(tmp_path: Path) -> None:
    import onnxruntime

    run_python(MAKE_NECKED, str(tmp_path / "made.pth"), str(tmp_path / "truth.npz"))
    add_checkpoint(tmp_path, (tmp_path / "made.pth").read_bytes(), runtime="torchreid")
    library = open_library(tmp_path, tmp_path / "files")
    located = library.locate(library.card("mine"))
    embedder = Builder(library.graphs, tmp_path / "cache", workers=1).embedder(located, "float32")
    vectors = embedder.embed([person_crop(seed) for seed in range(3)])
    assert vectors.shape == (3, 512)

    graph = library.graphs.path(located.card, located.sha256)
    truth = np.load(tmp_path / "truth.npz")
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    found = np.asarray(session.run(None, {"images": truth["x"]})[0])
    assert np.allclose(found, truth["necked"], rtol=1e-3, atol=1e-3)
    assert not np.allclose(found, truth["plain"], atol=0.1)


@needs_torch
def test_a_checkpoint_of_another_network_is_refused_by_name(tmp_path: Path) -> None:
    make = "import sys, torch; torch.save({'stem.weight': torch.zeros(3)}, sys.argv[1])"
    run_python(make, str(tmp_path / "made.pth"))
    add_checkpoint(tmp_path, (tmp_path / "made.pth").read_bytes(), runtime="torchreid")
    library = open_library(tmp_path, tmp_path / "files")
    [result] = library.self_test("mine")
    assert not result.passed
    assert "mine could not be exported" in result.detail
    assert "no osnet_x0_25" in result.detail


@needs_torch
def test_a_checkpoint_that_holds_more_than_weights_is_told_as_that(tmp_path: Path) -> None:
    add_checkpoint(tmp_path, pickle.dumps({"model": _Evil("x")}, protocol=2), runtime="torchreid")
    [result] = open_library(tmp_path, tmp_path / "files").self_test("mine")
    assert MORE_THAN_WEIGHTS in result.detail


class _Evil:
    def __init__(self, flag: str) -> None:
        self.flag = flag

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (Path(self.flag),))


@needs_torch
def test_code_in_a_torchreid_checkpoint_never_runs(tmp_path: Path) -> None:
    flag = tmp_path / "ran"
    data = pickle.dumps({"state_dict": _Evil(str(flag))}, protocol=2)
    add_checkpoint(tmp_path, data, runtime="torchreid")  # even though its hash stands on a card
    library = open_library(tmp_path, tmp_path / "files")
    [result] = library.self_test("mine")
    assert not result.passed
    assert not flag.exists()
    pickle.loads(data)
    assert flag.exists()  # it would have


def test_a_yolo_checkpoint_that_no_card_names_is_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(subprocess, "run", lambda *args, **_: opened.append(args))
    add_checkpoint(tmp_path, b"good", runtime="ultralytics")
    (tmp_path / "files" / "mine.pth").write_bytes(b"evil")
    library = open_library(tmp_path, tmp_path / "files")
    builder = Builder(library.graphs, tmp_path / "cache", workers=1)
    with pytest.raises(ModelError, match="its hash differs"):
        builder.detector(library.locate(library.card("mine")), "float32")
    assert opened == []


def test_a_checkpoint_swapped_after_it_was_judged_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(subprocess, "run", lambda *args, **_: opened.append(args))
    monkeypatch.setattr(exporting, "is_extra_installed", lambda _card: True)
    add_checkpoint(tmp_path, b"good", runtime="ultralytics")
    library = open_library(tmp_path, tmp_path / "files")
    located = library.locate(library.card("mine"))
    (tmp_path / "files" / "mine.pth").write_bytes(b"evil")
    with pytest.raises(ModelError, match="has just changed"):
        library.graphs.graph(located.card, located.paths[0], located.sha256)
    assert opened == []


def test_without_the_extra_it_is_asked_for_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reid_desktop.adapters.vision import locating

    for module in (exporting, locating):
        monkeypatch.setattr(module, "is_extra_installed", lambda _card: False)
    add_checkpoint(tmp_path, b"good", runtime="torchreid")
    library = open_library(tmp_path, tmp_path / "files")
    [status] = library.statuses()
    assert status.state is ModelState.NEEDS_EXTRA
    assert not status.is_default
    [result] = library.self_test("mine")
    assert 'pip install "reid-desktop[torch]"' in result.detail


@needs_torch
@pytest.mark.slow
def test_a_yolov3u_checkpoint_of_ones_own_becomes_a_graph_that_answers_like_it(tmp_path: Path) -> None:
    checkpoint = tmp_path / "mine.pth"  # whatever it is called
    run_python(MAKE_YOLOV3, str(checkpoint))
    data = checkpoint.read_bytes()
    add_checkpoint(tmp_path, data, runtime="ultralytics")
    card = open_library(tmp_path).card("mine")
    # The export itself compares graph and checkpoint, on two shapes, and fails where they differ.
    graph = GraphCache(tmp_path / "cache").graph(card, checkpoint, hashlib.sha256(data).hexdigest())
    assert graph.stat().st_size > 40_000_000


def test_a_graph_made_once_serves_without_torch_until_it_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reid_desktop.adapters.vision import locating

    for module in (exporting, locating):
        monkeypatch.setattr(module, "is_extra_installed", lambda _card: False)
    add_checkpoint(tmp_path, b"good", runtime="torchreid")
    library = open_library(tmp_path, tmp_path / "files")
    card = library.card("mine")
    graph = library.graphs.path(card, hashlib.sha256(b"good").hexdigest())
    graph.parent.mkdir(parents=True)
    graph.write_bytes(b"graph")
    assert library.locate(card).state is ModelState.NEEDS_EXTRA  # nothing says that we made it
    graph.with_suffix(".sha256").write_text(hashlib.sha256(b"graph").hexdigest(), encoding="ascii")
    assert library.locate(card).state is ModelState.PRESENT
    graph.write_bytes(b"grapf")
    assert library.locate(card).state is ModelState.NEEDS_EXTRA


@needs_torch
def test_an_export_leaves_only_graph_and_note(bench: Bench, shared_models: Path) -> None:
    bench.detector("yolo11n_dequant")
    folder = bench.library.graphs.folder
    assert shared_models.is_dir()
    assert {path.suffix for path in folder.iterdir()} == {".onnx", ".sha256"}
    assert GraphCache(folder).has(
        bench.library.card("yolo11n_dequant"), bench.detector("yolo11n_dequant").key.sha256
    )
