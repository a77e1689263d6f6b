"""A graph of ONNX run by torch, as far as person-reidentification-retail-0277 needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

Values = Sequence[Any]
Attributes = Mapping[str, Any]


class TeacherNetwork(nn.Module):
    """Gives the first output of a graph with one input, (n, 3, height, width)."""

    def __init__(self, file: Path) -> None:
        """Take the weights and the order of the nodes."""
        super().__init__()
        graph = onnx.load(str(file)).graph
        self._input, self._output = graph.input[0].name, graph.output[0].name
        self._names: dict[str, str] = {}
        self._lists: dict[str, list[int]] = {}
        for entry in graph.initializer:
            value = torch.from_numpy(numpy_helper.to_array(entry).copy())
            if value.is_floating_point():
                self._names[entry.name] = f"weights_{len(self._names)}"
                self.register_buffer(self._names[entry.name], value)
            else:
                self._lists[entry.name] = value.flatten().tolist()
        self._nodes = [
            (node.op_type, list(node.input), node.output[0], _attributes(node)) for node in graph.node
        ]

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Run the nodes in their order."""
        values: dict[str, Any] = {self._input: images, **self._lists}
        values |= {name: getattr(self, kept) for name, kept in self._names.items()}
        for kind, inputs, output, attributes in self._nodes:
            values[output] = _RUN[kind]([values[name] for name in inputs], attributes)
        return torch.as_tensor(values[self._output])


def _attributes(node: Any) -> Attributes:
    return {entry.name: onnx.helper.get_attribute_value(entry) for entry in node.attribute}


def _convolve(values: Values, asked: Attributes) -> torch.Tensor:
    return functional.conv2d(
        values[0], values[1], stride=tuple(asked["strides"]), padding=tuple(asked["pads"][:2]),
        groups=asked["group"],
    )  # fmt: skip


def _even(values: Values, asked: Attributes) -> torch.Tensor:
    pictures, weight, bias = values
    found = functional.instance_norm(
        pictures.float(), weight=weight.float(), bias=bias.float(), eps=asked["epsilon"]
    )
    return found.to(pictures.dtype)


def _shaped(values: Values, _: Attributes) -> torch.Tensor:
    pictures, sides = values
    return torch.as_tensor(pictures).reshape(
        [side or pictures.shape[place] for place, side in enumerate(sides)]
    )


def _gathered(values: Values, asked: Attributes) -> Any:
    found, rows = values
    if isinstance(found, list):
        return [found[row] for row in rows]
    return found.index_select(asked["axis"], torch.tensor(rows, device=found.device))


_RUN: Mapping[str, Callable[[Values, Attributes], Any]] = {
    "Add": lambda values, _: values[0] + values[1],
    "AveragePool": lambda values, asked: functional.avg_pool2d(
        values[0], list(asked["kernel_shape"]), list(asked["strides"])
    ),
    "Concat": lambda values, _: [side for value in values for side in value],
    "Conv": _convolve,
    "Flatten": lambda values, _: values[0].flatten(1),
    "Gather": _gathered,
    "InstanceNormalization": _even,
    "MatMul": lambda values, _: values[0] @ values[1],
    "MaxPool": lambda values, asked: functional.max_pool2d(
        values[0], list(asked["kernel_shape"]), list(asked["strides"]), list(asked["pads"][:2])
    ),
    "Mul": lambda values, _: values[0] * values[1],
    "PRelu": lambda values, _: torch.where(values[0] > 0, values[0], values[0] * values[1]),
    "ReduceMean": lambda values, asked: values[0].mean(tuple(asked["axes"]), keepdim=bool(asked["keepdims"])),
    "Relu": lambda values, _: functional.relu(values[0]),
    "Reshape": _shaped,
    "Shape": lambda values, _: list(values[0].shape),
    "Sigmoid": lambda values, _: torch.sigmoid(values[0]),
    "Sub": lambda values, _: values[0] - values[1],
}
