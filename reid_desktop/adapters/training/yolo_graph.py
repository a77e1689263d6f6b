"""A YOLO network as a graph with free sides and weights of 16 bit, compared with the network itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from ultralytics.nn.tasks import DetectionModel

from reid_desktop.adapters.vision.halving import halve_weights
from reid_desktop.domain.errors import ModelError

LEAST_COSINE = 0.9999
_OPSET = 17


def write_graph(network: DetectionModel, graph: Path, side_px: int) -> None:
    """Write the graph, whole or not at all; its answer is (1, 5, anchors): box in pixels of the input, score.

    :raises ModelError: the graph does not answer as the network does.
    """
    network = network.float().eval().fuse(verbose=False)
    head = network.model[-1]
    head.dynamic, head.export, head.format = True, True, "onnx"
    example = torch.zeros(1, 3, side_px, side_px)
    aside = graph.with_name(f"{graph.name}.part")
    torch.onnx.export(
        network, (example,), str(aside), opset_version=_OPSET, dynamo=False, input_names=["images"],
        output_names=["output0"],
        dynamic_axes={"images": {2: "height", 3: "width"}, "output0": {2: "anchors"}},
    )  # fmt: skip
    try:
        model = onnx.load(aside)
        halve_weights(model.graph)
        model.metadata_props.clear()
        onnx.save(model, aside)
        for height in (side_px, side_px * 3 // 4 // 32 * 32):
            _compare(network, aside, (1, 3, height, side_px))
        aside.replace(graph)
    finally:
        aside.unlink(missing_ok=True)


def _compare(network: DetectionModel, graph: Path, shape: tuple[int, ...]) -> None:
    import onnxruntime

    pixels = np.random.default_rng(7).random(shape, dtype=np.float32)
    with torch.inference_mode():
        answer = network(torch.from_numpy(pixels))
    expected = (answer[0] if isinstance(answer, tuple | list) else answer).numpy()[0].astype(np.float64)
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    found = np.asarray(session.run(None, {"images": pixels})[0])[0].astype(np.float64)
    lengths = np.linalg.norm(expected, axis=1) * np.linalg.norm(found, axis=1)
    cosine = (expected * found).sum(axis=1) / np.maximum(lengths, 1e-12)
    if cosine.min() < LEAST_COSINE and not np.allclose(expected, found, atol=1e-2):
        raise ModelError("The exported graph differs from the network; it is not kept.")
