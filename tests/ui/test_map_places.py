"""Going to places on the map by name, coordinates and overlay; distances chosen without a mouse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reid_desktop.domain.earth import distance_m
from reid_desktop.ports.maps import Overlay, OverlayKind, OverlayPart
from reid_desktop.ui.geometry.mercator import to_degrees
from reid_desktop.ui.text import degrees
from reid_desktop.ui.translating import Catalogue
from reid_desktop.ui.views.map import MapView
from reid_desktop.ui.written_place import read_degrees
from tests.fakes.maps import FakeMapFiles
from tests.ui.conftest import RESOURCES

CELLS = Overlay(
    "/cells.kml",
    "kml",
    "Cells",
    "ab" * 32,
    (
        OverlayPart(OverlayKind.POINT, "cell 7/b", np.array([[48.5, 9.25]])),
        OverlayPart(
            OverlayKind.LINE,
            "walk",
            np.array([[48.5, 9.25], [48.6, 9.3], [48.7, -179.0]]),
            np.array([0, 60_000, 1]),
        ),
    ),
    0,
)


@pytest.fixture
def view(qtbot: QtBot, checkout: Path) -> MapView:
    made = MapView(checkout / "resources" / "map", files=FakeMapFiles({}, {CELLS.path: CELLS}))
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def middle(view: MapView) -> tuple[float, float]:
    latitude, longitude = to_degrees(view.viewport.centre_x, view.viewport.centre_y)
    return float(latitude), float(longitude)


def ask(view: MapView, words: str, qtbot: QtBot) -> None:
    QTest.keyClick(view, Qt.Key.Key_F)
    view.finder.field.setText(words)
    QTest.keyClick(view.finder.field, Qt.Key.Key_Return)
    qtbot.waitUntil(view.finder.isHidden, timeout=10_000)


@pytest.mark.parametrize("words", ["Leipzig", "51.33962, 12.37129", "51\u00b020'22.6\"N 12\u00b022'16.6\"E"])
def test_return_goes_to_the_first_place_found(view: MapView, qtbot: QtBot, words: str) -> None:
    ask(view, words, qtbot)
    assert distance_m(*middle(view), 51.33962, 12.37129) < 60
    assert view.viewport.zoom >= 11
    pinned = view._pin
    assert pinned is not None
    assert pinned.title in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view._pin is None


def test_the_arrows_choose_another_and_escape_closes(view: MapView, qtbot: QtBot) -> None:
    QTest.keyClick(view, Qt.Key.Key_F)
    view.finder.field.setText("paris")
    qtbot.waitUntil(lambda: view.finder.found.count() > 3, timeout=10_000)
    QTest.keyClick(view.finder.field, Qt.Key.Key_Down)
    assert view.finder.found.currentRow() == 1
    with qtbot.waitSignal(view.finder.closed):
        QTest.keyClick(view.finder.field, Qt.Key.Key_Escape)
    assert view.finder.isHidden()


def test_what_is_nowhere_is_said(view: MapView, qtbot: QtBot) -> None:
    view.find_place()
    view.finder.field.setText("zzqqzz")
    qtbot.waitUntil(lambda: "Nothing is known" in view.finder._said.text(), timeout=10_000)
    assert view.finder._said.isVisible()


def test_a_named_point_of_an_overlay_is_found(view: MapView, qtbot: QtBot) -> None:
    view.layers.add_overlay(CELLS.path)
    qtbot.waitUntil(lambda: bool(view.layers.overlays))
    name, latitude, longitude = view.layers.names()[0]
    ask(view, name.upper(), qtbot)
    assert distance_m(*middle(view), latitude, longitude) < 5


def test_a_distance_is_chosen_without_a_mouse(view: MapView, qtbot: QtBot) -> None:
    latitude = np.array([51.34, 51.344, 51.40, -17.0])
    longitude = np.array([12.37, 12.371, 12.37, 178.0])
    view.show_points(np.arange(4), latitude, longitude)
    ask(view, "51.34, 12.37", qtbot)
    menu = view.around_menu(view)
    assert menu.title() == "Choose around the place found"
    assert menu.title() in [action.text() for action in view.menu.build().actions()]
    [one_km] = [action for action in menu.actions() if action.text() == "1.0 km"]
    with qtbot.waitSignal(view.area_chosen) as chosen:
        one_km.trigger()
    assert chosen.args[0].tolist() == [0, 1]
    with qtbot.waitSignal(view.area_chosen) as chosen:
        view.choose_around(25_000.0, (-17.0, 178.0))
    assert chosen.args[0].tolist() == [3]


def test_the_place_under_the_pointer_is_copied(view: MapView) -> None:
    view.find_place()
    at = QPoint(450, 300)
    view.place_menu(at).actions()[0].trigger()
    latitude, longitude = (float(part) for part in QGuiApplication.clipboard().text().split(","))
    x, y = view.viewport.unit_at(450, 300)
    expected = to_degrees(x, y)
    assert distance_m(latitude, longitude, float(expected[0]), float(expected[1])) < 1


def test_the_pointer_is_told_what_an_overlay_has_there(view: MapView, qtbot: QtBot) -> None:
    view.layers.add_overlay(CELLS.path)
    qtbot.waitUntil(lambda: bool(view.layers.overlays))
    ask(view, "48.5, 9.25", qtbot)
    assert view.overlay_words(450, 300).split("\n") == ["cell 7/b", "Cells"]  # places go before lines
    ask(view, "48.6, 9.3", qtbot)
    assert view.overlay_words(452, 301).split("\n") == ["walk", "1970-01-01 00:01:00 UTC", "Cells"]
    ask(view, "48.7, -179", qtbot)
    assert view.overlay_words(450, 300).startswith("walk")
    assert view.overlay_words(20, 20) == ""
    view.layers.turn(CELLS.path)
    assert view.overlay_words(450, 300) == ""


def test_what_the_window_shows_can_be_written_back_in_its_language(qapp: QApplication) -> None:
    german = Catalogue(RESOURCES / "languages" / "de.json", qapp)
    qapp.installTranslator(german)
    try:
        shown = degrees(51.34, 12.37)
        assert shown.endswith("O")
        assert read_degrees(shown) == (51.34, 12.37)
        assert read_degrees("Ort") is None
    finally:
        qapp.removeTranslator(german)
    assert read_degrees(shown) is None
