"""What lies on the base map besides the sightings: tiles, overlays, heat, and the path in time."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from PySide6.QtCore import QObject, QRectF, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QPainter
from shiboken6 import isValid

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import ArchiveFacts, MapFiles, Overlay
from reid_desktop.ui.geometry.clustering import PointIndex
from reid_desktop.ui.geometry.label_room import ALL_ROOM, LabelRoom
from reid_desktop.ui.geometry.mercator import to_unit
from reid_desktop.ui.geometry.overlay_hit import OverlayHit
from reid_desktop.ui.geometry.route import Route
from reid_desktop.ui.geometry.viewport import Bounds, Viewport
from reid_desktop.ui.painting.map_colours import MapColours
from reid_desktop.ui.painting.map_heat import draw_heat
from reid_desktop.ui.painting.map_overlays import DrawnOverlay, LaidOverlay, draw_overlays
from reid_desktop.ui.painting.map_sheets import SheetLayer
from reid_desktop.ui.painting.map_tiles import TileLayer
from reid_desktop.ui.text import plain


@dataclass(slots=True)
class LaidArchive:
    """An archive on the map."""

    facts: ArchiveFacts
    layer: TileLayer
    is_shown: bool = True
    opacity: float = 1.0

    @property
    def box(self) -> Bounds:
        """Where it lies on the unit square."""
        south, west, north, east = self.facts.bounds_deg
        x, y = to_unit([north, south], [west, east])
        return Bounds(float(x[0]), float(y[0]), float(x[1]), float(y[1]))


@dataclass(slots=True)
class LaidFile:
    """An overlay on the map."""

    overlay: Overlay
    laid: LaidOverlay
    number: int
    """Its colour goes with it, wherever it is moved."""
    is_shown: bool = True
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class NameRoom:
    """Where names of overlays may be written, by what lay on a view when it came to rest."""

    room: LabelRoom = ALL_ROOM
    view: Viewport | None = None

    def on(self, wide: Viewport) -> LabelRoom:
        """Return the room on another view of the same zoom; nothing is known of one at another."""
        if self.view is None or self.view.zoom != wide.zoom:
            return ALL_ROOM
        return self.room.moved(*wide.point_px(*self.view.unit_at(0.0, 0.0)))


class _Courier(QObject):
    """Carries what was read from the worker thread."""

    delivered = Signal(object)


Laid = TypeVar("Laid")
Found = ArchiveFacts | tuple[Overlay, LaidOverlay] | MapFileError


class MapLayers(QObject):
    """Keeps the layers, lowest first; archives below overlays, overlays below the heat.

    Signals: refreshed (repaint), changed (a file came, went, was shown or hidden), arrived (str: the file
    with this path came), failed (str).
    """

    refreshed = Signal()
    changed = Signal()
    arrived = Signal(str)
    failed = Signal(str)

    def __init__(self, files: MapFiles | None, pool: QThreadPool, parent: QObject) -> None:
        """Read map files through `files`; without, none can be added."""
        super().__init__(parent)
        self._files, self._pool = files, pool
        self.archives: dict[str, LaidArchive] = {}
        self.overlays: dict[str, LaidFile] = {}
        self.shows_heat = False
        self.shows_circles = True
        self.shows_legend = True
        self.shows_own_names = True
        self.route: Route | None = None
        self.room = NameRoom()
        self._asked: list[str] = []
        self._awaited: list[str] = []
        self._hidden: set[str] = set()
        self._opacities: dict[str, float] = {}
        self._numbers = count()
        self._version = 0
        self._seen_index: PointIndex | None = None
        self._points_version = 0
        self._heat = SheetLayer(pool, self)
        self._drawn = SheetLayer(pool, self)
        for layer in (self._heat, self._drawn):
            layer.refreshed.connect(self.refreshed)
        self._courier = _Courier()
        self._courier.delivered.connect(self._on_delivered, Qt.ConnectionType.QueuedConnection)

    @property
    def can_add(self) -> bool:
        """Tell whether map files can be read at all."""
        return self._files is not None

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is being read or drawn."""
        tiles = all(archive.layer.is_settled for archive in self.archives.values() if archive.is_shown)
        return tiles and self._heat.is_settled and self._drawn.is_settled and not self._awaited

    @property
    def credit(self) -> str:
        """Whom the archives shown are from."""
        shown = (one.facts for one in self.archives.values() if one.is_shown)
        return " · ".join(plain(facts.attribution or facts.name) for facts in shown)

    # Files

    @property
    def awaited(self) -> tuple[str, ...]:
        """Files that are being read: they are not on the map yet, and not refused either."""
        return tuple(self._awaited)

    @property
    def hidden(self) -> list[str]:
        """Files that lie on the map and are not shown."""
        archives = [path for path, one in self.archives.items() if not one.is_shown]
        return archives + [path for path, one in self.overlays.items() if not one.is_shown]

    def hide_at_first(self, path: str) -> None:
        """Have a file hidden once it comes."""
        self._hidden.add(path)

    def add_archive(self, path: str) -> None:
        """Have an archive read and put on top of the others; `failed` says why it cannot be."""
        files = self._files
        if files is not None and path not in self.archives:
            self._read(path, lambda: files.describe(path))

    def add_overlay(self, path: str) -> None:
        """Have an overlay read and laid over the map; `failed` says why it cannot be."""
        files = self._files
        if files is None or path in self.overlays:
            return

        def read() -> tuple[Overlay, LaidOverlay]:
            overlay = files.overlay(path)
            return overlay, LaidOverlay.of(overlay)

        self._read(path, read)

    def show_file(self, path: str, is_shown: bool) -> None:
        """Show or hide an archive or overlay."""
        for laid in (self.archives.get(path), self.overlays.get(path)):
            if laid is not None:
                laid.is_shown = is_shown
        self._alter()

    def set_opacity(self, path: str, opacity: float) -> None:
        """Have a file shine through: 0 for nothing of it, 1 for all; kept for one that is not there yet."""
        self._opacities[path] = min(max(opacity, 0.0), 1.0)
        for laid in (self.archives.get(path), self.overlays.get(path)):
            if laid is not None:
                laid.opacity = self._opacities[path]
                self._alter()

    @property
    def opacities(self) -> dict[str, float]:
        """How far each file that shines through does."""
        shares = {path: one.opacity for path, one in self.archives.items()}
        shares |= {path: one.opacity for path, one in self.overlays.items()}
        return {path: share for path, share in shares.items() if share < 1.0}

    def move(self, path: str, up: int) -> None:
        """Move an archive above the next ones, or below (negative); likewise an overlay."""
        if path in self.archives:
            self.archives = _moved(self.archives, path, up)
        elif path in self.overlays:
            self.overlays = _moved(self.overlays, path, up)
        self._alter()

    def turn(self, path: str) -> None:
        """Show a file that is hidden, hide one that is shown."""
        laid = self.archives.get(path) or self.overlays.get(path)
        if laid is not None:
            self.show_file(path, not laid.is_shown)

    def remove(self, path: str) -> None:
        """Take an archive or overlay off the map."""
        self.overlays.pop(path, None)
        archive = self.archives.pop(path, None)
        if archive is not None:
            archive.layer.deleteLater()
        self._alter()

    def _alter(self) -> None:
        self._version += 1
        self.changed.emit()
        self.refreshed.emit()

    def _read(self, path: str, work: Callable[[], ArchiveFacts | tuple[Overlay, LaidOverlay]]) -> None:
        self._asked.append(path)
        self._awaited.append(path)
        courier = self._courier

        def run() -> None:
            try:
                found: Found = work()
            except MapFileError as why:
                found = why
            # At the end of the program the courier is gone and nobody waits.
            if isValid(courier):
                courier.delivered.emit((path, found))

        self._pool.start(run)

    def _on_delivered(self, delivered: tuple[str, Found]) -> None:
        path, found = delivered
        self._awaited.remove(path)
        is_shown = path not in self._hidden
        self._hidden.discard(path)
        if isinstance(found, MapFileError):
            self.failed.emit(str(found))
        elif isinstance(found, ArchiveFacts):
            assert self._files is not None
            layer = TileLayer(self._files, found, self._pool, self)
            layer.refreshed.connect(self.refreshed)
            layer.failed.connect(self.failed)
            opacity = self._opacities.get(found.path, 1.0)
            self.archives[found.path] = LaidArchive(found, layer, is_shown, opacity)
            self.archives = self._in_order(self.archives)
            self._alter()
            self.arrived.emit(found.path)
        else:
            overlay, laid = found
            opacity = self._opacities.get(overlay.path, 1.0)
            self.overlays[overlay.path] = LaidFile(overlay, laid, next(self._numbers), is_shown, opacity)
            self.overlays = self._in_order(self.overlays)
            self._alter()
            self.arrived.emit(overlay.path)

    def _in_order(self, laid: dict[str, Laid]) -> dict[str, Laid]:
        """Return files in the order they were asked for: small ones are read sooner than those before."""
        *others, newest = laid
        rank = {path: place for place, path in enumerate(self._asked)}
        later = [path for path in others if rank.get(path, -1) > rank.get(newest, -1)]
        return _moved(laid, newest, -len(later))

    # Drawing

    def want(
        self, view: Viewport, pixel_ratio: float, colours: MapColours, family: str, index: PointIndex
    ) -> None:
        """Have everything drawn that a view shows."""
        for archive in self.archives.values():
            if archive.is_shown:
                archive.layer.want(view, pixel_ratio, colours)
        laid = self._shown_overlays()
        if laid:
            drawn_of, room = (self._version, colours, family, self.room), self.room

            def draw(wide: Viewport, ratio: float) -> QImage:
                return draw_overlays(laid, colours, family, wide, ratio, room.on(wide))

            self._drawn.want(view, pixel_ratio, drawn_of, draw)
        if self.shows_heat:
            heat_of = (self._point_version(index), colours)
            self._heat.want(
                view, pixel_ratio, heat_of, lambda wide, ratio: draw_heat(index, colours, wide, ratio)
            )

    def _point_version(self, index: PointIndex) -> int:
        if index is not self._seen_index:
            self._seen_index = index
            self._points_version += 1
        return self._points_version

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Paint what lies below the sightings, on one world only: there are no marks on another."""
        painter.save()
        painter.setClipRect(QRectF(view.point_px(view.seam, 0.0)[0], 0, view.scale, view.height_px))
        for archive in self.archives.values():
            if archive.is_shown and archive.opacity > 0:
                painter.setOpacity(archive.opacity)
                archive.layer.paint(painter, view)
        painter.setOpacity(1.0)
        if self._shown_overlays():
            self._drawn.paint(painter, view)
        if self.shows_heat:
            self._heat.paint(painter, view)
        painter.restore()

    def bounds_of(self, path: str) -> Bounds | None:
        """Return where a file lies, None for an unknown one."""
        laid, archive = self.overlays.get(path), self.archives.get(path)
        if laid is not None:
            return laid.laid.box
        return None if archive is None else archive.box

    def covers(self, view: Viewport) -> bool:
        """Tell whether an archive that is shown lies at the middle of a view."""
        x, y = view.centre_x % 1.0, view.centre_y
        boxes = (one.box for one in self.archives.values() if one.is_shown and one.opacity > 0)
        return any(box.left <= x <= box.right and box.top <= y <= box.bottom for box in boxes)

    def hit(self, view: Viewport, px: float, py: float) -> tuple[Overlay, OverlayHit] | None:
        """Return what of the overlays that are shown lies at a pixel, of the topmost first."""
        for one in reversed(self.overlays.values()):
            found = one.laid.vertices.hit(one.overlay, view, px, py) if one.is_shown else None
            if found is not None:
                return one.overlay, found
        return None

    def named_colours(self) -> list[tuple[int, str]]:
        """Return the number of the colour and the name of the overlays that are shown, the topmost first."""
        shown = [one for one in self.overlays.values() if one.is_shown]
        return [(one.number, one.overlay.name) for one in reversed(shown)]

    def names(self) -> list[tuple[str, float, float]]:
        """Return the named points of the overlays that are shown: name, latitude, longitude in degrees."""
        found = []
        for one in self.overlays.values():
            if one.is_shown:
                parts = (part for part in one.overlay.parts if part.name and len(part.degrees))
                found += [(part.name, float(part.degrees[0, 0]), float(part.degrees[0, 1])) for part in parts]
        return found

    def _shown_overlays(self) -> list[DrawnOverlay]:
        return [
            DrawnOverlay(one.number, one.laid, one.opacity) for one in self.overlays.values() if one.is_shown
        ]


def _moved(laid: dict[str, Laid], path: str, up: int) -> dict[str, Laid]:
    order = list(laid)
    place = min(max(order.index(path) + up, 0), len(order) - 1)
    order.remove(path)
    order.insert(place, path)
    return {one: laid[one] for one in order}
