"""What the marks on the map mean."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from reid_desktop.domain.known_from import PlaceKind
from reid_desktop.ui.geometry.label_room import Box
from reid_desktop.ui.painting.map_colours import MapColours, translucent
from reid_desktop.ui.painting.map_mark_looks import Look, draw_dot
from reid_desktop.ui.painting.map_overlays import overlay_colour, triangle
from reid_desktop.ui.text import plain
from reid_desktop.ui.translating import tr

_ROW_PX, _PAD_PX, _SIGN_PX = 19.0, 8.0, 26.0
_MOST_OVERLAYS, _WIDEST_PX = 5, 236.0
_LEAST_WIDTH_PX = 420
_FOOT_PX, _HEAD_PX = 48.0, 42.0
"""Where scale and chips lie."""
_BUTTONS_PX, _LOW_PX = 52.0, 420


class LegendRow(NamedTuple):
    """A sign and its meaning; the sign is a look of a mark, the name of a line, or an overlay's number."""

    sign: Look | str | int
    text: str


def legend_rows(
    kinds: Sequence[PlaceKind],
    *,
    has_ranks: bool,
    has_verdicts: bool,
    has_route: bool,
    has_flags: bool = True,
    has_heat: bool,
    overlays: Sequence[tuple[int, str]] = (),
) -> list[LegendRow]:
    """Return what has to be explained of what is shown; `overlays` are numbers of colours, and names."""
    words = {
        PlaceKind.MEASURED: tr("measured by the device"),
        PlaceKind.DERIVED: tr("told by a sidecar or name"),
        PlaceKind.MANUAL: tr("entered by an examiner"),
    }
    rows: list[LegendRow] = []
    if has_heat:
        rows.append(LegendRow("heat", tr("few to many sightings")))
    else:
        rows += [LegendRow(Look(kind, 0), words[kind]) for kind in kinds]
        if len(kinds) > 1:
            rows.append(LegendRow(Look(None, 0), tr("of several kinds")))
        if has_verdicts:
            rows.append(LegendRow(Look(PlaceKind.MEASURED, 1), tr("confirmed")))
            rows.append(LegendRow(Look(PlaceKind.MEASURED, 2), tr("excluded")))
        if has_ranks:
            rows.append(LegendRow("rank", tr("rank of a candidate")))
    if has_route:
        rows.append(LegendRow("route", tr("path in time")))
    if has_route and has_flags:
        rows.append(LegendRow("flag", tr("impossible for one person")))
    rows += [LegendRow(number, plain(name)) for number, name in overlays[:_MOST_OVERLAYS]]
    return rows


class LegendPainter:
    """Paints the legend above the scale bar."""

    def __init__(self, colours: MapColours, family: str) -> None:
        """Paint in the colours of a theme."""
        self._colours = colours
        self._font = QFont(family)
        self._font.setPixelSize(11)
        self._metrics = QFontMetricsF(self._font)

    def panel(
        self, width_px: int, height_px: int, rows: Sequence[LegendRow], marks: Sequence[Box] = ()
    ) -> QRectF:
        """Return where the rows have room and hide the fewest marks; nothing where the map is too small."""
        height = len(rows) * _ROW_PX + _PAD_PX
        if not rows or width_px < _LEAST_WIDTH_PX or height_px < height + _FOOT_PX + _HEAD_PX:
            return QRectF()
        widest = min(max(self._metrics.horizontalAdvance(row.text) for row in rows), _WIDEST_PX)
        width, top = widest + _SIGN_PX + 2 * _PAD_PX, height_px - _FOOT_PX - height
        right = width_px - _BUTTONS_PX - width
        middle = (width_px - width) / 2
        lefts, tops = (10.0, right, middle), (top, _HEAD_PX)
        spots = [QRectF(left, y, width, height) for y in tops for left in lefts]
        hidden = [
            sum(spot.intersects(QRectF(QPointF(*box[:2]), QPointF(*box[2:]))) for box in marks)
            for spot in spots
        ]
        fewest = hidden.index(min(hidden))
        # On a low map the marks need the room more.
        return QRectF() if hidden[fewest] and height_px < _LOW_PX else spots[fewest]

    def paint(self, painter: QPainter, panel: QRectF, rows: Sequence[LegendRow]) -> None:
        """Paint the rows where `panel` said."""
        if panel.isEmpty():
            return
        painter.setPen(QPen(translucent(self._colours.panel_edge, 120), 1.0))
        painter.setBrush(translucent(self._colours.panel, 222))
        painter.drawRoundedRect(panel, 5, 5)
        painter.setFont(self._font)
        for number, row in enumerate(rows):
            middle = panel.top() + _PAD_PX / 2 + (number + 0.5) * _ROW_PX
            self._sign(painter, QPointF(panel.left() + _PAD_PX + 9, middle), row.sign)
            painter.setPen(QColor(self._colours.panel_text))
            left = panel.left() + _PAD_PX + _SIGN_PX
            box = QRectF(left, middle - 9, panel.right() - _PAD_PX + 4 - left, 18)
            text = self._metrics.elidedText(row.text, Qt.TextElideMode.ElideMiddle, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)

    def _sign(self, painter: QPainter, at: QPointF, sign: Look | str | int) -> None:
        colours = self._colours
        if isinstance(sign, int):
            painter.setPen(QPen(overlay_colour(sign, colours), 2.0))
            painter.drawLine(at - QPointF(10, 0), at + QPointF(10, 0))
            painter.setBrush(overlay_colour(sign, colours))
            painter.drawPolygon(triangle(at.x(), at.y()))
            return
        if isinstance(sign, Look):
            draw_dot(painter, at, 6.0, sign, colours, QColor(colours.mark))
        elif sign == "rank":
            painter.setPen(QPen(QColor(colours.rim), 1.0))
            painter.setBrush(QColor(colours.mark))
            painter.drawRoundedRect(QRectF(at.x() - 10, at.y() - 7, 20, 14), 4, 4)
            painter.setPen(QColor(colours.mark_text))
            painter.drawText(QRectF(at.x() - 10, at.y() - 8, 20, 15), Qt.AlignmentFlag.AlignCenter, "#1")
        elif sign == "heat":
            for part, colour in enumerate((colours.heat_low, colours.heat_middle, colours.heat_high)):
                painter.fillRect(QRectF(at.x() - 10 + 7 * part, at.y() - 5, 7, 10), QColor(colour))
        else:
            pen = QPen(QColor(colours.flagged if sign == "flag" else colours.current), 2.2)
            if sign == "flag":
                pen.setDashPattern([3, 1.5])
            painter.setPen(pen)
            painter.drawLine(at - QPointF(10, 0), at + QPointF(10, 0))
