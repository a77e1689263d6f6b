"""Running a graph: OpenVINO, or ONNX Runtime where OpenVINO is not installed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.model_card import ModelInput

if TYPE_CHECKING:
    import onnxruntime
    import openvino

Batch = NDArray[np.float32]
Pictures = NDArray[np.uint8]
"""(count, height, width, 3), BGR, all of one size."""
Shape = tuple[int, ...]

_GPU_PROVIDERS = ("CUDAExecutionProvider", "ROCMExecutionProvider", "DmlExecutionProvider")
_PROVIDER_OPTIONS = {
    # TF32 drops 13 bits of every factor: vectors would no longer equal those of the processor. An exhaustive
    # search for the fastest convolution may choose another one, with other rounding, at the next start.
    "CUDAExecutionProvider": {"use_tf32": "0", "cudnn_conv_algo_search": "HEURISTIC"},
}


class Session(Protocol):
    """A loaded graph with one input; may be called from several threads."""

    @property
    def input_shape(self) -> Shape:
        """Shape as the graph declares it, -1 where it is free."""
        ...

    def takes(self, shape: Shape) -> bool:
        """Tell whether an input of this shape can be run."""
        ...

    def run(self, batch: Batch) -> list[Batch]:
        """Return all outputs."""
        ...

    def look(self, pictures: Pictures, how: ModelInput) -> list[Batch]:
        """Return all outputs for pictures, which are scaled, normalised and laid out as `how` says."""
        ...


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """How a graph is run."""

    precision: str = "float32"
    """`float32`, `bf16`, or `int8` for a graph whose weights are 8 bit."""
    workers: int = 1
    """Threads that will call at once; each then gets one core. 1: one call gets all cores."""
    hot_shapes: frozenset[Shape] = frozenset()
    """Input shapes that get a graph of their own: 10 to 20 % faster than the free one, 35 MB each."""
    give_sides: Callable[[openvino.Model, int, int], None] | None = None
    """Gives a graph that was exported for one size another height and width, so that it takes the hot
    shapes as well; raises ValueError for a graph that it does not know."""
    cache_folder: Path | None = None
    """Where compiled graphs are kept; must belong to these weights alone."""
    device: str = "cpu"
    """`cpu` or `gpu`."""


def processor_has_bf16() -> bool:
    """Tell whether this processor multiplies bf16 in hardware."""
    import openvino

    return "BF16" in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def open_session(graph: Path, options: SessionOptions) -> Session:
    """Load a graph (`.xml` or `.onnx`) with OpenVINO, or with ONNX Runtime if there is none.

    :raises ModelError: the graph cannot be loaded.
    """
    if options.device == "gpu":
        return _on_gpu(graph, options)
    if options.device != "cpu":
        raise ModelError("There is no device {name}; use cpu or gpu.", name=options.device)
    try:
        import openvino  # noqa: F401 - only to see whether it is there
    except ImportError:
        return OnnxSession(graph, options)
    return OpenVinoSession(graph, options)


def _on_gpu(graph: Path, options: SessionOptions) -> Session:
    """Load a graph on whichever GPU a runtime on this computer reaches; never on the processor instead."""
    if _has_openvino_gpu():
        return OpenVinoSession(graph, options)
    providers = gpu_providers()
    if not providers:
        raise ModelError(
            "No graphics processor was found that can run the networks. Use the processor: leave "
            "REID_DESKTOP_DEVICE unset or set it to cpu."
        )
    return OnnxSession(graph, options, providers)


def _has_openvino_gpu() -> bool:
    try:
        import openvino
    except ImportError:
        return False
    return any(name.startswith("GPU") for name in openvino.Core().available_devices)


def gpu_providers() -> list[str]:
    """Return ONNX Runtime's providers that run on a graphics processor here, best first."""
    import onnxruntime

    if (
        hasattr(onnxruntime, "preload_dlls")
        and "CUDAExecutionProvider" in onnxruntime.get_available_providers()
    ):
        onnxruntime.preload_dlls()  # finds CUDA's libraries where pip put them
    present = set(onnxruntime.get_available_providers())
    return [name for name in _GPU_PROVIDERS if name in present]


class OpenVinoSession:
    """Runs a graph on OpenVINO, compiled once for each thread that calls at the same time.

    With a compiled graph of its own a thread does the work itself. One graph
    with a stream for each thread hands every run to a thread of OpenVINO, and
    a tenth of the time goes into waking and waiting. Compiled graphs outlive
    the threads of one analysis.

    Threads are not pinned: pinning puts two one-thread graphs on the same core.
    The choice of compiled graph depends on the input shape alone, never on
    what ran before, so the same picture always gives the same numbers.
    """

    def __init__(self, graph: Path, options: SessionOptions) -> None:
        """Read the graph and compile it on first use."""
        import openvino

        self._graph = graph
        self._options = options
        self._core = openvino.Core()
        self._config = _openvino_config(options)
        try:
            model = self._core.read_model(graph)
            shape = model.input(0).partial_shape
            self._shape = tuple(-1 if side.is_dynamic else int(side.get_length()) for side in shape)
            self._hot = self._hot_shapes(model)
        except RuntimeError as cause:
            raise ModelError("The model graph {file} cannot be read.", file=graph.name) from cause
        self._idle: dict[tuple[Shape, ModelInput | None], list[openvino.InferRequest]] = {}

    @property
    def input_shape(self) -> Shape:
        """Shape as the graph declares it, -1 where it is free."""
        return self._shape

    def takes(self, shape: Shape) -> bool:
        """Tell whether an input of this shape can be run."""
        return shape in self._hot or _fits(shape, self._shape)

    def run(self, batch: Batch) -> list[Batch]:
        """Return all outputs."""
        return self._infer(batch, batch.shape, None)

    def look(self, pictures: Pictures, how: ModelInput) -> list[Batch]:
        """Return all outputs for pictures; the graph does what `how` says, in its first layer.

        A tenth quicker than making a batch of numbers of them first.
        """
        count, height, width, _ = pictures.shape
        is_nchw = how.layout == "NCHW"
        shape = (count, 3, height, width) if is_nchw else (count, height, width, 3)
        return self._infer(pictures, shape, how)

    def _infer(self, batch: Batch | Pictures, wanted: Shape, how: ModelInput | None) -> list[Batch]:
        shape = self._graph_for(wanted)
        idle = self._idle.setdefault((shape, how), [])
        try:
            request = idle.pop()
        except IndexError:
            request = self._compile(shape, how)
        try:
            request.infer([batch], share_inputs=True, share_outputs=True)
        except RuntimeError as cause:
            raise ModelError("The model {file} failed while running.", file=self._graph.name) from cause
        # Copied: what the request holds is overwritten by whoever takes it next.
        outputs = [np.array(tensor.data, dtype=np.float32) for tensor in request.output_tensors]
        idle.append(request)
        return outputs

    def _graph_for(self, shape: Shape) -> Shape:
        """Return the shape of the compiled graph that serves an input."""
        return shape if shape in self._hot else self._shape

    def _hot_shapes(self, model: openvino.Model) -> frozenset[Shape]:
        """Return the hot shapes that the graph can be given; the model is spoilt by trying."""
        hot, give_sides = self._options.hot_shapes, self._options.give_sides
        others = [shape for shape in hot if not _fits(shape, self._shape)]
        if give_sides is None or not others:
            return hot
        try:
            give_sides(model, *others[0][2:])
        except ValueError:
            return hot.difference(others)
        return hot

    def _compile(self, shape: Shape, how: ModelInput | None) -> openvino.InferRequest:
        """Prepare the graph for one more caller; quick where the cache holds it."""
        try:
            model = self._core.read_model(self._graph)
            if not _fits(shape, self._shape) and self._options.give_sides is not None:
                self._options.give_sides(model, *shape[2:])
            elif shape != self._shape:
                model.reshape(list(shape))
            if how is not None:
                model = _taking_pictures(model, how)
            device = self._options.device.upper()
            return self._core.compile_model(model, device, dict(self._config)).create_infer_request()
        except RuntimeError as cause:
            raise ModelError(
                "The model graph {file} cannot be prepared for this processor.", file=self._graph.name
            ) from cause


def _taking_pictures(model: openvino.Model, how: ModelInput) -> openvino.Model:
    """Return the graph with an input of pictures (see `Pictures`)."""
    from openvino import Layout, Type
    from openvino.preprocess import ColorFormat, PrePostProcessor

    work = PrePostProcessor(model)
    source = work.input().tensor()
    source.set_element_type(Type.u8).set_layout(Layout("NHWC")).set_color_format(ColorFormat.BGR)
    work.input().model().set_layout(Layout(how.layout))
    steps = work.input().preprocess().convert_element_type(Type.f32)
    if how.colour_order == "RGB":
        steps = steps.convert_color(ColorFormat.RGB)
    steps = steps.scale(1 / how.scale)
    if any(how.mean) or any(side != 1.0 for side in how.std):
        steps.mean(list(how.mean)).scale(list(how.std))
    return work.build()


def _fits(shape: Shape, declared: Shape) -> bool:
    return len(shape) == len(declared) and all(d in (-1, s) for s, d in zip(shape, declared, strict=True))


def _openvino_config(options: SessionOptions) -> Mapping[str, str]:
    config = {
        "INFERENCE_PRECISION_HINT": "bf16" if options.precision == "bf16" else "f32",
        "NUM_STREAMS": "1",
    }
    if options.device == "cpu":
        threads = 1 if options.workers > 1 else os.cpu_count() or 1
        config |= {"INFERENCE_NUM_THREADS": str(threads), "ENABLE_CPU_PINNING": "NO"}
    if options.cache_folder is not None:
        options.cache_folder.mkdir(parents=True, exist_ok=True)
        config["CACHE_DIR"] = str(options.cache_folder)
    return config


class OnnxSession:
    """Runs an ONNX graph on ONNX Runtime, where OpenVINO or its way to the graphics processor is missing."""

    def __init__(
        self, graph: Path, options: SessionOptions, providers: Sequence[str] = ("CPUExecutionProvider",)
    ) -> None:
        """Load the graph; `hot_shapes` and the cache mean nothing here."""
        import onnxruntime

        if graph.suffix != ".onnx" or options.precision == "bf16":
            raise ModelError(
                "The model {file} needs OpenVINO in {precision}; install it, or choose another model.",
                file=graph.name,
                precision=options.precision,
            )
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = 1 if options.workers > 1 else 0
        # Idle threads that spin take a core from the next worker.
        settings.add_session_config_entry("session.intra_op.allow_spinning", "0")
        chosen = [(name, _PROVIDER_OPTIONS.get(name, {})) for name in providers]
        try:
            self._session: onnxruntime.InferenceSession = onnxruntime.InferenceSession(
                str(graph), settings, providers=chosen
            )
        except Exception as cause:  # its errors share no base class of their own
            raise ModelError("The model graph {file} cannot be read.", file=graph.name) from cause
        if self._session.get_providers()[0] != providers[0]:
            raise ModelError(
                "The graphics processor could not be started ({provider}). Set REID_DESKTOP_DEVICE to cpu.",
                provider=providers[0],
            )
        self._input = self._session.get_inputs()[0]

    @property
    def input_shape(self) -> Shape:
        """Shape as the graph declares it, -1 where it is free."""
        return tuple(side if isinstance(side, int) else -1 for side in self._input.shape)

    def takes(self, shape: Shape) -> bool:
        """Tell whether an input of this shape can be run."""
        return _fits(shape, self.input_shape)

    def run(self, batch: Batch) -> list[Batch]:
        """Return all outputs."""
        answers = self._session.run(None, {self._input.name: batch})
        return [np.asarray(answer, dtype=np.float32) for answer in answers]

    def look(self, pictures: Pictures, how: ModelInput) -> list[Batch]:
        """Return all outputs for pictures."""
        from reid_desktop.adapters.vision.pictures import to_batch

        return self.run(to_batch(list(pictures), how))
