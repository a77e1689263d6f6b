"""The window as a whole: what is shown, one selection, filters, names for all controls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reid_desktop.domain.ids import ExhibitId, SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.ui.dialogs.export_case import ExportDialog
from reid_desktop.ui.dialogs.failures import FailuresDialog
from reid_desktop.ui.dialogs.import_media import ImportDialog
from reid_desktop.ui.dialogs.tables import SearchesDialog, ShortcutsDialog, VerifyDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.pages import REVIEW
from tests.ui.conftest import MakeWindow
from tests.ui.handling import mute, settle, shown_dialog, view_of
from tests.ui.scenery import KEY, Scenery, add_search, make_scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def test_a_case_is_shown_with_everything_it_holds(window: MainWindow, scenery: Scenery) -> None:
    view = view_of(window)
    assert sorted(window.panels.gallery.model.ids) == sorted(scenery.store.sighting_table(KEY).ids)
    assert window.panels.map.point_count == len(view.points.ids) > 0
    assert window.panels.timeline.event_count == len(view.events.ids) > 0
    assert "2024-0117 · Harbour warehouse" in window.windowTitle()


def test_every_control_has_a_name(window: MainWindow) -> None:
    assert mute(window) == []


def test_every_control_of_every_dialog_has_a_name(window: MainWindow, qtbot: QtBot, scenery: Scenery) -> None:
    add_search(scenery)
    for open_it, kind in (
        (window.errands.ask_import, ImportDialog),
        (window.exporting.ask, ExportDialog),
        (window.errands.show_failures, FailuresDialog),
        (window.errands.show_searches, SearchesDialog),
        (window.errands.show_shortcuts, ShortcutsDialog),
        (window.errands.verify, VerifyDialog),
    ):
        open_it()
        dialog = shown_dialog(window, kind, qtbot)
        assert mute(dialog) == [], kind
        dialog.close()


def test_an_empty_case_says_what_to_do(make_window: MakeWindow, tmp_path: Path) -> None:
    window = make_window(make_scenery(tmp_path / "empty.reidcase", 0))
    assert "Drop a folder" in window.panels.gallery.words_when_empty
    assert mute(window) == []


def test_both_themes_can_be_had_while_it_runs(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_table["theme_dark"].trigger()
    settle(window, qtbot)
    dark = window.grab().toImage().pixelColor(640, 60).lightness()
    assert window.actions_table["theme_dark"].isChecked()
    window.actions_table["theme_light"].trigger()
    settle(window, qtbot)
    assert dark < 80 < 180 < window.grab().toImage().pixelColor(640, 60).lightness()


def test_what_is_chosen_in_the_gallery_is_chosen_everywhere(window: MainWindow, qtbot: QtBot) -> None:
    panels = window.panels
    table = panels.gallery.table
    QTest.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.model().index(0, 1)).center()
    )
    chosen = int(panels.gallery.model.ids[1])
    assert panels.selection.ids.tolist() == [chosen]
    settle(window, qtbot)
    details = panels.inspector.details
    assert details is not None
    assert details.card.sighting_id == chosen
    assert details.media.sha256 in panels.inspector.facts_text
    qtbot.waitUntil(lambda: panels.inspector.scene.has_picture)
    assert panels.inspector.scene.boxes[0] == details.card.box


def test_what_is_picked_on_the_map_is_chosen_in_gallery_and_inspector(
    window: MainWindow, qtbot: QtBot
) -> None:
    panels = window.panels
    ids = view_of(window).points.ids[:3]
    panels.map.ids_picked.emit(np.sort(ids))
    settle(window, qtbot)
    assert panels.selection.ids.tolist() == sorted(ids.tolist())
    model, selected = panels.gallery.model, panels.gallery.table.selectionModel().selection()
    assert sorted(model.ids_in(selected).tolist()) == sorted(ids.tolist())
    first = int(model.ids[model.positions_of(np.sort(ids))[0]])
    assert panels.selection.current == first
    assert panels.inspector.details is not None
    assert panels.inspector.details.card.sighting_id == first


def test_the_selection_survives_another_number_of_columns(window: MainWindow, qtbot: QtBot) -> None:
    panels = window.panels
    ids = np.sort(panels.gallery.model.ids[[0, 5, 9]])
    panels.selection.select(ids)
    for width in (1900, 1100):
        window.resize(width, 800)
        settle(window, qtbot)
        selected = panels.gallery.table.selectionModel().selection()
        assert sorted(panels.gallery.model.ids_in(selected).tolist()) == ids.tolist()
    assert panels.selection.ids.tolist() == ids.tolist()


def test_the_keyboard_walks_through_the_gallery_line_after_line(window: MainWindow) -> None:
    panels = window.panels
    table, model = panels.gallery.table, panels.gallery.model
    table.setFocus()
    table.selectionModel().setCurrentIndex(
        model.index_of(0), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    for _ in range(model.columns):
        QTest.keyClick(table, Qt.Key.Key_Right)
    assert panels.selection.current == model.ids[model.columns]
    QTest.keyClick(table, Qt.Key.Key_End)
    assert panels.selection.current == model.ids[-1]
    QTest.keyClick(table, Qt.Key.Key_Home)
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(panels.selection.ids) == len(model.ids)


def test_shift_selects_a_run_not_a_rectangle(window: MainWindow) -> None:
    table, model = window.panels.gallery.table, window.panels.gallery.model

    def click(position: int, modifier: Qt.KeyboardModifier) -> None:
        place = table.visualRect(model.index_of(position)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, place)

    last = model.columns + 1
    table.scrollToTop()
    click(2, Qt.KeyboardModifier.NoModifier)
    QTest.keyClick(table, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    for _ in range(last - 3):
        QTest.keyClick(table, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert window.panels.selection.ids.tolist() == sorted(model.ids[2 : last + 1].tolist())


def test_a_brushed_time_narrows_gallery_and_map_but_not_the_timeline(
    window: MainWindow, qtbot: QtBot
) -> None:
    panels = window.panels
    whole = view_of(window)
    times = np.sort(whole.events.start_ms)
    start, end = int(times[3]), int(times[8])
    panels.timeline.range_chosen.emit((start, end + 1))
    settle(window, qtbot)
    inside = whole.events.ids[(whole.events.start_ms >= start) & (whole.events.start_ms <= end)]
    assert sorted(panels.gallery.model.ids.tolist()) == sorted(inside.tolist())
    assert panels.timeline.event_count == len(whole.events.ids)
    assert panels.chips.names == ["time"]
    panels.chips.taken_off.emit("time")
    settle(window, qtbot)
    assert len(panels.gallery.model.ids) == whole.total


def test_an_area_on_the_map_narrows_and_its_chip_clears_it(window: MainWindow, qtbot: QtBot) -> None:
    panels = window.panels
    chosen = np.sort(view_of(window).points.ids[:4])
    panels.map.area_chosen.emit(chosen)
    settle(window, qtbot)
    assert sorted(panels.gallery.model.ids.tolist()) == chosen.tolist()
    assert panels.chips.names == ["area"]
    panels.map.area_chosen.emit(None)
    settle(window, qtbot)
    assert panels.workbench.question.filters.is_empty


def test_what_has_no_place_and_no_time_can_be_reached(window: MainWindow, qtbot: QtBot) -> None:
    panels = window.panels
    whole = view_of(window)
    panels.map.unplaced_wanted.emit()
    settle(window, qtbot)
    assert len(panels.gallery.model.ids) == whole.points.unplaced > 0
    window.linking.clear_filters()
    panels.timeline.untimed_wanted.emit()
    settle(window, qtbot)
    assert len(panels.gallery.model.ids) == whole.events.untimed > 0


def test_ticking_an_exhibit_narrows_to_it(window: MainWindow, qtbot: QtBot) -> None:
    panels = window.panels
    model = panels.sources.exhibit_list.model()
    model.setData(model.index(1, 0), Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    settle(window, qtbot)
    assert panels.workbench.question.filters.exhibits == frozenset({ExhibitId("EX-2")})
    count = view_of(window).exhibits[1].sightings
    assert len(panels.gallery.model.ids) == count > 0


def test_filters_of_several_views_hold_together(window: MainWindow, qtbot: QtBot) -> None:
    panels = window.panels
    panels.map.area_chosen.emit(np.sort(view_of(window).points.ids[:6]))
    panels.sources.narrowed.emit(replace(Filters(), minimum_quality=0.5))
    settle(window, qtbot)
    assert set(panels.chips.names) == {"area", "quality"}
    window.actions_table["clear_filters"].trigger()
    settle(window, qtbot)
    assert panels.chips.names == []


def test_tab_goes_through_one_panel_after_the_other(window: MainWindow) -> None:
    panels = window.panels
    parts = {
        "sources": panels.sources,
        "probe": panels.probe,
        "gallery": panels.gallery,
        "inspector": panels.inspector,
        "map": panels.map,
        "timeline": panels.timeline,
    }
    stop: QWidget | None = panels.sources.exhibit_list
    order = ["sources"]
    for _ in range(1500):
        stop = stop.nextInFocusChain() if stop is not None else None
        assert stop is not None
        name = next((name for name, part in parts.items() if stop is part or part.isAncestorOf(stop)), None)
        if name is not None and stop.focusPolicy() & Qt.FocusPolicy.TabFocus and name != order[-1]:
            order.append(name)
    assert order[:6] == list(parts)


@pytest.mark.parametrize("page", ["go_people", "compare"])
def test_the_way_to_the_gallery_leads_back_from_every_page(window: MainWindow, page: str) -> None:
    window.panels.selection.look_at(SightingId(int(window.panels.gallery.model.ids[0])))
    window.actions_table[page].trigger()
    assert window.panels.pages.shown != REVIEW
    window.actions_table["go_gallery"].trigger()
    assert window.panels.pages.shown == REVIEW


def test_what_the_cards_are_stands_above_them_whole(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1280, 720)
    settle(window, qtbot)
    title = window.panels.gallery.head.title
    assert title.words == "All sightings"
    assert title.width() >= title.sizeHint().width()
