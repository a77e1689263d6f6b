"""A base map that can be panned and zoomed; what lies on it is painted by its heirs."""

from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from reid_desktop.ui.geometry.ground import degrees_text, useful_digits
from reid_desktop.ui.geometry.label_room import LabelRoom, even
from reid_desktop.ui.geometry.map_names import NameStyle
from reid_desktop.ui.geometry.mercator import metres_per_px, to_degrees
from reid_desktop.ui.geometry.viewport import Bounds, Viewport, world_bounds
from reid_desktop.ui.painting.map_base_layer import BaseLayer
from reid_desktop.ui.painting.map_colours import MapColours
from reid_desktop.ui.painting.map_furniture import FurniturePainter
from reid_desktop.ui.painting.map_marks import MarkPainter

CREDIT = "Natural Earth, GeoNames, GSHHG"
_SETTLE_MS = 90
_WHEEL_LEVELS = 0.5
_KEY_PAN_PX = 80
#: What fit() shows of the inhabited world or around a single place at the closest.
_CLOSEST_FIT_ZOOM = 13.0
#: What fit() keeps free above, where chips lie: a bubble under one could not be clicked; and below.
_CHIPS_PX, _FOOT_PX = 28, 28


class MapCanvas(QWidget):
    """Shows the base map and moves it by mouse, wheel, pinch and keys."""

    base_map_failed = Signal(str)

    def __init__(self, basemap_dir: Path, pool: QThreadPool, parent: QWidget | None) -> None:
        """Draw the base map from a folder, in the threads of a pool."""
        super().__init__(parent)
        self._base = BaseLayer(basemap_dir, pool, self)
        self._base.refreshed.connect(self.update)
        self._base.failed.connect(self._on_base_failed)
        self._problem = ""
        self._view = Viewport(0.5, 0.5, 1.0, max(1, self.width()), max(1, self.height()))
        self._is_untouched = True
        self._press: QPointF | None = None
        self._last = QPointF()
        self._is_panning = self._is_zooming = False
        self._pointer: QPointF | None = None
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._renew_base)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(220, 180)
        self._restyle()

    # For heirs

    def content_bounds(self) -> Bounds | None:
        """Return what fit() should show, None for the inhabited world."""
        return None

    def paint_content(self, painter: QPainter) -> None:
        """Paint what lies on the map."""

    def paint_under(self, painter: QPainter) -> None:
        """Paint what lies between the base map and its grid."""

    def want_more(self) -> None:
        """Have drawn what lies on the base map; called when a gesture rests."""

    def credit(self) -> str:
        """Return whom what is shown comes from."""
        return CREDIT

    def hint(self) -> str:
        """Return a sentence to show over an empty map, or nothing."""
        return ""

    def on_click(self, at: QPointF) -> None:
        """React to a click that was no drag."""

    # Moving

    @property
    def viewport(self) -> Viewport:
        """What is in view."""
        return self._view

    @property
    def is_settled(self) -> bool:
        """Whether the base map in view is finished and nothing is on its way."""
        return self._base.is_settled and not self._settle.isActive() and self._base.is_crisp(self._view)

    def fit(self) -> None:
        """Show all of the content, or the inhabited world when there is none."""
        self._is_untouched = True
        bounds = self.content_bounds()
        if bounds is None:
            self.go(self._view.fitted(world_bounds(), padding_px=8))
        else:
            self.go(
                self._view.fitted(bounds, max_zoom=_CLOSEST_FIT_ZOOM, head_px=_CHIPS_PX, foot_px=_FOOT_PX)
            )

    def zoom_by(self, levels: float, at: QPointF | None = None) -> None:
        """Zoom by levels around a point of the widget, its middle by default."""
        spot = at or QPointF(self.width() / 2, self.height() / 2)
        self._is_untouched = False
        self.go(self._view.zoomed(levels, spot.x(), spot.y()))

    def pan_by(self, dx_px: float, dy_px: float) -> None:
        """Move the content by so many pixels."""
        self._is_untouched = False
        self.go(self._view.panned(dx_px, dy_px))

    def go(self, view: Viewport) -> None:
        """Show another view; the crisp base map follows when the gesture rests."""
        self._is_zooming |= view.zoom != self._view.zoom
        self._view = view
        if not self._is_zooming:
            self._draw_base(rests=False)
        self._settle.start()
        self.update()

    def write_names(self, style: NameStyle) -> None:
        """Write the names on the base map in another way."""
        if style != self._base.names:
            self._base.names = style
            self._renew_base()

    def covered(self) -> QRectF:
        """Return what lies over the degrees of the grid; nothing as a rule."""
        return QRectF()

    def label_room(self) -> LabelRoom:
        """Return where names may be written on what is in view."""
        foot = self._furniture.foot(self._view, self.credit())
        shown = (one for one in self.children() if isinstance(one, QWidget) and one.isVisible())
        boxes = [foot.scale, foot.credit, *(QRectF(one.geometry()) for one in shown)]
        panels = tuple(even(box.left(), box.top(), box.right(), box.bottom()) for box in boxes)
        world = self._view.point_px(self._view.seam, 0.0)[0]
        left, right = max(0.0, world), min(float(self.width()), world + self._view.scale)
        return LabelRoom((left, 0.0, right, float(self.height())), panels=panels)

    def _renew_base(self) -> None:
        """Have drawn what is in view, now that a gesture rests."""
        self._is_zooming = False
        self._draw_base(rests=True)

    def _draw_base(self, *, rests: bool) -> None:
        if self.isVisible():
            self.want_more()
            room, family = self.label_room() if rests else None, self.font().family()
            self._base.want(self._view, self.devicePixelRatioF(), self._colours, family, room)

    def _on_base_failed(self, problem: str) -> None:
        self._problem = problem
        self.base_map_failed.emit(problem)
        self.update()

    # Painting

    def _restyle(self) -> None:
        self._colours = MapColours.of(self.palette())
        family = self.font().family()
        self._marks_ratio = self.devicePixelRatioF()
        self._marks = MarkPainter(self._colours, family, self._marks_ratio)
        self._furniture = FurniturePainter(self._colours, family)
        self._settle.start()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the base map, the content, and what stands still over both."""
        if self._marks_ratio != self.devicePixelRatioF():
            self._restyle()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._base.paint(painter, self._view, self._colours)
        self.paint_under(painter)
        self._furniture.paint_grid(painter, self._view, self.covered())
        self.paint_content(painter)
        foot = self._furniture.foot(self._view, self.credit())
        self._furniture.paint_foot(painter, foot)
        if self._pointer is not None:
            self._furniture.paint_position(painter, foot, self._position_text(self._pointer))
        hint = self._problem or self.hint()
        if hint:
            self._furniture.paint_hint(painter, self._view, hint)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2.0))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _position_text(self, at: QPointF) -> str:
        x, y = self._view.unit_at(at.x(), at.y())
        if not (self._view.seam <= x <= self._view.seam + 1 and 0 <= y <= 1):
            return ""
        x %= 1.0
        latitude, longitude = (float(value) for value in to_degrees(x, y))
        text = degrees_text(latitude, longitude, useful_digits(metres_per_px(latitude, self._view.zoom)))
        country = self._base.country_at(x, y)
        return f"{text}  ·  {country}" if country else text

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the centre; a map that was not moved yet is fitted again."""
        super().resizeEvent(event)
        self._view = self._view.resized(self.width(), self.height())
        if self._is_untouched:
            self.fit()
        self._settle.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the base map soon after the map can be seen: the window around it is painted first."""
        super().showEvent(event)
        self._settle.start()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._restyle()

    def event(self, event: QEvent) -> bool:
        """Zoom by pinching on a touch pad."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(float(event.value()) * 2.0, event.position())
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        turned = event.angleDelta().y() / 120.0
        if turned:
            self.zoom_by(turned * _WHEEL_LEVELS, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin what may become a click or a pan."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._press = self._last = event.position()
            self._is_panning = event.button() == Qt.MouseButton.MiddleButton

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, and follow the pointer with its position."""
        self._pointer = event.position()
        if self._press is not None:
            moved = (event.position() - self._press).manhattanLength()
            if not self._is_panning and moved >= QApplication.startDragDistance():
                self._is_panning = True
            if self._is_panning:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                step = event.position() - self._last
                self._last = event.position()
                self.pan_by(step.x(), step.y())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the pan, or take the click."""
        was_click = self._press is not None and not self._is_panning
        self._press, self._is_panning = None, False
        self.unsetCursor()
        if was_click and event.button() == Qt.MouseButton.LeftButton:
            self.on_click(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        super().leaveEvent(event)
        self._pointer = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pan with the arrows, zoom with + and -, show all with Home."""
        step = _KEY_PAN_PX // 4 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _KEY_PAN_PX
        pans = {
            Qt.Key.Key_Left: (step, 0),
            Qt.Key.Key_Right: (-step, 0),
            Qt.Key.Key_Up: (0, step),
            Qt.Key.Key_Down: (0, -step),
        }
        key = Qt.Key(event.key())
        if key in pans:
            self.pan_by(*pans[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1.0)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom_by(-1.0)
        elif key == Qt.Key.Key_Home:
            self.fit()
        else:
            super().keyPressEvent(event)
