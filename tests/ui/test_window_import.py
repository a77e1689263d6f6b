"""Drops, progress, news and errands of the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QToolButton
from pytestqt.qtbot import QtBot

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.ids import ExhibitId, JobId
from reid_desktop.domain.jobs import JobPhase, JobState, Progress
from reid_desktop.domain.media import FileOutcome, Outcome
from reid_desktop.ports.engine import (
    Failure,
    ImportRequest,
    ImportSummary,
    JobAnswer,
    VerifyRequest,
)
from reid_desktop.ui.dialogs.failures import FailuresDialog, counts_words
from reid_desktop.ui.dialogs.import_media import ImportDialog
from reid_desktop.ui.dialogs.tables import VerifyDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.theme import ThemeChoice
from tests.ui.conftest import MakeWindow
from tests.ui.handling import drop_on, files, mute, settle, shown_dialog
from tests.ui.scenery import Scenery, add_media

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def test_files_dropped_anywhere_are_imported_for_the_exhibit_chosen(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    assert drop_on(window, files(tmp_path))
    assert scenery.engine.requests == []
    dialog = shown_dialog(window, ImportDialog, qtbot)
    assert dialog.paths == [str(tmp_path)]
    dialog.choose_exhibit(ExhibitId("EX-2"))
    dialog.start()
    [(_, request)] = scenery.engine.requests
    assert isinstance(request, ImportRequest)
    assert (request.paths, request.exhibit) == ((str(tmp_path),), scenery.store.exhibits()[1])


def test_an_import_shows_its_progress_and_can_be_paused_and_cancelled(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    window.errands.analyse()
    job = JobId(1)
    progress = Progress("Looking for persons", 123, 400, "files", 51, "a\u202eb.jpg", 42.0, 65.0)
    scenery.engine.tell(JobState(job, "Analyse", JobPhase.RUNNING, progress))
    words = "123 of 400 files · 42/s · 1 min 5 s left · 51 sightings · a\\u202eb.jpg"
    qtbot.waitUntil(lambda: window.panels.jobs.words == words)
    window.panels.jobs.pause_button.click()
    scenery.engine.tell(JobState(job, "Analyse", JobPhase.PAUSED, progress))
    qtbot.waitUntil(lambda: window.panels.jobs.words.startswith("paused"))
    window.panels.jobs.pause_button.click()
    window.panels.jobs.cancel_button.click()
    assert scenery.engine.commands == [("pause", job), ("resume", job), ("cancel", job)]
    scenery.engine.tell(JobState(job, "Analyse", JobPhase.CANCELLED))
    qtbot.waitUntil(lambda: window.panels.jobs.words == "Ready")


def test_the_end_of_an_import_is_said_with_all_counts(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    window.errands.analyse()
    request = ImportRequest(("/x",), scenery.store.exhibits()[0])
    window.panels.tasks.submit(request, "Import")
    summary = ImportSummary(9, 5, 2, 1, 1, (Failure("/x/a", "cut short"),), 5, 0, 12, 3.0)
    scenery.engine.tell(JobAnswer(JobId(2), summary))
    qtbot.waitUntil(lambda: "done" in window.panels.notices.words)
    assert "9 files = 5 imported, 2 doubles" in window.panels.notices.words["done"]


def test_hits_appear_while_an_import_runs(window: MainWindow, qtbot: QtBot, scenery: Scenery) -> None:
    before = len(window.panels.gallery.model.ids)
    found = add_media(scenery, 4, seed=99)
    scenery.engine.tell(ChangeSet(sightings=frozenset(found)))
    qtbot.waitUntil(lambda: len(window.panels.gallery.model.ids) == before + len(found))
    assert not window.panels.gallery.has_news


def test_while_something_is_selected_news_wait_behind_a_chip(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    gallery = window.panels.gallery
    before = gallery.model.ids.copy()
    window.panels.selection.select(before[:2])
    found = add_media(scenery, 4, seed=99)
    scenery.engine.tell(ChangeSet(sightings=frozenset(found)))
    qtbot.waitUntil(lambda: gallery.has_news)
    assert gallery.model.ids.tolist() == before.tolist()
    assert gallery.news_button.text() == f"{len(found)} new: show"
    gallery.news_button.click()
    assert len(gallery.model.ids) == len(before) + len(found)
    assert not gallery.has_news


def test_verifying_ends_with_a_report(window: MainWindow, qtbot: QtBot, scenery: Scenery) -> None:
    window.actions_table["verify"].trigger()
    assert isinstance(scenery.engine.requests[0][1], VerifyRequest)
    assert "unchanged" in shown_dialog(window, VerifyDialog, qtbot).windowTitle()


def test_a_window_with_a_running_job_asks_before_it_closes(window: MainWindow, qtbot: QtBot) -> None:
    window.errands.analyse()
    window.close()
    assert window.isVisible()
    assert any(isinstance(one, QDialog) for one in window.children())
    with qtbot.waitSignal(window.left):
        window.close_at_once()
    assert not window.isVisible()


def test_the_layout_and_choices_are_remembered(
    make_window: MakeWindow, scenery: Scenery, window: MainWindow, qtbot: QtBot
) -> None:
    window.actions_table["scene_mode"].trigger()
    window.actions_table["theme_dark"].trigger()
    window.panels.gallery.resize_cards(24)
    width = window.panels.gallery.table.cards.card_width_px
    window.close_at_once()
    again = make_window(scenery)
    settle(again, qtbot)
    assert again.actions_table["scene_mode"].isChecked()
    assert again.panels.gallery.table.cards.card_width_px == width
    assert again.preferences.theme == ThemeChoice.DARK


def test_a_zip_is_dropped_like_a_folder_and_looked_at_thoroughly_when_wanted(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    packed = tmp_path / "phone.zip"
    packed.write_bytes(b"PK")
    assert drop_on(window, files(packed))
    dialog = shown_dialog(window, ImportDialog, qtbot)
    assert dialog.paths == [str(packed)]
    dialog.fill("EX-9", "+02:00", is_thorough=True, template="{person}_c{camera}")
    dialog.start()
    request = scenery.engine.requests[-1][1]
    assert isinstance(request, ImportRequest)
    assert request.exhibit.time_zone == "+02:00"
    assert request.name_templates == ("{person}_c{camera}",)
    assert request.passwords == ()
    assert request.analyse is not None
    assert request.analyse.thorough


@pytest.mark.parametrize(("zone", "template"), [("Mars/Here", ""), ("+02:00", "{person}{camera}")])
def test_what_cannot_be_meant_is_not_imported(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, zone: str, template: str
) -> None:
    window.errands.ask_import([tmp_path])
    dialog = shown_dialog(window, ImportDialog, qtbot)
    dialog.fill("EX-9", "+02:00")
    can_be = [dialog.can_start]
    dialog.fill("EX-9", zone, template=template)
    can_be.append(dialog.can_start)
    assert can_be == [True, False]


def test_a_password_is_asked_for_only_when_something_is_encrypted(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    request = ImportRequest(("/phone.zip",), scenery.store.exhibits()[0])
    window.panels.tasks.submit(request, "Import")
    reason = "It is encrypted, and no password was given. Import again with the password of the archive."
    summary = ImportSummary(3, 1, 0, 1, 1, (Failure("/phone.zip/a.jpg", reason),), 1, 0, 2, 3.0)
    scenery.engine.tell(JobAnswer(JobId(1), summary))
    qtbot.waitUntil(lambda: "done" in window.panels.notices.words)
    [give] = [one for one in window.panels.notices.findChildren(QToolButton) if "password" in one.text()]
    give.click()
    dialog = shown_dialog(window, ImportDialog, qtbot)
    assert dialog.asks_password
    assert dialog.paths == ["/phone.zip"]
    dialog.write_password("s3cret with spaces ")
    dialog.start()
    again = scenery.engine.requests[-1][1]
    assert isinstance(again, ImportRequest)
    assert again.passwords == ("s3cret with spaces ",)
    assert "s3cret" not in repr(again)
    assert again.exhibit == request.exhibit


def test_an_encrypted_backup_that_cannot_be_listed_at_all_asks_for_its_password(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    request = ImportRequest(("/backup.ab",), scenery.store.exhibits()[0])
    window.panels.tasks.submit(request, "Import")
    problem = "The Android backup is encrypted, and no password was given. Import again with the password."
    scenery.engine.tell(JobState(JobId(1), "Import", JobPhase.FAILED, problem=problem))
    qtbot.waitUntil(lambda: "done" in window.panels.notices.words)
    [give] = [one for one in window.panels.notices.findChildren(QToolButton) if "password" in one.text()]
    give.click()
    dialog = shown_dialog(window, ImportDialog, qtbot)
    assert dialog.asks_password
    assert dialog.paths == ["/backup.ab"]


def test_failures_are_grouped_searched_and_counted(window: MainWindow, qtbot: QtBot) -> None:
    reasons = {
        "/a/x.zip": "It is encrypted, and no password was given.",
        "/a/y.zip": "It expands to more than 200 times its packed size of 7 bytes; it was not read further.",
        "/b/\u202egpj.exe": "The jpeg header is damaged.",
        "/b/odd": "Something nobody thought of.",
    }
    failures = [FileOutcome(path, Outcome.FAILED, reason) for path, reason in reasons.items()]
    counts = {
        Outcome.IMPORTED: 9, Outcome.DUPLICATE: 2, Outcome.NOT_MEDIA: 3, Outcome.FAILED: 4,
    }  # fmt: skip
    dialog = FailuresDialog(window, failures, counts)
    qtbot.addWidget(dialog)
    assert mute(dialog) == []
    assert counts_words(counts) == (
        "18 files of this case = 9 imported, 2 doubles, 3 not photo or video, 4 failed."
    )
    assert dialog.groups == [
        "All reasons: 4", "Archive bomb: 1", "Damaged: 1", "Encrypted: 1", "Other reasons: 1",
    ]  # fmt: skip
    assert len(dialog.shown_paths) == 4
    assert "\u202e" not in "".join(dialog.shown_paths)
    dialog.choose_group(3)
    assert dialog.shown_paths == ["/a/x.zip"]
    dialog.search("ODD")
    assert dialog.shown_paths == []
    dialog.choose_group(0)
    assert dialog.shown_paths == ["/b/odd"]
    dialog.search("HEADER")
    assert dialog.shown_paths == ["/b/\\u202egpj.exe"]
