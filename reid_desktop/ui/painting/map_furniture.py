"""Scale bar, credit, coordinates, coordinate grid and hint of the map."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from reid_desktop.ui.geometry.ground import degrees_text, grid_lines, grid_step_deg, scale_bar
from reid_desktop.ui.geometry.mercator import metres_per_px, to_degrees, to_unit
from reid_desktop.ui.geometry.viewport import Viewport
from reid_desktop.ui.painting.map_colours import MapColours, translucent

_MARGIN_PX = 10.0
_LINE_PX = 22.0
#: From here on the base map alone says too little about where one is.
GRID_FROM_ZOOM = 9.0


class FurniturePainter:
    """Paints what stands still over the moving map."""

    def __init__(self, colours: MapColours, family: str) -> None:
        """Paint in the colours of a theme and a font family."""
        self._colours = colours
        self._font = QFont(family)
        self._font.setPixelSize(11)
        self._metrics = QFontMetricsF(self._font)

    def paint_grid(self, painter: QPainter, view: Viewport) -> None:
        """Paint meridians and parallels with their degrees, close in only."""
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
            self._grid_text(painter, x + 4, view.height_px - _LINE_PX - 2 * _MARGIN_PX, text)
        for latitude in latitudes:
            y = view.point_px(0.0, float(to_unit(latitude, 0.0)[1]))[1]
            lines.append(QLineF(0, round(y), view.width_px, round(y)))
            self._grid_text(painter, 4, y - 4, degrees_text(latitude, 0.0, digits).split(", ")[0])
        # Smoothed, a line over the whole height takes a millisecond.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(translucent(self._colours.grid, 70), 0))
        painter.drawLines(lines)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint_scale(self, painter: QPainter, view: Viewport) -> QRectF:
        """Paint the scale bar at the lower left, true at the middle of the view; return its panel."""
        latitude, _ = to_degrees(view.centre_x, min(max(view.centre_y, 0.0), 1.0))
        length, text = scale_bar(metres_per_px(float(latitude), view.zoom), 120.0)
        width = max(length, self._metrics.horizontalAdvance(text)) + 16
        panel = QRectF(_MARGIN_PX, view.height_px - _LINE_PX - _MARGIN_PX - 4, width, _LINE_PX + 4)
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
        painter.drawText(QRectF(left, panel.top() + 1, width - 16, 16), Qt.AlignmentFlag.AlignLeft, text)
        return panel

    def paint_position(self, painter: QPainter, view: Viewport, left: float, text: str, credit: str) -> None:
        """Paint where the pointer is, between the scale bar and the credit."""
        taken = min(self._metrics.horizontalAdvance(credit), view.width_px * 0.7)
        room = view.width_px - left - 3 * _MARGIN_PX - taken
        text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room - 16)
        if room > 60 and text:
            width = self._metrics.horizontalAdvance(text) + 16
            self._line(painter, QRectF(left, view.height_px - _LINE_PX - _MARGIN_PX, width, _LINE_PX), text)

    def paint_credit(self, painter: QPainter, view: Viewport, text: str) -> None:
        """Paint who the maps come from, at the lower right."""
        text = self._metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, view.width_px * 0.7)
        width = self._metrics.horizontalAdvance(text) + 12
        box = QRectF(
            view.width_px - width - _MARGIN_PX, view.height_px - _LINE_PX - _MARGIN_PX, width, _LINE_PX
        )
        painter.setFont(self._font)
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
        self._panel(painter, panel, radius=10.0, alpha=238)
        painter.setFont(font)
        painter.setPen(QColor(self._colours.panel_text))
        painter.drawText(panel, flags, text)

    def paint_note(self, painter: QPainter, at: QPointF, text: str) -> None:
        """Paint a short text beside the pointer."""
        width = self._metrics.horizontalAdvance(text) + 14
        self._line(painter, QRectF(at.x() + 14, at.y() + 10, width, _LINE_PX), text)

    def _grid_text(self, painter: QPainter, x: float, y: float, text: str) -> None:
        painter.setPen(translucent(self._colours.country_text, 220))
        painter.drawText(QPointF(x, y), text)

    def _line(self, painter: QPainter, box: QRectF, text: str) -> None:
        self._panel(painter, box)
        painter.setPen(QColor(self._colours.panel_text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _panel(self, painter: QPainter, box: QRectF, radius: float = 5.0, alpha: int = 205) -> None:
        painter.setFont(self._font)
        painter.setPen(QPen(translucent(self._colours.panel_edge, 120), 1.0))
        painter.setBrush(translucent(self._colours.panel, alpha))
        painter.drawRoundedRect(box, radius, radius)
