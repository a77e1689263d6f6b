"""A picture with boxes: zoomed by wheel, moved by hand, boxes chosen or drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.ui.colours import colours_of
from reid_desktop.ui.painting.keyed_box import after_key, first_box, is_arrow
from reid_desktop.ui.painting.thumbnails import Veil, veiled

MOST_ZOOM = 16.0
_CLICK_PX = 4.0
_ENDING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
_CHOSEN = QColor("#ffd54a")
_OTHER = QColor("#ffffff")


class SceneView(QWidget):
    """Shows one picture of a known full-frame size, with boxes in its pixels."""

    box_chosen = Signal(int)
    """Number of the box that was clicked."""
    box_drawn = Signal(object)
    """A Box in full-frame pixels."""
    activated = Signal()
    """Double click or Return."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty, with words instead of a picture."""
        super().__init__(parent)
        self._picture: QPixmap | None = None
        self._plain = QPixmap()
        self._veil = Veil.NONE
        self._frame = Size(1, 1)
        self._boxes: tuple[Box, ...] = ()
        self._chosen: int | None = None
        self._words = ""
        self._zoom = 1.0
        self._centre = QPointF(0.5, 0.5)
        self._pressed: QPointF | None = None
        self._moved = False
        self._band: QRectF | None = None
        self._outlined: Box | None = None
        self._keyed: Box | None = None
        self.can_choose = False
        self.can_draw = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(80, 80)

    def sizeHint(self) -> QSize:
        """Ask for a picture's room."""
        return QSize(300, 240)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Return the boxes shown."""
        return self._boxes

    @property
    def chosen(self) -> int | None:
        """Return the number of the chosen box."""
        return self._chosen

    @property
    def zoom(self) -> float:
        """Return the magnification; 1 shows the whole picture."""
        return self._zoom

    @property
    def has_picture(self) -> bool:
        """Tell whether there is a picture to look at."""
        return self._picture is not None

    def show_picture(self, picture: QPixmap, frame: Size, boxes: Sequence[Box], chosen: int | None) -> None:
        """Show a picture that stands for a frame of `frame` pixels."""
        self._plain = picture
        self._picture = None if picture.isNull() else self._as_seen()
        self._frame, self._boxes, self._chosen, self._keyed = frame, tuple(boxes), chosen, None
        self.fit()

    def set_veil(self, veil: Veil) -> None:
        """Show this and every later picture as a veil lets it be seen; pictures come here unveiled."""
        if veil is not self._veil:
            self._veil = veil
            if self._picture is not None:
                self._picture = self._as_seen()
                self.update()

    def _as_seen(self) -> QPixmap:
        if self._veil is Veil.NONE:
            return self._plain
        return QPixmap.fromImage(veiled(self._plain.toImage(), self._veil))

    def show_words(self, words: str) -> None:
        """Show words instead of a picture."""
        self._picture, self._boxes, self._chosen, self._words = None, (), None, words
        self.update()

    def show_boxes(self, boxes: Sequence[Box], chosen: int | None) -> None:
        """Show other boxes on the same picture."""
        self._boxes, self._chosen = tuple(boxes), chosen
        self.update()

    def choose(self, number: int | None) -> None:
        """Mark one box as chosen."""
        self._chosen = number
        self.update()

    def outline(self, box: Box | None) -> None:
        """Keep a drawn box in sight, or take it away."""
        self._outlined, self._keyed = box, None
        self.update()

    def fit(self) -> None:
        """Show the whole picture."""
        self._zoom, self._centre = 1.0, QPointF(0.5, 0.5)
        self.update()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Magnify, keeping the point `at` of the widget in place."""
        if self._picture is None:
            return
        anchor = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        before = self._to_unit(anchor)
        self._zoom = min(max(self._zoom * factor, 1.0), MOST_ZOOM)
        after = self._to_unit(anchor)
        self._move_centre(before - after)

    def shown_area(self) -> QRectF:
        """Return where the whole picture lies in the widget's pixels (parts may lie outside)."""
        full = QSizeF(self._frame.width_px, self._frame.height_px)
        best = full.scaled(QSizeF(self.width(), self.height()), Qt.AspectRatioMode.KeepAspectRatio)
        width, height = best.width() * self._zoom, best.height() * self._zoom
        left = self.width() / 2 - self._centre.x() * width
        top = self.height() / 2 - self._centre.y() * height
        return QRectF(left, top, width, height)

    def area_of(self, box: Box) -> QRectF:
        """Return where a box lies in the widget's pixels."""
        area = self.shown_area()
        x, y = area.width() / self._frame.width_px, area.height() / self._frame.height_px
        return QRectF(
            area.left() + box.left_px * x, area.top() + box.top_px * y, box.width_px * x, box.height_px * y
        )

    def _to_unit(self, point: QPointF) -> QPointF:
        area = self.shown_area()
        return QPointF((point.x() - area.left()) / area.width(), (point.y() - area.top()) / area.height())

    def _move_centre(self, by: QPointF) -> None:
        slack = 0.5 / self._zoom
        centre = self._centre + by
        self._centre = QPointF(min(max(centre.x(), slack), 1 - slack), min(max(centre.y(), slack), 1 - slack))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the stage, the picture, the boxes and the band being drawn."""
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(colours.stage))
        if self._picture is None:
            painter.setPen(QColor(colours.muted))
            room = self.rect().adjusted(16, 8, -16, -8)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self.shown_area(), self._picture, QRectF(self._picture.rect()))
            for number, box in enumerate(self._boxes):
                self._paint_box(painter, self.area_of(box), number == self._chosen)
            drawn, kept = self._band, self._keyed or self._outlined
            if drawn is None and kept is not None:
                drawn = self.area_of(kept)
            if drawn is not None:
                self._paint_drawn(painter, drawn)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_box(self, painter: QPainter, area: QRectF, chosen: bool) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 160), 4.0 if chosen else 3.0))
        painter.drawRect(area)
        pen = QPen(_CHOSEN if chosen else _OTHER, 2.2 if chosen else 1.2)
        painter.setPen(pen)
        painter.drawRect(area)

    def _paint_drawn(self, painter: QPainter, area: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 170), 3.0))
        painter.drawRect(area)
        painter.setPen(QPen(_CHOSEN, 1.6, Qt.PenStyle.DashLine))
        painter.drawRect(area)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        self.zoom_by(1.0015 ** event.angleDelta().y(), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a move or a drawn box."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._moved = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw a band or move the picture."""
        if self._pressed is None:
            over = self.can_choose and self._box_at(event.position()) is not None
            shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
            self.setCursor(Qt.CursorShape.CrossCursor if self.can_draw and not over else shape)
            return
        here = event.position()
        if not self._moved and (here - self._pressed).manhattanLength() < _CLICK_PX:
            return
        self._moved = True
        if self.can_draw and self._picture is not None:
            self._band = QRectF(self._pressed, here).normalized().intersected(self.shown_area())
            self.update()
        else:
            area = self.shown_area()
            step = self._pressed - here
            self._move_centre(QPointF(step.x() / area.width(), step.y() / area.height()))
            self._pressed = here

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what was begun: choose a box, or hand over the drawn one."""
        band, self._band = self._band, None
        if band is not None:
            self._hand_over(band)
        elif self._pressed is not None and not self._moved and self.can_choose:
            number = self._box_at(event.position())
            if number is not None:
                self.box_chosen.emit(number)
        self._pressed = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take it, if a person was hit; otherwise show the whole picture."""
        if self.can_choose and self._box_at(event.position()) is not None:
            self.activated.emit()
        else:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom, fit, walk through the boxes, take the chosen one; draw a box where one may be drawn."""
        key = event.key()
        if self.can_draw and self._picture is not None and self._draw_by_key(event):
            return
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(0.8)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit()
        elif self.can_choose and self._boxes and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            self.box_chosen.emit(((self._chosen or 0) + step) % len(self._boxes))
        else:
            super().keyPressEvent(event)

    def _draw_by_key(self, event: QKeyEvent) -> bool:
        """Move or size the box by an arrow key, keep it with Return, drop it with Escape."""
        key = event.key()
        if is_arrow(key):
            begun = self._keyed
            self._keyed = first_box(self._in_view(), self._frame) if begun is None else begun
            if begun is not None:
                self._keyed = after_key(begun, event, self._frame)
            box = self._keyed
            words = f"{box.left_px}, {box.top_px}, {box.width_px} x {box.height_px} px"
            self.setAccessibleDescription(words)
            self.update()
            return True
        if self._keyed is None or key not in _ENDING:
            return False
        box, self._keyed = self._keyed, None
        if key != Qt.Key.Key_Escape:
            self.box_drawn.emit(box)
        self.update()
        return True

    def _in_view(self) -> Box:
        """Return the part of the frame that is shown, in its pixels."""
        area = self.shown_area()
        seen = area.intersected(QRectF(self.rect()))
        x, y = self._frame.width_px / area.width(), self._frame.height_px / area.height()
        left, top = round((seen.left() - area.left()) * x), round((seen.top() - area.top()) * y)
        return Box(left, top, left + max(1, round(seen.width() * x)), top + max(1, round(seen.height() * y)))

    def _box_at(self, point: QPointF) -> int | None:
        """Return the smallest box under a point: it is the hardest to hit."""
        hit = [n for n, box in enumerate(self._boxes) if self.area_of(box).contains(point)]
        return min(hit, key=lambda n: self._boxes[n].area_px) if hit else None

    def _hand_over(self, band: QRectF) -> None:
        area = self.shown_area()
        x, y = self._frame.width_px / area.width(), self._frame.height_px / area.height()
        left, top = round((band.left() - area.left()) * x), round((band.top() - area.top()) * y)
        right, bottom = round((band.right() - area.left()) * x), round((band.bottom() - area.top()) * y)
        if right - left >= 8 and bottom - top >= 8:
            self.box_drawn.emit(Box(left, top, right, bottom).clipped(self._frame))
