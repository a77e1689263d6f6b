"""The timeline's menu, playing, and what it hands to others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.engine import ExportRequest
from reid_desktop.services.browsing import View
from reid_desktop.services.space_time import LaneBy
from reid_desktop.ui.geometry.meetings import Encounter, Where
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.painting.map_colours import LIGHT
from reid_desktop.ui.painting.timeline_playback import Playback
from reid_desktop.ui.timing import sun_place
from reid_desktop.ui.views.timeline import TimelineView
from tests.ui.handling import settle, view_of
from tests.ui.scenery import Scenery

START_MS = round(datetime(2024, 10, 26, tzinfo=UTC).timestamp() * 1000)
HOUR_MS = 3_600_000


@pytest.fixture
def view(qtbot: QtBot) -> TimelineView:
    made = TimelineView()
    qtbot.addWidget(made)
    made.resize(1000, 260)
    made.show()
    return made


def show(view: TimelineView, off_ms: int = 1000, persons: int = 0) -> None:
    start = START_MS + np.arange(48, dtype=np.int64) * HOUR_MS
    lanes = (np.arange(48) % 3).astype(np.int32)
    ids = np.arange(48, dtype=np.int64)
    view.show_events(ids, start, lanes, ["A", "B", "C"], 5, start - off_ms, start + off_ms, persons)


def red_of(view: TimelineView, colour: str) -> int:
    image, wanted = view.grab().toImage(), QColor(colour).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(0, image.height(), 2))


def test_the_menu_asks_for_zone_lanes_and_events(view: TimelineView, qtbot: QtBot) -> None:
    view.menu.set_zones([("UTC", "UTC"), ("Europe/Berlin", "Europe/Berlin (case: A & B)")])
    menu = view.menu.build()
    titled = {one.title(): one for one in menu.findChildren(QMenu)}
    zones, lanes = titled["Clocks of"], titled["A lane for each"]
    assert zones.actions()[1].text() == "Europe/Berlin (case: A && B)"
    with qtbot.waitSignal(view.menu.zone_wanted) as zone:
        zones.actions()[1].trigger()
    assert zone.args == ["Europe/Berlin"]
    with qtbot.waitSignal(view.menu.lanes_wanted) as by:
        lanes.actions()[2].trigger()
    assert by.args == [LaneBy.PERSON]
    with qtbot.waitSignal(view.menu.events_wanted) as events:
        next(a for a in menu.actions() if "JSON" in a.text()).trigger()
    assert events.args == ["eventsjson"]
    menu.deleteLater()


def test_a_clock_change_is_marked_in_its_zone_only(view: TimelineView) -> None:
    show(view)
    assert red_of(view, LIGHT.chosen) == 0
    view.set_zone("Europe/Berlin")
    assert red_of(view, LIGHT.chosen) > 10
    view.set_zone("+02:00")
    assert red_of(view, LIGHT.chosen) == 0


def test_persons_near_in_time_are_framed(view: TimelineView) -> None:
    show(view, persons=0)
    before = red_of(view, LIGHT.current)
    start = START_MS + np.array([0, 60_000, 20 * HOUR_MS], np.int64)
    lanes = np.array([0, 1, 1], np.int32)
    view.show_events(np.arange(3), start, lanes, ["Red", "Blue", "not confirmed"], 0, start, start, 2)
    assert before == 0
    assert red_of(view, LIGHT.current) > 0


def test_playing_goes_through_the_time_and_waits_for_others(view: TimelineView, qtbot: QtBot) -> None:
    show(view)
    stretches: list[tuple[int, int]] = []
    view.range_chosen.connect(stretches.append)
    view.playback._timer.setInterval(5)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.playback.is_playing
    qtbot.wait(60)
    assert len(stretches) == 1, "nothing else is shown until this is"
    view.range_chosen.connect(lambda _stretch: view.playback.taken())
    view.playback.taken()
    qtbot.waitUntil(lambda: not view.playback.is_playing, timeout=5000)
    assert stretches[0][0] == START_MS
    assert all(a[1] == b[0] for a, b in pairwise(stretches))
    assert stretches[-1][1] >= START_MS + 47 * HOUR_MS + 1
    assert not view._controls.play.isChecked()


def test_a_chosen_stretch_is_the_first_that_is_played_and_escape_stops(
    view: TimelineView, qtbot: QtBot
) -> None:
    show(view)
    view.set_range((START_MS + 5 * HOUR_MS, START_MS + 7 * HOUR_MS))
    with qtbot.waitSignal(view.range_chosen) as chosen:
        QTest.keyClick(view, Qt.Key.Key_Space)
    assert chosen.args[0] == (START_MS + 5 * HOUR_MS, START_MS + 7 * HOUR_MS)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not view.playback.is_playing
    assert view._brush.stretch == (START_MS + 5 * HOUR_MS, START_MS + 7 * HOUR_MS)


def test_a_stretch_that_is_shown_already_is_not_waited_for(view: TimelineView, qtbot: QtBot) -> None:
    show(view)
    first = (START_MS + 5 * HOUR_MS, START_MS + 7 * HOUR_MS)
    view.set_range(first)
    view.playback._timer.setInterval(5)
    QTest.keyClick(view, Qt.Key.Key_Space)
    # The filters stay as they are: no view is told anew, and none says that it has taken the stretch up.
    qtbot.waitUntil(lambda: view._brush.stretch == (first[1], first[1] + 2 * HOUR_MS), timeout=5000)
    view.playback.stop()


def test_nothing_to_play_is_no_playing(view: TimelineView) -> None:
    view.show_events(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int32), [], 3)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert not view.playback.is_playing
    assert isinstance(view.playback, Playback)


def test_the_window_keeps_the_zone_and_has_the_events_in_view_written(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    panels = window.panels
    panels.timeline.menu.zone_wanted.emit("Asia/Tokyo")
    assert window.preferences.case_zone(panels.desk.case) == "Asia/Tokyo"
    assert str(panels.timeline._zone) == "Asia/Tokyo"
    start, end = panels.timeline.stretch_in_view
    out = panels.desk.case / "exports" / "e.csv"
    window.timing.save_events("eventscsv", out)
    qtbot.waitUntil(lambda: bool(scenery.engine.requests), timeout=2000)
    _, request = scenery.engine.requests[-1]
    assert isinstance(request, ExportRequest)
    assert (request.format, request.out) == ("eventscsv", out)
    assert (request.filters.after_utc_ms, request.filters.before_utc_ms) == (start, end - 1)


def test_the_window_gives_persons_lanes(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.panels.workbench.shown, timeout=5000):
        window.panels.timeline.menu.lanes_wanted.emit(LaneBy.PERSON)
    assert window.panels.timeline._names == ["not confirmed", "no time known"]


def test_playing_goes_through_gallery_and_map(window: MainWindow, qtbot: QtBot) -> None:
    seen: list[tuple[int | None, int]] = []
    places = set()
    settle(window, qtbot)

    def note(view: View, _is_live: bool) -> None:
        seen.append((view.question.filters.after_utc_ms, len(view.points.ids)))
        places.add(window.panels.map.viewport)

    window.panels.workbench.shown.connect(note)
    window.panels.timeline.playback._timer.setInterval(5)
    QTest.keyClick(window.panels.timeline, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.panels.timeline.playback.is_playing, timeout=30_000)
    starts = [start for start, _ in seen if start is not None]
    assert len(set(starts)) > 10
    assert starts == sorted(starts)
    assert len({count for _, count in seen}) > 1, "the map shows other sightings as time goes on"
    assert len(places) == 1, "and holds still, so that one sees where they come and go"


def test_a_stretch_without_places_leaves_map_and_timeline_where_they_are(
    window: MainWindow, qtbot: QtBot
) -> None:
    panels, view = window.panels, view_of(window)
    placed = set(view.points.ids.tolist())
    bare = next(i for i, one in enumerate(view.events.ids.tolist()) if one not in placed)
    moment = int(view.events.start_ms[bare])
    panels.map.zoom_by(1.0)
    panels.timeline.zoom_by(0.5)
    before = panels.map.viewport, panels.timeline.scale
    panels.timeline.range_chosen.emit((moment, moment + 1))
    settle(window, qtbot)
    assert len(view_of(window).points.ids) == 0
    panels.timeline.range_chosen.emit(None)
    settle(window, qtbot)
    assert len(view_of(window).points.ids) == len(placed)
    assert (panels.map.viewport, panels.timeline.scale) == before


def test_what_has_no_time_has_a_lane_that_lists_it(view: TimelineView, qtbot: QtBot) -> None:
    show(view)
    assert view._names == ["A", "B", "C", "no time known"]
    box = view._layout.lane_box(3)
    with qtbot.waitSignal(view.untimed_wanted, timeout=1000), qtbot.assertNotEmitted(view.ids_picked):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    start = np.array([START_MS], np.int64)
    view.show_events(np.zeros(1, np.int64), start, np.zeros(1, np.int32), ["A"], 0)
    assert view._names == ["A"]


def test_nights_follow_the_sun_at_the_current_sighting(window: MainWindow) -> None:
    view = window.panels.workbench.view
    assert view is not None
    points = view.points
    window.panels.selection.look_at(SightingId(int(points.ids[0])))
    expected = (float(points.latitude_deg[0]), float(points.longitude_deg[0]))
    assert window.panels.timeline._sun_at_deg == expected
    assert sun_place(replace(points, ids=points.ids[:0]), None) is None
    near = replace(
        points, latitude_deg=points.latitude_deg * 0 + 51.0, longitude_deg=points.longitude_deg * 0 + 4.0
    )
    assert sun_place(near, None) == (51.0, 4.0)
    far = near.longitude_deg.copy()
    far[0] = 120.0
    assert sun_place(replace(near, longitude_deg=far), None) is None


def test_nights_can_go_by_the_clocks_or_not_be_shaded(view: TimelineView) -> None:
    show(view)
    view.set_sun_place((51.34, 12.37))
    shaded = {}
    for words in ("by the sun where the sightings are", "by the clocks, 22 to 6", "not at all"):
        menu = view.menu.build()
        [nights] = [one for one in menu.findChildren(QMenu) if one.title() == "Shade nights"]
        [action] = [one for one in nights.actions() if one.text() == words]
        action.trigger()
        shaded[words] = view.grab().toImage()
    pictures = list(shaded.values())
    assert pictures[0] != pictures[1]
    assert pictures[1] != pictures[2]


def test_any_zone_can_be_shown_and_what_is_none_changes_nothing(window: MainWindow) -> None:
    window.timing.choose_zone(" Asia/Kathmandu ")
    assert window.panels.timeline.menu.zone == "Asia/Kathmandu"
    window.timing.choose_zone("Middle/Earth")
    assert window.panels.timeline.menu.zone == "Asia/Kathmandu"
    menu = window.panels.timeline.menu.build()
    [zones] = [one for one in menu.findChildren(QMenu) if one.title() == "Clocks of"]
    assert [one.text() for one in zones.actions() if one.isChecked()] == ["Asia/Kathmandu"]


def test_the_pace_of_playing_is_chosen(view: TimelineView) -> None:
    menu = view.menu.build()
    [paces] = [one for one in menu.findChildren(QMenu) if one.title() == "Play"]
    paces.actions()[2].trigger()
    assert view.playback._timer.interval() < 300


def test_lanes_are_walked_and_picked_by_keys_and_say_who_was_near(view: TimelineView, qtbot: QtBot) -> None:
    show(view, persons=2)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    start = START_MS + 2 * HOUR_MS
    view._encounters = [Encounter(start, start + 1000, (0, 1), Where.SAME)]
    view._cursor_ms = start
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.accessibleDescription().startswith("A\n")
    assert "with B, in one place" in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert "with A, in one place" in view.accessibleDescription()
    view._cursor_ms = START_MS + HOUR_MS
    frame = view._current_frame()
    bar = frame.bar_at(START_MS + HOUR_MS)
    assert bar is not None
    first, last = frame.bar_stretch(bar)
    with qtbot.waitSignal(view.ids_picked) as picked:
        QTest.keyClick(view, Qt.Key.Key_Return)
    expected = [n for n in range(48) if n % 3 == 1 and first <= START_MS + n * HOUR_MS < last]
    assert picked.args[0].tolist() == expected
    for _ in range(5):
        QTest.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.untimed_wanted):
        QTest.keyClick(view, Qt.Key.Key_Return)
