"""The map of sightings: a base map that needs no network, bubbles, ranked candidates, areas.

MapView(basemap_dir) is fed with plain arrays and knows nothing of the case:

- show_points(ids, latitude_deg, longitude_deg, ranks, unplaced): what to show (arrays of one length);
- set_selection(ids), set_current(id, accuracy_m): marks, kept as ids over later show_points;
- fit(); area_ids(): the ids inside the drawn area after new points came, or None;
- layers: map archives, overlays, heat and the path in time that lie under the marks.

Signals: ids_picked (int64 array: exactly the members of the clicked bubble, ascending), area_chosen
(int64 array of the ids inside the drawn area, or None when it was cleared), unplaced_wanted (the
chip "no place known" was clicked), base_map_failed (str: why it cannot be drawn; points still
work), view_changed (other places or points are in view).
Programmatic calls emit none of these. points_shown: the points of the last show_points are in place;
above 20,000 they are sorted in a worker first, and until then everything refers to the former ones.

Mouse: drag pans, wheel zooms, click picks, double click zooms in, Shift+drag draws a rectangle.
Keys: arrows, + and -, Home (all), L (lasso), R (by distance), V (what is in view), N and P (next
and previous bubble), Return (pick it), F (find a place), M (layers), T (list), Esc (clear).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QThreadPool, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from reid_desktop.ports.maps import MapFiles
from reid_desktop.ui.geometry.circle import EarthCircle
from reid_desktop.ui.geometry.clustering import PointIndex, best_seam
from reid_desktop.ui.geometry.lasso import rectangle_outline
from reid_desktop.ui.geometry.mercator import to_degrees, to_unit
from reid_desktop.ui.geometry.place_finder import FoundPlace
from reid_desktop.ui.geometry.route import Route
from reid_desktop.ui.painting.map_area import AreaShape
from reid_desktop.ui.painting.map_chip import SignButton
from reid_desktop.ui.painting.map_controls import MapControls
from reid_desktop.ui.painting.map_latest import LatestResult
from reid_desktop.ui.painting.one_by_one import Starts
from reid_desktop.ui.text import as_plain_tooltip, number, plural
from reid_desktop.ui.views.map_focus import MapFocus
from reid_desktop.ui.views.map_menu import MapMenu

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Up to so many points the index is built at once, beyond that in a worker thread.
_AT_ONCE = 20_000


def id_array(ids: Collection[int]) -> Ints:
    """Return ids as an int64 array, without a copy where they are one."""
    return np.asarray(ids if isinstance(ids, np.ndarray) else list(ids), dtype=np.int64)


def _check_points(
    ids: Ints, latitude: Floats, longitude: Floats, ranks: npt.NDArray[np.int32] | None
) -> None:
    lengths = {len(ids), len(latitude), len(longitude), len(ids) if ranks is None else len(ranks)}
    if len(lengths) != 1:
        raise ValueError(f"ids, coordinates and ranks differ in length: {sorted(lengths)}")
    # The least and the greatest of values among which is a NaN are NaN, and a comparison with it is false.
    for values, most in ((latitude, 90.0), (longitude, 180.0)):
        if len(values) and not (-most <= float(values.min()) <= float(values.max()) <= most):
            raise ValueError("a coordinate is no place on Earth")


class MapView(MapFocus):
    """Shows where the sightings are and lets the user pick them by place."""

    area_chosen = Signal(object)
    unplaced_wanted = Signal()
    points_shown = Signal()
    table_wanted = Signal(bool)
    path_closed = Signal()
    """The chip of the path was clicked."""
    place_picked = Signal(float, float)
    """Latitude and longitude in degrees of the click after `pick_place`."""
    picking_ended = Signal()
    """No place was picked after all."""

    def __init__(
        self,
        basemap_dir: Path,
        pool: QThreadPool | None = None,
        parent: QWidget | None = None,
        files: MapFiles | None = None,
        sorting: Starts | None = None,
    ) -> None:
        """Draw the base map from a folder, in the threads of a pool (the program's own by default).

        Map archives and overlays are read through `files`; large cases are sorted by `sorting`, else there.
        """
        self._unplaced = 0
        self._is_picking = self._is_held = False
        self._build: Callable[[float | None], PointIndex] | None = None
        self._is_small = True
        self._own_seam: float | None = None
        self._centre_x: float | None = None
        threads = pool or QThreadPool.globalInstance()
        super().__init__(basemap_dir, threads, files, parent)
        self._indexing = LatestResult(sorting or threads, self._on_index_built)
        self.setAccessibleName(self.tr("Map of sightings"))
        self._controls = MapControls(self)
        self.menu = MapMenu(self.layers, self._controls.commands(), self)
        self._controls.unplaced.clicked.connect(self.unplaced_wanted)
        self._controls.area.clicked.connect(self.clear_area)
        self._controls.closer.clicked.connect(lambda: self.zoom_by(1.0))
        self._controls.farther.clicked.connect(lambda: self.zoom_by(-1.0))
        self._controls.fit.clicked.connect(self.fit)
        self._controls.lasso.toggled.connect(lambda on: self._on_tool(self._controls.circle, on))
        self._controls.circle.toggled.connect(lambda on: self._on_tool(self._controls.lasso, on))
        self._controls.path.clicked.connect(self.path_closed)
        self._controls.layers.clicked.connect(self._show_menu)
        self._controls.table.toggled.connect(self.table_wanted)
        self._controls.window.clicked.connect(self._choose_view)
        self._controls.find.clicked.connect(self.find_place)
        self.menu.set_around(self.around_menu)
        self.menu.file_wanted.connect(self.expect_file)
        self._controls.say_unplaced(0)

    # What to show

    def show_points(
        self,
        ids: Ints,
        latitude_deg: Floats,
        longitude_deg: Floats,
        ranks: npt.NDArray[np.int32] | None = None,
        unplaced: int = 0,
        looks: Callable[[], Ints] | None = None,
        reach_m: npt.NDArray[np.floating] | None = None,
    ) -> None:
        """Show placed sightings, all (n,); a rank of 1 or more numbers a candidate.

        `looks` tells the codes of `codes_of`, in any thread; `reach_m` says how far off each place may
        be, NaN where nothing tells.

        Raises ValueError when lengths differ or a coordinate is no place on Earth.
        """
        _check_points(ids, latitude_deg, longitude_deg, ranks)
        self._unplaced = unplaced
        self._controls.say_unplaced(unplaced)

        def build(own_seam: float | None) -> PointIndex:
            x, y = to_unit(latitude_deg, longitude_deg)
            whole = np.asarray(ids, dtype=np.int64)
            codes = None if looks is None else looks()
            seam = best_seam(x) if own_seam is None else own_seam
            return PointIndex.build(whole, x, y, ranks, codes, reach_m, seam)

        self._build, self._is_small = build, len(ids) <= _AT_ONCE
        self._index()

    def fit(self) -> None:
        """Show all of the content; the world is cut again where no sightings are."""
        if self._own_seam is not None:
            self._own_seam = None
            self._index()
        super().fit()

    def pan_by(self, dx_px: float, dy_px: float) -> None:
        """Move the content; at the edge of the world it is cut anew, and one can go on."""
        wanted = self._view.centre_x - dx_px / self._view.scale
        super().pan_by(dx_px, dy_px)
        self._go_round(wanted)

    def go_to(self, place: FoundPlace) -> None:
        """Show a place and mark it, also where the world was cut."""
        super().go_to(place)
        self._go_round(float(to_unit(place.latitude_deg, place.longitude_deg)[0]))

    def show_spot(self, latitude_deg: float, longitude_deg: float, zoom: float) -> None:
        """Show a place in the middle, also where the world was cut."""
        x, y = to_unit(latitude_deg, longitude_deg)
        self._is_untouched = False
        there = self._view.seam + (float(x) - self._view.seam) % 1.0
        self.go(replace(self._view, centre_x=there, centre_y=float(y), zoom=zoom).held())
        self._go_round(there)

    def _go_round(self, wanted_x: float) -> None:
        """Cut the world opposite to a place that cannot be in the middle, as it lies at the edge."""
        held = abs((wanted_x - self._view.centre_x + 0.5) % 1.0 - 0.5) * self._view.scale > 1.0
        if held and self._view.scale > self.width() and self._area.closed is None:
            self._own_seam, self._centre_x = (wanted_x + 0.5) % 1.0, wanted_x
            self._index()

    def _index(self) -> None:
        build, seam = self._build, self._own_seam
        if build is not None:
            self._indexing.ask(lambda: build(seam), is_small=self._is_small)

    def set_selection(self, ids: Collection[int]) -> None:
        """Mark the chosen sightings."""
        self._points.choose(id_array(ids))
        self.update()

    def set_current(self, sighting: int | None, accuracy_m: float | None = None) -> None:
        """Mark the sighting that is looked at, with the radius that its place is known to."""
        self._points.set_current(sighting)
        self._accuracy_m = accuracy_m
        spot = self._points.current_spot()
        if spot is not None:
            x, y = self._view.point_px(*spot)
            if not (30 <= x <= self.width() - 30 and 30 <= y <= self.height() - 30):
                self.go(self._view.panned(self.width() / 2 - x, self.height() / 2 - y))
        self.update()

    def area_ids(self) -> Ints | None:
        """Return the ids inside the drawn area among the points shown now, or None without area."""
        if self._area.circle is not None:
            return self._points.ids_near(self._area.circle)
        return None if self._area.closed is None else self._points.ids_inside(self._area.closed)

    def bring_area(
        self, corners: Sequence[tuple[float, float]], circle: tuple[float, float, float] | None
    ) -> None:
        """Draw the outline that `area_drawn` told; what is chosen stays as it is."""
        self._area.close_with(np.array(corners))
        self._area.circle = None if circle is None else EarthCircle(*circle)
        inside = self.area_ids()
        self._controls.say_area(None if inside is None else len(inside))
        self.update()

    def clear_area(self) -> None:
        """Forget the drawn area and say so."""
        if self._area.closed is not None:
            self._area.clear()
            self._controls.say_area(None)
            self.area_chosen.emit(None)
            self.update()

    def want_table(self) -> None:
        """Ask for the list, as its button does."""
        self._controls.table.setChecked(True)

    def hold_still(self, is_held: bool) -> None:
        """Show the same place whatever comes, as long as that is wanted; else all is shown each time."""
        self._is_held = is_held
        if not is_held and self._is_untouched:
            self.fit()

    def show_route(self, route: Route | None, words: str = "") -> None:
        """Draw a path in time with what a chip says of it, or none."""
        self.layers.route = route
        self._controls.say_path(words if route is not None else "")
        self.update()

    def pick_place(self) -> None:
        """Take the next click as a place; Esc ends that."""
        self._is_picking = True
        self._controls.lasso.setChecked(False)
        self._controls.circle.setChecked(False)
        self._show_cursor()

    def _on_index_built(self, index: PointIndex) -> None:
        self._points.show(index)
        if index.seam != self._view.seam:
            wanted = self._view.centre_x
            self.go(self._view.cut_at(index.seam))
            if not self._is_untouched:
                self._go_round(wanted)
        if self._centre_x is not None:
            x = index.seam + (self._centre_x - index.seam) % 1.0
            self._centre_x = None
            self.go(replace(self._view, centre_x=x).held())
        self.setAccessibleDescription(
            plural(
                len(index),
                "{count} sighting placed, {unplaced} without a known place",
                "{count} sightings placed, {unplaced} without a known place",
                unplaced=number(self._unplaced),
            )
        )
        area = self.area_ids()
        if area is not None:
            self._controls.say_area(len(area))
        if self._is_untouched and not self._is_held:
            self.fit()
        self._settle.start()
        self.update()
        self.points_shown.emit()
        self.view_changed.emit()

    # What the canvas asks

    def hint(self) -> str:
        """Say why nothing is to be seen."""
        if len(self._points.index):
            return ""
        if self._unplaced:
            return self.tr("None of these sightings has a known place.")
        return self.tr("No sighting with a known place.")

    def _show_menu(self) -> None:
        button = self._controls.layers
        self.menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def on_click(self, at: QPointF) -> None:
        """Pick the bubble under the pointer, or the place."""
        if self._is_picking:
            self._is_picking = False
            x, y = self._view.unit_at(at.x(), at.y())
            latitude_deg, longitude_deg = to_degrees(x % 1.0, min(max(y, 0.0), 1.0))
            self.place_picked.emit(float(latitude_deg), float(longitude_deg))
            return
        bubble = self._points.hit(self._view, at.x(), at.y())
        if bubble is not None:
            self.ids_picked.emit(self._points.members(bubble))

    # Areas

    def _on_tool(self, other: SignButton, is_on: bool) -> None:
        if is_on:
            other.setChecked(False)
        self._area.abandon()
        self._show_cursor()
        self.update()

    def _choose_view(self) -> None:
        box = self._view.bounds
        self._area.close_with(rectangle_outline(box.left, box.top, box.right, box.bottom))
        self._announce_area()

    def _announce_area(self) -> None:
        ids = self.area_ids()
        if ids is not None:
            self._controls.say_area(len(ids))
            self.area_chosen.emit(ids)
        self.update()

    def _escape(self) -> None:
        if self._is_picking:
            self._is_picking = False
            self._show_cursor()
            self.picking_ended.emit()
        elif self._area.is_drawing:
            self._area.abandon()
            self._press = None
        elif self._draws is not None:
            self._controls.lasso.setChecked(False)
            self._controls.circle.setChecked(False)
        elif not self.unpin():
            self.clear_area()
        self.update()

    # Events

    @property
    def _draws(self) -> AreaShape | None:
        """What a drag draws, None where it pans."""
        if self._controls.circle.isChecked():
            return AreaShape.CIRCLE
        return AreaShape.LASSO if self._controls.lasso.isChecked() else None

    def _show_cursor(self) -> None:
        aims = self._is_picking or self._draws is not None
        self.setCursor(Qt.CursorShape.CrossCursor if aims else Qt.CursorShape.ArrowCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep buttons and chips at their corners."""
        super().resizeEvent(event)
        self._controls.arrange()
        self._arrange_finder()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin an outline with a tool or with Shift, else leave it to the canvas."""
        boxes = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        shape = AreaShape.RECTANGLE if boxes else self._draws
        if event.button() == Qt.MouseButton.LeftButton and shape is not None:
            self._area.begin(self._view, event.position().x(), event.position().y(), shape)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the outline; a hand over a bubble says that it can be clicked."""
        at = event.position()
        if self._area.is_drawing:
            self._area.extend(self._view, at.x(), at.y())
        elif self._press is None and self._draws is None and not self._is_picking:
            is_over = self._points.hit(self._view, at.x(), at.y()) is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Close the outline and announce what it holds."""
        if self._area.is_drawing and event.button() == Qt.MouseButton.LeftButton:
            if self._area.finish(self._view):
                self._controls.lasso.setChecked(False)
                self._controls.circle.setChecked(False)
                self._announce_area()
        else:
            super().mouseReleaseEvent(event)
        self._show_cursor()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Zoom in on the bubble, or by one level."""
        at = event.position()
        bubble = self._points.hit(self._view, at.x(), at.y())
        if bubble is None:
            self.zoom_by(1.0, at)
            return
        spots = self._points.bounds_of(bubble)
        closer = self._view.fitted(spots, max_zoom=max(15.0, self._view.zoom))
        self._is_untouched = False
        self.go(closer if closer.zoom > self._view.zoom else self._view.zoomed(1.0, at.x(), at.y()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step through bubbles, pick, draw and clear without a mouse."""
        commands = {
            Qt.Key.Key_N: lambda: self._step_focus(1),
            Qt.Key.Key_P: lambda: self._step_focus(-1),
            Qt.Key.Key_Return: self._pick_focused,
            Qt.Key.Key_Enter: self._pick_focused,
            Qt.Key.Key_L: self._controls.lasso.toggle,
            Qt.Key.Key_R: self._controls.circle.toggle,
            Qt.Key.Key_M: self._show_menu,
            Qt.Key.Key_F: self.find_place,
            Qt.Key.Key_T: self._controls.table.toggle,
            Qt.Key.Key_V: self._choose_view,
            Qt.Key.Key_Escape: self._escape,
        }
        command = commands.get(Qt.Key(event.key()))
        if command is None:
            super().keyPressEvent(event)
        else:
            command()

    def event(self, event: QEvent) -> bool:
        """Tell what a bubble holds, or what of an overlay lies there, when the pointer rests on it."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = (event.pos().x(), event.pos().y())
            bubble = self._points.hit(self._view, *at)
            words = self.overlay_words(*at) if bubble is None else self._bubble_text(bubble)
            if words:
                QToolTip.showText(event.globalPos(), as_plain_tooltip(words), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)
