"""What every network in training must do: one suite, run on OSNet and on the fake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.training import Round, TrainingOptions, batches
from reid_desktop.ports.training import Learner
from tests.fakes.learner import FakeLearner

PERSONS, CAMERAS = np.repeat(np.arange(3), 2), np.tile([0, 1], 3)
OPTIONS = TrainingOptions(persons_per_batch=3, crops_per_person=2, rounds=2)
HISTORY = [Round(0, 0.0, 0.25, 0.5, 1.5)]

Make = Callable[[int], Learner]


def crop(row: int) -> Pixels:
    colour = np.random.default_rng(PERSONS[row]).integers(0, 255, 3)
    noise = np.random.default_rng(100 + row).integers(0, 40, (64, 32, 3))
    return np.asarray(np.clip(colour + noise, 0, 255), np.uint8)


@pytest.fixture(params=["fake", pytest.param("osnet", marks=pytest.mark.slow)])
def make(request: pytest.FixtureRequest) -> Make:
    if request.param == "fake":
        return FakeLearner
    pytest.importorskip("torch")
    pytest.importorskip("torchreid", reason="the extra [torch] is not installed")
    from reid_desktop.adapters.training.osnet import OsnetLearner

    return lambda seed: OsnetLearner(PERSONS, replace(OPTIONS, seed=seed), 2)


def taught(learner: Learner, number: int) -> float:
    return learner.learn(number, batches(PERSONS, CAMERAS, OPTIONS, number), crop, lambda: None)


def test_a_run_is_repeated_taken_up_and_its_network_kept(make: Make, tmp_path: Path) -> None:
    crops = [crop(row) for row in range(6)]
    whole, stopped, again, other = make(1), make(1), make(1), make(2)
    assert taught(whole, 1) == taught(stopped, 1)
    stopped.keep(tmp_path / "c", HISTORY)
    assert again.go_on(tmp_path / "c") == HISTORY
    taught(whole, 2)
    taught(again, 2)
    one, same = whole.embed(crops), again.embed(crops)
    assert np.linalg.norm(one, axis=1) == pytest.approx(np.ones(6), abs=1e-5)
    assert np.array_equal(one, same)
    with pytest.raises(ModelError):
        other.go_on(tmp_path / "c")
    (tmp_path / "broken").write_bytes(b"no checkpoint")
    with pytest.raises(ModelError):
        again.go_on(tmp_path / "broken")
    whole.keep_network(tmp_path / "network")
    assert (tmp_path / "network").stat().st_size > 0


def test_a_learner_stops_when_the_time_is_over(make: Make) -> None:
    learner, still = make(1), make(1)
    shares = iter([0.5, 1.0])
    seen: list[int] = []
    rows = batches(PERSONS, CAMERAS, OPTIONS, 1) * 3

    def read(row: int) -> Pixels:
        seen.append(row)
        return crop(row)

    assert np.isfinite(learner.learn(1, rows, read, lambda: next(shares)))
    assert len(seen) == len(rows[0])
    assert still.learn(1, rows, crop, lambda: 1.0) in (0.0, 1.0)  # nothing was done


@pytest.mark.slow
def test_a_network_starts_from_a_checkpoint_and_refuses_others(tmp_path: Path) -> None:
    pytest.importorskip("torchreid", reason="the extra [torch] is not installed")
    from reid_desktop.adapters.training.osnet import OsnetLearner

    crops = [crop(row) for row in range(6)]
    first, second = (OsnetLearner(PERSONS, replace(OPTIONS, seed=seed), 2) for seed in (1, 2))
    first.keep_network(tmp_path / "network.pth")
    assert not np.allclose(first.embed(crops), second.embed(crops), atol=1e-3)
    second.start_from(tmp_path / "network.pth")
    assert np.allclose(first.embed(crops), second.embed(crops), atol=1e-6)
    wider = OsnetLearner(PERSONS, replace(OPTIONS, architecture="osnet_x0_5"), 2)
    for file in ("network.pth", "broken.pth"):
        (tmp_path / "broken.pth").write_bytes(b"x")
        with pytest.raises(ModelError):
            wider.start_from(tmp_path / file)


@pytest.mark.slow
def test_crops_of_nobody_known_join_for_the_teachers_sake(tmp_path: Path) -> None:
    pytest.importorskip("torchreid", reason="the extra [torch] is not installed")
    from reid_desktop.adapters.training.osnet import OsnetLearner

    teacher = np.eye(9, dtype=np.float32)
    learner = OsnetLearner(PERSONS, OPTIONS, 2, teacher)
    rows = [np.append(one, [6, 8]) for one in batches(PERSONS, CAMERAS, OPTIONS, 1)]
    assert np.isfinite(learner.learn(1, rows, lambda row: crop(row % 6), lambda: None))
    learner.keep_network(tmp_path / "network.pth")
    again = OsnetLearner(PERSONS, OPTIONS, 2, teacher)
    again.start_from(tmp_path / "network.pth")
    few = [crop(row) for row in range(6)]
    assert np.allclose(learner.embed(few), again.embed(few), atol=1e-6)


def test_a_teacher_counts() -> None:
    pytest.importorskip("torchreid", reason="the extra [torch] is not installed")
    from reid_desktop.adapters.training.osnet import OsnetLearner

    teacher = np.eye(6, 8, dtype=np.float32)
    alone, helped = OsnetLearner(PERSONS, OPTIONS, 2), OsnetLearner(PERSONS, OPTIONS, 2, teacher)
    assert taught(helped, 1) > taught(alone, 1)
