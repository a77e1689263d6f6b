"""Turning a located model into a detector or an embedder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from reid_desktop.adapters.vision.exporting import GraphCache, needs_export
from reid_desktop.adapters.vision.locating import Located
from reid_desktop.domain.errors import ModelError, UsageError
from reid_desktop.domain.model_card import ModelCard, ModelRole, ModelState
from reid_desktop.domain.sighting import ModelKey
from reid_desktop.ports.clothing import ClothingModel
from reid_desktop.ports.vision import Detector, Embedder

if TYPE_CHECKING:
    import openvino

    from reid_desktop.adapters.vision.sessions import Session

_PREFERENCE = {
    "float32": ("float32", "bf16", "int8"),
    "bf16": ("bf16", "float32", "int8"),
    "int8": ("int8", "bf16", "float32"),
}


def precision_for(card: ModelCard, wanted: str) -> str:
    """Return what a model is run in when `wanted` is asked for: the nearest its card offers.

    8 bit is offered only by weights of 8 bit; the other model of the pair then
    runs in bf16. What was used stands in the model key.

    :raises UsageError: there is no such precision.
    :raises ModelError: bf16 was asked for and the processor has none.
    """
    if wanted not in _PREFERENCE:
        raise UsageError("There is no precision {name}; use float32, bf16 or int8.", name=wanted)
    for precision in _PREFERENCE[wanted]:
        if precision not in card.precisions:
            continue
        if precision == "bf16" and not _has_bf16():
            if wanted == "bf16":
                raise ModelError("This processor has no bf16 arithmetic; use float32 or int8.")
            continue
        return precision
    raise ModelError("The model {name} cannot be run on this processor.", name=card.name)


def _has_bf16() -> bool:
    try:
        from reid_desktop.adapters.vision.sessions import processor_has_bf16

        return processor_has_bf16()
    except ImportError:
        return False


def key_of(located: Located, precision: str) -> ModelKey:
    """Return the key under which boxes and vectors are kept."""
    card = located.card
    handling = card.preprocessing if precision == "float32" else f"{card.preprocessing}-{precision}"
    return ModelKey(card.name, located.sha256, handling)


GiveSides = Callable[["openvino.Model", int, int], None]


class OpenGraph(Protocol):
    """Opens the graph of the model that is being built."""

    def __call__(
        self, hot_shapes: frozenset[tuple[int, ...]] = frozenset(), give_sides: GiveSides | None = None
    ) -> Session:
        """Open it; `hot_shapes` are the input shapes that will be common, `give_sides` gives it those."""
        ...


# The factories import what they build: a list of models needs neither OpenCV nor a runtime.


def _yolo(card: ModelCard, key: ModelKey, open_graph: OpenGraph) -> Detector:
    from reid_desktop.adapters.vision.yolo import YoloDetector, hot_shapes
    from reid_desktop.adapters.vision.yolo_sides import give_sides

    # A graph of OpenVINO's own format has one fixed size; ONNX graphs have free sides.
    return YoloDetector(card, key, open_graph(hot_shapes(card.input.width_px), give_sides))


def _ssd(card: ModelCard, key: ModelKey, open_graph: OpenGraph) -> Detector:
    from reid_desktop.adapters.vision.ssd import SsdDetector

    return SsdDetector(card, key, open_graph())


def _embedding(card: ModelCard, key: ModelKey, open_graph: OpenGraph) -> Embedder:
    from reid_desktop.adapters.vision.embedders import GraphEmbedder, batch_size, hot_shapes

    count = batch_size(_precision_of(key))
    return GraphEmbedder(card, key, open_graph(hot_shapes(card, count)), count)


DETECTORS: Mapping[str, Callable[[ModelCard, ModelKey, OpenGraph], Detector]] = {
    "yolo": _yolo,
    "ssd": _ssd,
}
EMBEDDERS: Mapping[str, Callable[[ModelCard, ModelKey, OpenGraph], Embedder]] = {
    "embedding": _embedding,
}
"""By the `output` of the card: a new kind of model is one module, one function and one line here."""


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds detectors and embedders from what was located."""

    graphs: GraphCache
    cache_folder: Path
    workers: int
    device: str = "cpu"

    def detector(self, located: Located, precision: str) -> Detector:
        """Return a detector.

        :raises ModelError: the model is not whole, not a detector, or cannot be loaded.
        """
        card = _usable(located, ModelRole.DETECTOR)
        key = key_of(located, precision)
        return DETECTORS[card.output](card, key, self._opener(located, key))

    def embedder(self, located: Located, precision: str) -> Embedder:
        """Return an embedder.

        :raises ModelError: the model is not whole, not an embedder, or cannot be loaded.
        """
        card = _usable(located, ModelRole.EMBEDDER)
        key = key_of(located, precision)
        return EMBEDDERS[card.output](card, key, self._opener(located, key))

    def clothing(self, located: Located) -> ClothingModel:
        """Return what describes clothing.

        :raises ModelError: the model is not whole or cannot be loaded.
        """
        from reid_desktop.adapters.vision.attributes import CrossroadAttributes

        card = _usable(located, ModelRole.ATTRIBUTES)
        key = key_of(located, "float32")
        return CrossroadAttributes(card, key, self._opener(located, key)())

    def _opener(self, located: Located, key: ModelKey) -> OpenGraph:
        def open_graph(
            hot_shapes: frozenset[tuple[int, ...]] = frozenset(), give_sides: GiveSides | None = None
        ) -> Session:
            from reid_desktop.adapters.vision.sessions import SessionOptions, open_session

            precision = _precision_of(key)
            folder = self.cache_folder / "compiled" / f"{key.name}-{key.sha256[:16]}-{precision}"
            options = SessionOptions(
                precision, self.workers, hot_shapes, give_sides, cache_folder=folder, device=self.device
            )
            return open_session(self._graph(located), options)

        return open_graph

    def _graph(self, located: Located) -> Path:
        if needs_export(located.card):
            return self.graphs.graph(located.card, located.paths[0], located.sha256)
        return located.paths[0]


def _precision_of(key: ModelKey) -> str:
    return key.preprocessing.partition("-")[2] or "float32"


def _usable(located: Located, role: ModelRole) -> ModelCard:
    card = located.card
    if card.role is not role:
        raise ModelError("The model {name} is no {role}.", name=card.name, role=role.value)
    if located.state not in (ModelState.PRESENT, ModelState.NEEDS_EXTRA):
        raise ModelError(
            "The model {name} cannot be used: {problem}. `reid-desktop models fetch {name}` or "
            "`reid-desktop models add FILE` brings it.",
            name=card.name,
            problem=located.problem or located.state.value,
        )
    return card
