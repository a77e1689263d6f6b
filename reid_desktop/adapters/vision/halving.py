"""Weights of an ONNX graph in half the room; what is computed with them stays float32."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reid_desktop.domain.errors import ModelError

if TYPE_CHECKING:
    import onnx

LEAST_COSINE = 0.9999
_LEAST_DIMENSIONS = 2
_HALF = "_half"


def halve(graph: Path, target: Path) -> None:
    """Write the graph with weights of 16 bit, which the runtimes widen once when they load it.

    :raises ModelError: its vectors move too far.
    """
    import onnx

    model = onnx.load(str(graph))
    halve_weights(model.graph)
    onnx.save(model, str(target))
    if (cosine := _cosine(graph, target)) < LEAST_COSINE:
        text = "With weights of half the size the vectors move too far (cosine {cosine})."
        raise ModelError(text, cosine=round(cosine, 5))


def halve_weights(graph: onnx.GraphProto) -> None:
    """Keep weights in 16 bit, each widened again before use: half the file, the same arithmetic.

    Vectors, such as biases, stay as they are: nothing is gained with them.
    """
    from onnx import TensorProto, helper, numpy_helper

    widened = []
    for weights in graph.initializer:
        if weights.data_type != TensorProto.FLOAT or len(weights.dims) < _LEAST_DIMENSIONS:
            continue
        name, half = weights.name, weights.name + _HALF
        narrow = numpy_helper.to_array(weights).astype(np.float16)
        weights.CopyFrom(numpy_helper.from_array(narrow, half))
        widened.append(helper.make_node("Cast", [half], [name], to=TensorProto.FLOAT))
    nodes = [*widened, *(type(node).FromString(node.SerializeToString()) for node in graph.node)]
    del graph.node[:]
    graph.node.extend(nodes)


def _cosine(one: Path, other: Path) -> float:
    import onnxruntime

    answers = []
    for graph in (one, other):
        session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
        entry = session.get_inputs()[0]
        shape = [2 if not isinstance(side, int) else side for side in entry.shape]
        pixels = np.random.default_rng(7).random(shape, dtype=np.float32)
        answer = np.asarray(session.run(None, {entry.name: pixels})[0], np.float64)
        answers.append(answer / np.linalg.norm(answer, axis=1, keepdims=True))
    return float((answers[0] * answers[1]).sum(axis=1).min())
