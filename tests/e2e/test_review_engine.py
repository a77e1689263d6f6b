"""The review through the analysis process, as the window asks for it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from reid_desktop.adapters.store import create_case, open_case
from reid_desktop.app.cli.jobs import run_request
from reid_desktop.app.settings import load_settings
from reid_desktop.domain.ids import ActId, SightingId
from reid_desktop.domain.review import Verdict
from reid_desktop.ports.clothing import Dressed, DressRequest
from reid_desktop.ports.drawing import GetReadyRequest
from reid_desktop.ports.engine import Settling
from reid_desktop.ports.review import DecideRequest, Reviewed
from tests.contract.store.builders import FACTS
from tests.contract.store.twins import fill


def test_a_decision_crosses_the_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REID_DESKTOP_HOME", str(tmp_path / "home"))
    folder = tmp_path / "a.reidcase"
    with closing(create_case(folder, FACTS, "adler")) as store:
        fill(store)
    request = DecideRequest((SightingId(2),), Verdict.EXCLUDED, checklist={"gait": "differs"})
    assert run_request(load_settings(None, "Berg"), folder, request, "Decide") == Reviewed(1, ActId(1))
    with closing(open_case(folder, read_only=True)) as store:
        [decision] = store.decisions([SightingId(2)])
    assert (decision.reviewer, decision.verdict) == ("Berg", Verdict.EXCLUDED)
    assert decision.checklist == {"gait": "differs"}


def test_clothing_is_described_as_a_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REID_DESKTOP_HOME", str(tmp_path / "home"))
    folder = tmp_path / "a.reidcase"
    with closing(create_case(folder, FACTS, "adler")) as store:
        fill(store)
        key = store.newest_model_key()
        assert key is not None
        waiting = store.undressed_count(key)
    assert waiting
    settings = load_settings(None, "Berg")
    # No crop was kept of these: that is told, and they are not tried again.
    assert run_request(settings, folder, DressRequest(), "Describe") == Dressed(0, waiting)
    assert run_request(settings, folder, DressRequest(), "Describe") == Dressed(0, 0)


def test_models_are_loaded_before_somebody_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REID_DESKTOP_HOME", str(tmp_path / "home"))
    folder = tmp_path / "a.reidcase"
    create_case(folder, FACTS, "adler").close()
    assert run_request(load_settings(None, "Berg"), folder, GetReadyRequest(), "Get ready") == Settling(0)
