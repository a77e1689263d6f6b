"""The models that the vision contracts run on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reid_desktop.adapters.vision.building import Builder, precision_for
from reid_desktop.adapters.vision.library import CardLibrary
from reid_desktop.ports.vision import Detector, Embedder

DETECTORS = [
    "fake", "reid-desktop-person", "yolo11n_dequant", "yolo11n_int8_openvino", "person-detection-retail-0013",
    "pedestrian-detection-adas-0002",
]  # fmt: skip
EMBEDDERS = [
    "fake", "reid-desktop-osnet", "person-reidentification-retail-0277",
    "person-reidentification-retail-0277-onnx", "person-reidentification-retail-0288", "osnet_x0_25_msmt17",
]  # fmt: skip
BUILT_IN = {"fake", "reid-desktop-person", "reid-desktop-osnet"}


class Bench:
    """Builds each model once for all tests of a session."""

    def __init__(self, library: CardLibrary, cache: Path) -> None:
        self.library = library
        self.builder = Builder(library.graphs, cache, workers=2)
        self._detectors: dict[tuple[str, str], Detector] = {}
        self._embedders: dict[tuple[str, str], Embedder] = {}

    def detector(self, name: str, precision: str = "float32") -> Detector:
        """Return a detector."""
        if (name, precision) not in self._detectors:
            card = self.library.card(name)
            found = self.builder.detector(self.library.locate(card), precision_for(card, precision))
            self._detectors[name, precision] = found
        return self._detectors[name, precision]

    def embedder(self, name: str, precision: str = "float32") -> Embedder:
        """Return an embedder."""
        if (name, precision) not in self._embedders:
            card = self.library.card(name)
            found = self.builder.embedder(self.library.locate(card), precision_for(card, precision))
            self._embedders[name, precision] = found
        return self._embedders[name, precision]


@pytest.fixture(scope="session")
def bench(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """All models; those whose files are not here are refused when asked for."""
    named = os.environ.get("REID_DESKTOP_MODELS")
    files = Path(named) if named else checkout.parent / "shared" / "models"
    cache = tmp_path_factory.getbasetemp() / "vision"  # one for all test folders: exports are slow
    return Bench(CardLibrary(checkout / "models", [files], cache / "user", cache), cache)


def needs_files(request: pytest.FixtureRequest, name: str) -> None:
    """Skip, saying what is missing, where a model is not built in and its folder is not here."""
    if name not in BUILT_IN:
        request.getfixturevalue("shared_models")
