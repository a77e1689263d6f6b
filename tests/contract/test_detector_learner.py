"""What every detector in training must do: one suite, run on YOLO and on the fake."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from reid_desktop.domain.detector_training import DetectorOptions, DetectorRound, LabelledPicture, best_of
from reid_desktop.domain.errors import ModelError
from reid_desktop.ports.detector_training import BEST, CHECKPOINT, DetectorLearner
from tests.fakes.detector_learner import FakeDetectorLearner

OPTIONS = DetectorOptions(side_px=64, rounds=2, batch=4, patience=5)


class StoppedError(Exception):
    """Somebody pressed Ctrl+C."""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[LabelledPicture]:
    """Return pictures of an upright bar on noise: nobody, and yet with a place to find."""
    folder = tmp_path_factory.mktemp("pictures")
    random = np.random.default_rng(5)
    found = []
    for number in range(8):
        pixels = random.integers(0, 60, (48, 64, 3)).astype(np.uint8)
        left = int(random.integers(4, 40))
        pixels[8:44, left : left + 14] = 230
        file = folder / f"{number}.png"
        cv2.imwrite(str(file), pixels)
        found.append(LabelledPicture(str(file), 64, 48, (((left + 7) / 64, 26 / 48, 14 / 64, 36 / 48),)))
    return found


@pytest.fixture(params=["fake", pytest.param("yolo", marks=pytest.mark.slow)])
def learner(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> DetectorLearner:
    if request.param == "fake":
        return FakeDetectorLearner()
    if importlib.util.find_spec("ultralytics") is None:
        pytest.skip("the extra [torch] is not installed")
    from reid_desktop.adapters.training.offline import keep_offline

    keep_offline(tmp_path_factory.getbasetemp() / "ultralytics")
    from reid_desktop.adapters.training.yolo_learner import YoloLearner

    return YoloLearner()


def without_time(history: list[DetectorRound]) -> list[DetectorRound]:
    return [replace(one, elapsed_s=0.0) for one in history]


def test_a_run_is_repeated_taken_up_and_its_graph_written(
    learner: DetectorLearner, pictures: list[LabelledPicture], tmp_path: Path
) -> None:
    taught, judging = pictures[:6], pictures[6:]
    folders = [tmp_path / name for name in ("whole", "stopped")]
    for folder in folders:
        folder.mkdir()
    told: list[int] = []
    whole = learner.train(taught, judging, OPTIONS, folders[0], lambda one, _: told.append(one.number))
    assert told == [one.number for one in whole] == [0, 1, 2]

    def stop(one: DetectorRound, _: float | None) -> None:
        if one.number == 1:
            raise StoppedError

    with pytest.raises(StoppedError):
        learner.train(taught, judging, OPTIONS, folders[1], stop)
    again = learner.train(taught, judging, OPTIONS, folders[1], lambda *_: None)
    assert without_time(again) == without_time(whole)
    told.clear()
    over = learner.train(taught, judging, OPTIONS, folders[1], lambda one, _: told.append(one.number))
    assert (over, told) == (again, [])
    assert not list(tmp_path.rglob("*.part"))
    with pytest.raises(ModelError):
        learner.train(taught, judging, replace(OPTIONS, seed=9), folders[1], lambda *_: None)
    learner.export(folders[0], tmp_path / "graph.onnx", OPTIONS)
    assert (tmp_path / "graph.onnx").stat().st_size > 0
    assert 0 <= best_of(whole).mean_ap <= best_of(whole).ap50 <= 1


def test_what_is_no_checkpoint_is_refused(
    learner: DetectorLearner, pictures: list[LabelledPicture], tmp_path: Path
) -> None:
    for name in (CHECKPOINT, BEST):
        (tmp_path / name).write_bytes(b"no checkpoint")
    with pytest.raises(ModelError):
        learner.train(pictures[:6], pictures[6:], OPTIONS, tmp_path, lambda *_: None)
