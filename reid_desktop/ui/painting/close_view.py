"""One picture in original pixels, looked at through a frame that others share."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reid_desktop.domain.geometry import Box
from reid_desktop.ui.colours import colours_of
from reid_desktop.ui.painting.close_frame import FINE_TURN_DEG, TURN_DEG, CloseFrame

_FILLS = 0.86
"""So much of the view's height a person takes at zoom 1."""
_SMOOTH_BELOW = 3.0
"""From this magnification on every pixel is shown as a square."""
_EDGE = QColor("#ffd54a")
_PLATE = QColor(10, 14, 20, 215)


class CloseView(QWidget):
    """Shows a picture, or two on top of each other, as a shared frame has it."""

    def __init__(self, frame: CloseFrame, name: str) -> None:
        """Show nothing; `name` is spoken by screen readers."""
        super().__init__()
        self._frame = frame
        self._image, self._region, self._box = QImage(), Box(0, 0, 1, 1), Box(0, 0, 1, 1)
        self._over: tuple[QImage, Box, Box] | None = None
        self._share = 0.0
        self._words, self._shown_name = "", ""
        self._pressed: QPointF | None = None
        self.shows_box = True
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 120)
        frame.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Ask for a person's room."""
        return QSize(360, 480)

    @property
    def has_picture(self) -> bool:
        """Tell whether there is something to look at."""
        return not self._image.isNull()

    @property
    def image(self) -> QImage:
        """Return the picture that is shown."""
        return self._image

    @property
    def scale(self) -> float:
        """Return how many pixels of the screen one pixel of the picture takes."""
        return self._scale_of(self._box)

    def show_picture(self, image: QImage, region: Box, box: Box) -> None:
        """Show what lies in `region` of a frame, with the person in `box` of the same frame."""
        self._image, self._region, self._box, self._words = image, region, box, ""
        self.update()

    def show_words(self, words: str) -> None:
        """Show words instead of a picture."""
        self._image, self._words = QImage(), words
        self.update()

    def lay_over(self, over: tuple[QImage, Box, Box] | None, share: float) -> None:
        """Lay another picture over this one, `share` of it to be seen (0 to 1), its person on this one's."""
        self._over, self._share = over, share
        self.update()

    def name_shown(self, words: str) -> None:
        """Say in a corner whose picture is seen; empty where it goes without saying."""
        self._shown_name = words
        self.update()

    def _scale_of(self, box: Box) -> float:
        if self._frame.is_pixel_true:
            return self._frame.zoom / self.devicePixelRatioF()
        turn = math.radians(self._frame.turn_deg)
        across = abs(math.cos(turn)) * box.height_px + abs(math.sin(turn)) * box.width_px
        return self._frame.zoom * self.height() * _FILLS / max(across, 1)

    def _transform(self, box: Box) -> QTransform:
        """Return the way from pixels of a full frame to pixels of this widget."""
        scale, shift = self._scale_of(box), self._frame.shift
        made = QTransform()
        made.translate(self.width() / 2, self.height() / 2)
        made.rotate(self._frame.turn_deg)
        made.scale(scale, scale)
        middle_x, middle_y = (box.left_px + box.right_px) / 2, (box.top_px + box.bottom_px) / 2
        made.translate(-middle_x - shift.x() * box.height_px, -middle_y - shift.y() * box.height_px)
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, what lies over it, and the box."""
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(colours.stage))
        if self._image.isNull():
            painter.setPen(QColor(colours.muted))
            room = self.rect().adjusted(16, 8, -16, -8)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
        else:
            is_covered = self._over is not None and self._share >= 1.0
            if not is_covered:  # around a smaller picture nothing of the other is seen
                self._paint_picture(painter, self._image, self._region, self._box)
            if self._over is not None and self._share > 0:
                painter.setOpacity(self._share)
                self._paint_picture(painter, *self._over)
                painter.setOpacity(1.0)
        if self._shown_name:
            self._paint_name(painter)
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_picture(self, painter: QPainter, image: QImage, region: Box, box: Box) -> None:
        painter.setTransform(self._transform(box))
        is_smooth = self._scale_of(box) < _SMOOTH_BELOW
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        target = QRectF(region.left_px, region.top_px, region.width_px, region.height_px)
        painter.drawImage(target, image)
        if self.shows_box:
            pen = QPen(_EDGE, 1.6)
            pen.setCosmetic(True)
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(box.left_px, box.top_px, box.width_px, box.height_px))
        painter.resetTransform()

    def _paint_name(self, painter: QPainter) -> None:
        metrics = self.fontMetrics()
        width, height = metrics.horizontalAdvance(self._shown_name) + 20, metrics.height() + 8
        area = QRectF(10, 10, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_PLATE)
        painter.drawRoundedRect(area, 4, 4)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._shown_name)

    def _in_heights(self, pixels: QPointF) -> QPointF:
        """Return a way on the screen as a way on the person, in parts of the person's height."""
        back = QTransform()
        back.rotate(-self._frame.turn_deg)
        along = back.map(pixels)
        return along / (self._scale_of(self._box) * self._box.height_px)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer; with Ctrl, turn."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._frame.turn_by(FINE_TURN_DEG if event.angleDelta().y() > 0 else -FINE_TURN_DEG)
            event.accept()
            return
        middle = QPointF(self.width() / 2, self.height() / 2)
        self._frame.zoom_by(1.0015 ** event.angleDelta().y(), self._in_heights(event.position() - middle))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move the picture."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move both pictures."""
        if self._pressed is not None and self.has_picture:
            self._frame.move_by(self._in_heights(self._pressed - event.position()))
            self._pressed = event.position()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._pressed = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Show the whole person again."""
        self._frame.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom, move, turn and fit from the keyboard."""
        key, step = event.key(), 0.08 / max(self._frame.zoom, 0.5)
        turns = {Qt.Key.Key_Left: -FINE_TURN_DEG, Qt.Key.Key_Right: FINE_TURN_DEG}
        moves = {
            Qt.Key.Key_Left: QPointF(-step, 0),
            Qt.Key.Key_Right: QPointF(step, 0),
            Qt.Key.Key_Up: QPointF(0, -step),
            Qt.Key.Key_Down: QPointF(0, step),
        }
        if key in turns and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._frame.turn_by(turns[Qt.Key(key)])
        elif key in moves:
            self._frame.move_by(moves[Qt.Key(key)])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._frame.zoom_by(1.25)
        elif key == Qt.Key.Key_Minus:
            self._frame.zoom_by(0.8)
        elif key == Qt.Key.Key_R:
            is_back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._frame.turn_by(-TURN_DEG if is_back else TURN_DEG)
        elif key == Qt.Key.Key_0:
            self._frame.fit()
        elif key == Qt.Key.Key_1:
            self._frame.show_pixels()
        else:
            super().keyPressEvent(event)
