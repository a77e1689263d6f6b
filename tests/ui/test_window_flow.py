"""What a user runs into over a session: small screens, lost keyboards, files that wait, late news."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.ids import JobId
from reid_desktop.domain.jobs import JobPhase, JobState
from reid_desktop.domain.query import Filters
from reid_desktop.ports.engine import AnalyseRequest, ImportRequest, ImportSummary, JobAnswer
from reid_desktop.ui.commands import COMMANDS, MENUS
from reid_desktop.ui.dialogs.export_case import NARROWED, ExportDialog
from reid_desktop.ui.dialogs.import_media import ImportDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.views import map as map_module
from reid_desktop.ui.views.probe import ProbeState
from tests.ui.conftest import MakeWindow
from tests.ui.handling import drop_on, files, settle, shown_dialog, view_of
from tests.ui.scenery import Scenery, add_media, add_search, add_unanalysed

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def test_a_case_with_files_waiting_offers_to_go_on(
    make_window: MakeWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    add_unanalysed(scenery, 3)
    window = make_window(scenery)
    qtbot.waitUntil(lambda: "waiting" in window.panels.notices.words)
    assert window.panels.notices.words["waiting"].startswith("3 files of this case are not yet analysed")
    window.errands.analyse()
    assert "waiting" not in window.panels.notices.words
    assert isinstance(scenery.engine.requests[-1][1], AnalyseRequest)


def test_a_case_with_nothing_waiting_offers_nothing(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    assert "waiting" not in window.panels.notices.words


def test_files_out_of_reach_are_told_at_the_end_of_an_import(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    window.panels.tasks.submit(ImportRequest(("/x",), scenery.store.exhibits()[0]), "Import")
    summary = ImportSummary(9, 9, 0, 0, 0, (), 9, 0, 12, 3.0, waiting=2)
    scenery.engine.tell(JobAnswer(JobId(1), summary))
    qtbot.waitUntil(lambda: "done" in window.panels.notices.words)
    assert "2 files wait: the evidence was out of reach" in window.panels.notices.words["done"]
    window.panels.tasks.submit(AnalyseRequest(), "Analyse")
    scenery.engine.tell(JobAnswer(JobId(2), replace(summary, waiting=1)))
    qtbot.waitUntil(lambda: "1 file waits" in window.panels.notices.words["done"])


def test_an_import_that_is_stopped_says_what_became_of_it(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    window.panels.tasks.submit(ImportRequest(("/x",), scenery.store.exhibits()[0]), "Import")
    add_unanalysed(scenery, 1)
    scenery.engine.tell(JobState(JobId(1), "Import", JobPhase.CANCELLED))
    qtbot.waitUntil(lambda: {"done", "waiting"} <= set(window.panels.notices.words))
    assert "What was done stays" in window.panels.notices.words["done"]
    assert window.panels.notices.words["waiting"].startswith("1 file of this case is")


def test_a_search_says_when_sightings_came_in_after_it(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    search_id = add_search(scenery, 7)
    window.probing.show_search(search_id)
    settle(window, qtbot)
    assert "newer" not in window.panels.notices.words
    found = add_media(scenery, 2, seed=99)
    scenery.engine.tell(ChangeSet(sightings=frozenset(found)))
    qtbot.waitUntil(lambda: "newer" in window.panels.notices.words)
    window.panels.workbench.leave_search()
    qtbot.waitUntil(lambda: "newer" not in window.panels.notices.words)


def test_after_a_search_the_keyboard_is_in_the_gallery_not_on_clear(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    panels = window.panels
    model = panels.gallery.model
    assert drop_on(panels.probe, model.mimeData([model.index(0, 0)]))
    panels.probe.focus_target.setFocus()
    qtbot.waitUntil(lambda: panels.probe.state is ProbeState.DONE)
    settle(window, qtbot)
    held = QApplication.focusWidget()
    assert held is not None
    assert panels.gallery.isAncestorOf(held)


def test_new_sightings_in_a_drawn_area_join_it_in_a_large_case_too(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_module, "_AT_ONCE", 0)  # the map sorts in a worker, as above 20,000 points
    panels = window.panels
    QTest.keyClick(panels.map, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: panels.workbench.question.filters.sightings is not None)
    settle(window, qtbot)
    found = add_media(scenery, 8, seed=99)
    scenery.engine.tell(ChangeSet(sightings=frozenset(found)))
    placed = set(found) & set(map(int, scenery.store.sighting_table(view_of(window).model_key or "").ids))
    qtbot.waitUntil(
        lambda: bool(set(panels.workbench.question.filters.sightings or ()) & placed), timeout=5000
    )


def test_a_time_filter_does_not_take_sightings_out_of_a_drawn_area(window: MainWindow, qtbot: QtBot) -> None:
    panels = window.panels
    QTest.keyClick(panels.map, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: panels.workbench.question.filters.sightings is not None)
    settle(window, qtbot)
    inside = panels.workbench.question.filters.sightings
    times = np.sort(view_of(window).events.start_ms)
    middle = int(times[len(times) // 2])
    panels.timeline.range_chosen.emit((int(times[0]), middle))
    settle(window, qtbot)
    filters = panels.workbench.question.filters
    assert filters == replace(
        Filters(), after_utc_ms=int(times[0]), before_utc_ms=middle - 1, sightings=inside
    )


def test_a_lasso_without_a_surface_is_no_area(window: MainWindow) -> None:
    area_map = window.panels.map
    QTest.keyClick(area_map, Qt.Key.Key_L)
    start, end = QPoint(30, 60), QPoint(130, 120)
    QTest.mousePress(area_map, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 11):
        QTest.mouseMove(area_map, start + (end - start) * step / 10)
    QTest.mouseRelease(area_map, Qt.MouseButton.LeftButton, pos=end)
    assert area_map.area_ids() is None
    assert window.panels.workbench.question.filters.is_empty


def test_on_a_small_screen_the_probe_leaves_room_for_its_buttons(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    panels = window.panels
    window.errands.say_problem("Something went wrong, and it takes a line to say.")
    panels.workbench.set_filters(Filters(unplaced_only=True))
    path = scenery.folder / "suspect.jpg"
    path.write_bytes(b"not opened by the window")
    assert drop_on(panels.probe, files(path))
    qtbot.waitUntil(lambda: panels.probe.state is ProbeState.CHOOSING)
    settle(window, qtbot)
    below = panels.probe.mapTo(window, QPoint(0, panels.probe.height())).y()
    assert below <= panels.chips.mapTo(window, QPoint(0, 0)).y()
    assert panels.gallery.mapTo(window, QPoint(0, panels.gallery.height())).y() <= window.height()


def test_on_a_low_map_every_button_can_be_reached(window: MainWindow) -> None:
    area_map = window.panels.map
    area_map.resize(260, 150)
    buttons = [one for one in area_map.findChildren(QWidget) if one.isVisible()]
    assert all(area_map.rect().contains(one.geometry()) for one in buttons)


def test_paths_are_dropped_on_the_import_dialog_and_taken_off_it(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    window.errands.ask_import()
    dialog = shown_dialog(window, ImportDialog, qtbot)
    assert drop_on(dialog, files(scenery.folder, scenery.folder / "thumbs"))
    assert dialog.paths == [str(scenery.folder), str(scenery.folder / "thumbs")]
    dialog.choose_path(0)
    dialog.remove_paths()
    assert dialog.paths == [str(scenery.folder / "thumbs")]


def test_an_export_says_that_filters_do_not_narrow_it(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    def words() -> list[str]:
        window.exporting.ask()
        dialog = shown_dialog(window, ExportDialog, qtbot)
        said = [dialog.warning.text()]
        dialog.reject()
        qtbot.waitUntil(lambda: not dialog.isVisible())
        return said

    window.probing.show_search(add_search(scenery, 7))
    settle(window, qtbot)
    assert NARROWED not in words()
    window.panels.workbench.set_filters(Filters(unplaced_only=True))
    settle(window, qtbot)
    assert NARROWED in words()


def test_the_seal_of_an_exhibit_can_be_given(window: MainWindow, qtbot: QtBot, scenery: Scenery) -> None:
    window.errands.ask_import([scenery.folder])
    dialog = shown_dialog(window, ImportDialog, qtbot)
    for field in dialog.findChildren(QLineEdit):
        if field.accessibleName() in ("Number", "Seal"):
            field.setText(f"{field.accessibleName()} 7")
    dialog.start()
    request = scenery.engine.requests[-1][1]
    assert isinstance(request, ImportRequest)
    assert (request.exhibit.exhibit_id, request.exhibit.seal) == ("Number 7", "Seal 7")


def test_no_shortcut_is_taken_twice_or_opens_a_menu_instead() -> None:
    taken = [command.shortcut for command in COMMANDS if command.shortcut]
    taken += [f"Alt+{name[0]}" for name in MENUS]
    assert len(taken) == len(set(taken)), sorted(one for one in taken if taken.count(one) > 1)
