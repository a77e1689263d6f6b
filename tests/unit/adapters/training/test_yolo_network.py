"""Networks that start from others: of several classes the first, and from folded batch norms."""

from __future__ import annotations

import importlib.util
import warnings
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.domain.errors import ModelError

if importlib.util.find_spec("ultralytics") is None:
    pytest.skip("the extra [torch] is not installed", allow_module_level=True)

from reid_desktop.adapters.training.offline import keep_offline


@pytest.fixture(scope="module", autouse=True)
def offline(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep ultralytics from looking for its makers when it is imported."""
    keep_offline(tmp_path_factory.mktemp("ultralytics"))


def test_of_a_network_for_many_things_persons_are_kept(shared_models: Path) -> None:
    import torch

    from reid_desktop.adapters.training.yolo_network import network_of, state_of

    state = state_of(shared_models / "yolo11n_dequant.pt")
    network = network_of("yolo11n", state).eval()
    last = "model.23.cv3.1.2.weight"
    assert torch.equal(network.state_dict()[last], state[last][:1].float())
    with torch.inference_mode():
        assert network(torch.zeros(1, 3, 64, 96))[0].shape == (1, 5, 126)
    with pytest.raises(ModelError):
        network_of("yolo11s", state)


def test_folded_batch_norms_are_unfolded_without_changing_the_answer() -> None:
    import torch

    from reid_desktop.adapters.training.yolo_network import is_folded, network_of, unfold

    torch.manual_seed(3)
    network = network_of("yolo11n")
    assert is_folded(network)
    random = np.random.default_rng(4)
    pictures = [torch.from_numpy(random.random((2, 3, 96, 96), dtype=np.float32)) for _ in range(3)]
    network.eval()
    with torch.inference_mode():
        before = network(pictures[0])[0].clone()
    unfold(network, pictures)
    with torch.inference_mode():
        after = network(pictures[0])[0]
    assert not is_folded(network)
    assert torch.allclose(before, after, atol=1e-2, rtol=1e-3)


def test_what_runs_code_or_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    import torch

    from reid_desktop.adapters.training.yolo_network import opened, state_of

    class Hostile:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (str(tmp_path / "ran"),)

    for name in ("hostile.pt", "hostile.pth"):
        torch.save({"model": Hostile(), "network": {}}, tmp_path / name)
        with pytest.raises(ModelError):
            state_of(tmp_path / name)
    (tmp_path / "empty.pth").write_bytes(b"")
    with pytest.raises(ModelError):
        opened(tmp_path / "empty.pth")
    assert not (tmp_path / "ran").exists()


def test_a_graph_answers_as_its_network_and_is_half_as_large(tmp_path: Path) -> None:
    import onnxruntime
    import torch

    from reid_desktop.adapters.training.yolo_graph import write_graph
    from reid_desktop.adapters.training.yolo_network import network_of

    torch.manual_seed(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch prefers another way of exporting
        write_graph(network_of("yolo11n"), tmp_path / "graph.onnx", 96)
    assert (tmp_path / "graph.onnx").stat().st_size < 5_600_000
    session = onnxruntime.InferenceSession(str(tmp_path / "graph.onnx"), providers=["CPUExecutionProvider"])
    for height, width, anchors in ((96, 96, 189), (64, 96, 126)):
        [answer] = session.run(None, {"images": np.zeros((1, 3, height, width), np.float32)})
        assert np.asarray(answer).shape == (1, 5, anchors)
