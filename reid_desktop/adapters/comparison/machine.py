"""What this machine can do at most: multiplications a second, JPEGs decoded a second.

Runs as a process of its own: a job as JSON on standard input, figures as JSON
on standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import openvino
import simplejpeg
from openvino import opset13

REPEATS = 12
CONVOLUTIONS = ((256, 256, 64), (512, 512, 32), (64, 64, 160))
"""(channels in, channels out, side in pixels), each 3 by 3: the best of them counts."""
_MATRIX = 2048


def main() -> None:
    """Do the job on standard input."""
    job = json.load(sys.stdin)
    photos = [Path(photo).read_bytes() for photo in job["photos"]]
    graphs = {name: (Path(graph), tuple(shape)) for name, (graph, shape) in job["graphs"].items()}
    answer = {
        "gflop_per_s": {precision: roof(precision) for precision in precisions()},
        "decode_s": decode_s(photos, job["shrink"]),
        "gflop": {name: gflop(graph, shape) for name, (graph, shape) in graphs.items()},
    }
    sys.stdout.write(json.dumps(answer) + "\n")


def precisions() -> list[str]:
    """Return what this processor multiplies in hardware."""
    able = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return ["float32", "bf16"] if "BF16" in able else ["float32"]


def roof(precision: str) -> float:
    """Return the most GFLOP/s that convolutions, or matrix products, reached on all cores."""
    best = max(_convolution(precision, *layer) for layer in CONVOLUTIONS)
    return max(best, _matrices()) if precision == "float32" else best


def _convolution(precision: str, channels_in: int, channels_out: int, side: int) -> float:
    source = opset13.parameter([1, channels_in, side, side], np.float32)
    random = np.random.default_rng(1)
    weights = random.standard_normal((channels_out, channels_in, 3, 3), dtype=np.float32)
    layer = opset13.convolution(
        source, opset13.constant(weights), strides=[1, 1], pads_begin=[1, 1], pads_end=[1, 1],
        dilations=[1, 1],
    )  # fmt: skip
    model = openvino.Model([layer], [source], "roof")
    config = {
        "INFERENCE_PRECISION_HINT": "bf16" if precision == "bf16" else "f32",
        "INFERENCE_NUM_THREADS": str(os.cpu_count() or 1),
        "NUM_STREAMS": "1",
        "ENABLE_CPU_PINNING": "NO",
    }
    request = openvino.Core().compile_model(model, "CPU", config).create_infer_request()
    batch = random.standard_normal((1, channels_in, side, side), dtype=np.float32)
    work_gflop = 2 * 9 * channels_in * channels_out * side * side / 1e9
    return work_gflop / _fastest_s(lambda: request.infer([batch], share_inputs=True))


def _matrices() -> float:
    left = np.random.default_rng(2).standard_normal((_MATRIX, _MATRIX), dtype=np.float32)
    return 2 * _MATRIX**3 / 1e9 / _fastest_s(lambda: left @ left)


def _fastest_s(work: Callable[[], object]) -> float:
    """Return the shortest of several runs: what the machine can do when nothing disturbs it."""
    work()
    times = []
    for _ in range(REPEATS):
        started_s = time.perf_counter()
        work()
        times.append(time.perf_counter() - started_s)
    return min(times)


def decode_s(photos: Sequence[bytes], shrink: int) -> float:
    """Return seconds to decode all photos once at 1/`shrink` scale, on all cores; the best of three."""

    def decode(data: bytes) -> object:
        height, width, *_ = simplejpeg.decode_jpeg_header(data)
        sides = {"min_height": -(-int(height) // shrink), "min_width": -(-int(width) // shrink)}
        return simplejpeg.decode_jpeg(data, "BGR", min_factor=shrink, **sides)

    times = []
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for _ in range(3):
            started_s = time.perf_counter()
            list(pool.map(decode, photos))
            times.append(time.perf_counter() - started_s)
    return min(times)


def gflop(graph: Path, shape: Sequence[int]) -> float:
    """Return the GFLOP (two for a multiplication with addition) of one run of a graph at an input shape."""
    model = openvino.Core().read_model(graph)
    model.reshape(list(shape))
    return (
        sum(_FLOP[node.get_type_name()](node) for node in model.get_ops() if node.get_type_name() in _FLOP)
        / 1e9
    )


def _convolution_flop(node: openvino.Node) -> float:
    """Weights are (out, in, height, width)."""
    return 2.0 * _count(node.output(0)) * float(np.prod(list(node.input(1).get_shape())[1:]))


def _group_flop(node: openvino.Node) -> float:
    """Weights are (groups, out, in, height, width)."""
    return 2.0 * _count(node.output(0)) * float(np.prod(list(node.input(1).get_shape())[2:]))


def _product_flop(node: openvino.Node) -> float:
    shape = list(node.input(0).get_shape())
    is_turned = bool(node.get_attributes().get("transpose_a"))
    return 2.0 * _count(node.output(0)) * float(shape[-2] if is_turned else shape[-1])


def _count(output: openvino.Output) -> float:
    return float(np.prod(list(output.get_shape())))


_FLOP: Mapping[str, Callable[[openvino.Node], float]] = {
    "Convolution": _convolution_flop,
    "GroupConvolution": _group_flop,
    "MatMul": _product_flop,
}


if __name__ == "__main__":
    main()
