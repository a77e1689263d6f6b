"""A trained detector as a model of its own: graph and card in a model folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reid_desktop.adapters.vision.own_graphs import add_graph
from reid_desktop.domain.model_card import ModelCard, ModelInput, ModelRole


@dataclass(frozen=True, slots=True)
class OwnDetector:
    """What the card of a trained detector says."""

    name: str
    architecture: str
    side_px: int
    trained_on: str
    licence: str
    limits: str


def add_own_detector(model: OwnDetector, graph: Path, folder: Path) -> ModelCard:
    """Write a graph to `folder/NAME.onnx` and its card beside it.

    :raises ModelError: the folder cannot be written.
    """
    sides = ModelInput(
        model.side_px, model.side_px, "NCHW", "RGB", 1 / 255, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), "letterbox"
    )
    card = ModelCard(
        model.name, f"{model.name} (own)", ModelRole.DETECTOR, (), sides, "yolo", 0, "onnx",
        model.architecture, model.trained_on, model.licence, model.limits, "Made here.", "v1",
    )  # fmt: skip
    return add_graph(card, graph, folder)
