"""Weights in 8 bits, arithmetic in 32: a graph of a quarter of the size that any runtime opens."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

_LEAST_WEIGHTS = 512
"""Smaller constants stay as they are: they are biases, scales and gates."""
_LARGEST = 127
_OUTPUTS = {"Conv": 0, "MatMul": 1}
"""The side of a weight that counts the outputs: each output has a scale of its own."""


def narrow(graph: onnx.GraphProto) -> int:
    """Keep the weights of convolutions and products in 8 bits (symmetric, a scale for each output).

    The runtime widens them once, when it opens the graph.

    :return: how many weights were narrowed.
    """
    named = {constant.name: constant for constant in graph.initializer}
    added: list[onnx.NodeProto] = []
    for name, side in list(_weights(graph)):
        weight = numpy_helper.to_array(named[name])
        if weight.dtype.kind != "f" or weight.size < _LEAST_WEIGHTS:
            continue
        rounded, scale = _rounded(np.asarray(weight, np.float32), side)
        graph.initializer.remove(named[name])
        graph.initializer.append(numpy_helper.from_array(rounded, f"{name}.q"))
        graph.initializer.append(numpy_helper.from_array(scale, f"{name}.scale"))
        inputs = [f"{name}.q", f"{name}.scale"]
        added.append(helper.make_node("DequantizeLinear", inputs, [name], axis=side, name=f"{name}.wide"))
    nodes = [*added, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    return len(added)


def widen(graph: onnx.GraphProto) -> None:
    """Undo `narrow`, as near as 8 bits allow: every weight stands in the graph in float32."""
    named = {constant.name: constant for constant in graph.initializer}
    kept = []
    for node in graph.node:
        if node.op_type != "DequantizeLinear" or any(name not in named for name in node.input):
            kept.append(node)
            continue
        rounded, scale = (numpy_helper.to_array(named[name]) for name in node.input[:2])
        side = next((one.i for one in node.attribute if one.name == "axis"), 1)
        shape = [1] * rounded.ndim
        shape[side] = -1
        weight = rounded.astype(np.float32) * scale.reshape(shape)
        graph.initializer.append(numpy_helper.from_array(weight, node.output[0]))
        for name in node.input:
            graph.initializer.remove(named[name])
    nodes = [onnx.NodeProto.FromString(node.SerializeToString()) for node in kept]
    del graph.node[:]
    graph.node.extend(nodes)


def _weights(graph: onnx.GraphProto) -> Iterator[tuple[str, int]]:
    seen = set()
    for node in graph.node:
        name = node.input[1] if node.op_type in _OUTPUTS else ""
        if name and name not in seen:
            seen.add(name)
            yield name, _OUTPUTS[node.op_type]


def _rounded(weight: NDArray[np.float32], side: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    others = tuple(axis for axis in range(weight.ndim) if axis != side)
    scale = np.maximum(np.abs(weight).max(axis=others), np.float32(1e-12)) / np.float32(_LARGEST)
    shape = [1] * weight.ndim
    shape[side] = -1
    rounded = np.clip(np.rint(weight / scale.reshape(shape)), -_LARGEST, _LARGEST)
    return rounded.astype(np.int8), scale.astype(np.float32)
