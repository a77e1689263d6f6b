"""Going to places of the map: found by name or coordinates, marked, and what lies around them chosen."""

from collections.abc import Callable
from dataclasses import astuple, replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QThreadPool
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from reid_desktop.ports.maps import MapFiles
from reid_desktop.ui.geometry.circle import EarthCircle
from reid_desktop.ui.geometry.mercator import to_degrees, to_unit
from reid_desktop.ui.geometry.place_finder import FoundPlace
from reid_desktop.ui.painting.map_stage import MapStage
from reid_desktop.ui.painting.saying import say
from reid_desktop.ui.text import length, moment_utc, plain
from reid_desktop.ui.views.map_finder import MapFinder

AROUND_M = (50.0, 100.0, 500.0, 1000.0, 5000.0, 25_000.0)
_TOP_PX = 46
_LEAST_SIDE_PX = 24.0
"""A file that is smaller on the screen is not noticed."""


class MapPlaces(MapStage):
    """Finds places and marks one."""

    def __init__(
        self, basemap_dir: Path, pool: QThreadPool, files: MapFiles | None, parent: QWidget | None
    ) -> None:
        """Look for names in the base map of a folder."""
        super().__init__(basemap_dir, pool, files, parent)
        self.finder = MapFinder(basemap_dir, pool, self.layers.names, self)
        self.finder.chosen.connect(self.go_to)
        self._to_show: set[str] = set()
        self.layers.arrived.connect(self._on_arrived)
        self.finder.closed.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))

    def find_place(self) -> QWidget:
        """Open the field that looks for places, and return it."""
        self._arrange_finder()
        self.finder.open()
        return self.finder.field

    def go_to(self, place: FoundPlace) -> None:
        """Show a place and mark it."""
        x, y = to_unit(place.latitude_deg, place.longitude_deg)
        self._pin = place
        self._is_untouched = False
        closer = max(place.zoom, 0.0)
        self.go(replace(self._view, centre_x=float(x), centre_y=float(y), zoom=closer).held())
        say(self, self.tr("The map shows {place}").format(place=plain(place.title)))
        self.update()

    @property
    def spot_in_view(self) -> tuple[float, float, float] | None:
        """Latitude and longitude of the middle and the zoom; None while all is shown."""
        if self._is_untouched:
            return None
        latitude_deg, longitude_deg = to_degrees(self._view.centre_x % 1.0, self._view.centre_y)
        return float(latitude_deg), float(longitude_deg), self._view.zoom

    def show_file(self, path: str) -> None:
        """Show where an archive or overlay lies."""
        box = self.layers.bounds_of(path)
        if box is not None:
            self._is_untouched = False
            self.go(self._view.fitted(box, max_zoom=16.0))

    def area_drawn(
        self, most_corners: int
    ) -> tuple[tuple[tuple[float, float], ...], tuple[float, float, float] | None]:
        """Return the outline that was drawn, and the latitude, longitude and metres of one by distance."""
        closed, circle = self._area.closed, self._area.circle
        if closed is None or len(closed) > most_corners:
            return (), None
        corners = tuple((float(x), float(y)) for x, y in closed)
        return corners, None if circle is None else astuple(circle)

    def expect_file(self, path: str) -> None:
        """Go to a file once it lies on the map, if it could not be seen there."""
        self._to_show.add(path)

    def _on_arrived(self, path: str) -> None:
        box, seen = self.layers.bounds_of(path), self._view.bounds
        if path not in self._to_show or box is None:
            return
        self._to_show.discard(path)
        copies = (replace(box, left=box.left + shift, right=box.right + shift) for shift in (-1, 0, 1))
        is_apart = not any(one.meets(seen) for one in copies)
        side_px = max(box.right - box.left, box.bottom - box.top) * self._view.scale
        if is_apart or side_px < _LEAST_SIDE_PX:
            self.show_file(path)

    def overlay_words(self, px: float, py: float) -> str:
        """Return what of an overlay lies at a pixel: name, time, file; nothing where nothing does."""
        found = self.layers.hit(self._view, px, py)
        if found is None:
            return ""
        overlay, hit = found
        time = "" if hit.time_utc_ms is None else moment_utc(hit.time_utc_ms)
        return "\n".join(plain(part) for part in (hit.part.name, time, overlay.name) if part)

    def unpin(self) -> bool:
        """Take the mark of a found place off; False where there was none."""
        had, self._pin = self._pin is not None, None
        self.update()
        return had

    def choose_around(self, radius_m: float, centre_deg: tuple[float, float] | None = None) -> None:
        """Choose what lies within a distance of a place: of the marked one, or of the middle of the view."""
        if centre_deg is None:
            centre_deg = self._middle_deg()
        circle = EarthCircle(*centre_deg, radius_m)
        self._area.close_with_circle(circle, self._view.centre_x)
        outline = self._area.closed
        assert outline is not None
        sides_px = (outline.max(axis=0) - outline.min(axis=0)) * self._view.scale
        if not 24 < float(sides_px.max()) < min(self.width(), self.height()):
            self._is_untouched = False
            box = self._area.box()
            assert box is not None
            self.go(self._view.fitted(box, max_zoom=18.0))
        self._announce_area()

    def around_menu(self, owner: QWidget, centre_deg: tuple[float, float] | None = None) -> QMenu:
        """Return a menu of distances to choose within."""
        menu = QMenu(owner)
        if centre_deg is not None:
            menu.setTitle(self.tr("Choose within"))
        elif self._pin is not None:
            menu.setTitle(self.tr("Choose around the place found"))
        else:
            menu.setTitle(self.tr("Choose around the middle"))
        for radius_m in AROUND_M:
            action = menu.addAction(length(radius_m))
            action.triggered.connect(self._choosing(radius_m, centre_deg))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the place under the pointer."""
        at = event.pos() if event.reason() == QContextMenuEvent.Reason.Mouse else self.rect().center()
        menu = self.place_menu(at)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(at))

    def place_menu(self, at: QPoint) -> QMenu:
        """Return the menu of a place of the widget."""
        x, y = self._view.unit_at(at.x(), at.y())
        latitude_deg, longitude_deg = to_degrees(x % 1.0, min(max(y, 0.0), 1.0))
        place = (float(latitude_deg), float(longitude_deg))
        written = f"{place[0]:.6f}, {place[1]:.6f}"
        menu = QMenu(self)
        copy = menu.addAction(self.tr("Copy {coordinates}").format(coordinates=written))
        copy.triggered.connect(lambda _on=False: QGuiApplication.clipboard().setText(written))
        menu.addMenu(self.around_menu(menu, place))
        found = menu.addAction(self.tr("Go to a place…\tF"))
        found.triggered.connect(lambda _on=False: self.find_place())
        return menu

    def _announce_area(self) -> None:
        """Tell what the drawn area holds; heirs do."""

    def _middle_deg(self) -> tuple[float, float]:
        if self._pin is not None:
            return self._pin.latitude_deg, self._pin.longitude_deg
        latitude_deg, longitude_deg = to_degrees(
            self._view.centre_x % 1.0, min(max(self._view.centre_y, 0.0), 1.0)
        )
        return float(latitude_deg), float(longitude_deg)

    def _choosing(self, radius_m: float, centre_deg: tuple[float, float] | None) -> Callable[[bool], None]:
        def choose(_is_on: bool) -> None:
            self.choose_around(radius_m, centre_deg)

        return choose

    def _arrange_finder(self) -> None:
        self.finder.arrange(10, _TOP_PX, self.width() - 64, self.height() - _TOP_PX - 12)
