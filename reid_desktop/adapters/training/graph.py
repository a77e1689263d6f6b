"""An ONNX graph as a network of torch: a teacher that sees what its pupil sees, or a start for training."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

from reid_desktop.adapters.training.eight_bits import narrow, widen
from reid_desktop.domain.errors import ModelError

Values = Sequence[Any]
Settings = Mapping[str, Any]
PREFIX = "graph."
"""Of the graph's weights in a checkpoint."""
_LEAST_WEIGHTS = 2
"""Constants of fewer numbers are settings of the graph, not weights."""


class GraphNetwork(nn.Module):
    """Runs the nodes of an ONNX graph in order; its constants are parameters that training may change."""

    def __init__(self, file: Path) -> None:
        """Read a graph with one input and one output.

        :raises ModelError: it cannot be read, or has a kind of node that is not known here.
        """
        super().__init__()
        try:
            graph = _opened(file).graph
        except Exception as cause:  # protobuf raises errors of many kinds
            raise ModelError("The model graph {file} cannot be read.", file=file.name) from cause
        self._file = file
        self._input = graph.input[0].name
        self._output = graph.output[0].name
        self._nodes = [_Node(node) for node in graph.node]
        strange = sorted({node.kind for node in self._nodes} - set(_KINDS))
        if strange:
            raise ModelError(
                "The graph {file} cannot be trained here: it has nodes of the kinds {kinds}.",
                file=file.name,
                kinds=", ".join(strange),
            )
        self._fixed: dict[str, list[int]] = {}
        self._names: dict[str, str] = {}
        for constant in graph.initializer:
            value = numpy_helper.to_array(constant)
            if value.dtype.kind == "f":
                self._names[constant.name] = f"w{len(self._names)}"
                weight = torch.from_numpy(np.array(value, np.float32))
                learns = value.size >= _LEAST_WEIGHTS
                self.register_parameter(
                    self._names[constant.name], nn.Parameter(weight, requires_grad=learns)
                )
            else:
                self._fixed[constant.name] = [int(one) for one in np.atleast_1d(value)]

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return the graph's answer to a batch."""
        known: dict[str, Any] = {self._input: pictures, **self._fixed}
        known |= {name: self.get_parameter(own) for name, own in self._names.items()}
        for node in self._nodes:
            known[node.output] = _KINDS[node.kind]([known[name] for name in node.inputs], node.settings)
        return torch.as_tensor(known[self._output])

    def keep(self, file: Path) -> None:
        """Write the graph as it was read, with the weights as they are now, in float32."""
        model = _opened(self._file)
        for constant in model.graph.initializer:
            if constant.name in self._names:
                weight = self.get_parameter(self._names[constant.name]).detach().cpu().numpy()
                constant.CopyFrom(numpy_helper.from_array(weight, constant.name))
        onnx.save(model, str(file))


def learned(start: Path, checkpoint: Path, target: Path, narrowed: bool) -> int:
    """Write the graph that training started from with what a checkpoint learned; return its vectors' length.

    :param narrowed: keep the weights in 8 bit.
    :raises ModelError: the checkpoint is not of this graph.
    """
    network = GraphNetwork(start)
    try:
        state = torch.load(checkpoint, map_location="cpu", weights_only=True)
        own = {n.removeprefix(PREFIX): v.float() for n, v in state.items() if n.startswith(PREFIX)}
        network.load_state_dict(own)
        width = int(state["bnneck.weight"].shape[0])
    except Exception as cause:  # torch raises what it likes about a file that is no checkpoint
        raise ModelError("{file} is no checkpoint of this graph.", file=checkpoint.name) from cause
    network.keep(target)
    if narrowed:
        model = onnx.load(str(target))
        narrow(model.graph)
        onnx.save(model, str(target))
    return width


def _opened(file: Path) -> onnx.ModelProto:
    model = onnx.load(str(file))
    widen(model.graph)
    return model


class _Node:
    def __init__(self, node: Any) -> None:
        self.kind = str(node.op_type)
        self.inputs = [str(name) for name in node.input]
        self.output = str(node.output[0])
        self.settings = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}


def _convolve(values: Values, settings: Settings) -> torch.Tensor:
    picture, weight, *bias = values
    above, left, below, right = settings.get("pads", (0, 0, 0, 0))
    if (above, left) != (below, right):
        picture, above, left = functional.pad(picture, (left, right, above, below)), 0, 0
    return functional.conv2d(
        picture,
        weight,
        bias[0] if bias else None,
        tuple(settings.get("strides", (1, 1))),
        (above, left),
        tuple(settings.get("dilations", (1, 1))),
        int(settings.get("group", 1)),
    )


def _normalise(values: Values, settings: Settings) -> torch.Tensor:
    found, weight, bias = values[0].float(), *values[1:]  # torch's own refuses a map of one pixel in training
    within = list(range(2, found.dim()))
    away = found - found.mean(within, keepdim=True)
    spread = (away.square().mean(within, keepdim=True) + float(settings.get("epsilon", 1e-5))).rsqrt()
    shape = (1, -1, *(1 for _ in within))
    return torch.as_tensor(away * spread * weight.view(shape) + bias.view(shape))


def _reshape(values: Values, _: Settings) -> torch.Tensor:
    found, shape = values
    return torch.reshape(found, [found.shape[at] if side == 0 else side for at, side in enumerate(shape)])


def _gather(values: Values, settings: Settings) -> Any:
    found, rows = values
    if isinstance(found, list):
        return [found[row] for row in rows]
    return found[(slice(None),) * int(settings.get("axis", 0)) + (list(rows),)]


def _concatenate(values: Values, settings: Settings) -> Any:
    if isinstance(values[0], list):
        return [side for part in values for side in part]
    return torch.cat(list(values), int(settings.get("axis", 0)))


def _pool(kind: Callable[..., torch.Tensor]) -> Callable[[Values, Settings], torch.Tensor]:
    def pool(values: Values, settings: Settings) -> torch.Tensor:
        padding = tuple(settings.get("pads", (0, 0, 0, 0)))[:2]
        return kind(values[0], tuple(settings["kernel_shape"]), tuple(settings["strides"]), padding)

    return pool


_KINDS: Mapping[str, Callable[[Values, Settings], Any]] = {
    "Add": lambda v, _: v[0] + v[1],
    "AveragePool": _pool(functional.avg_pool2d),
    "Concat": _concatenate,
    "Conv": _convolve,
    "Flatten": lambda v, s: torch.flatten(v[0], int(s.get("axis", 1))),
    "Gather": _gather,
    "InstanceNormalization": _normalise,
    "MatMul": lambda v, _: v[0] @ v[1],
    "MaxPool": _pool(functional.max_pool2d),
    "Mul": lambda v, _: v[0] * v[1],
    "PRelu": lambda v, _: torch.where(v[0] >= 0, v[0], v[0] * v[1]),
    "ReduceMean": lambda v, s: v[0].mean(list(s["axes"]), keepdim=bool(s.get("keepdims", 1))),
    "Relu": lambda v, _: functional.relu(v[0]),
    "Reshape": _reshape,
    "Shape": lambda v, _: list(v[0].shape),
    "Sigmoid": lambda v, _: torch.sigmoid(v[0]),
    "Sub": lambda v, _: v[0] - v[1],
}
"""The kinds of nodes of the re-identification networks of Open Model Zoo."""
