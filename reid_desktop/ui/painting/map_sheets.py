"""Transparent pictures that lie on the base map, drawn in a worker and moved with it meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF, QThreadPool, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap

from reid_desktop.ui.geometry.viewport import Viewport
from reid_desktop.ui.painting.map_latest import LatestResult

#: How far beyond the view a sheet reaches on each side, as a share of the view's size.
OVERSCAN = 0.3
Make = Callable[[Viewport, float], QImage]
"""Draws a view at a pixel ratio; called in a worker, so it may only use what it was given."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture, the view that it shows, and what it was made of."""

    view: Viewport
    picture: QPixmap
    stamp: object


def fits(made: Viewport, view: Viewport) -> bool:
    """Tell whether a sheet made for one view still serves another: same zoom, and a margin left."""
    is_alike = abs(made.zoom - view.zoom) < 1e-9 and made.seam == view.seam
    return is_alike and made.bounds.contains(view.overscanned(OVERSCAN / 2).bounds)


def blank(view: Viewport, pixel_ratio: float) -> QImage:
    """Return a transparent picture for a view."""
    image = QImage(
        max(1, round(view.width_px * pixel_ratio)),
        max(1, round(view.height_px * pixel_ratio)),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.setDevicePixelRatio(pixel_ratio)
    image.fill(0)
    return image


def lay(painter: QPainter, sheet: Sheet, view: Viewport) -> None:
    """Paint a sheet where it belongs in a view, scaled while another zoom is drawn."""
    made = sheet.view
    left, top = view.point_px(made.bounds.left, made.bounds.top)
    if abs(made.zoom - view.zoom) < 1e-9:
        painter.drawPixmap(QPointF(round(left), round(top)), sheet.picture)
        return
    grown = view.scale / made.scale
    target = QRectF(left, top, made.width_px * grown, made.height_px * grown)
    painter.drawPixmap(target, sheet.picture, QRectF(sheet.picture.rect()))


class SheetLayer(QObject):
    """Keeps the newest sheet of one kind."""

    refreshed = Signal()

    def __init__(self, pool: QThreadPool, parent: QObject) -> None:
        """Draw in the threads of a pool."""
        super().__init__(parent)
        self._latest = LatestResult(pool, self._receive)
        self._sheet: Sheet | None = None
        self._asked: tuple[Viewport, float, object] | None = None

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is being drawn."""
        return self._asked is None

    def want(self, view: Viewport, pixel_ratio: float, stamp: object, make: Make) -> None:
        """Ask for a sheet around a view unless one of the same stamp serves or is on its way."""
        if self._sheet is not None and self._sheet.stamp == stamp and fits(self._sheet.view, view):
            return
        if self._asked is not None and self._asked[2] == stamp and fits(self._asked[0], view):
            return
        wide = view.overscanned(OVERSCAN)
        self._asked = (wide, pixel_ratio, stamp)
        self._latest.ask(lambda: (wide, make(wide, pixel_ratio), stamp), is_small=False)

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Paint the newest sheet."""
        if self._sheet is not None and self._sheet.view.seam == view.seam:
            lay(painter, self._sheet, view)

    def clear(self) -> None:
        """Forget the sheet."""
        self._sheet = self._asked = None

    def _receive(self, made: tuple[Viewport, QImage, object]) -> None:
        view, image, stamp = made
        if self._asked is None:
            return  # it was cleared meanwhile
        self._asked = None
        self._sheet = Sheet(view, QPixmap.fromImage(image), stamp)
        self.refreshed.emit()
