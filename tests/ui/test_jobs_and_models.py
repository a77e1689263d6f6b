"""What runs, waits and failed, with retry; what the models are."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from reid_desktop.adapters.vision.library import CardLibrary
from reid_desktop.domain.ids import JobId
from reid_desktop.domain.jobs import JobPhase, JobState, Progress
from reid_desktop.ports.engine import ImportRequest, VerifyRequest
from reid_desktop.ui import text
from reid_desktop.ui.dialogs.failures import FailuresDialog
from reid_desktop.ui.dialogs.models import ModelsDialog
from reid_desktop.ui.dialogs.words import ProblemDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.models.job_rows import JobRowsModel
from tests.ui.conftest import RESOURCES
from tests.ui.handling import mute, settle, shown_dialog
from tests.ui.scenery import Scenery
from tests.ui.test_models import ModelChecks

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def test_every_model_card_says_what_a_court_asks(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    statuses = CardLibrary(RESOURCES.parent / "models", (), tmp_path, tmp_path).statuses()
    monkeypatch.setattr(window.errands, "_statuses", statuses)
    window.actions_table["models"].trigger()
    dialog = shown_dialog(window, ModelsDialog, qtbot)
    assert mute(dialog) == []
    rows = dialog.findChild(QListWidget)
    assert rows is not None
    assert rows.count() == len(statuses) > 10
    told = []
    for row in range(rows.count()):
        rows.setCurrentRow(row)
        told.append(" ".join(one.text() for one in dialog._card.findChildren(QLabel)))
    for status in statuses:
        card = status.card
        said = (card.name, card.preprocessing, card.trained_on, card.licence, card.limits, card.measured)
        sums = [f"{file.sha256[:32]} {file.sha256[32:]}" for file in card.files if file.sha256]
        plain = [text.plain(words) for words in (*said, *sums)]
        assert any(all(words in page for words in plain) for page in told), card.name
    dialog.close()


def test_jobs_are_listed_with_rate_and_time_left_and_can_be_held(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    panel = window.panels.job_panel
    window.actions_table["jobs"].trigger()
    window.actions_table["analyse"].trigger()
    job_id = scenery.engine.requests[-1][0]
    progress = Progress("Looking for persons", 123, 400, rate_per_s=42.0, remaining_s=7.0, sightings=51)
    scenery.engine.tell(JobState(job_id, "Analyse", JobPhase.RUNNING, progress))
    qtbot.waitUntil(lambda: panel.model.index(0, 3).data() == "42/s")
    row = [panel.model.index(0, column).data() for column in range(6)]
    assert row == ["Analyse", "Looking for persons", "123 / 400", "42/s", "7 s", "51 sightings"]
    panel._hold.click()
    panel._stop.click()
    assert scenery.engine.commands == [("pause", job_id), ("cancel", job_id)]
    scenery.engine.tell(JobState(job_id, "Analyse", JobPhase.FAILED, progress, "The disk is full."))
    qtbot.waitUntil(lambda: panel.model.index(0, 1).data() == "failed: The disk is full.")
    assert not panel._stop.isEnabled()
    assert mute(window) == []


def test_an_error_in_the_program_gives_details_to_copy(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    window.actions_table["analyse"].trigger()
    job_id = scenery.engine.requests[-1][0]
    happened = "An error in the program stopped this: ValueError: <b>x"
    scenery.engine.tell(
        JobState(job_id, "Analyse", JobPhase.FAILED, problem=happened, details="Traceback of it")
    )
    dialog = shown_dialog(window, ProblemDialog, qtbot)
    assert happened in [one.text() for one in dialog.findChildren(QLabel)]
    [copy] = [one for one in dialog.findChildren(QPushButton) if one.text() == "Copy details"]
    copy.click()
    assert QGuiApplication.clipboard().text() == "Traceback of it"
    dialog.accept()
    assert "problem" in window.panels.notices.words


@pytest.mark.parametrize("phase", [JobPhase.FAILED, JobPhase.CANCELLED])
def test_what_failed_or_was_stopped_is_tried_again_from_the_list(
    window: MainWindow, scenery: Scenery, qtbot: QtBot, phase: JobPhase
) -> None:
    panel, tasks = window.panels.job_panel, window.panels.tasks
    window.actions_table["jobs"].trigger()
    window.actions_table["analyse"].trigger()
    job_id, request = scenery.engine.requests[-1]
    scenery.engine.tell(JobState(job_id, "Analyse", phase, problem="The disk is full."))
    qtbot.waitUntil(lambda: [one.phase for one in tasks.past] == [phase])
    assert panel._hold.text() == "Try again"
    panel._hold.click()
    assert scenery.engine.requests[-1] == (JobId(job_id + 1), request)
    assert [one.title for one in tasks.work] == ["Analyse"]
    assert (tasks.past, panel._hold.text()) == ([], "Pause")


def test_a_finished_job_stays_in_the_list(window: MainWindow, qtbot: QtBot) -> None:
    window.panels.tasks.submit(VerifyRequest(), "Verify evidence")
    qtbot.waitUntil(lambda: [one.phase for one in window.panels.tasks.past] == [JobPhase.DONE])
    assert window.panels.job_panel.model.index(0, 1).data() == "done"


def test_what_failed_is_brought_in_again_for_its_exhibit(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    window.actions_table["failures"].trigger()
    dialog = shown_dialog(window, FailuresDialog, qtbot)
    dialog._on_retry()
    settle(window, qtbot)
    requests = [one for _, one in scenery.engine.requests if isinstance(one, ImportRequest)]
    [request] = requests
    assert request.paths == (f"/evidence/{request.exhibit.exhibit_id}",)


def test_the_job_rows_are_sound(qtmodeltester: ModelChecks, qtbot: QtBot) -> None:
    assert qtbot is not None
    model = JobRowsModel()
    qtmodeltester.check(model)
    model.show_jobs([JobState(JobId(number), "x", JobPhase.QUEUED) for number in range(3)])
    qtmodeltester.check(model)
