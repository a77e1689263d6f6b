"""Scale bar, credit, coordinates, coordinate grid and hint of the map."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from reid_desktop.ui.geometry.ground import degrees_text, grid_lines, grid_step_deg, scale_bar
from reid_desktop.ui.geometry.mercator import metres_per_px, to_degrees, to_unit
from reid_desktop.ui.geometry.viewport import Viewport
from reid_desktop.ui.painting.map_colours import MapColours, translucent
from reid_desktop.ui.text import figures_in

_MARGIN_PX = 10.0
_LINE_PX = 22.0
_CHIPS_PX = 56.0
"""Above, chips cover what is written; below, the scale does."""
_BUTTONS_PX, _COLUMN_FROM_PX = 52.0, 196.0
"""Width of the buttons at the right, and the height from which they stand below one another."""
_SCALE_PX, _NARROW_SCALE_PX, _NARROW_PX = 120.0, 70.0, 420.0
_LEAST_CREDIT_PX = 60.0
#: From here on the base map alone says too little about where one is.
GRID_FROM_ZOOM = 9.0


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands at the foot of the map, none over another."""

    scale: QRectF
    scale_px: float
    """Length of the bar."""
    scale_text: str
    credit: QRectF
    credit_text: str
    """Empty where there is no room at all."""


class FurniturePainter:
    """Paints what stands still over the moving map."""

    def __init__(self, colours: MapColours, family: str) -> None:
        """Paint in the colours of a theme and a font family."""
        self._colours = colours
        self._font = QFont(family)
        self._font.setPixelSize(11)
        self._metrics = QFontMetricsF(self._font)

    def paint_grid(self, painter: QPainter, view: Viewport, covered: QRectF) -> None:
        """Paint meridians and parallels, close in only, with their degrees where nothing covers these."""
        if view.zoom < GRID_FROM_ZOOM:
            return
        step = grid_step_deg(view.bounds, view.width_px)
        latitudes, longitudes = grid_lines(view.bounds, step)
        painter.setFont(self._font)
        digits = max(0, len(f"{step:f}".rstrip("0").split(".")[1]))
        lines: list[QLineF] = []
        for longitude in longitudes:
            x = view.point_px(float(to_unit(0.0, longitude)[0]), 0.0)[0]
            lines.append(QLineF(round(x), 0, round(x), view.height_px))
            text = degrees_text(0.0, longitude, digits).split(", ")[1]
            if x + 4 + self._metrics.horizontalAdvance(text) < view.width_px:
                at = QPointF(x + 4, view.height_px - _LINE_PX - 2 * _MARGIN_PX)
                self._grid_text(painter, at, text, covered)
        for latitude in latitudes:
            y = view.point_px(0.0, float(to_unit(latitude, 0.0)[1]))[1]
            lines.append(QLineF(0, round(y), view.width_px, round(y)))
            if _CHIPS_PX < y < view.height_px - _CHIPS_PX:
                text = degrees_text(latitude, 0.0, digits).split(", ")[0]
                self._grid_text(painter, QPointF(4, y - 4), text, covered)
        # Smoothed, a line over the whole height takes a millisecond.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(translucent(self._colours.grid, 70), 0))
        painter.drawLines(lines)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def foot(self, view: Viewport, credit: str) -> Foot:
        """Return where the scale bar, true at the middle of the view, and the credit have room."""
        latitude, _ = to_degrees(view.centre_x, min(max(view.centre_y, 0.0), 1.0))
        widest = _SCALE_PX if view.width_px >= _NARROW_PX else _NARROW_SCALE_PX
        length, text = scale_bar(metres_per_px(float(latitude), view.zoom), widest)
        text = figures_in(text)
        width = max(length, self._metrics.horizontalAdvance(text)) + 16
        top = view.height_px - _LINE_PX - _MARGIN_PX
        scale = QRectF(_MARGIN_PX, top - 4, width, _LINE_PX + 4)
        room = view.width_px - scale.right() - 2 * _MARGIN_PX - 12
        said = self._metrics.elidedText(credit, Qt.TextElideMode.ElideMiddle, room)
        if room < _LEAST_CREDIT_PX:
            said = ""
        taken = self._metrics.horizontalAdvance(said) + 12
        right = QRectF(view.width_px - taken - _MARGIN_PX, top, taken, _LINE_PX)
        return Foot(scale, length, text, right, said)

    def paint_foot(self, painter: QPainter, foot: Foot) -> None:
        """Paint the scale bar at the lower left, and who the maps come from at the lower right."""
        panel, length = foot.scale, foot.scale_px
        self._panel(painter, panel)
        left, base = panel.left() + 8, panel.bottom() - 6
        painter.setPen(QPen(QColor(self._colours.panel_text), 1.4))
        painter.drawPolyline(
            [
                QPointF(left, base - 4),
                QPointF(left, base),
                QPointF(left + length, base),
                QPointF(left + length, base - 4),
            ]
        )
        words = QRectF(left, panel.top() + 1, panel.width() - 16, 16)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft, foot.scale_text)
        if foot.credit_text:
            self._line(painter, foot.credit, foot.credit_text)

    def paint_position(self, painter: QPainter, foot: Foot, text: str) -> None:
        """Paint where the pointer is: between the scale bar and the credit, or above the bar."""
        left = foot.scale.right() + 6
        width = self._metrics.horizontalAdvance(text) + 16
        box = QRectF(left, foot.credit.top(), width, _LINE_PX)
        if box.right() + 6 > foot.credit.left():
            box.moveTo(foot.scale.left(), foot.scale.top() - _LINE_PX - 6)
        if text:
            self._line(painter, box, text)

    def paint_hint(self, painter: QPainter, view: Viewport, text: str) -> None:
        """Paint a sentence in a chip in the middle, broken into lines where it is long."""
        font = QFont(self._font)
        font.setPixelSize(13)
        room = max(120.0, min(460.0, view.width_px - 120.0))
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        needed = QFontMetricsF(font).boundingRect(QRectF(0, 0, room, 400), flags, text)
        panel = needed.adjusted(-18, -12, 18, 12)
        panel.moveCenter(QPointF(view.width_px / 2, view.height_px / 2))
        is_under = panel.right() > view.width_px - _BUTTONS_PX
        if is_under and view.height_px >= _COLUMN_FROM_PX:
            panel.moveLeft(max(_MARGIN_PX / 2, view.width_px - _BUTTONS_PX - panel.width()))
        self._panel(painter, panel, radius=10.0, alpha=238)
        painter.setFont(font)
        painter.setPen(QColor(self._colours.panel_text))
        painter.drawText(panel.adjusted(18, 12, -18, -12), flags, text)  # broken as it was measured

    def paint_note(self, painter: QPainter, at: QPointF, text: str) -> None:
        """Paint a short text beside the pointer."""
        width = self._metrics.horizontalAdvance(text) + 14
        self._line(painter, QRectF(at.x() + 14, at.y() + 10, width, _LINE_PX), text)

    def _grid_text(self, painter: QPainter, at: QPointF, text: str, covered: QRectF) -> None:
        if self._metrics.boundingRect(text).translated(at).intersects(covered):
            return
        painter.setPen(translucent(self._colours.country_text, 220))
        painter.drawText(at, text)

    def _line(self, painter: QPainter, box: QRectF, text: str) -> None:
        self._panel(painter, box)
        painter.setPen(QColor(self._colours.panel_text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _panel(self, painter: QPainter, box: QRectF, radius: float = 5.0, alpha: int = 205) -> None:
        painter.setFont(self._font)
        painter.setPen(QPen(translucent(self._colours.panel_edge, 120), 1.0))
        painter.setBrush(translucent(self._colours.panel, alpha))
        painter.drawRoundedRect(box, radius, radius)
