"""A graph trained on: it answers as its runtime does, learns, and is written back, in 8 bits too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from reid_desktop.domain.errors import ModelError

torch = pytest.importorskip("torch", reason="the extra [torch] is not installed")
onnx = pytest.importorskip("onnx", reason="the extra [torch] is not installed")
onnxruntime = pytest.importorskip("onnxruntime", reason="ONNX Runtime is not installed")

from onnx import helper, numpy_helper  # noqa: E402

from reid_desktop.adapters.training.eight_bits import narrow  # noqa: E402
from reid_desktop.adapters.training.graph import PREFIX, GraphNetwork, learned  # noqa: E402

_SHAPE = (2, 3, 16, 8)


def made(file: Path, last: str = "Relu") -> Path:
    """Write a small network: convolution, instance norm, gate, mean, product."""
    random = np.random.default_rng(3)

    def constant(name: str, *shape: int) -> Any:
        return numpy_helper.from_array(random.normal(0, 0.3, shape).astype(np.float32), name)

    nodes = [
        helper.make_node(
            "Conv", ["images", "w"], ["a"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2]
        ),
        helper.make_node("InstanceNormalization", ["a", "s", "b"], ["n"], epsilon=1e-5),
        helper.make_node("Sigmoid", ["n"], ["g"]),
        helper.make_node("Mul", ["n", "g"], ["m"]),
        helper.make_node("MaxPool", ["m"], ["p"], kernel_shape=[2, 2], pads=[0, 0, 0, 0], strides=[2, 2]),
        helper.make_node("ReduceMean", ["p"], ["r"], axes=[2, 3], keepdims=1),
        helper.make_node("Reshape", ["r", "shape"], ["f"]),
        helper.make_node("MatMul", ["f", "v"], ["y"]),
        helper.make_node(last, ["y"], ["vector"]),
    ]
    constants = [constant("w", 48, 3, 3, 3), constant("s", 48), constant("b", 48), constant("v", 48, 16)]
    constants.append(numpy_helper.from_array(np.array([0, -1], np.int64), "shape"))
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("images", onnx.TensorProto.FLOAT, _SHAPE)],
        [helper.make_tensor_value_info("vector", onnx.TensorProto.FLOAT, [2, 16])],
        constants,
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), str(file))
    return file


def answer(file: Path, pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"images": pictures})[0], np.float32)


@pytest.fixture
def pictures() -> NDArray[np.float32]:
    return np.random.default_rng(5).random(_SHAPE, dtype=np.float32)


def test_it_answers_as_the_runtime_does(tmp_path: Path, pictures: NDArray[np.float32]) -> None:
    file = made(tmp_path / "small.onnx")
    with torch.inference_mode():
        found = GraphNetwork(file)(torch.from_numpy(pictures)).numpy()
    np.testing.assert_allclose(found, answer(file, pictures), atol=1e-5)


def test_what_it_learned_is_written_back(tmp_path: Path, pictures: NDArray[np.float32]) -> None:
    file = made(tmp_path / "small.onnx")
    network = GraphNetwork(file)
    optimizer = torch.optim.SGD([one for one in network.parameters() if one.requires_grad], lr=0.1)
    loss = network(torch.from_numpy(pictures)).square().sum()
    torch.autograd.backward(loss)
    optimizer.step()
    network.keep(tmp_path / "learned.onnx")
    with torch.inference_mode():
        expected = network(torch.from_numpy(pictures)).numpy()
    np.testing.assert_allclose(answer(tmp_path / "learned.onnx", pictures), expected, atol=1e-5)
    assert np.abs(expected - answer(file, pictures)).max() > 1e-3, "it learned something"


def test_a_graph_of_unknown_nodes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nodes of the kinds Tanh"):
        GraphNetwork(made(tmp_path / "small.onnx", "Tanh"))
    (tmp_path / "none.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelError, match="cannot be read"):
        GraphNetwork(tmp_path / "none.onnx")


def test_weights_in_8_bits_answer_nearly_alike(tmp_path: Path, pictures: NDArray[np.float32]) -> None:
    file = made(tmp_path / "small.onnx")
    model = onnx.load(str(file))
    assert narrow(model.graph) == 2, "the convolution and the product"
    onnx.checker.check_model(model)
    onnx.save(model, str(tmp_path / "narrow.onnx"))
    before, after = answer(file, pictures), answer(tmp_path / "narrow.onnx", pictures)
    cosine = (before * after).sum(1) / np.linalg.norm(before, axis=1) / np.linalg.norm(after, axis=1)
    assert 0.999 < float(cosine.min()) < 1 - 1e-9, "nearly, but not the same: they were rounded"
    assert (tmp_path / "narrow.onnx").stat().st_size < 0.7 * file.stat().st_size


def test_a_graph_of_8_bits_is_trained_on_and_what_a_checkpoint_learned_is_written(
    tmp_path: Path, pictures: NDArray[np.float32]
) -> None:
    model = onnx.load(str(made(tmp_path / "small.onnx")))
    narrow(model.graph)
    onnx.save(model, str(tmp_path / "narrow.onnx"))
    network = GraphNetwork(tmp_path / "narrow.onnx")
    with torch.inference_mode():
        found = network(torch.from_numpy(pictures)).numpy()  # the runtime multiplies such weights in 8 bits
        np.testing.assert_allclose(found, answer(tmp_path / "narrow.onnx", pictures), atol=0.02)
        for weights in network.parameters():
            weights.mul_(1.1)
        expected = network(torch.from_numpy(pictures)).numpy()
    state = {f"{PREFIX}{name}": value for name, value in network.state_dict().items()}
    torch.save({**state, "bnneck.weight": torch.ones(16)}, tmp_path / "best.pth")
    for narrowed, near in ((False, 1e-4), (True, 0.05)):
        width = learned(tmp_path / "narrow.onnx", tmp_path / "best.pth", tmp_path / "made.onnx", narrowed)
        assert width == 16
        np.testing.assert_allclose(answer(tmp_path / "made.onnx", pictures), expected, atol=near)
    torch.save({"bnneck.weight": torch.ones(16)}, tmp_path / "other.pth")
    with pytest.raises(ModelError, match="no checkpoint of this graph"):
        learned(tmp_path / "narrow.onnx", tmp_path / "other.pth", tmp_path / "made.onnx", False)
