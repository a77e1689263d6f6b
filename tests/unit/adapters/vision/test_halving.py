"""Weights in half the room."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reid_desktop.adapters.vision.halving import halve, halve_weights
from reid_desktop.domain.errors import ModelError

onnx = pytest.importorskip("onnx", reason="the extra [torch] is not installed")


def graph(path: Path, weights: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Path:
    from onnx import TensorProto, helper, numpy_helper

    free: list[str | int | None] = ["count", weights.shape[0]]
    made = helper.make_graph(
        [helper.make_node("MatMul", ["images", "weights"], ["embedding"])],
        "one layer",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, free)],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["count", weights.shape[1]])],
        [numpy_helper.from_array(weights, "weights")],
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(path))
    return path


def test_a_graph_takes_half_the_room_and_answers_in_float32(tmp_path: Path) -> None:
    import onnxruntime

    weights = np.random.default_rng(4).normal(size=(64, 48)).astype(np.float32)
    whole = graph(tmp_path / "whole.onnx", weights)
    halve(whole, tmp_path / "half.onnx")
    assert (tmp_path / "half.onnx").stat().st_size < 0.6 * whole.stat().st_size
    session = onnxruntime.InferenceSession(str(tmp_path / "half.onnx"), providers=["CPUExecutionProvider"])
    pixels = np.ones((1, 64), np.float32)
    [answer] = session.run(None, {"images": pixels})
    assert answer.dtype == np.float32
    assert answer == pytest.approx(pixels @ weights, rel=0.01, abs=0.01)


def test_weights_that_16_bit_cannot_hold_are_refused(tmp_path: Path) -> None:
    weights = np.full((8, 8), 1e-9, np.float32)
    weights[:, 0] = 1e-7
    with pytest.raises(ModelError, match="move too far"):
        halve(graph(tmp_path / "whole.onnx", weights), tmp_path / "half.onnx")


def test_vectors_and_whole_numbers_stay_as_they_are() -> None:
    from onnx import TensorProto, helper, numpy_helper

    kept: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {
        "bias": np.ones(300, np.float32),
        "shape": np.array([[1, -1]], np.int64),
    }
    tensors = [numpy_helper.from_array(values, name) for name, values in kept.items()]
    tensors.append(numpy_helper.from_array(np.ones((2, 2), np.float32), "weights"))
    made = helper.make_graph([helper.make_node("Identity", ["weights"], ["out"])], "g", [], [], tensors)
    halve_weights(made)
    types = {tensor.name: tensor.data_type for tensor in made.initializer}
    assert types == {
        "bias": TensorProto.FLOAT,
        "shape": TensorProto.INT64,
        "weights_half": TensorProto.FLOAT16,
    }
    assert [(node.op_type, list(node.output)) for node in made.node] == [
        ("Cast", ["weights"]),
        ("Identity", ["out"]),
    ]
