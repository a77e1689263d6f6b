"""The map as a user meets it: clicks, lassos, keys, themes; ids are compared, never counts."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QThreadPool
from PySide6.QtGui import QColor, QImage, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from reid_desktop.ui.geometry.mercator import to_unit
from reid_desktop.ui.geometry.place_finder import FoundPlace
from reid_desktop.ui.geometry.viewport import Viewport
from reid_desktop.ui.painting.map_colours import DARK, LIGHT
from reid_desktop.ui.painting.map_latest import LatestResult
from reid_desktop.ui.painting.map_marks import short_count
from reid_desktop.ui.views.map import MapView

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
NO_KEYS = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def palette(window: str, text: str) -> QPalette:
    made = QPalette()
    made.setColor(QPalette.ColorRole.Window, QColor(window))
    made.setColor(QPalette.ColorRole.WindowText, QColor(text))
    return made


@pytest.fixture
def view(qtbot: QtBot, checkout: Path) -> MapView:
    made = MapView(checkout / "resources" / "map")
    made.setPalette(palette("#f3f4f6", "#1d2329"))
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def towns(count: int, seed: int = 1) -> tuple[Ints, Floats, Floats]:
    """Return ids and places: piles in a few towns, some exactly on one spot, some far off."""
    dice = np.random.default_rng(seed)
    centres = np.array([[51.05, 3.72], [50.85, 4.35], [48.85, 2.35], [52.52, 13.4], [-17.8, 178.0]])
    where = dice.choice(len(centres), count)
    spread = dice.choice([0.0, 0.01, 0.4], count)
    latitude = centres[where, 0] + dice.normal(0, 1, count) * spread
    longitude = np.clip(centres[where, 1] + dice.normal(0, 1, count) * spread, -180, 180)
    return dice.permutation(count).astype(np.int64) * 13 + 5, latitude, longitude


def look_at(view: MapView, latitude: float, longitude: float, zoom: float) -> None:
    x, y = to_unit(latitude, longitude)
    view.go(replace(view.viewport, centre_x=float(x), centre_y=float(y), zoom=zoom).held())


def ids_by_tiles(
    view: MapView, ids: Ints, latitude: Floats, longitude: Floats
) -> dict[int, tuple[float, float]]:
    """Return where each sighting is in the view, in pixels, by the tile formula."""
    port: Viewport = view.viewport
    side = 256 * 2**port.zoom
    x = (longitude + 180) / 360 * side
    angle = np.radians(latitude)
    y = (1 - np.log(np.tan(angle) + 1 / np.cos(angle)) / np.pi) / 2 * side
    left, top = port.centre_x * side - port.width_px / 2, port.centre_y * side - port.height_px / 2
    return {int(i): (a, b) for i, a, b in zip(ids, (x - left).tolist(), (y - top).tolist(), strict=True)}


def test_every_bubble_that_is_clicked_gives_its_own_ids(view: MapView, qtbot: QtBot) -> None:
    ids, latitude, longitude = towns(3000)
    view.show_points(ids, latitude, longitude, None, 0)
    clicked = 0
    for where, zoom in (((20.0, 60.0), 2.0), ((50.5, 4.0), 6.0), ((51.05, 3.72), 9.0), ((51.05, 3.72), 13.0)):
        look_at(view, *where, zoom)
        places = ids_by_tiles(view, ids, latitude, longitude)
        claimed: set[int] = set()
        for centre, members in view.bubbles_in_view():
            at = centre.toPoint()
            if view.childAt(at) or not view.rect().contains(at):
                continue
            with qtbot.waitSignal(view.ids_picked, timeout=1000) as picked:
                QTest.mouseClick(view, LEFT, NO_KEYS, at)
            found: Ints = picked.args[0]
            assert found.dtype == np.int64
            assert found.tolist() == sorted(members.tolist())
            # Its own ids: each lies nearby, none is in two bubbles.
            reach = [np.hypot(places[i][0] - centre.x(), places[i][1] - centre.y()) for i in found.tolist()]
            assert max(reach) < 150
            assert claimed.isdisjoint(found.tolist())
            claimed |= set(found.tolist())
            clicked += 1
        # What was not claimed is not in view, or under a button.
        for one in set(ids.tolist()) - claimed:
            x, y = places[one]
            inside = 110 < x < view.width() - 110 and 110 < y < view.height() - 110
            assert not inside, f"sighting {one} is in view, but in no bubble that was clicked"
    assert clicked > 40


def drag(view: MapView, points: list[tuple[float, float]], keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    spots = [QPoint(round(x), round(y)) for x, y in points]
    QTest.mousePress(view, LEFT, keys, spots[0])
    for spot in spots[1:]:
        QTest.mouseMove(view, spot)
    QTest.mouseRelease(view, LEFT, keys, spots[-1])


def ray_count(x: float, y: float, outline: list[tuple[float, float]]) -> bool:
    inside = False
    for i in range(len(outline)):
        (ax, ay), (bx, by) = outline[i - 1], outline[i]
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_lasso_gives_the_ids_inside(view: MapView, qtbot: QtBot, seed: int) -> None:
    ids, latitude, longitude = towns(2000, seed)
    view.show_points(ids, latitude, longitude, None, 0)
    look_at(view, 50.6, 4.0, 7.0)
    dice = np.random.default_rng(seed)
    outline = [
        (450 + float(r) * np.cos(a), 300 + float(r) * np.sin(a))
        for a, r in zip(np.linspace(0, 6.2, 40), dice.uniform(60, 250, 40), strict=True)
    ]
    outline = [(float(round(x)), float(round(y))) for x, y in outline]
    QTest.keyClick(view, Qt.Key.Key_L)
    with qtbot.waitSignal(view.area_chosen, timeout=1000) as chosen:
        drag(view, outline)
    places = ids_by_tiles(view, ids, latitude, longitude)
    expected = sorted(one for one, (x, y) in places.items() if ray_count(x, y, outline))
    assert chosen.args[0].tolist() == expected
    assert 0 < len(expected) < len(ids)


def test_a_rectangle_with_shift_gives_the_ids_inside_and_escape_clears_it(
    view: MapView, qtbot: QtBot
) -> None:
    ids, latitude, longitude = towns(2000)
    view.show_points(ids, latitude, longitude, None, 0)
    look_at(view, 50.6, 4.0, 7.0)
    with qtbot.waitSignal(view.area_chosen, timeout=1000) as chosen:
        drag(view, [(300, 200), (420, 300), (620, 411)], Qt.KeyboardModifier.ShiftModifier)
    places = ids_by_tiles(view, ids, latitude, longitude)
    assert chosen.args[0].tolist() == sorted(
        i for i, (x, y) in places.items() if 300 < x < 620 and 200 < y < 411
    )
    area = view.area_ids()
    assert area is not None
    assert area.tolist() == chosen.args[0].tolist()
    with qtbot.waitSignal(view.area_chosen, timeout=1000) as cleared:
        QTest.keyClick(view, Qt.Key.Key_Escape)
    assert cleared.args == [None]
    assert view.area_ids() is None


def test_the_area_stays_when_other_points_come(view: MapView, qtbot: QtBot) -> None:
    ids, latitude, longitude = towns(400)
    view.show_points(ids, latitude, longitude, None, 0)
    with qtbot.waitSignal(view.area_chosen, timeout=1000) as chosen:
        QTest.keyClick(view, Qt.Key.Key_V)
    assert sorted(ids.tolist()) == chosen.args[0].tolist()
    with qtbot.assertNotEmitted(view.area_chosen):
        view.show_points(ids[:100], latitude[:100], longitude[:100], None, 0)
    area = view.area_ids()
    assert area is not None
    assert area.tolist() == sorted(ids[:100].tolist())


def test_a_drag_pans_and_picks_nothing(view: MapView, qtbot: QtBot) -> None:
    view.show_points(*towns(300), None, 0)
    look_at(view, 50.6, 4.0, 7.0)
    before = view.viewport
    with qtbot.assertNotEmitted(view.ids_picked), qtbot.assertNotEmitted(view.area_chosen):
        drag(view, [(450, 300), (500, 320), (560, 370)])
    x, y = view.viewport.point_px(before.centre_x, before.centre_y)
    assert (x, y) == pytest.approx((450 + 110, 300 + 70), abs=0.01)


def test_the_wheel_zooms_around_the_pointer(view: MapView) -> None:
    look_at(view, 50.6, 4.0, 7.0)
    spot = QPointF(200, 150)
    place = view.viewport.unit_at(spot.x(), spot.y())
    wheel = QWheelEvent(
        spot, view.mapToGlobal(spot), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, wheel)
    assert view.viewport.zoom == pytest.approx(8.0)
    assert view.viewport.point_px(*place) == pytest.approx((200, 150), abs=1e-6)


def test_keys_pan_zoom_and_pick(view: MapView, qtbot: QtBot) -> None:
    ids, latitude, longitude = towns(200)
    ranks = np.arange(1, 201, dtype=np.int32)
    view.show_points(ids, latitude, longitude, ranks, 0)
    QTest.keyClick(view, Qt.Key.Key_N)
    with qtbot.waitSignal(view.ids_picked, timeout=1000) as picked:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert int(ids[0]) in picked.args[0].tolist(), "the bubble with rank 1 comes first"
    zoom = view.viewport.zoom
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.viewport.zoom == pytest.approx(zoom + 1)
    centre = view.viewport.centre_x
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.viewport.centre_x > centre
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.viewport.zoom == pytest.approx(zoom)


def test_the_chip_counts_what_has_no_place(view: MapView, qtbot: QtBot) -> None:
    view.show_points(*towns(10), None, 312)
    chip = next(one for one in view.findChildren(QAbstractButton) if "312" in one.text())
    assert chip.isVisible()
    assert chip.text() == "no place known: 312"
    with qtbot.waitSignal(view.unplaced_wanted, timeout=1000):
        QTest.mouseClick(chip, LEFT)


def test_everything_that_takes_the_keyboard_has_a_name(view: MapView) -> None:
    buttons = view.findChildren(QAbstractButton)
    assert len(buttons) >= 6
    for widget in [view, *buttons]:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.isHidden():
            assert widget.accessibleName(), widget


def test_show_points_says_nothing_and_refuses_nonsense(view: MapView, qtbot: QtBot) -> None:
    ids, latitude, longitude = towns(20)
    with qtbot.assertNotEmitted(view.ids_picked), qtbot.assertNotEmitted(view.area_chosen):
        view.show_points(ids, latitude, longitude, None, 0)
        view.set_selection(set(ids[:4].tolist()))
        view.set_current(int(ids[2]), 50.0)
        view.set_current(999_999)
        view.set_current(None)
    with pytest.raises(ValueError, match="length"):
        view.show_points(ids, latitude[:-1], longitude, None, 0)
    for nonsense in (np.nan, 91.0, np.inf):
        with pytest.raises(ValueError, match="no place on Earth"):
            view.show_points(ids[:1], np.array([nonsense]), np.array([4.0]), None, 0)
    assert view.point_count == 20


def test_large_cases_are_indexed_beside_the_window(view: MapView, qtbot: QtBot) -> None:
    ids, latitude, longitude = towns(30_000)
    view.show_points(ids, latitude, longitude, None, 0)
    assert view.point_count == 0
    with qtbot.waitSignal(view.points_shown, timeout=10_000):
        view.show_points(ids[:25_000], latitude[:25_000], longitude[:25_000], None, 0)
    assert view.point_count == 25_000


def test_an_answer_that_comes_late_is_dropped(qtbot: QtBot) -> None:
    received: list[str] = []
    may_end = threading.Event()
    latest = LatestResult[str](QThreadPool.globalInstance(), received.append)

    def slow() -> str:
        may_end.wait(10)
        return "slow"

    latest.ask(slow, is_small=False)
    latest.ask(lambda: "quick", is_small=False)
    qtbot.waitUntil(lambda: received == ["quick"], timeout=10_000)
    may_end.set()
    QThreadPool.globalInstance().waitForDone(10_000)
    qtbot.wait(20)
    assert received == ["quick"]


def test_work_that_newer_work_overtook_is_not_begun(qtbot: QtBot) -> None:
    pool, may_end = QThreadPool(), threading.Event()
    pool.setMaxThreadCount(1)
    received: list[str] = []
    latest = LatestResult[str](pool, received.append)
    pool.start(lambda: may_end.wait(30))
    begun: list[str] = []

    def old() -> str:
        begun.append("old")
        return "old"

    latest.ask(old, is_small=False)
    latest.ask(lambda: "new", is_small=False)
    may_end.set()
    qtbot.waitUntil(lambda: bool(received))
    assert (received, begun) == (["new"], [])


def share_of(image: QImage, colour: str) -> float:
    """Return how much of the picture is about of a colour."""
    wanted = QColor(colour)
    hits = 0
    for y in range(0, image.height(), 7):
        for x in range(0, image.width(), 7):
            seen = image.pixelColor(x, y)
            gap = (
                abs(seen.red() - wanted.red())
                + abs(seen.green() - wanted.green())
                + abs(seen.blue() - wanted.blue())
            )
            hits += gap < 8
    return hits / ((image.height() // 7) * (image.width() // 7))


def test_land_and_sea_are_drawn_and_follow_the_theme(view: MapView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.is_settled, timeout=20_000)
    light = view.grab().toImage()
    assert share_of(light, LIGHT.sea) > 0.3
    assert share_of(light, LIGHT.land) > 0.15
    view.setPalette(palette("#1b2127", "#e6e9ec"))

    def is_dark() -> bool:
        return view.is_settled and share_of(view.grab().toImage(), DARK.land) > 0.15

    qtbot.waitUntil(is_dark, timeout=20_000)
    dark = view.grab().toImage()
    assert share_of(dark, DARK.sea) > 0.3
    assert share_of(dark, LIGHT.sea) < 0.01


def test_marks_of_selection_and_current_are_seen(view: MapView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.is_settled, timeout=20_000)
    ids = np.array([1, 2], dtype=np.int64)
    view.show_points(ids, np.array([20.0, 20.0]), np.array([-40.0, 60.0]), None, 0)

    def has(colour: str) -> bool:
        image = view.grab().toImage()
        wanted = QColor(colour).rgb()
        return any(
            image.pixel(x, y) == wanted for x in range(image.width()) for y in range(100, image.height() - 40)
        )

    assert has(LIGHT.mark)
    assert not has(LIGHT.chosen)
    view.set_selection([1])
    assert has(LIGHT.chosen)
    assert not has(LIGHT.current)
    view.set_current(2, 300_000.0)
    assert has(LIGHT.current)


def test_a_missing_base_map_is_said_and_points_still_work(qtbot: QtBot, tmp_path: Path) -> None:
    view = MapView(tmp_path)
    qtbot.addWidget(view)
    view.resize(600, 400)
    said: list[str] = []
    view.base_map_failed.connect(said.append)
    view.show()
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert "base map" in said[0]
    view.show_points(*towns(50), None, 0)
    (centre, members), *_ = view.bubbles_in_view()
    with qtbot.waitSignal(view.ids_picked, timeout=1000) as picked:
        QTest.mouseClick(view, LEFT, NO_KEYS, centre.toPoint())
    assert picked.args[0].tolist() == members.tolist()


def test_the_current_sighting_is_brought_into_view(view: MapView) -> None:
    view.show_points(np.array([7, 8]), np.array([51.0, -33.9]), np.array([4.0, 18.4]), None, 0)
    look_at(view, 51.0, 4.0, 8.0)
    view.set_current(8)
    x, y = to_unit(-33.9, 18.4)
    assert view.viewport.bounds.left < float(x) < view.viewport.bounds.right
    assert view.viewport.bounds.top < float(y) < view.viewport.bounds.bottom
    assert view.viewport.zoom == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "1"), (9_999, "9999"), (10_000, "10k"), (999_499, "999k"), (999_500, "1.0M"), (12_345_678, "12M")],
)
def test_counts_stay_short(count: int, text: str) -> None:
    assert short_count(count) == text


def test_a_double_click_zooms_in_on_the_bubble(view: MapView) -> None:
    view.show_points(*towns(500), None, 0)
    look_at(view, 50.5, 4.0, 5.0)
    largest, _ = max(view.bubbles_in_view(), key=lambda found: len(found[1]))
    QTest.mouseDClick(view, LEFT, NO_KEYS, largest.toPoint())
    assert view.viewport.zoom > 5.5


def test_one_goes_on_over_the_antimeridian(view: MapView) -> None:
    latitude = np.array([51.0, -16.8, -16.8, 40.0, 0.0])
    longitude = np.array([4.0, 179.9, -179.9, -100.0, 90.0])
    view.show_points(np.arange(5), latitude, longitude)
    view.go_to(FoundPlace("Taveuni", -16.8, 180.0, 9.0))
    centre = view.viewport.point_px(*map(float, to_unit(-16.8, 180.0)))
    assert abs(centre[0] % view.viewport.scale - view.width() / 2) < 2
    seen = {int(one) for _, ids in view.bubbles_in_view() for one in ids}
    assert seen == {1, 2}  # both sides of the line
    for _ in range(40):  # and the whole way round by the arrows
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.viewport.zoom == 9.0
    look_at(view, 51.0, 4.0, 4.0)
    for _ in range(60):
        QTest.keyClick(view, Qt.Key.Key_Left)
    view.fit()
    assert view.viewport.seam == 0.0
    assert {int(one) for _, ids in view.bubbles_in_view() for one in ids} == set(range(5))


def test_the_world_is_shown_once(view: MapView, qtbot: QtBot) -> None:
    view.resize(1400, 400)
    view.fit()
    qtbot.waitUntil(lambda: view.is_settled, timeout=10_000)
    image = view.grab().toImage()
    port = view.viewport
    left = port.point_px(port.seam, 0.0)[0]
    beside = {image.pixel(x, y) for x in range(2, int(left) - 2, 7) for y in range(60, 330, 5)}
    assert left > 50
    assert beside == {QColor(LIGHT.sea).rgb()}
