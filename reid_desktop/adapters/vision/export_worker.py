"""The process that opens a checkpoint with torch and writes its graph; imports nothing heavy itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import torch

LEAST_COSINE = 0.9999
_OPSET = 17
MORE_THAN_WEIGHTS = "it holds more than weights, as checkpoints of ultralytics do, and is not opened"
_NECKS = ("bnneck.", "bottleneck.", "neck.")
_TOLD, _ENTRY = "telling.weight", "entry."
_NECK_PARTS = ("weight", "bias", "running_mean", "running_var")


@dataclass(frozen=True, slots=True)
class ExportJob:
    """What is to be exported."""

    runtime: str
    architecture: str
    checkpoint: Path
    height_px: int
    width_px: int
    dimensions: int
    out: Path


def main() -> None:
    """Read a job from standard input; what goes wrong ends standard error, as a traceback does."""
    table = json.load(sys.stdin)
    job = ExportJob(
        str(table["runtime"]), str(table["architecture"]), Path(table["checkpoint"]),
        int(table["height_px"]), int(table["width_px"]), int(table["dimensions"]), Path(table["out"]),
    )  # fmt: skip
    if job.runtime == "ultralytics":
        export_ultralytics(job)
    else:
        export_torchreid(job)


def export_ultralytics(job: ExportJob) -> None:
    """Export a YOLO checkpoint with free height and width. Opening it may run code in it."""
    from ultralytics import YOLO

    made = YOLO(job.checkpoint).export(  # writes beside the checkpoint, which is a copy

        format="onnx", dynamic=True, simplify=False, opset=_OPSET, device="cpu",
        imgsz=(job.height_px, job.width_px),
    )  # fmt: skip
    Path(str(made)).replace(job.out)
    network: torch.nn.Module = YOLO(job.checkpoint).model.float().eval()
    heights = (job.height_px, job.height_px * 3 // 4 // 32 * 32)
    for height in heights:
        check(network, job.out, (1, 3, height, job.width_px))


def export_torchreid(job: ExportJob) -> None:
    """Export a torchreid checkpoint, which is opened with `weights_only` and can run no code."""
    import torch

    network = open_torchreid(job.checkpoint, job.architecture, job.dimensions)
    example = torch.zeros(1, 3, job.height_px, job.width_px)
    torch.onnx.export(
        network, (example,), str(job.out), opset_version=_OPSET, dynamo=False,
        input_names=["images"], output_names=["embedding"],
        dynamic_axes={"images": {0: "count"}, "embedding": {0: "count"}},
    )  # fmt: skip
    for count in (1, 3):
        check(network, job.out, (count, 3, job.height_px, job.width_px))


def open_torchreid(checkpoint: Path, architecture: str, dimensions: int = 0) -> torch.nn.Module:
    """Return the network of a checkpoint, ready to run; with its BNNeck where it has one.

    :param dimensions: where a linear map tells a teacher's vector of that length, and the network's own has
        another, the teacher's comes out.
    :raises ValueError: the checkpoint does not fit the architecture, or holds more than weights.
    """
    import torch
    from torchreid.reid.models import build_model

    try:
        content = torch.load(checkpoint, map_location="cpu", weights_only=True)
    except UnpicklingError as cause:
        raise ValueError(MORE_THAN_WEIGHTS) from cause
    state = content.get("state_dict", content)
    state = {str(key).removeprefix("module."): value for key, value in state.items()}
    neck, told, entry = _take_neck(state), state.pop(_TOLD, None), _take_entry(state)
    classes = state["classifier.bias"].shape[0] if "classifier.bias" in state else 1
    network: torch.nn.Module = build_model(architecture, num_classes=classes, pretrained=False)
    missing, strange = network.load_state_dict(state, strict=False)
    lost = [name for name in missing if not name.startswith("classifier.")]
    if lost or strange:
        first = (lost or list(strange))[0]
        raise ValueError(f"the checkpoint is no {architecture}: {first!r} does not fit")
    parts = [part for part in (entry, network, neck) if part is not None]
    if told is not None and len(told) == dimensions != told.shape[1]:
        parts.append(_linear(told))
    return torch.nn.Sequential(*parts).eval()


def _take_entry(state: dict[str, torch.Tensor]) -> torch.nn.InstanceNorm2d | None:
    """Remove the norm that evens out each picture's light before the network sees it, and return it."""
    import torch

    parts = {name: state.pop(_ENTRY + name) for name in ("weight", "bias") if _ENTRY + name in state}
    if not parts:
        return None
    entry = torch.nn.InstanceNorm2d(3, affine=True)
    entry.load_state_dict(parts)
    return entry.eval()


def _linear(weights: torch.Tensor) -> torch.nn.Linear:
    import torch

    found = torch.nn.Linear(weights.shape[1], weights.shape[0], bias=False)
    found.load_state_dict({"weight": weights})
    return found


def _take_neck(state: dict[str, torch.Tensor]) -> torch.nn.BatchNorm1d | None:
    """Remove the batch norm after the features (Luo et al. 2019, BNNeck) and return it."""
    import torch

    for prefix in _NECKS:
        parts = {name: state.pop(prefix + name, None) for name in _NECK_PARTS}
        state.pop(prefix + "num_batches_tracked", None)
        weight, mean, variance = parts["weight"], parts["running_mean"], parts["running_var"]
        if weight is None or mean is None or variance is None:
            continue
        neck = torch.nn.BatchNorm1d(weight.shape[0])
        bias = parts["bias"] if parts["bias"] is not None else torch.zeros_like(weight)
        neck.load_state_dict(
            {"weight": weight, "bias": bias, "running_mean": mean, "running_var": variance}, strict=False
        )
        return neck.eval()
    return None


def check(network: torch.nn.Module, graph: Path, shape: Sequence[int]) -> None:
    """Refuse a graph that does not give what torch gives on a seeded input.

    :raises ValueError: the cosine of some row is too small.
    """
    import onnxruntime
    import torch

    pixels = np.random.default_rng(7).random(tuple(shape), dtype=np.float32)
    with torch.inference_mode():
        answer = network(torch.from_numpy(pixels))
    expected = (answer[0] if isinstance(answer, tuple | list) else answer).numpy()
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    found = np.asarray(session.run(None, {session.get_inputs()[0].name: pixels})[0])
    before = expected.reshape(-1, expected.shape[-1]).astype(np.float64)
    after = found.reshape(before.shape).astype(np.float64)
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    cosine = float(((before * after).sum(axis=1) / np.maximum(lengths, 1e-12)).min())
    # Rows of zeros (classes that are surely absent) have no direction to compare.
    if cosine < LEAST_COSINE and not np.allclose(before, after, atol=1e-3):
        raise ValueError(f"the exported graph differs from the checkpoint (cosine {cosine:.6f})")


if __name__ == "__main__":
    main()
