"""Labels completed by a stronger detector, and a run that ends in a graph."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reid_desktop.domain.detector_training import DetectorOptions, DetectorRound, LabelledPicture
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.geometry import Box, Pixels
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.services.detector_training import CompleteLabels, TrainDetector
from tests.fakes.detector_learner import FakeDetectorLearner

PICTURES = [LabelledPicture(f"{number}.png", 200, 100, ()) for number in range(10)]


class Teacher:
    """Sees one person on the right, and perhaps one on the left."""

    def detect(self, picture: Pixels) -> list[PersonBox]:
        """Return them."""
        assert picture.shape == (100, 200, 3)
        return [PersonBox(Box(120, 10, 160, 90), 0.8), PersonBox(Box(20, 10, 60, 90), 0.3)]


def test_a_teacher_completes_the_labels() -> None:
    done: list[int] = []
    complete = CompleteLabels(
        Teacher(), lambda _: np.zeros((100, 200, 3), np.uint8), lambda count, _: done.append(count)
    )
    [first, *_] = complete(PICTURES)
    [person], [doubtful] = first.persons, first.doubtful
    assert person == pytest.approx((0.7, 0.5, 0.2, 0.8))
    assert doubtful == pytest.approx((0.2, 0.5, 0.2, 0.8))
    assert done == list(range(1, 11))


def test_a_run_ends_in_a_graph_of_its_best_round(tmp_path: Path) -> None:
    told: list[tuple[int, float | None]] = []

    def tell(one: DetectorRound, left_s: float | None) -> None:
        told.append((one.number, left_s))

    options = DetectorOptions(side_px=320, rounds=9, patience=4)
    run = TrainDetector(FakeDetectorLearner(best_round=2), tmp_path / "work", tell)
    history = run(PICTURES[:8], PICTURES[8:], options, tmp_path / "graph.onnx")
    assert [one.number for one in history] == [0, 1, 2, 3, 4, 5, 6]
    assert told[0] == (0, None)
    assert told[-1] == (6, 3.0)
    assert (tmp_path / "graph.onnx").read_text(encoding="ascii") == "2 at 320"
    with pytest.raises(UsageError):
        run(PICTURES, PICTURES, DetectorOptions(side_px=321), tmp_path / "graph.onnx")
