"""How map and timeline lie in little room: nothing over another, no mark below a legend, no half names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reid_desktop.domain.known_from import PlaceKind
from reid_desktop.ports.maps import Overlay, OverlayKind, OverlayPart
from reid_desktop.ui.geometry.basemap import Names
from reid_desktop.ui.geometry.label_room import LabelRoom
from reid_desktop.ui.geometry.map_names import MapNames, NameStyle
from reid_desktop.ui.geometry.mercator import to_unit
from reid_desktop.ui.geometry.route import Route
from reid_desktop.ui.geometry.signposts import Signpost
from reid_desktop.ui.geometry.viewport import Bounds, Viewport
from reid_desktop.ui.painting.map_colours import LIGHT
from reid_desktop.ui.painting.map_controls import MapControls
from reid_desktop.ui.painting.map_furniture import FurniturePainter
from reid_desktop.ui.painting.map_labels import LabelPainter, MapWords
from reid_desktop.ui.painting.map_legend import LegendPainter, legend_rows
from reid_desktop.ui.painting.map_overlays import DrawnOverlay, LaidOverlay, draw_overlays
from reid_desktop.ui.painting.map_route import RoutePainter
from reid_desktop.ui.painting.map_signposts import SignpostPainter
from reid_desktop.ui.painting.timeline_key import KeyEntry, Sign, TimelineKey
from reid_desktop.ui.painting.timeline_layout import TimelineLayout
from reid_desktop.ui.views.map import MapView
from reid_desktop.ui.views.map_panel import MapPanel
from tests.ui.test_map_layers import points

pytestmark = pytest.mark.usefixtures("qapp")
FAMILY = "DejaVu Sans"
RESOURCES = Path(__file__).resolve().parents[2] / "resources"
LONG_CREDIT = "Land survey office of Bree and whoever else helped · Natural Earth, GeoNames, GSHHG"


@pytest.fixture
def sheet() -> Iterator[tuple[QImage, QPainter]]:
    image = QImage(600, 300, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    yield image, painter
    painter.end()


def inked(image: QImage, box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = (round(side) for side in box)
    return any(image.pixel(x, y) for x in range(left, right) for y in range(top, bottom))


@pytest.mark.parametrize("width", [220, 280, 340, 580, 1280])
@pytest.mark.parametrize("zoom", [0.0, 5.3, 11.0])
def test_scale_and_credit_never_meet(width: int, zoom: float) -> None:
    view = Viewport(0.5, 0.4, zoom, width, 180)
    foot = FurniturePainter(LIGHT, FAMILY).foot(view, LONG_CREDIT)
    whole = QRectF(0, 0, width, 180)
    assert whole.contains(foot.scale)
    assert not foot.credit_text or whole.contains(foot.credit)
    assert not foot.scale.intersects(foot.credit)


def test_a_long_scale_has_its_thousands_marked() -> None:
    foot = FurniturePainter(LIGHT, FAMILY).foot(Viewport(0.5, 0.5, 0.2, 900, 400), "")
    assert foot.scale_text == "10,000 km"


@pytest.mark.parametrize("size", [(340, 150), (580, 150), (580, 275), (1160, 700)])
def test_buttons_keep_off_each_other_and_off_the_foot(qtbot: QtBot, size: tuple[int, int]) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.resize(*size)
    controls = MapControls(owner)
    controls.say_unplaced(496)
    controls.say_path("path: 9 sightings, 1 flagged at 300 km/h")
    buttons = [one for one in controls._column if not one.isHidden()]
    shown = [*buttons, *(one for one in (controls.unplaced, controls.path) if not one.isHidden())]
    assert len(buttons) >= 4
    for one, other in combinations(shown, 2):
        assert not one.geometry().intersects(other.geometry())
    assert max(one.geometry().bottom() for one in buttons) < size[1] - 36


def names_at(*spots: tuple[str, float, float]) -> Names:
    """Return towns by name and place on the unit square."""
    text = "".join(f"\n{name}" for name, _, _ in spots).encode()
    breaks = np.array([i for i, one in enumerate(text) if one == ord("\n")] + [len(text)], np.int64)
    many = len(spots)
    return Names(
        np.array([x for _, x, _ in spots]),
        np.array([y for _, _, y in spots]),
        np.zeros(many),
        np.full(many, 900_000.0),
        np.zeros(many, np.bool_),
        text,
        breaks,
    )


def write(painter: QPainter, places: Names, room: LabelRoom) -> None:
    view = Viewport(0.5, 0.5, 1.0, 600, 300)
    words = MapWords(names_at(), places, MapNames(), NameStyle(with_own=False))
    for _ in LabelPainter(painter, view, LIGHT, FAMILY, room).write(words):
        pass


def test_the_name_of_a_town_below_a_mark_is_written_beside_it(sheet: tuple[QImage, QPainter]) -> None:
    image, painter = sheet
    mark = (280.0, 130.0, 320.0, 170.0)
    write(painter, names_at(("Amsterdam", 0.5, 0.5), ("Haarlem", 0.501, 0.501)), LabelRoom(marks=(mark,)))
    painter.end()
    assert not inked(image, mark)
    assert inked(image, (322, 130, 420, 170))
    assert not inked(image, (0, 0, 278, 300))  # of several towns below a mark only the first is named


def test_no_name_is_cut_by_the_edge_nor_written_below_a_panel(sheet: tuple[QImage, QPainter]) -> None:
    image, painter = sheet
    frame, panel = (100.0, 0.0, 330.0, 300.0), (180.0, 140.0, 290.0, 160.0)
    # Dots at 300, 210 and 320 pixels from the left.
    places = names_at(("Longer than the room", 0.5, 0.45), ("Hidden", 0.5 - 90 / 512, 0.5))
    write(painter, places, LabelRoom(frame, panels=(panel,)))
    painter.end()
    assert not inked(image, panel)
    assert not inked(image, (326, 0, 600, 300))
    assert inked(image, (110, 110, 305, 138))


def test_the_legend_goes_where_it_hides_no_mark() -> None:
    rows = legend_rows(list(PlaceKind), has_ranks=True, has_verdicts=False, has_route=False, has_heat=False)
    painter = LegendPainter(LIGHT, FAMILY)
    usual = painter.panel(900, 600, rows)
    left = (usual.left(), usual.top(), usual.left() + 20, usual.top() + 20)
    aside = painter.panel(900, 600, rows, [left])
    assert not aside.isEmpty()
    assert not aside.intersects(usual)
    assert painter.panel(430, 400, rows, [(0, 0, 430, 400)]).isEmpty()
    assert painter.panel(900, 600, rows, [(0, 0, 900, 600)]) == usual
    assert not painter.panel(580, 275, rows).isEmpty()
    assert painter.panel(580, 150, rows).isEmpty()


def test_a_signpost_hides_no_mark(sheet: tuple[QImage, QPainter]) -> None:
    image, painter = sheet
    view = Viewport(0.5, 0.5, 12.0, 600, 300)
    north = Signpost("Upper Town", 0.5, 0.4)
    mark = (260.0, 50.0, 340.0, 90.0)
    SignpostPainter(LIGHT, FAMILY).paint(painter, view, [north], [mark])
    assert not inked(image, mark)
    SignpostPainter(LIGHT, FAMILY).paint(painter, view, [north], [])
    painter.end()
    assert inked(image, mark)


def test_a_path_with_no_flagged_leg_explains_no_flags() -> None:
    rows = legend_rows(
        [], has_ranks=False, has_verdicts=False, has_route=True, has_flags=False, has_heat=False
    )
    assert [row.sign for row in rows] == ["route"]


def test_a_leg_is_told_once_and_beside_the_marks(sheet: tuple[QImage, QPainter]) -> None:
    image, painter = sheet
    view = Viewport(0.5, 0.5, 1.0, 600, 300)
    latitude, longitude = [0.0, 0.0], [-60.0, 60.0]
    route = Route.through(latitude, longitude, [(0, 1, "13,343 km · 2 h · impossible", True)])
    mark = (240.0, 120.0, 360.0, 180.0)
    RoutePainter(LIGHT, FAMILY).paint(painter, view, route, LabelRoom(marks=(mark,)))
    painter.end()
    assert inked(image, (200, 60, 400, 118)) or inked(image, (200, 182, 400, 240))
    assert not inked(image, (244, 124, 356, 140))  # only the leg itself crosses the mark


def test_a_path_is_painted_on_the_one_world_that_is_shown(sheet: tuple[QImage, QPainter]) -> None:
    image, painter = sheet
    view = Viewport(0.5, 0.5, 0.0, 600, 300)
    route = Route.through([0.0, 0.0], [-60.0, 60.0], [(0, 1, "", True)])
    RoutePainter(LIGHT, FAMILY).paint(painter, view, route, LabelRoom())
    painter.end()
    assert inked(image, (260, 140, 340, 160))
    assert not inked(image, (0, 0, 170, 300))
    assert not inked(image, (430, 0, 600, 300))


def test_a_name_of_an_overlay_stands_beside_the_mark_over_its_point() -> None:
    part = OverlayPart(OverlayKind.POINT, "mast", np.array([[0.0, 0.0]]))
    laid = DrawnOverlay(0, LaidOverlay.of(Overlay("/one.kml", "kml", "One", "ab" * 32, (part,), 0)))
    view, frame = Viewport(0.5, 0.5, 1.0, 600, 300), (44.0, 0.0, 556.0, 300.0)
    mark = (272.0, 122.0, 328.0, 178.0)
    near = draw_overlays([laid], LIGHT, FAMILY, view, 1.0, LabelRoom(frame))
    aside = draw_overlays([laid], LIGHT, FAMILY, view, 1.0, LabelRoom(frame, marks=(mark,)))
    assert inked(near, (309, 144, 326, 156))
    assert not inked(aside, (309, 144, 326, 156))
    assert inked(aside, (336, 144, 350, 156))


@pytest.mark.parametrize("width", [560, 580])
def test_the_list_beside_a_low_map_shows_many_rows_and_whole_headings(qtbot: QtBot, width: int) -> None:
    panel = MapPanel(MapView(RESOURCES / "map"))
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(width, 240)
    panel.setParent(host)
    panel.setGeometry(0, 0, width, 240)
    host.show()
    panel.show_points(points())
    panel.map.want_table()
    qtbot.waitUntil(lambda: panel.model.in_view > 0, timeout=5000)
    table, header = panel.table, panel.table.horizontalHeader()
    assert panel.orientation() is Qt.Orientation.Horizontal
    assert table.viewport().height() // table.rowHeight(0) >= 4
    for column in range(panel.model.columnCount()):
        assert table.isColumnHidden(column) or table.columnWidth(column) >= header.sectionSizeHint(column)


def test_the_key_of_the_timeline_lies_above_where_it_fits_else_below(sheet: tuple[QImage, QPainter]) -> None:
    image, painter = sheet
    layout = TimelineLayout.of(600, 300, 1, 60.0)
    key = TimelineKey(QPalette(), QApplication.font())
    entries = [KeyEntry(sign, f"what {sign.name.lower()} means") for sign in Sign]
    assert key.paint(painter, layout, entries, (60.0, 590.0)) == layout.axis.right()
    below = key.paint(painter, layout, entries, (460.0, 590.0))
    painter.end()
    assert layout.axis.left() < below < layout.axis.right()
    assert inked(image, (300, 12, 590, 26))
    assert inked(image, (round(below), round(layout.axis.top()) + 18, 588, 298))


def test_a_fitted_low_map_keeps_marks_off_chips_and_scale() -> None:
    x, y = to_unit([52.0, -10.0], [4.0, 5.0])
    wanted = Bounds(float(x[0]), float(y[0]), float(x[1]), float(y[1]))
    view = Viewport(0.5, 0.5, 2.0, 580, 240).fitted(wanted, head_px=28, foot_px=28)
    tops = [view.point_px(wanted.left, one)[1] for one in (wanted.top, wanted.bottom)]
    assert tops[0] >= 28 + 20
    assert tops[1] <= 240 - 28 - 20


def test_lanes_of_a_narrow_timeline_keep_room_for_usual_names() -> None:
    for width, names_px in ((340, 76.0), (400, 110.0), (690, 130.0)):
        assert TimelineLayout.of(width, 160, 2, names_px).gutter.width() >= names_px + 18
    for narrow, wide in pairwise((300, 500, 900)):
        assert (
            TimelineLayout.of(narrow, 160, 2, 400.0).gutter.width()
            <= TimelineLayout.of(wide, 160, 2, 400.0).gutter.width()
        )
