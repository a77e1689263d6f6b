"""The authority for searches and second looks in the window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reid_desktop.domain.authority import Authority, Standing
from reid_desktop.domain.errors import ReidError
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.review import About, Verdict
from reid_desktop.ports.engine import Answer, Request
from reid_desktop.ports.ledger import (
    AuthorityRequest,
    AuthorityVerdictRequest,
    SecondAnswerRequest,
    SecondLookRequest,
)
from reid_desktop.ports.review import DecideRequest
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.reviewing import ReviewCase
from reid_desktop.services.running import RunCase
from reid_desktop.services.second_looks import SecondLooks
from reid_desktop.ui.dialogs.authority import AuthorityDialog
from reid_desktop.ui.dialogs.second_look import SecondLookDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.painting.thumbnails import Veil
from tests.fakes.media import FixedClock
from tests.ui.handling import settle, shown_dialog
from tests.ui.scenery import EXAMINER, Scenery, add_search, scenery_script

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


@pytest.fixture
def governed(scenery: Scenery) -> Scenery:
    """A case whose engine also keeps authorities and second looks."""
    gatekeeper, before = Gatekeeper(scenery.store, FixedClock()), scenery_script(scenery)
    running = RunCase(scenery.store, gatekeeper, FixedClock(), lambda searches, *_: len(searches))
    looks = SecondLooks(scenery.store, scenery.thumbnails, gatekeeper, FixedClock())

    def answer(request: Request) -> Answer | ReidError | None:
        try:
            if isinstance(request, AuthorityRequest):
                return running.record(request, scenery.who)
            if isinstance(request, AuthorityVerdictRequest):
                return running.judge(request, scenery.who)
            if isinstance(request, SecondLookRequest):
                return looks.ask(request, scenery.who)
            if isinstance(request, SecondAnswerRequest):
                return looks.answer(request, scenery.who)
        except ReidError as refusal:
            return refusal
        return before(request)

    scenery.engine.script = answer
    return scenery


@pytest.fixture
def searched(governed: Scenery) -> SearchId:
    """A search in which the examiner confirmed two candidates."""
    search = add_search(governed, 6, "probe.jpg")
    ids = tuple(c.sighting_id for c in governed.store.search(search).candidates[:2])
    ReviewCase(governed.store, FixedClock())(DecideRequest(ids, Verdict.CONFIRMED, About(search)), EXAMINER)
    return search


def open_authority(window: MainWindow, qtbot: QtBot) -> AuthorityDialog:
    window.actions_table["authority"].trigger()
    settle(window, qtbot)
    return shown_dialog(window, AuthorityDialog, qtbot)


def test_the_urgent_use_that_a_case_begins_with_stands_above_the_gallery_until_an_authority_is_recorded(
    governed: Scenery, make_window: Callable[[Scenery], MainWindow], qtbot: QtBot
) -> None:
    running = RunCase(governed.store, Gatekeeper(governed.store, FixedClock()), FixedClock(), lambda *_: 0)
    running.begin(EXAMINER, "")
    window = make_window(governed)
    settle(window, qtbot)
    assert "No authority is named yet: urgent use, until" in window.panels.notices.words["standing"]
    dialog = open_authority(window, qtbot)
    assert dialog.lines[0].startswith("urgent use, no authority named yet · valid · confirm by")
    dialog.choose(0, "no order came")
    assert [button.isEnabled() for button in dialog._verdicts] == [False, False, True]
    dialog.recorded.emit(Authority("12 Gs 34/26"))
    settle(window, qtbot)
    assert "standing" not in window.panels.notices.words


def test_an_authority_is_recorded_and_closed_in_the_window(
    governed: Scenery, make_window: Callable[[Scenery], MainWindow], qtbot: QtBot
) -> None:
    window = make_window(governed)
    dialog = open_authority(window, qtbot)
    assert dialog.lines == []
    dialog.form.write("AG 12 Gs 3/26 <b>", "theft", urgent=True)
    dialog._on_record()
    settle(window, qtbot)
    dialog = open_authority(window, qtbot)
    [line] = dialog.lines
    assert line.startswith("AG 12 Gs 3/26 <b> · valid · theft · confirm by 2024-")
    dialog.choose(0, "refused")
    dialog._judge("rejected")
    settle(window, qtbot)
    [(_, standing)] = Gatekeeper(governed.store, FixedClock()).standings().authorities
    assert standing is Standing.REJECTED


def test_a_second_person_sees_two_pictures_and_answers_by_key(
    governed: Scenery, searched: SearchId, make_window: Callable[[Scenery], MainWindow], qtbot: QtBot
) -> None:
    window = make_window(governed)
    window.panels.workbench.show_search(searched)
    settle(window, qtbot)
    window.actions_table["second_look"].trigger()
    settle(window, qtbot)
    dialog = shown_dialog(window, SecondLookDialog, qtbot)
    assert "Nothing waits" in dialog.state
    dialog.asked.emit()
    settle(window, qtbot)
    dialog.reject()
    governed.who = "Berta"
    second = make_window(governed)
    second.actions_table["veil"].trigger()  # all pictures are veiled so, those of a second look among them
    second.actions_table["second_look"].trigger()
    settle(second, qtbot)
    dialog = shown_dialog(second, SecondLookDialog, qtbot)
    looks = second.panels.desk.second_looks
    [task] = looks.tasks()
    assert dialog.state == f"Pair 1 of {len(task.items)}"
    assert dialog._veil is Veil.BLUR
    shown, pair = dialog._right.pixmap().toImage(), dialog._pair
    assert pair is not None
    dialog._veil = Veil.NONE
    dialog.show_pair(pair)
    assert dialog._right.pixmap().toImage() != shown
    for _ in task.items:
        QTest.keyClick(dialog, Qt.Key.Key_Y)
        settle(second, qtbot)
    assert "Nothing waits" in dialog.state
    [task] = looks.tasks()
    assert (task.left, {answer.reviewer for answer in task.answers.values()}) == ((), {"Berta"})
    assert all(one.verdict is Verdict.CONFIRMED for one in looks.outcomes())
    viewed = [row for row in governed.store.audit() if row.action == "view"]
    assert len(viewed) == len(task.items)
    assert all(row.object.startswith("second look") for row in viewed)
    dialog.reject()
