"""A run of training, stopped and taken up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from reid_desktop.domain.errors import ModelError, UsageError
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.labelled import LabelledCrop
from reid_desktop.domain.training import Round, TrainingOptions
from reid_desktop.services.training import BEST, CHECKPOINT, TrainEmbedder, ask, split
from tests.fakes.learner import FakeLearner
from tests.fakes.media import FixedClock
from tests.fakes.vision import FakeEmbedder

OPTIONS = TrainingOptions(rounds=12, patience=4, persons_per_batch=4, crops_per_person=2)
CROPS = [
    LabelledCrop(f"{person}-{camera}-{shot}", str(person), str(camera))
    for person in range(16)
    for camera in (1, 2)
    for shot in (1, 2)
]


def read(crop: LabelledCrop) -> Pixels:
    colour = np.random.default_rng(int(crop.person)).integers(0, 255, 3)
    noise = np.random.default_rng(crc32(crop.path.encode())).normal(0, 10, (8, 4, 3))
    return np.clip(colour + noise, 0, 255).astype(np.uint8)


class StoppedError(Exception):
    """Somebody pressed Ctrl+C."""


def train(folder: Path, learner: FakeLearner, stop_after: int | None = None) -> list[Round]:
    steps = 0

    def breathe() -> None:
        nonlocal steps
        steps += 1
        if stop_after is not None and steps > stop_after:
            raise StoppedError

    run = TrainEmbedder(learner, read, folder, FixedClock(), lambda *_: None)
    return run(split(CROPS, OPTIONS), OPTIONS, breathe)


def test_nobody_teaches_and_judges() -> None:
    found = split(CROPS, OPTIONS)
    taught, judging = ({crop.person for crop in part} for part in (found.taught, found.judging))
    assert not taught & judging
    assert (len(taught), len(judging), found.persons) == (12, 4, 12)


def test_the_run_ends_when_it_gets_no_better_and_the_best_network_is_kept(tmp_path: Path) -> None:
    history = train(tmp_path, FakeLearner(best_round=3))
    best = max(history, key=lambda one: one.mean_ap)
    assert (best.number, history[-1].number) == (3, 7)
    assert best.mean_ap > history[0].mean_ap
    assert (tmp_path / BEST).read_text(encoding="ascii") == "3"


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    whole_learner, learner = FakeLearner(), FakeLearner()
    whole = train(tmp_path / "whole", whole_learner)
    with pytest.raises(StoppedError):
        train(tmp_path / "stopped", learner, stop_after=8)
    again = FakeLearner()
    assert train(tmp_path / "stopped", again) == whole
    done = len(learner.seen) // 3 * 3  # a round that was not finished is done again
    assert learner.seen[:done] + again.seen == whole_learner.seen
    assert train(tmp_path / "stopped", FakeLearner()) == whole  # over: nothing is left to do


def test_judges_can_be_named_and_enough_must_be_left() -> None:
    found = split(CROPS, OPTIONS, ["3", "7", "nobody"], [LabelledCrop("street.jpg", "", "")])
    assert {crop.person for crop in found.judging} == {"3", "7"}
    assert [crop.path for crop in found.shown[-2:]] == [found.taught[-1].path, "street.jpg"]
    for judges in (["3"], [str(number) for number in range(13)]):
        with pytest.raises(UsageError, match="judge"):
            split(CROPS, OPTIONS, judges)


def test_a_run_ends_when_its_minutes_are_over_even_inside_a_round(tmp_path: Path) -> None:
    class Passing(FixedClock):
        seconds = 0.0

        def monotonic_s(self) -> float:
            self.seconds += 1.0
            return self.seconds

    learner, timed = FakeLearner(), replace(OPTIONS, minutes=0.2)
    found = split(CROPS, timed, unlabelled=[LabelledCrop("x", "0", "0")])
    told: list[float | None] = []
    run = TrainEmbedder(learner, read, tmp_path, Passing(), lambda _, left_s: told.append(left_s))
    history = run(found, timed)
    assert 12 <= sum(one.elapsed_s for one in history) < 20
    assert told[-1] == 0.0
    assert len(learner.seen) < 3 * OPTIONS.rounds
    assert all(rows[-1] == len(found.taught) for rows in learner.seen)  # the unlabelled one


def test_a_teacher_is_asked_about_a_crop_and_its_mirror_image() -> None:
    vectors = ask(FakeEmbedder(), CROPS[:3], lambda crop: np.repeat(read(crop), 8, 0))
    mirrored = ask(FakeEmbedder(), CROPS[:3], lambda crop: np.repeat(read(crop)[:, ::-1], 8, 0))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors, mirrored, atol=1e-5)


def test_another_runs_checkpoint_is_refused(tmp_path: Path) -> None:
    train(tmp_path, FakeLearner(seed=1))
    with pytest.raises(ModelError):
        train(tmp_path, FakeLearner(seed=2))
    (tmp_path / CHECKPOINT).write_text("no checkpoint", encoding="ascii")
    with pytest.raises(ModelError):
        train(tmp_path, FakeLearner(seed=1))
