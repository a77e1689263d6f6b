"""The map of the window by mouse and keys: bubbles, candidates, the list beside it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reid_desktop.ports.store import Ids
from reid_desktop.ui.geometry.mercator import to_unit
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.pages import COMPARE, REVIEW
from tests.ui.conftest import MakeWindow
from tests.ui.handling import settle
from tests.ui.scenery import Scenery, add_search

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def click(window: MainWindow, at: QPointF) -> None:
    QTest.mouseClick(window.panels.map, LEFT, NO_KEYS, QPoint(round(at.x()), round(at.y())))


def near(window: MainWindow, at: QPointF, reach_px: float = 5.0) -> Ids:
    """Return the sightings whose places are drawn near a pixel, reckoned without the map's own grouping."""
    view = window.panels.workbench.view
    assert view is not None
    x, y = window.panels.map.viewport.to_px(*to_unit(view.points.latitude_deg, view.points.longitude_deg))
    return np.sort(view.points.ids[np.hypot(x - at.x(), y - at.y()) <= reach_px])


def test_a_click_on_a_bubble_selects_exactly_the_sightings_inside(window: MainWindow, qtbot: QtBot) -> None:
    panels = window.panels
    qtbot.waitUntil(lambda: panels.map.is_settled, timeout=10_000)
    bubbles = panels.map.bubbles_in_view()
    placed = panels.workbench.view
    assert placed is not None
    assert sorted(int(one) for _, ids in bubbles for one in ids) == sorted(placed.points.ids.tolist())
    at, inside = max(bubbles, key=lambda one: len(one[1]))
    assert len(inside) > 3
    click(window, at)
    assert panels.selection.ids.tolist() == inside.tolist()
    marked = panels.timeline._chosen_events.ids
    assert set(marked.tolist()) == set(inside.tolist()) & set(placed.events.ids.tolist())
    assert panels.selection.current in inside


def test_a_click_on_a_candidate_opens_its_comparison(
    make_window: MakeWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    search_id = add_search(scenery)
    window = make_window(scenery)
    window.probing.show_search(search_id)
    settle(window, qtbot)
    panels, view = window.panels, window.panels.workbench.view
    assert view is not None
    assert view.record is not None
    first = next(one for one in view.record.candidates if one.sighting_id in view.points.ids)
    row = int(np.flatnonzero(view.points.ids == first.sighting_id)[0])
    panels.map.show_spot(float(view.points.latitude_deg[row]), float(view.points.longitude_deg[row]), 18.0)
    qtbot.waitUntil(lambda: panels.map.is_settled, timeout=10_000)
    [(at, inside)] = [one for one in panels.map.bubbles_in_view() if first.sighting_id in one[1]]
    assert sorted(inside.tolist()) == near(window, at).tolist()  # all persons of one photo
    click(window, at)
    settle(window, qtbot)
    assert panels.pages.shown == COMPARE
    assert panels.selection.current == first.sighting_id  # the best of those who were in one place
    assert panels.compare.isVisible()


def test_a_click_on_candidates_in_several_places_only_selects_them(
    make_window: MakeWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    search_id = add_search(scenery)
    window = make_window(scenery)
    window.probing.show_search(search_id)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: window.panels.map.is_settled, timeout=10_000)
    at, inside = max(window.panels.map.bubbles_in_view(), key=lambda one: len(one[1]))
    click(window, at)
    settle(window, qtbot)
    assert window.panels.pages.shown == REVIEW
    assert window.panels.selection.ids.tolist() == inside.tolist()


def test_the_list_is_walked_by_keys_and_stays_in_step_with_the_map(window: MainWindow, qtbot: QtBot) -> None:
    panels, table = window.panels, window.panels.map_panel.table
    window.activateWindow()
    panels.map.setFocus()
    QTest.keyClick(panels.map, Qt.Key.Key_T)
    model = panels.map_panel.model
    qtbot.waitUntil(lambda: model.rowCount() > 3, timeout=3000)
    assert table.hasFocus()
    assert table.viewport().height() >= 2 * table.rowHeight(0)
    for _ in range(3):
        QTest.keyClick(table, Qt.Key.Key_Down)
    walked = model.id_at(table.currentIndex().row())
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert panels.selection.ids.tolist() == [walked]
    # Closer in fewer are in view, and exactly those are listed; the row that was walked to stays.
    view = panels.workbench.view
    assert view is not None
    row = int(np.flatnonzero(view.points.ids == walked)[0])
    panels.map.show_spot(float(view.points.latitude_deg[row]), float(view.points.longitude_deg[row]), 12.0)
    qtbot.waitUntil(lambda: panels.map.is_settled, timeout=10_000)

    def listed() -> list[int]:
        return sorted(model.id_at(one) for one in range(model.rowCount()))

    qtbot.waitUntil(lambda: listed() == panels.map.points_in_view()().tolist(), timeout=5000)
    assert 0 < model.rowCount() < len(view.points.ids)
    assert model.id_at(table.currentIndex().row()) == walked
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert panels.map.hasFocus()
    QTest.keyClick(panels.map, Qt.Key.Key_T)
    assert not panels.map_panel.is_listing
