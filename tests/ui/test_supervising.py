"""What came of second looks in the window: tables, the way to a sighting, seeding, a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reid_desktop.domain.errors import ReidError
from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.domain.review import About, Verdict
from reid_desktop.domain.roles import Role
from reid_desktop.ports.engine import Answer, Request
from reid_desktop.ports.ledger import (
    Governed,
    RoleRequest,
    SecondAnswerRequest,
    SecondLookRequest,
    SecondResultsRequest,
    SeedPhotosRequest,
    SeedRequest,
)
from reid_desktop.ports.review import DecideRequest
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.reviewing import ReviewCase
from reid_desktop.services.running import RunCase
from reid_desktop.services.second_looks import SecondLooks
from reid_desktop.ui.dialogs.second_results import SecondResultsDialog
from reid_desktop.ui.main_window import MainWindow
from tests.fakes.media import FixedClock
from tests.ui.handling import mute, settle, shown_dialog
from tests.ui.scenery import EXAMINER, Scenery, add_search, scenery_script

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
MakeWindow = Callable[[Scenery], MainWindow]
SECOND = "Berta <b>Brandt</b> " + "of a station with a very long name " * 4


@pytest.fixture
def looks(scenery: Scenery) -> SecondLooks:
    """Second looks of a case whose engine keeps them."""
    made = SecondLooks(
        scenery.store, scenery.thumbnails, Gatekeeper(scenery.store, FixedClock()), FixedClock()
    )
    before = scenery_script(scenery)

    def answer(request: Request) -> Answer | ReidError | None:
        try:
            if isinstance(request, SecondLookRequest):
                return made.ask(request, scenery.who)
            if isinstance(request, SeedRequest):
                return made.seed(request, scenery.who)
            if isinstance(request, SeedPhotosRequest):
                return made.seed_from_photos(request, scenery.who)
            if isinstance(request, SecondResultsRequest):
                return Governed(None, 2)
        except ReidError as refusal:
            return refusal
        return before(request)

    scenery.engine.script = answer
    return made


@pytest.fixture
def answered(scenery: Scenery, looks: SecondLooks) -> SearchId:
    """A search with two confirmed candidates, of which the second person excluded the second."""
    search = add_search(scenery, 6, "probe.jpg")
    ids = tuple(c.sighting_id for c in scenery.store.search(search).candidates[:2])
    ReviewCase(scenery.store, FixedClock())(DecideRequest(ids, Verdict.CONFIRMED, About(search)), EXAMINER)
    others = [c.sighting_id for c in scenery.store.search(search).candidates[3:5]]
    looks.seed(SeedRequest(others[0], others[1], False, "two in one picture"), EXAMINER)
    task_id = looks.ask(SecondLookRequest(search, fillers=1, seeds=1), EXAMINER).entry_id
    [task] = looks.tasks()
    for place, item in enumerate(task.items):
        verdict = Verdict.EXCLUDED if item.sighting_id == ids[1] else Verdict.CONFIRMED
        assert task_id is not None
        looks.answer(SecondAnswerRequest(task_id, place, verdict), SECOND)
    return search


def opened(window: MainWindow, qtbot: QtBot) -> SecondResultsDialog:
    window.actions_table["second_results"].trigger()
    settle(window, qtbot)
    return shown_dialog(window, SecondResultsDialog, qtbot)


def cells(dialog: SecondResultsDialog, page: int, row: int = 0) -> list[str]:
    model = dialog.tables[page].model()
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


@pytest.mark.usefixtures("answered")
def test_opinions_agreement_and_error_rates_are_shown(
    scenery: Scenery, make_window: MakeWindow, qtbot: QtBot
) -> None:
    dialog = opened(make_window(scenery), qtbot)
    assert dialog.told == "2 candidates went to a second person; on 1 of them two differ."
    [differing] = dialog.listed
    assert cells(dialog, 0)[2:6] == [
        f"confirmed by {EXAMINER}",
        f"excluded by {SECOND}",
        "—",
        "differs, a third is asked",
    ]
    dialog.show_all(True)
    assert dialog.listed[0] is differing
    assert len(dialog.listed) == 2
    dialog.turn_to(1)
    assert cells(dialog, 1) == [EXAMINER, SECOND, "1 of 2", "50.0 %", "9.5 – 90.5 %", "1"]  # noqa: RUF001
    dialog.turn_to(2)
    assert cells(dialog, 2) == [
        SECOND, "Confirmed, of pairs of two persons", "1 of 1", "100.0 %", "20.7 – 100.0 %",  # noqa: RUF001
    ]  # fmt: skip
    assert cells(dialog, 2, 1)[2:] == ["0 of 0", "not measured", "—"]
    for page in range(4):
        dialog.turn_to(page)
        assert mute(dialog) == []
    dialog.reject()


def test_a_double_click_shows_the_search_and_the_sighting(
    scenery: Scenery, answered: SearchId, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(scenery)
    dialog = opened(window, qtbot)
    [differing] = dialog.listed
    table = dialog.tables[0]
    place = table.visualRect(table.model().index(0, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle(window, qtbot)
    assert window.panels.workbench.question.search_id == answered
    assert window.panels.selection.current == differing.outcome.sighting_id
    assert window.supervising.is_idle


def test_a_case_without_second_looks_says_what_to_do(
    scenery: Scenery, looks: SecondLooks, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(scenery)
    dialog = opened(window, qtbot)
    assert dialog.told.startswith("No second person was asked yet.")
    assert all(table.isHidden() for table in dialog.tables)
    dialog.seeding.ask()  # there is no search that it could be about
    dialog.seeding.keep_pair()  # nothing is selected
    assert looks.tasks() == []
    dialog.reject()


def test_known_pairs_are_kept_and_mixed_in(
    scenery: Scenery, answered: SearchId, looks: SecondLooks, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(scenery)
    window.panels.workbench.show_search(answered)
    settle(window, qtbot)
    pair = [c.sighting_id for c in scenery.store.search(answered).candidates[2:4]]
    window.panels.selection.select(np.array(pair, np.int64))
    dialog = opened(window, qtbot)
    dialog.seeding.fill("known to the examiner", is_same=True)
    dialog.seeding.keep_pair()
    settle(window, qtbot)
    assert "holds 2 pairs" in dialog.seeding.told
    dialog.seeding.ask()
    settle(window, qtbot)
    newest = looks.tasks()[-1]
    assert sum(item.is_same is not None for item in newest.items) == 2
    dialog.reject()


@pytest.mark.usefixtures("answered")
def test_the_results_are_written_to_a_file_by_the_engine(
    scenery: Scenery, make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window(scenery)
    dialog = opened(window, qtbot)
    dialog.export_wanted.emit(str(tmp_path / "looks.csv"))
    settle(window, qtbot)
    assert "looks.csv" in window.panels.notices.words["second results"]
    assert window.supervising.is_idle


@pytest.mark.usefixtures("answered")
def test_who_may_not_read_the_log_is_told_so(scenery: Scenery, make_window: MakeWindow, qtbot: QtBot) -> None:
    running = RunCase(scenery.store, Gatekeeper(scenery.store, FixedClock()), FixedClock(), lambda *_: 0)
    running.set_role(RoleRequest("Boss", Role.SUPERVISOR), "Boss")
    running.set_role(RoleRequest(EXAMINER, Role.REVIEWER), "Boss")
    dialog = opened(make_window(scenery), qtbot)
    assert "may not read the log" in dialog.problem
    assert not any(table.isVisible() for table in dialog.tables)
    assert dialog.height() < 300
    assert dialog.listed == ()
    dialog.reject()


def test_the_sighting_need_not_be_in_the_search_that_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    window.supervising.show_results()
    settle(window, qtbot)
    dialog = shown_dialog(window, SecondResultsDialog, qtbot)
    dialog.sighting_wanted.emit(window.panels.workbench.question.search_id, SightingId(3))
    assert window.panels.selection.current == 3
    dialog.reject()
