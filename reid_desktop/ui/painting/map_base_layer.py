"""The base map under the marks: asks a worker for pictures and paints what is there meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QThreadPool, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from shiboken6 import isValid

from reid_desktop.ui.geometry.label_room import LabelRoom
from reid_desktop.ui.geometry.map_names import NameStyle
from reid_desktop.ui.geometry.signposts import Signpost
from reid_desktop.ui.geometry.viewport import Viewport
from reid_desktop.ui.painting.map_colours import MapColours
from reid_desktop.ui.painting.map_renderer import BaseMapRenderer, RenderRequest
from reid_desktop.ui.translating import tr

#: How far beyond the view a picture reaches on each side, as a share of the view's size.
OVERSCAN = 0.3
_WORLD_SIDE_PX = 1024


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture and what it shows; None and the reason when it could not be drawn."""

    request: RenderRequest
    image: QImage | None
    problem: str = ""


class Courier(QObject):
    """Carries pictures from the worker thread; lives as long as the work that holds it."""

    delivered = Signal(object)


class BaseLayer(QObject):
    """Holds the newest picture of the base map and a coarse one of the whole world.

    Signals: refreshed (repaint, a picture came), failed (str: why the base map cannot be drawn).
    """

    refreshed = Signal()
    failed = Signal(str)

    def __init__(self, folder: Path, pool: QThreadPool, parent: QObject) -> None:
        """Draw from the files of a folder in the threads of a pool."""
        super().__init__(parent)
        self._renderer = BaseMapRenderer(folder)
        self._pool = pool
        self._courier = Courier()
        self._courier.delivered.connect(self._on_delivered, Qt.ConnectionType.QueuedConnection)
        self._picture: Picture | None = None
        self._world: Picture | None = None
        self._queued: list[RenderRequest] = []
        self._wanted: RenderRequest | None = None
        self._is_busy = False
        self._has_failed = False
        self.names = NameStyle()
        """How labels are written from the next picture on."""

    @property
    def is_settled(self) -> bool:
        """Whether nothing is being drawn or waiting to be."""
        return not self._is_busy and not self._queued

    def want(
        self,
        view: Viewport,
        pixel_ratio: float,
        colours: MapColours,
        font_family: str,
        room: LabelRoom | None,
    ) -> None:
        """Ask for a picture around a view, unless a fitting one is there or on its way.

        Its names keep to a `room` of the view; without one, as in a gesture, those of the last will do.
        """
        wide = view.overscanned(OVERSCAN)
        request = RenderRequest(wide, pixel_ratio, colours, font_family, names=self.names)
        if room is not None:
            aside = ((wide.width_px - view.width_px) / 2, (wide.height_px - view.height_px) / 2)
            request = replace(request, room=room.moved(*aside))
        fits = self._fits if room is None else _is_same
        if self._has_failed:
            return
        if self._picture and fits(self._picture.request, request, view):
            if self._wanted and not fits(self._wanted, request, view):
                # What is on its way was for a view that has been left: it is not to take this one's place.
                self._wanted = self._picture.request
                self._queued = [one for one in self._queued if not one.labels]
            return
        if self._wanted and fits(self._wanted, request, view):
            return
        self._wanted = request
        self._queued = [request]
        if self._world is None or self._world.request.colours != colours:
            # First the coarse world: it fills the window while the fine picture is drawn.
            whole = Viewport(0.5, 0.5, 2.0, _WORLD_SIDE_PX, _WORLD_SIDE_PX)
            self._queued.insert(0, RenderRequest(whole, 1.0, colours, font_family, labels=False))
        self._start_next()

    def is_crisp(self, view: Viewport) -> bool:
        """Tell whether the newest picture was made for this zoom and reaches over the whole view."""
        made = self._picture.request.view if self._picture else None
        return made is not None and made.zoom == view.zoom and made.bounds.contains(view.bounds)

    def _covers(self, view: Viewport) -> bool:
        return self._picture is not None and self._picture.request.view.bounds.contains(view.bounds)

    def country_at(self, x: float, y: float) -> str | None:
        """Return the country at a point of the unit square by what is loaded so far, None at sea."""
        return self._renderer.country_at(x % 1.0, y, self.names.language)

    def signposts(self, view: Viewport) -> list[Signpost]:
        """Return the places around a view that names too few itself, by what is loaded so far."""
        return self._renderer.signposts(view)

    def paint(self, painter: QPainter, view: Viewport, colours: MapColours) -> None:
        """Paint the newest picture, scaled if it was made for another zoom, over the coarse world."""
        painter.fillRect(QRectF(0, 0, view.width_px, view.height_px), QColor(colours.sea))
        picture = self._picture if self._picture and self._picture.request.colours == colours else None
        world = self._world if self._world and self._world.request.colours == colours else None
        painter.save()
        # One world, not parts of others: marks are on one only, and what is empty beside it would mislead.
        left = view.point_px(view.seam, 0.0)[0]
        painter.setClipRect(QRectF(left, 0, view.scale, view.height_px))
        if world and not (picture and self._covers(view)):
            for copy in view.world_copies():
                blit(painter, world, copy, smooth=True)
        if picture:
            blit(painter, picture, view, smooth=False)
        painter.restore()

    def _fits(self, made: RenderRequest, asked: RenderRequest, view: Viewport) -> bool:
        same = replace(made, view=asked.view, room=asked.room) == asked
        at_zoom = abs(made.view.zoom - asked.view.zoom) < 1e-9
        # Renew before the edge is reached: half of the overscan must be left.
        margin = OVERSCAN / 2
        return same and at_zoom and made.view.bounds.contains(view.overscanned(margin).bounds)

    def _start_next(self) -> None:
        if self._is_busy or not self._queued:
            return
        request = self._queued.pop(0)
        self._is_busy = True
        self._pool.start(_work(self._renderer, request, self._courier, lambda: self._is_stale(request)))

    def _is_stale(self, request: RenderRequest) -> bool:
        """Tell (from the worker, too) if another zoom or theme is wanted by now; panning never starves."""
        newest = self._wanted
        if newest is None or not request.labels:
            return False
        same = newest.colours == request.colours and newest.names == request.names
        return newest.view.zoom != request.view.zoom or not same

    def _is_left(self, request: RenderRequest) -> bool:
        """Tell whether the view that a picture was asked for has been left."""
        is_there = self._picture is not None and self._wanted is self._picture.request
        return is_there or self._is_stale(request)

    def _on_delivered(self, picture: Picture) -> None:
        self._is_busy = False
        if picture.problem:
            self._has_failed = True
            self._queued = []
            self.failed.emit(picture.problem)
            return
        if picture.image is not None and not picture.request.labels:
            self._world = picture
        elif picture.image is not None and not self._is_left(picture.request):
            self._picture = picture
        self._start_next()
        self.refreshed.emit()


def _is_same(made: RenderRequest, asked: RenderRequest, _view: Viewport) -> bool:
    return made == asked


def _work(
    renderer: BaseMapRenderer, request: RenderRequest, courier: Courier, is_stale: Callable[[], bool]
) -> Callable[[], None]:
    def run() -> None:
        try:
            picture = Picture(request, renderer.render(request, is_stale))
        except (OSError, ValueError) as problem:
            picture = Picture(request, None, tr("The base map cannot be drawn: {why}", why=problem))
        # At the end of the program the courier is gone and nobody waits for the picture.
        if isValid(courier):
            courier.delivered.emit(picture)

    return run


def blit(painter: QPainter, picture: Picture, view: Viewport, smooth: bool) -> None:
    if picture.image is None:
        return
    made = picture.request.view
    left, top = view.point_px(made.bounds.left, made.bounds.top)
    if abs(made.zoom - view.zoom) < 1e-9:
        painter.drawImage(QPointF(round(left), round(top)), picture.image)
        return
    grown = view.scale / made.scale
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    target = QRectF(left, top, made.width_px * grown, made.height_px * grown)
    painter.drawImage(target, picture.image, QRectF(picture.image.rect()))
