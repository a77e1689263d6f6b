"""Every judge of models gives figures, says why there are none, and can be stopped at any moment."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from reid_desktop.app.judging import CommandedJudge
from reid_desktop.domain.errors import Cancelled, EngineError, ModelError
from reid_desktop.ports.judging import ModelJudge, Wanted
from tests.e2e.test_calibrate import lay_out_crops
from tests.fakes.judging import FakeModelJudge

MODEL = "reid-desktop-osnet"


@pytest.fixture(params=["command", "fake"])
def judge(
    request: pytest.FixtureRequest, tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> ModelJudge:
    monkeypatch.setenv("REID_DESKTOP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", str(checkout))
    return CommandedJudge() if request.param == "command" else FakeModelJudge()


@pytest.fixture
def crops(tmp_path: Path) -> Path:
    """A small labelled set of 24 persons."""
    (tmp_path / "crops").mkdir()
    lay_out_crops(tmp_path / "crops", 24)
    return tmp_path / "crops"


def test_a_model_is_judged(judge: ModelJudge, crops: Path, tmp_path: Path) -> None:
    found = judge.begin(Wanted(str(crops), "folder", MODEL), tmp_path / "failures").result()
    assert found.model_key.startswith(f"{MODEL}@")
    assert found.cameras == 2
    assert {"rank_1", "rank_20", "mAP", "mINP"} <= set(found.searched) == set(found.bare)
    assert len(found.curve) == len(found.bare_curve) == 50
    assert list(found.curve) == sorted(found.curve)
    assert len(found.pictures) == len(found.failures)
    assert all(path.is_file() for path in found.pictures)
    errors = found.errors
    assert errors.persons == 24
    assert errors.equal_error_rate is not None
    assert 0 <= errors.equal_error_rate <= 0.5
    matches, misses = zip(*errors.det, strict=True)
    assert list(matches) == sorted(matches, reverse=True)
    assert list(misses) == sorted(misses)
    assert all(0 <= share <= 1 for _, *shares in errors.tippett for share in shares)


def test_what_cannot_be_judged_says_why(judge: ModelJudge, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nothing"):
        judge.begin(Wanted(str(tmp_path / "nothing"), "folder", ""), tmp_path / "out").result()


def test_what_is_stopped_before_it_runs_never_runs(judge: ModelJudge, crops: Path, tmp_path: Path) -> None:
    judging = judge.begin(Wanted(str(crops), "folder", MODEL), tmp_path / "out")
    judging.stop()
    judging.stop()
    with pytest.raises(Cancelled):
        judging.result()
    assert not (tmp_path / "out").exists()


def _script(words: str) -> CommandedJudge:
    return CommandedJudge((sys.executable, "-c", words))


def test_a_program_that_runs_is_ended_when_it_is_stopped(tmp_path: Path) -> None:
    """It writes a file once it runs; what comes after, it would do for an hour."""
    sign = tmp_path / "runs"
    judge = _script(f"open({str(sign)!r}, 'w').close(); import time; time.sleep(3600)")
    judging = judge.begin(Wanted("crops", "folder", ""), tmp_path / "out")
    raised: list[BaseException] = []

    def wait() -> None:
        try:
            judging.result()
        except Cancelled as cancelled:
            raised.append(cancelled)

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not sign.exists():
        waiting.join(0.01)
    judging.stop()
    waiting.join()
    assert len(raised) == 1


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: CommandedJudge(("/no/such/program",)), "cannot be started"),
        (lambda: _script("print('{}')"), "cannot be read"),
        (lambda: _script("print('no JSON')"), "cannot be read"),
    ],
)
def test_a_program_that_does_not_answer_is_told_of(
    make: Callable[[], CommandedJudge], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(EngineError, match=sentence):
        make().begin(Wanted("crops", "folder", ""), tmp_path / "out").result()


def test_a_program_that_dies_without_a_word_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no reason was given"):
        _script("import os; os._exit(3)").begin(Wanted("c", "folder", ""), tmp_path / "out").result()
