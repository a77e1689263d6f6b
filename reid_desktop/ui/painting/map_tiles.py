"""Tiles of an archive over the base map: read and decoded by others, kept, put together to one sheet."""

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap
from shiboken6 import isValid

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import ArchiveFacts, MapFiles, PictureTile, Role, ShapeTile
from reid_desktop.ui.geometry.mercator import to_unit
from reid_desktop.ui.geometry.placement import LabelPlacer
from reid_desktop.ui.geometry.tile_grid import TileKey, TilePart, TileSpot, ancestor, tiles_in, zoom_of_tiles
from reid_desktop.ui.geometry.viewport import Viewport
from reid_desktop.ui.painting.map_colours import MapColours
from reid_desktop.ui.painting.map_sheets import OVERSCAN, Sheet, blank, fits, lay
from reid_desktop.ui.painting.map_tile_pictures import SHAPE_TILE_PX, TileLook, TilePicture, picture_of
from reid_desktop.ui.text import plain

_MOST_BYTES = 96 << 20
_GATHER_MS = 40
"""Tiles that come within so long are put on the sheet together."""
_ABOVE = 5
"""So many levels beyond an archive's last its tiles still say more than the base map."""
_UP = 6
"""Levels up that a tile's place is filled from meanwhile."""
_BELOW = 2
"""So many levels below an archive's first its tiles are still shown; farther out only where it lies."""
_MOST_HOLDERS = 6


class _Courier(QObject):
    """Carries tiles from the worker thread."""

    delivered = Signal(object)


class TileLayer(QObject):
    """One archive."""

    refreshed = Signal()
    failed = Signal(str)

    def __init__(self, files: MapFiles, facts: ArchiveFacts, pool: QThreadPool, parent: QObject) -> None:
        """Show nothing until a view is wanted."""
        super().__init__(parent)
        self.facts = facts
        self._tiles, self._pool = _Tiles(files, facts), pool
        self._tile_px = SHAPE_TILE_PX if facts.is_vector else 256
        self._kept: OrderedDict[TileKey, TilePicture | None] = OrderedDict()
        self._bytes = 0
        self._queue: list[TileKey] = []
        self._in_hand: TileKey | None = None
        self._has_failed = False
        self._look: tuple[Viewport, float, MapColours] | None = None
        self._sheet: Sheet | None = None
        self._courier = _Courier()
        self._courier.delivered.connect(self._on_delivered, Qt.ConnectionType.QueuedConnection)
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._gather.timeout.connect(self._compose)

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is being read or put together."""
        return self._in_hand is None and not self._gather.isActive()

    def want(self, view: Viewport, pixel_ratio: float, colours: MapColours) -> None:
        """Have the tiles of a view read, the middle first; those of earlier views are given up."""
        if self._look is not None and self._look[2] != colours and self.facts.is_vector:
            self._kept.clear()
            self._bytes = 0
        was = self._look
        self._look = (view, pixel_ratio, colours)
        self._queue = self._missing(view)
        is_same = was is not None and was[1:] == self._look[1:]
        if not (self._sheet and is_same and fits(self._sheet.view, view)):
            self._gather.start(0)
        self._start_next()

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Paint the tiles that are there."""
        if self._sheet is not None and self._sheet.view.seam == view.seam:
            lay(painter, self._sheet, view)

    def _spots(self, view: Viewport) -> list[TileSpot]:
        ratio = self._look[1] if self._look else 1.0
        zoom = zoom_of_tiles(view.zoom, ratio, self._tile_px)
        if not self.facts.min_zoom - _BELOW <= zoom <= self.facts.max_zoom + _ABOVE:
            return []
        # Shapes are drawn anew for what is deeper than the archive; pictures are stretched.
        deepest = self.facts.max_zoom + (_ABOVE if self.facts.is_vector else 0)
        held = min(max(zoom, self.facts.min_zoom), deepest)
        return [spot for spot in tiles_in(view.overscanned(OVERSCAN), held) if self._is_within(spot)]

    def _missing(self, view: Viewport) -> list[TileKey]:
        return [s.key for s in self._spots(view) if s.key not in self._kept and s.key != self._in_hand]

    def _is_within(self, spot: TileSpot) -> bool:
        (left, right), (top, bottom) = _bounds(self.facts)
        own_left = spot.left % 1.0
        return (
            own_left + spot.side > left
            and own_left <= right
            and spot.top + spot.side > top
            and spot.top <= bottom
        )

    # Reading

    def _start_next(self) -> None:
        if self._in_hand is not None or not self._queue or self._look is None:
            return
        _, ratio, colours = self._look
        self._in_hand = self._queue.pop(0)
        look = _look_of(self._in_hand, self.facts.max_zoom, colours, ratio)
        self._pool.start(_reading(self._tiles, self._in_hand, look, self._courier))

    def _on_delivered(self, found: tuple[TileKey, TilePicture | None, str]) -> None:
        key, picture, problem = found
        self._in_hand = None
        if problem and not self._has_failed:
            self._has_failed = True
            self.failed.emit(problem)
        if picture is not None and not self.facts.is_vector and picture.image.width() != self._tile_px:
            self._learn_size(picture.image.width())
        self._keep(key, picture)
        if not self._gather.isActive():
            self._gather.start(_GATHER_MS)
        self._start_next()

    def _learn_size(self, width_px: int) -> None:
        """Take the first tile's size for that of all, and ask for the zoom that then fits."""
        self._tile_px = width_px
        if self._look is not None:
            self._queue = self._missing(self._look[0])

    def _keep(self, key: TileKey, picture: TilePicture | None) -> None:
        self._kept[key] = picture
        self._bytes += picture.size_bytes if picture else 0
        while self._bytes > _MOST_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= oldest.size_bytes if oldest else 0

    # Putting together

    def _compose(self) -> None:
        if self._look is None:
            return
        view, ratio, colours = self._look
        wide = view.overscanned(OVERSCAN)
        image = blank(wide, ratio)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        spots = self._spots(view)
        if not spots:
            self._outline(painter, wide, colours)
        for spot in spots:
            self._put(painter, wide, spot)
        self._write(painter, wide, spots, colours)
        painter.end()
        self._sheet = Sheet(wide, QPixmap.fromImage(image), colours)
        self.refreshed.emit()

    def _put(self, painter: QPainter, view: Viewport, spot: TileSpot) -> None:
        left, top = view.point_px(spot.left, spot.top)
        right, bottom = view.point_px(spot.left + spot.side, spot.top + spot.side)
        target = QRectF(QPointF(round(left), round(top)), QPointF(round(right), round(bottom)))
        for up in range(min(_UP, spot.key[0]) + 1):
            key, x, y, side = ancestor(spot.key, up)
            picture = self._kept.get(key)
            if picture is not None:
                self._kept.move_to_end(key)
                width, height = picture.image.width(), picture.image.height()
                source = QRectF(x * width, y * height, side * width, side * height)
                painter.drawImage(target, picture.image, source)
                return

    def _write(self, painter: QPainter, view: Viewport, spots: list[TileSpot], colours: MapColours) -> None:
        placer = LabelPlacer(gap_px=6.0)
        for spot in spots:
            picture = self._kept.get(spot.key)
            for x, y, name, role in picture.labels if picture else ():
                font = QFont(painter.font())
                font.setPixelSize(12 if role is Role.PLACE else 10)
                font.setBold(role is Role.PLACE)
                font.setItalic(role is Role.WATER_NAME)
                px, py = view.point_px(spot.left + x * spot.side, spot.top + y * spot.side)
                _write_name(painter, plain(name), QPointF(px, py), font, placer, colours)

    def _outline(self, painter: QPainter, view: Viewport, colours: MapColours) -> None:
        """Show where the archive lies while the view is too wide for its tiles."""
        (left, right), (top, bottom) = _bounds(self.facts)
        if right - left > 0.9:
            return
        for shift in (0.0, 1.0):
            x1, y1 = view.point_px(left + shift, top)
            x2, y2 = view.point_px(right + shift, bottom)
            box = QRectF(QPointF(x1, y1), QPointF(x2, y2))
            grown = max(0.0, 10.0 - min(box.width(), box.height())) / 2
            painter.setPen(QPen(QColor(colours.place_text), 1.2, Qt.PenStyle.DashLine))
            painter.drawRect(box.adjusted(-grown, -grown, grown, grown))


def _bounds(facts: ArchiveFacts) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return (left, right), (top, bottom) of an archive on the unit square."""
    south, west, north, east = facts.bounds_deg
    x, y = to_unit([north, south], [west, east])
    return (float(x[0]), float(x[1])), (float(y[0]), float(y[1]))


def _write_name(
    painter: QPainter, text: str, at: QPointF, font: QFont, placer: LabelPlacer, colours: MapColours
) -> None:
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text), metrics.height()
    if not placer.place(at.x() - width / 2, at.y() - height / 2, width, height):
        return
    painter.setFont(font)
    base = QPointF(at.x() - width / 2, at.y() + metrics.capHeight() / 2)
    painter.setPen(QColor(colours.halo))
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        painter.drawText(base + QPointF(dx, dy), text)
    painter.setPen(QColor(colours.place_text))
    painter.drawText(base, text)


def _look_of(key: TileKey, deepest: int, colours: MapColours, pixel_ratio: float) -> TileLook:
    """Return how a tile is drawn, which may lie in one that is not as deep."""
    _, left, top, side = ancestor(key, max(0, key[0] - deepest))
    return TileLook(colours, pixel_ratio, key[0], TilePart(left, top, side))


class _Tiles:
    """The tiles of an archive for a worker; one that many deeper ones lie in is not read for each."""

    def __init__(self, files: MapFiles, facts: ArchiveFacts) -> None:
        self._files, self._facts = files, facts
        self._last: OrderedDict[TileKey, PictureTile | ShapeTile | None] = OrderedDict()

    def read(self, key: TileKey) -> PictureTile | ShapeTile | None:
        """Return a tile, or the one that it lies in."""
        deeper = key[0] - self._facts.max_zoom
        if deeper <= 0:
            return self._files.tile(self._facts.path, *key)
        holder = ancestor(key, deeper)[0]
        if holder not in self._last:
            self._last[holder] = self._files.tile(self._facts.path, *holder)
            while len(self._last) > _MOST_HOLDERS:
                self._last.popitem(last=False)
        return self._last[holder]


def _reading(tiles: _Tiles, key: TileKey, look: TileLook, courier: _Courier) -> Callable[[], None]:
    def run() -> None:
        picture, problem = None, ""
        try:
            tile = tiles.read(key)
            picture = None if tile is None else picture_of(tile, look)
        except MapFileError as why:
            problem = str(why)
        # At the end of the program the courier is gone and nobody waits for the tile.
        if isValid(courier):
            courier.delivered.emit((key, picture, problem))

    return run
