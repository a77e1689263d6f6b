"""What frames the work: finding commands, settings, veils, rests, arrangements, jobs, coming back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton
from pytestqt.qtbot import QtBot

from reid_desktop.domain.ids import SightingId
from reid_desktop.services.listing import Order
from reid_desktop.services.space_time import LaneBy
from reid_desktop.ui.dialogs.palette import Entry, PaletteDialog, fit
from reid_desktop.ui.dialogs.settings import SettingsDialog
from reid_desktop.ui.furnishing import CommandBar
from reid_desktop.ui.geometry.sun_nights import Nights
from reid_desktop.ui.kept_place import KeptPlace, place_as_text, place_from_text
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.pages import COMPARE
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.thumbnails import Veil, veiled
from reid_desktop.ui.preferences import Preferences
from tests.ui.conftest import MakeWindow
from tests.ui.handling import mute, settle, shown_dialog
from tests.ui.scenery import Scenery, add_search

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def test_a_command_is_found_by_letters_and_done(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_table["palette"].trigger()
    dialog = shown_dialog(window, PaletteDialog, qtbot)
    assert mute(dialog) == []
    QTest.keyClicks(dialog.focusWidget(), "whole sc")
    assert dialog.offered[0] == "scene_mode"
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert window.actions_table["scene_mode"].isChecked()


def test_better_fits_come_first() -> None:
    entry = Entry("x", "Show whole scenes", "The scene around each person", "")
    ranks = [fit(letters, entry) for letters in ("", "show", "whole", "ole", "swhsc", "around", "zebra")]
    assert ranks == [0, 0, 1, 2, 3, 4, None]


def test_what_cannot_be_done_is_not_offered(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_table["palette"].trigger()
    dialog = shown_dialog(window, PaletteDialog, qtbot)
    assert "clear_search" not in dialog.offered
    dialog.close()


def test_settings_are_kept_and_take_effect(
    window: MainWindow, qtbot: QtBot, preferences: Preferences
) -> None:
    window.actions_table["settings"].trigger()
    dialog = shown_dialog(window, SettingsDialog, qtbot)
    assert mute(dialog) == []
    dialog._veil.setCurrentIndex(1)
    dialog._begins.setChecked(True)
    dialog._rest.setValue(45)
    dialog._theme.setCurrentIndex(3)
    dialog.accept()
    assert (preferences.veil, preferences.begins_veiled, preferences.rest_after_min) == ("grey", True, 45)
    assert window.actions_table["theme_contrast"].isChecked()
    assert window.palette().window().color().name() == "#000000"


def test_a_veil_changes_every_picture_and_can_be_lifted(window: MainWindow, qtbot: QtBot) -> None:
    loader, inspector = window.panels.loader, window.panels.inspector
    window.panels.selection.look_at(window.panels.gallery.model.ids[0])
    qtbot.waitUntil(lambda: inspector.scene.has_picture)
    plain = inspector.scene.grab().toImage()
    window.actions_table["veil"].trigger()
    assert loader.veil is Veil.BLUR
    qtbot.waitUntil(lambda: inspector.scene.grab().toImage() != plain and not loader.waiting)
    window.actions_table["veil"].trigger()
    qtbot.waitUntil(lambda: inspector.scene.grab().toImage() == plain)


@pytest.mark.parametrize("veil", list(Veil))
def test_blurred_pictures_show_no_detail_and_grey_ones_no_colour(veil: Veil) -> None:
    image = QImage(120, 160, QImage.Format.Format_RGB32)
    image.fill(QColor("#cc2020"))
    for y in range(0, 160, 2):
        for x in range(0, 120, 2):
            image.setPixelColor(x, y, QColor("#20cc20"))
    shown = veiled(image, veil)
    assert shown.size() == image.size()
    is_grey = veil in (Veil.GREY, Veil.BOTH)
    assert (shown.pixelColor(61, 81).saturation() == 0) is is_grey
    step = abs(shown.pixelColor(60, 80).red() - shown.pixelColor(61, 80).red())
    assert (step < 12) is (veil is not Veil.NONE and veil is not Veil.GREY) or veil is Veil.GREY


def test_looking_is_counted_and_a_rest_is_suggested_once_it_is_due(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    exposure = window.framing.exposure
    with monkeypatch.context() as patch:  # undone while the window is still there
        patch.setattr(window, "isActiveWindow", lambda: True)
        exposure.rest_after_min = 1
        exposure._timer.stop()  # its own seconds would be counted, too
        for _ in range(59 - exposure.looked_s):
            exposure._idle_s = 0
            exposure.step()
        assert "rest" not in window.panels.notices.words
        exposure.step()
        assert "for 1 min." in window.panels.notices.words["rest"]
        looked = exposure.looked_s
        window.actions_table["veil"].trigger()
        exposure.step()
        assert exposure.looked_s == looked
    assert qtbot is not None


def test_a_key_in_whatever_window_tells_that_somebody_is_there(window: MainWindow, qtbot: QtBot) -> None:
    exposure, handle = window.framing.exposure, window.windowHandle()
    exposure._watch(handle)
    exposure._idle_s = 10_000
    QTest.keyClick(handle, Qt.Key.Key_F13)
    assert exposure._idle_s == 0
    other = QWindow()
    exposure._watch(other)
    exposure._idle_s = 10_000
    QTest.keyClick(handle, Qt.Key.Key_F13)
    assert exposure._idle_s == 10_000
    assert qtbot is not None


def test_looking_is_counted_under_a_dialog_too(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_table["palette"].trigger()
    dialog = shown_dialog(window, PaletteDialog, qtbot)
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is dialog.windowHandle())
    exposure = window.framing.exposure
    exposure._timer.stop()
    exposure._idle_s, before = 0, exposure.looked_s
    exposure.step()
    assert not window.isActiveWindow()
    assert exposure.looked_s == before + 1
    dialog.close()


def test_nobody_looks_where_nobody_is(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    exposure = window.framing.exposure
    exposure._idle_s = 10_000
    before = exposure.looked_s
    with monkeypatch.context() as patch:
        patch.setattr(window, "isActiveWindow", lambda: True)
        exposure.step()
    assert exposure.looked_s == before


def test_an_arrangement_is_kept_used_and_forgotten(window: MainWindow, preferences: Preferences) -> None:
    docks = window._docks
    docks["sources"].hide()
    window.framing.keep_workspace("Night & shift")
    window.framing.lay_out()
    assert docks["sources"].isVisible()
    window.framing.use_workspace("Night & shift")
    assert not docks["sources"].isVisible()
    menu = QMenu(window)
    window.framing.fill_workspaces(menu)
    assert "Night && shift" in [one.text() for one in menu.actions()]
    preferences.forget_workspace("Night & shift")
    assert preferences.workspaces == []
    assert preferences.workspace("Night & shift") is None


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_panels_of_a_screen_that_is_gone_come_back_into_sight(
    make_window: MakeWindow, scenery: Scenery
) -> None:
    window = make_window(scenery)
    dock = window._docks["inspector"]
    dock.setFloating(True)
    dock.move(9000, 7000)
    window.move(8000, 6000)
    window.framing.keep_workspace("two screens")
    window.keeping.keep_place()
    again = make_window(scenery)
    room = again.screen().availableGeometry()
    assert room.intersects(again.frameGeometry())
    floating = again._docks["inspector"]
    assert floating.isFloating()
    assert room.intersects(floating.frameGeometry())
    again.framing.use_workspace("two screens")
    assert room.intersects(floating.frameGeometry())


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_arrangement_is_kept_soon_after_a_panel_is_moved(
    make_window: MakeWindow, scenery: Scenery, preferences: Preferences, qtbot: QtBot
) -> None:
    window = make_window(scenery)
    settle(window, qtbot)
    window.keeping.keep_place()
    before = preferences.window_state("docks")
    assert not any(timer.isActive() for timer in (window.keeping._soon, window.keeping._late))
    menu = QMenu(window)
    window.framing.fill_workspaces(menu)
    [floating] = [one for one in menu.actions() if one.text() == "Float or dock: Inspector"]
    floating.trigger()
    assert window._docks["inspector"].isFloating()
    assert window.keeping._soon.isActive()
    window.keeping._soon.timeout.emit()  # the program may end at any moment from here
    assert preferences.window_state("docks") != before
    again = make_window(scenery)
    assert again._docks["inspector"].isFloating()
    floating.trigger()
    assert not window._docks["inspector"].isFloating()
    window.keeping.keep_place()
    window.windowHandle().xChanged.emit(3)
    assert window.keeping._soon.isActive()


def test_only_some_panels_can_be_shown(window: MainWindow) -> None:
    window.framing.show_only(("inspector",))
    shown = [name for name, dock in window._docks.items() if dock.isVisible()]
    assert shown == ["inspector"]


def test_where_one_was_is_kept_and_come_back_to(
    make_window: MakeWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    search_id = add_search(scenery)
    window = make_window(scenery)
    window.probing.show_search(search_id)
    settle(window, qtbot)
    some = np.sort(window.panels.gallery.model.ids[1:4])
    window.panels.workbench.set_order(Order.QUALITY)
    settle(window, qtbot)
    window.panels.selection.select(some)
    third = SightingId(int(some[1]))
    window.panels.selection.look_at(third)
    window.actions_table["compare"].trigger()
    settle(window, qtbot)
    checklist = window.panels.compare.checklist
    checklist.show_findings({"clothing": "agrees: red"}, "")
    checklist.edited.emit()
    window.keeping.keep_place()  # as the timer does; the window is never told to close
    again = make_window(scenery)
    settle(again, qtbot)
    assert again.panels.workbench.question.search_id == search_id
    assert again.panels.workbench.question.search_order is Order.QUALITY
    assert again.panels.selection.current == third
    assert again.panels.selection.ids.tolist() == some.tolist()
    assert again.panels.pages.shown == COMPARE
    assert not again._docks["spacetime"].isVisible()
    assert not again._docks["sources"].isVisible()  # the window is narrow
    again.comparing.leave()
    assert again._docks[
        "spacetime"
    ].isVisible()  # what was put away for the page comes back after a crash too
    assert again._docks["sources"].isVisible()
    assert again.panels.compare.checklist.findings == {"clothing": "agrees: red"}


def test_the_place_is_kept_soon_after_each_step_without_being_told(
    window: MainWindow, preferences: Preferences, qtbot: QtBot
) -> None:
    before = preferences.case_place(window._desk.case)
    window.panels.selection.select(window.panels.gallery.model.ids[:2])
    qtbot.waitUntil(lambda: preferences.case_place(window._desk.case) != before, timeout=10_000)
    assert len(place_from_text(preferences.case_place(window._desk.case)).selected) == 2


def test_map_and_timeline_come_back_where_they_were_moved_to_after_a_crash(
    make_window: MakeWindow, scenery: Scenery, preferences: Preferences, qtbot: QtBot
) -> None:
    window = make_window(scenery)
    panels, before = window.panels, preferences.case_place(scenery.folder)
    panels.map.setFocus()
    QTest.keyClick(panels.map, Qt.Key.Key_Plus)
    QTest.keyClick(panels.map, Qt.Key.Key_Left)
    QTest.keyClick(panels.timeline, Qt.Key.Key_Plus)
    QTest.keyClick(panels.timeline, Qt.Key.Key_PageDown)
    QTest.keyClick(panels.map, Qt.Key.Key_T)
    panels.timeline.menu._choosing_lanes(LaneBy.SOURCE)(True)
    panels.timeline.menu._choosing_nights(Nights.CLOCK)(True)
    panels.map.menu._turn("shows_heat")(True)
    settle(window, qtbot)
    # It is written soon after the last step, without being told; the window never closes.
    qtbot.waitUntil(lambda: preferences.case_place(scenery.folder) != before, timeout=10_000)
    window.keeping.keep_place()
    spot, times = panels.map.spot_in_view, panels.timeline.time_in_view
    assert spot is not None
    assert times is not None
    again = make_window(scenery)
    settle(again, qtbot)
    assert again.panels.map.spot_in_view == pytest.approx(spot)
    assert again.panels.timeline.time_in_view == pytest.approx(times)
    assert again.panels.map.layers.shows_heat
    assert again.panels.map_panel.is_listing
    assert again.panels.workbench.question.lanes is LaneBy.SOURCE
    assert again.panels.timeline.menu.nights is Nights.CLOCK
    again.panels.map.fit()  # all is shown, and that is what comes back
    again.panels.timeline.fit()
    again.keeping.keep_place()
    third = make_window(scenery)
    assert third.panels.map.spot_in_view is None
    assert third.panels.timeline.time_in_view is None


@pytest.mark.parametrize("radius_m", [None, 25_000.0])
def test_an_area_drawn_on_the_map_is_there_again_after_a_crash(
    make_window: MakeWindow, scenery: Scenery, radius_m: float | None, qtbot: QtBot
) -> None:
    window = make_window(scenery)
    panels = window.panels
    if radius_m is None:
        QTest.keyClick(panels.map, Qt.Key.Key_V)
    else:
        panels.map.choose_around(radius_m, (52.37, 4.89))
    settle(window, qtbot)
    inside = panels.map.area_ids()
    assert inside is not None
    assert len(inside)
    window.keeping.keep_place()
    again = make_window(scenery)
    settle(again, qtbot)
    found = again.panels.map.area_ids()
    assert found is not None
    assert found.tolist() == inside.tolist()
    assert again.panels.map._controls.area.isVisible()
    assert again.panels.workbench.question.filters.sightings == frozenset(inside.tolist())
    again.panels.map._controls.area.click()
    assert again.panels.workbench.question.filters.sightings is None


@pytest.mark.parametrize(
    "words",
    [
        '{"views": {"map": [91, 0, 3], "time_ms": [5, 5], "lanes": "x", "nights": 3, "layers": 1}}',
        '{"views": {"area": [[0, 0], [1, "x"], [1, 1]], "circle": [1, 2], "map": 5}}',
        '{"views": {"map": [NaN, 0, 3], "time_ms": [1e300, "x"], "lists_map": "no"}}', '{"views": [1]}',
        "", "[]", "{", '{"order": 7, "search": "x", "current": null}',
        '{"page": 7, "chosen": 3, "selected": ["a", true], "drafts": [1], "newer_than": "x"}',
    ],
)  # fmt: skip
def test_a_place_that_makes_no_sense_is_the_beginning(words: str) -> None:
    assert place_from_text(words) == KeptPlace()
    assert place_from_text(place_as_text(KeptPlace())) == KeptPlace()


def test_settings_files_of_others_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    file.write_text("[General]\nveil=strange\nrest_after_min=many\nopen_case=\n", encoding="utf-8")
    preferences = Preferences(file)
    assert preferences.rest_after_min == 0
    assert preferences.open_case is None


def test_map_and_timeline_have_the_larger_half_where_they_lead(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1280, 900)
    window.framing.lay_out()
    qtbot.wait(20)
    usual = window.panels.map.height()
    window.framing.show_only(("spacetime", "inspector"))
    qtbot.wait(20)
    assert window.panels.map.height() > 1.3 * usual


def test_hidden_pages_take_no_room_from_map_and_timeline(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1280, 720)
    window.framing.show_only(("spacetime",))
    qtbot.wait(20)
    pages = window.panels.pages
    page = pages.currentWidget()
    assert page is not None
    assert pages.minimumSizeHint() == page.minimumSizeHint()
    assert window.panels.map.height() > 220


def test_the_name_of_a_case_has_the_room_that_the_buttons_leave(window: MainWindow, qtbot: QtBot) -> None:
    bar = window.findChild(CommandBar)
    assert bar is not None
    name = bar.findChild(ElidedLabel)
    assert name is not None
    window.resize(1800, 900)
    bar.name_case("2026-K-000815 \u00b7 " + "Robbery at the main station " * 4)
    qtbot.waitUntil(lambda: name.shown_words == name.words)
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: name.shown_words != name.words)
    more = bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert more is not None
    assert not more.isVisible()
