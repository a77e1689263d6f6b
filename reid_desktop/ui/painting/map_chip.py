"""Small round-cornered buttons that lie on the map and the timeline."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from reid_desktop.ui.painting.map_colours import MapColours, translucent

Drawing = Callable[[QPainter, QRectF], None]
#: A chip without a count keeps quiet: its text is paler.
_QUIET_ALPHA = 165


class _Overlay(QAbstractButton):
    """A focusable button on a panel that shows hover, press, check and focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paint_ground(self, painter: QPainter, radius_px: float) -> MapColours:
        """Paint the panel and return the colours to go on with."""
        colours = MapColours.of(self.palette())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setBrush(QColor(colours.mark if self.isChecked() else colours.panel))
        painter.setPen(QPen(QColor(colours.panel_edge), 1.0))
        painter.drawRoundedRect(box, radius_px, radius_px)
        if self.isDown() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(translucent(colours.panel_text, 46 if self.isDown() else 22))
            painter.drawRoundedRect(box, radius_px, radius_px)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(self.palette().ColorRole.Highlight), 2.0))
            painter.drawRoundedRect(box, radius_px, radius_px)
        return colours


class ChipButton(_Overlay):
    """A chip with a text, elided when it is wider than its room."""

    def __init__(self, parent: QWidget) -> None:
        """Start empty; the text is also the name for screen readers."""
        super().__init__(parent)
        self._most_px = 10_000
        self._is_quiet = False

    def show_text(self, text: str, hint: str, is_quiet: bool = False) -> None:
        """Set the text and what a click does; quiet chips are paler."""
        self.setText(text)
        self.setToolTip(hint)
        self.setAccessibleName(text)
        self.setAccessibleDescription(hint)
        self._is_quiet = is_quiet
        self.adjustSize()
        self.update()

    def limit_width(self, most_px: int) -> None:
        """Never be wider than this."""
        self._most_px = max(most_px, 40)
        self.adjustSize()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(min(metrics.horizontalAdvance(self.text()) + 30, self._most_px), metrics.height() + 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self.paint_ground(painter, self.height() / 2 - 1.5)
        painter.setPen(translucent(colours.panel_text, _QUIET_ALPHA if self._is_quiet else 255))
        room = self.rect().adjusted(13, 0, -13, 0)
        middle = Qt.TextElideMode.ElideMiddle  # the number at the end is what one looks for
        text = QFontMetrics(self.font()).elidedText(self.text(), middle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()


class SignButton(_Overlay):
    """A square button with a drawn sign."""

    def __init__(self, parent: QWidget, draw: Drawing, name: str, hint: str) -> None:
        """Show a sign; name is for screen readers, hint for the tool tip."""
        super().__init__(parent)
        self._draw = draw
        self.setAccessibleName(name)
        self.setToolTip(hint)
        self.setFixedSize(32, 32)

    def sizeHint(self) -> QSize:
        return QSize(32, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self.paint_ground(painter, 6.0)
        pen = QPen(QColor(colours.mark_text if self.isChecked() else colours.panel_text), 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        box = QRectF(0, 0, 14, 14)
        box.moveCenter(QRectF(self.rect()).center())
        self._draw(painter, box)
        painter.end()


def draw_plus(painter: QPainter, box: QRectF) -> None:
    """Draw the sign for closer."""
    draw_minus(painter, box)
    painter.drawLine(QPointF(box.center().x(), box.top()), QPointF(box.center().x(), box.bottom()))


def draw_minus(painter: QPainter, box: QRectF) -> None:
    """Draw the sign for farther."""
    painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))


def draw_fit(painter: QPainter, box: QRectF) -> None:
    """Draw four corners: show everything."""
    for x, inward in ((box.left(), 4.5), (box.right(), -4.5)):
        for y, down in ((box.top(), 4.5), (box.bottom(), -4.5)):
            painter.drawPolyline([QPointF(x + inward, y), QPointF(x, y), QPointF(x, y + down)])


def draw_find(painter: QPainter, box: QRectF) -> None:
    """Draw a lens: go to a place."""
    painter.drawEllipse(QRectF(box.left(), box.top(), 9.5, 9.5))
    painter.drawLine(QPointF(box.left() + 8.5, box.top() + 8.5), QPointF(box.right(), box.bottom()))


def draw_lasso(painter: QPainter, box: QRectF) -> None:
    """Draw a loop with a tail: choose an area."""
    painter.drawEllipse(QRectF(box.left(), box.top(), box.width(), box.height() * 0.68))
    tail = QPainterPath(QPointF(box.left() + 3.5, box.top() + box.height() * 0.6))
    tail.cubicTo(
        QPointF(box.left() + 1, box.bottom() - 1),
        QPointF(box.left() + 7, box.bottom() - 4),
        QPointF(box.left() + 5, box.bottom()),
    )
    painter.drawPath(tail)


def draw_circle(painter: QPainter, box: QRectF) -> None:
    """Draw a circle with its centre and radius: choose by distance."""
    painter.drawEllipse(box)
    painter.drawLine(box.center(), QPointF(box.right(), box.center().y()))
    painter.drawEllipse(box.center(), 1.0, 1.0)


def draw_layers(painter: QPainter, box: QRectF) -> None:
    """Draw sheets above one another: what lies on the map."""
    for down in (0.0, 4.0, 8.0):
        middle = QPointF(box.center().x(), box.top() + 3.0 + down)
        corners = [middle + QPointF(-7, 0), middle + QPointF(0, -3), middle + QPointF(7, 0)]
        if down == 0.0:
            painter.drawPolygon([*corners, middle + QPointF(0, 3)])
        else:
            painter.drawPolyline([corners[0], middle + QPointF(0, 3), corners[2]])


def draw_table(painter: QPainter, box: QRectF) -> None:
    """Draw lines of a list: the sightings in view."""
    for row in range(4):
        y = box.top() + 1.0 + row * 4.0
        painter.drawLine(QPointF(box.left(), y), QPointF(box.left() + 1.5, y))
        painter.drawLine(QPointF(box.left() + 4.5, y), QPointF(box.right(), y))


def draw_play(painter: QPainter, box: QRectF) -> None:
    """Draw a triangle: let time run."""
    left, right = box.left() + 3, box.right() - 1
    corners = [QPointF(left, box.top()), QPointF(right, box.center().y()), QPointF(left, box.bottom())]
    painter.drawPolygon(corners)


def draw_menu(painter: QPainter, box: QRectF) -> None:
    """Draw three lines: settings."""
    for row in range(3):
        y = box.top() + 2.0 + row * 5.0
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))


def draw_window(painter: QPainter, box: QRectF) -> None:
    """Draw a filled frame: what is in view."""
    painter.drawRoundedRect(box, 2, 2)
    painter.fillRect(box.adjusted(4, 4, -4, -4), painter.pen().color())
