"""What lies on the map besides the marks: tiles, overlays, heat, paths, areas by distance, the list."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QThreadPool, Signal
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from reid_desktop.domain.capture import PlaceSource
from reid_desktop.domain.earth import distance_m
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.known_from import PLACE_KINDS, PlaceKind
from reid_desktop.domain.travel import Stop, travel_path
from reid_desktop.ports.maps import (
    ArchiveFacts,
    Overlay,
    OverlayKind,
    OverlayPart,
    PictureTile,
    TileFormat,
)
from reid_desktop.ports.store import NO_TIME
from reid_desktop.ports.whereabouts import PLACE_SOURCES
from reid_desktop.services.space_time import MapPoints
from reid_desktop.services.travelling import Travelled
from reid_desktop.ui.geometry.mercator import to_degrees, to_unit
from reid_desktop.ui.models.map_rows import MapRowsModel, rows_in_view
from reid_desktop.ui.painting.map_colours import LIGHT
from reid_desktop.ui.painting.map_latest import LatestResult
from reid_desktop.ui.painting.map_legend import LegendRow
from reid_desktop.ui.painting.map_mark_looks import Look, codes_of, look_of
from reid_desktop.ui.route_words import path_words, route_of
from reid_desktop.ui.views.map import MapView
from reid_desktop.ui.views.map_panel import MapPanel
from tests.fakes.maps import FakeMapFiles

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ARCHIVE, OVERLAY, HOSTILE = "/maps/plan.mbtiles", "/maps/walk.gpx", "<b>Harbour</b>\u202eplan & co"
LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def tile(colour: str) -> PictureTile:
    made = QColor(colour)
    pixel = bytes([made.red(), made.green(), made.blue(), 255])
    return PictureTile(256, 256, pixel * 256 * 256)


@pytest.fixture
def files() -> FakeMapFiles:
    """An archive whose western half is red, and a walk."""
    facts = ArchiveFacts(
        ARCHIVE, "mbtiles", HOSTILE, TileFormat.PNG, 0, 2, (-85.0, -180.0, 85.0, 180.0), "City of Bree", 9
    )
    tiles = {
        (z, x, y): tile("#ff0000") for z in range(3) for x in range((1 << z) // 2) for y in range(1 << z)
    }
    walk = OverlayPart(OverlayKind.LINE, "walk", np.array([[10.0, 20.0], [30.0, 60.0]]))
    cell = OverlayPart(OverlayKind.POINT, "cell", np.array([[0.0, 40.0]]))
    overlay = Overlay(OVERLAY, "gpx", "Walk", "ab" * 32, (walk, cell), 0)
    return FakeMapFiles({ARCHIVE: (facts, tiles)}, {OVERLAY: overlay})


@pytest.fixture
def view(qtbot: QtBot, files: FakeMapFiles) -> MapView:
    view = MapView(RESOURCES / "map", None, None, files)
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    qtbot.waitExposed(view)
    return view


def points(count: int = 300, seed: int = 5) -> MapPoints:
    dice = np.random.default_rng(seed)
    times = dice.integers(0, 10**12, count)
    times[0] = NO_TIME
    return MapPoints(
        np.arange(count, dtype=np.int64) * 3 + 1,
        dice.uniform(50, 51, count),
        dice.uniform(3, 5, count),
        np.where(np.arange(count) < 5, np.arange(count) + 1, 0).astype(np.int32),
        np.where(np.arange(count) % 2 == 0, 25.0, np.nan).astype(np.float32),
        (np.arange(count) % 6 - 1).astype(np.int8),
        times.astype(np.int64),
        (np.arange(count) % 4).astype(np.uint8),
        7,
    )


def look_at(view: MapView, latitude: float, longitude: float, zoom: float) -> None:
    x, y = to_unit(latitude, longitude)
    view.pan_by(0, 0)  # from here on the view is the user's, and stays when the size changes
    view.go(replace(view.viewport, centre_x=float(x), centre_y=float(y), zoom=zoom))


def shown(view: MapView, qtbot: QtBot) -> QImage:
    qtbot.waitUntil(lambda: view.is_settled, timeout=20_000)
    return view.grab().toImage()


def share_of(image: QImage, colour: str) -> float:
    wanted = QColor(colour).rgb()
    rows, columns = range(0, image.height(), 9), range(0, image.width(), 9)
    hits = sum(image.pixel(x, y) == wanted for x in columns for y in rows)
    return hits / (len(rows) * len(columns))


def test_tiles_lie_over_the_base_map_with_their_credit(view: MapView, qtbot: QtBot) -> None:
    look_at(view, 20.0, 0.0, 1.6)
    assert share_of(shown(view, qtbot), "#ff0000") == 0
    with qtbot.waitSignal(view.layers.changed, timeout=5000):
        view.layers.add_archive(ARCHIVE)
    image = shown(view, qtbot)
    assert 0.3 < share_of(image, "#ff0000") < 0.55
    assert view.credit().startswith("City of Bree · ")
    view.layers.show_file(ARCHIVE, False)
    assert share_of(shown(view, qtbot), "#ff0000") == 0
    assert "Bree" not in view.credit()


def test_only_tiles_in_view_are_read_and_none_twice(view: MapView, qtbot: QtBot, files: FakeMapFiles) -> None:
    look_at(view, 20.0, -100.0, 2.0)
    with qtbot.waitSignal(view.layers.changed, timeout=5000):
        view.layers.add_archive(ARCHIVE)
    shown(view, qtbot)
    asked = list(files.asked)
    assert len(asked) == len(set(asked))
    assert 0 < len(asked) <= 16
    assert {zoom for zoom, _, _ in asked} == {2}
    view.pan_by(3, 0)
    shown(view, qtbot)
    assert files.asked == asked
    look_at(view, 20.0, -100.0, 12.0)  # far beyond what the archive holds: the base map says more
    assert share_of(shown(view, qtbot), "#ff0000") == 0


def test_a_map_that_cannot_be_read_is_said(view: MapView, qtbot: QtBot) -> None:
    for add in (view.layers.add_archive, view.layers.add_overlay):
        with qtbot.waitSignal(view.layers.failed, timeout=5000) as failed:
            add("/nothing")
        assert "/nothing" in failed.args[0]
    assert not view.layers.archives
    assert not view.layers.overlays


def test_an_overlay_is_drawn_and_can_be_taken_off(view: MapView, qtbot: QtBot) -> None:
    look_at(view, 20.0, 40.0, 3.0)
    with qtbot.waitSignal(view.layers.changed, timeout=5000):
        view.layers.add_overlay(OVERLAY)
    image = shown(view, qtbot)
    x, y = view.viewport.point_px(*(float(v) for v in to_unit(0.0, 40.0)))
    assert image.pixelColor(round(x), round(y)).name() == "#7a3e9d"
    view.layers.remove(OVERLAY)
    assert shown(view, qtbot).pixelColor(round(x), round(y)).name() != "#7a3e9d"


def test_a_file_that_one_lays_on_the_map_out_of_sight_is_gone_to(view: MapView, qtbot: QtBot) -> None:
    box = (-60.0, 20.0)
    look_at(view, *box, 6.0)
    before = view.viewport
    for _ in range(2):
        view.menu.file_wanted.emit(OVERLAY)  # as the dialog of files does
        with qtbot.waitSignal(view.layers.changed, timeout=5000):
            view.layers.add_overlay(OVERLAY)
        assert view.layers.bounds_of(OVERLAY) is not None
        x, y = view.viewport.point_px(*map(float, to_unit(10.0, 20.0)))
        assert 0 <= x <= view.width()
        assert 0 <= y <= view.height()
        view.layers.remove(OVERLAY)
        view.pan_by(20, 0)  # it is in sight now, and the view stays
        kept = view.viewport
    assert view.viewport == kept
    view.go(before)
    with qtbot.waitSignal(view.layers.changed, timeout=5000):
        view.layers.add_overlay(OVERLAY)  # as when a case is opened
    assert view.viewport == before


def test_the_hole_of_an_area_is_left_open(view: MapView, qtbot: QtBot, files: FakeMapFiles) -> None:
    zone = np.array([[-10.0, 30.0], [-10.0, 50.0], [10.0, 50.0], [10.0, 30.0]])
    part = OverlayPart(OverlayKind.AREA, "zone", zone, holes=(zone / 2 + [0.0, 20.0],))
    files._overlays = {OVERLAY: Overlay(OVERLAY, "kml", "Zone", "ab" * 32, (part,), 0)}
    look_at(view, 0.0, 40.0, 4.0)
    before = shown(view, qtbot)
    with qtbot.waitSignal(view.layers.changed, timeout=5000):
        view.layers.add_overlay(OVERLAY)
    after = shown(view, qtbot)
    for longitude_deg, is_filled in ((33.0, True), (40.5, False)):
        x, y = (round(v) for v in view.viewport.point_px(*map(float, to_unit(2.0, longitude_deg))))
        assert (before.pixel(x, y) != after.pixel(x, y)) is is_filled


def test_the_menu_lists_what_lies_there_and_turns_it(view: MapView, qtbot: QtBot) -> None:
    with qtbot.waitSignals([view.layers.changed] * 2, timeout=5000):
        view.layers.add_archive(ARCHIVE)
        view.layers.add_overlay(OVERLAY)
    view.menu.set_paths([("person:1", "The man && <i>")], "")
    menu = view.menu.build()
    texts = [action.text() for action in menu.actions()]
    assert "<b>Harbour</b>\\u202eplan && co" in texts
    assert "Walk" in texts
    heat = next(action for action in menu.actions() if action.text().startswith("Heat"))
    heat.trigger()
    assert view.layers.shows_heat
    paths = next(one for one in menu.findChildren(QMenu) if one.title() == "Path in time")
    with qtbot.waitSignal(view.menu.path_wanted) as wanted:
        paths.actions()[1].trigger()
    assert wanted.args == ["person:1"]
    menu.deleteLater()


def test_heat_shows_where_the_points_are(view: MapView, qtbot: QtBot) -> None:
    some = points()
    view.show_points(some.ids, some.latitude_deg, some.longitude_deg)
    look_at(view, 50.5, 4.0, 6.0)
    cold = shown(view, qtbot)
    view.layers.shows_heat = True
    view.layers.changed.emit()
    warm = shown(view, qtbot)
    middle, corner = (450, 300), (850, 60)
    assert warm.pixelColor(*middle).red() > cold.pixelColor(*corner).red() - 255  # both are drawn
    assert warm.pixel(*middle) != cold.pixel(*middle)
    assert share_of(warm, LIGHT.mark) == 0
    assert warm.pixel(*corner) == cold.pixel(*corner)


def test_one_sighting_is_seen_in_the_heat_beside_very_many_and_no_mark_covers_it(
    view: MapView, qtbot: QtBot
) -> None:
    many = 15_000
    latitude_deg = np.append(np.full(many, 50.0), 50.0)
    longitude_deg = np.append(np.full(many, 4.0), 6.0)
    view.show_points(np.arange(1, many + 2), latitude_deg, longitude_deg)
    look_at(view, 50.0, 5.0, 8.0)
    view.set_current(1)
    view.layers.shows_heat = True
    view.layers.changed.emit()
    warm = shown(view, qtbot)
    view.show_points(np.arange(1, many + 1), latitude_deg[:-1], longitude_deg[:-1])
    without = shown(view, qtbot)
    x, y = (round(v) for v in view.viewport.point_px(*map(float, to_unit(50.0, 6.0))))
    one, none = warm.pixelColor(x, y), without.pixelColor(x, y)
    apart = abs(one.red() - none.red()) + abs(one.green() - none.green()) + abs(one.blue() - none.blue())
    assert apart > 60
    assert share_of(warm, LIGHT.mark) == 0  # the bubble of the current sighting would cover the heat


@pytest.mark.parametrize("seed", [1, 2])
def test_an_area_by_distance_holds_exactly_the_ids_within(view: MapView, qtbot: QtBot, seed: int) -> None:
    some = points(2000, seed)
    view.show_points(some.ids, some.latitude_deg, some.longitude_deg)
    look_at(view, 50.5, 4.0, 8.0)
    QTest.keyClick(view, Qt.Key.Key_R)
    with qtbot.waitSignal(view.area_chosen, timeout=1000) as chosen:
        QTest.mousePress(view, LEFT, NO_KEYS, QPoint(420, 300))
        for x in (450, 520):
            QTest.mouseMove(view, QPoint(x, 310))
        QTest.mouseRelease(view, LEFT, NO_KEYS, QPoint(520, 310))
    centre, edge = (
        tuple(float(v) for v in to_degrees(*view.viewport.unit_at(x, y))) for x, y in ((420, 300), (520, 310))
    )
    radius = distance_m(centre[0], centre[1], edge[0], edge[1])
    places = zip(some.ids.tolist(), some.latitude_deg.tolist(), some.longitude_deg.tolist(), strict=True)
    expected = [i for i, la, lo in places if distance_m(centre[0], centre[1], la, lo) <= radius]
    assert chosen.args[0].tolist() == expected
    assert 0 < len(expected) < 2000


def stops() -> list[Stop]:
    """Berlin, an hour later Paris, a day later Berlin."""
    places = [(52.5, 13.4, 0), (48.9, 2.3, 1), (52.5, 13.4, 25)]
    return [
        Stop(SightingId(n), MediaId(n), True, hour * 3_600_000, 1.0, latitude, longitude, 10.0)
        for n, (latitude, longitude, hour) in enumerate(places, start=1)
    ]


def test_a_path_is_told_and_its_impossible_leg_is_red(view: MapView, qtbot: QtBot) -> None:
    found = Travelled(travel_path(stops()), (), (SightingId(9),))
    assert path_words(found) == "path: 3 sightings, 1 flagged at 300 km/h, 1 without time or place"
    route = route_of(found.path)
    [stretch] = route.stretches
    assert stretch.text.endswith("impossible")
    assert " · 1 h ± 2 s · " in stretch.text
    look_at(view, 51.0, 8.0, 5.5)
    view.show_route(route, path_words(found))
    image = shown(view, qtbot)
    red = QColor(LIGHT.flagged).rgb()
    assert sum(image.pixel(x, y) == red for x in range(0, 900, 2) for y in range(0, 600, 2)) > 40
    with qtbot.waitSignal(view.path_closed):
        QTest.mouseClick(view._controls.path, LEFT)


def test_a_route_over_the_antimeridian_goes_the_short_way() -> None:
    over = [
        replace(stops()[0], latitude_deg=-17.0, longitude_deg=179.0),
        replace(stops()[1], latitude_deg=-17.0, longitude_deg=-179.0),
    ]
    route = route_of(travel_path(over))
    assert abs(route.stops[1, 0] - route.stops[0, 0]) == pytest.approx(2 / 360)


def test_looks_tell_how_a_place_is_known_and_what_was_decided() -> None:
    known = [PLACE_SOURCES.index(PlaceSource(name)) for name in ("gps_tag", "sidecar", "manual")]
    codes = codes_of(np.array([*known, -1], np.int8), np.array([0, 1, 3, 2], np.uint8))
    assert [look_of(int(code)) for code in codes] == [
        Look(PlaceKind.MEASURED, 0), Look(PlaceKind.DERIVED, 1), Look(PlaceKind.MANUAL, 3),
        Look(PlaceKind.DERIVED, 2),
    ]  # fmt: skip
    assert set(PLACE_KINDS) == set(PlaceSource)
    assert look_of(-1) == Look(None, 0)


def test_the_list_names_what_is_in_view_and_picks(
    qtbot: QtBot, files: FakeMapFiles, qtmodeltester: ModelTester
) -> None:
    panel = MapPanel(MapView(RESOURCES / "map", None, None, files))
    host = QWidget()  # the test platform warns of a window's own least size
    qtbot.addWidget(host)
    host.resize(1100, 600)
    panel.setParent(host)
    panel.setGeometry(0, 0, 1100, 600)
    host.show()
    some = points()
    panel.show_points(some)
    assert not panel.is_listing
    QTest.keyClick(panel.map, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: panel.model.in_view == 300, timeout=5000)
    qtmodeltester.check(panel.model)  # type: ignore[no-untyped-call]
    first = [panel.model.data(panel.model.index(0, column)) for column in range(7)]
    assert first[0] == "1"
    assert first[1] == "#1"
    assert first[2] == "not known"
    assert first[4] == "± 25 m"
    panel.table.setCurrentIndex(panel.model.index(2, 0))
    with qtbot.waitSignal(panel.map.ids_picked, timeout=1000) as picked:
        QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert picked.args[0].tolist() == [7]
    look_at(panel.map, 50.5, 4.0, 11.0)

    def follows() -> bool:
        inside = panel.map.points_in_view()()
        listed = {panel.model.id_at(row) for row in range(panel.model.rowCount())}
        return 0 < len(inside) < 300 and listed == set(inside.tolist())

    qtbot.waitUntil(follows, timeout=5000)


def test_rows_are_in_order_of_rank_then_time(qtmodeltester: ModelTester) -> None:
    some = points(50)
    rows = rows_in_view(some, some.ids)
    model = MapRowsModel()
    model.show_rows(rows)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    ids = [model.id_at(row) for row in range(50)]
    assert ids[:5] == [1, 4, 7, 10, 13]
    times = dict(zip(some.ids.tolist(), some.time_utc_ms.tolist(), strict=True))
    assert [times[i] for i in ids[5:]] == sorted(times[i] for i in ids[5:])
    assert model.row_of(7) == 2
    assert model.row_of(2) is None


def test_a_low_map_keeps_its_tools_in_the_menu(view: MapView, qtbot: QtBot) -> None:
    view.resize(400, 190)
    assert not view._controls.lasso.isVisible()
    assert view._controls.layers.isVisible()
    menu = view.menu.build()
    by_text = {action.text().partition("\t")[0]: action for action in menu.actions()}
    by_text["Choose by distance"].trigger()
    assert view._controls.circle.isChecked()
    with qtbot.waitSignal(view.table_wanted):
        by_text["List of the sightings in view"].trigger()
    menu.deleteLater()


def test_a_picture_that_comes_after_its_map_is_gone_is_dropped(qtbot: QtBot, files: FakeMapFiles) -> None:
    may_end = threading.Event()

    class Owner(QObject):
        came = Signal()

        def take(self, _result: object) -> None:
            self.came.emit()

    owner = Owner()
    latest = LatestResult[bool](QThreadPool.globalInstance(), owner.take)
    latest.ask(lambda: may_end.wait(10), is_small=False)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    may_end.set()
    QThreadPool.globalInstance().waitForDone(10_000)
    qtbot.wait(20)
    assert not files.asked


def test_an_archive_shines_through_and_is_moved_above_another(view: MapView, qtbot: QtBot) -> None:
    layers = view.layers
    layers.set_opacity(ARCHIVE, 0.25)  # as it was kept, before the file is read
    layers.add_archive(ARCHIVE)
    qtbot.waitUntil(lambda: bool(layers.archives), timeout=5000)
    assert layers.opacities == {ARCHIVE: 0.25}
    qtbot.waitUntil(lambda: view.is_settled, timeout=5000)
    faint = view.grab().toImage()
    layers.set_opacity(ARCHIVE, 1.0)
    qtbot.waitUntil(lambda: view.is_settled, timeout=5000)
    assert view.grab().toImage() != faint
    assert layers.opacities == {}


def test_overlays_keep_their_order_colour_and_opacity(view: MapView, qtbot: QtBot) -> None:
    layers = view.layers
    layers.add_overlay(OVERLAY)
    qtbot.waitUntil(lambda: bool(layers.overlays), timeout=5000)
    laid = layers.overlays[OVERLAY]
    layers.overlays = {"/b.gpx": replace(laid, number=7), **layers.overlays}
    layers.move("/b.gpx", 1)
    assert list(layers.overlays) == [OVERLAY, "/b.gpx"]
    layers.move("/b.gpx", 1)  # it is on top already
    layers.move(OVERLAY, -5)
    assert list(layers.overlays) == [OVERLAY, "/b.gpx"]
    layers.set_opacity("/b.gpx", 0.5)
    drawn = layers._shown_overlays()
    assert [(one.number, one.opacity) for one in drawn] == [(laid.number, 1.0), (7, 0.5)]
    layers.turn(OVERLAY)
    assert [one.number for one in layers._shown_overlays()] == [7]


def test_the_legend_names_the_overlays_with_their_colours(view: MapView, qtbot: QtBot) -> None:
    layers = view.layers
    layers.add_overlay(OVERLAY)
    qtbot.waitUntil(lambda: bool(layers.overlays), timeout=5000)
    assert LegendRow(layers.overlays[OVERLAY].number, "Walk") in view._legend_rows()
    view.grab()
    layers.show_file(OVERLAY, False)
    assert "Walk" not in [row.text for row in view._legend_rows()]
