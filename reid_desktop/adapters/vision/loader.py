"""Loading a detector and an embedder that are whole, trusted and self-tested."""

from __future__ import annotations

from pathlib import Path

from reid_desktop.adapters.vision.building import Builder, precision_for
from reid_desktop.adapters.vision.library import CardLibrary
from reid_desktop.adapters.vision.self_test import SelfTest, demand
from reid_desktop.domain.model_card import ModelCard, ModelRole, ModelState
from reid_desktop.ports.clothing import ClothingModel
from reid_desktop.ports.vision import Detector, Embedder, Vision


class GraphVisionLoader:
    """A VisionLoader that runs graphs; torch is used only to export a checkpoint, in another process."""

    def __init__(self, library: CardLibrary, cache_folder: Path, workers: int, device: str = "cpu") -> None:
        """Load models that `workers` threads will call at once, to run on `cpu` or `gpu`.

        The model key does not tell the device: what a device answers differently is
        refused by the self-test.
        """
        self._library = library
        self._builder = Builder(library.graphs, cache_folder, max(1, workers), device)
        self._test = SelfTest(library.answers)

    def load(self, detector: str | None, embedder: str | None, precision: str) -> Vision:
        """Load two models by name (None: the best that is present) and self-test them.

        :raises ModelError: missing, damaged, not trusted, or the self-test failed.
        """
        detector_card = self._choose(detector, ModelRole.DETECTOR, precision)
        embedder_card = self._choose(embedder, ModelRole.EMBEDDER, precision)
        finds = self._detector(detector_card, precision)
        return Vision(finds, self._embedder(embedder_card, precision), detector_card, embedder_card)

    def load_embedder(self, name: str | None, precision: str) -> Embedder:
        """Load an embedder by name (None: the best that is present) and self-test it.

        :raises ModelError: missing, damaged, not trusted, or the self-test failed.
        """
        return self._embedder(self._choose(name, ModelRole.EMBEDDER, precision), precision)

    def load_detector(self, name: str | None, precision: str) -> Detector:
        """Load a detector by name (None: the best that is present) and self-test it.

        :raises ModelError: missing, damaged, not trusted, or the self-test failed.
        """
        return self._detector(self._choose(name, ModelRole.DETECTOR, precision), precision)

    def load_clothing(self) -> ClothingModel | None:
        """Load what describes clothing; None where it is not on this computer.

        :raises ModelError: it is damaged or cannot be loaded.
        """
        for status in self._library.statuses():
            if status.card.role is ModelRole.ATTRIBUTES and status.state is ModelState.PRESENT:
                return self._builder.clothing(self._library.locate(status.card))
        return None

    def _detector(self, card: ModelCard, precision: str) -> Detector:
        fitting = precision_for(card, precision)
        finds = self._builder.detector(self._library.locate(card), fitting)
        demand(self._test.detector(finds, fitting))
        return finds

    def _embedder(self, card: ModelCard, precision: str) -> Embedder:
        fitting = precision_for(card, precision)
        describes = self._builder.embedder(self._library.locate(card), fitting)
        demand(self._test.embedder(describes, fitting))
        return describes

    def _choose(self, name: str | None, role: ModelRole, precision: str) -> ModelCard:
        return self._library.default(role, precision) if name is None else self._library.card(name)
