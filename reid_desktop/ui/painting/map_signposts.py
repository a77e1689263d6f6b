"""Signs at the rim of a close view: which places lie that way, and how far."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from reid_desktop.ui.geometry.label_room import Box
from reid_desktop.ui.geometry.placement import LabelPlacer
from reid_desktop.ui.geometry.signposts import Signpost
from reid_desktop.ui.geometry.viewport import Viewport
from reid_desktop.ui.painting.map_colours import MapColours, translucent
from reid_desktop.ui.text import length, plain

#: Buttons, chips, scale bar and credit lie there: left, top, right, bottom.
_KEPT_FREE_PX = (12.0, 52.0, 56.0, 62.0)
_LEAST_SIDE_PX = (460, 280)
_HEIGHT_PX, _ARROW_PX, _WIDEST_PX = 22.0, 20.0, 190.0


class SignpostPainter:
    """Paints the signs."""

    def __init__(self, colours: MapColours, family: str) -> None:
        """Paint in the colours of a theme."""
        self._colours = colours
        self._font = QFont(family)
        self._font.setPixelSize(11)
        self._metrics = QFontMetricsF(self._font)

    def paint(
        self, painter: QPainter, view: Viewport, posts: Sequence[Signpost], taken: Sequence[Box]
    ) -> None:
        """Paint a sign for each place; one that would cover another, or what is `taken`, is left out."""
        if view.width_px < _LEAST_SIDE_PX[0] or view.height_px < _LEAST_SIDE_PX[1]:
            return
        left, top, right, bottom = _KEPT_FREE_PX
        room = QRectF(left, top, view.width_px - left - right, view.height_px - top - bottom)
        placer = LabelPlacer(gap_px=4.0)
        for one in taken:
            placer.reserve(*one)
        painter.setFont(self._font)
        for post in posts:
            east_m, south_m = post.offset_m(view)
            text = f"{plain(post.name)}  {length(math.hypot(east_m, south_m))}"
            text = self._metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, _WIDEST_PX)
            size = (self._metrics.horizontalAdvance(text) + _ARROW_PX + 10, _HEIGHT_PX)
            box = _at_rim(room, QPointF(view.width_px / 2, view.height_px / 2), (east_m, south_m), size)
            if placer.place(box.left(), box.top(), box.width(), box.height()):
                self._sign(painter, box, math.atan2(south_m, east_m), text)

    def _sign(self, painter: QPainter, box: QRectF, towards: float, text: str) -> None:
        colours = self._colours
        painter.setPen(QPen(translucent(colours.panel_edge, 120), 1.0))
        painter.setBrush(translucent(colours.panel, 205))
        painter.drawRoundedRect(box, 5.0, 5.0)
        middle = QPointF(box.left() + _ARROW_PX / 2 + 2, box.center().y())
        turned = [
            (towards + turn, reach) for turn, reach in ((0.0, 6.5), (2.5, 6.0), (math.pi, 2.0), (-2.5, 6.0))
        ]
        arrow = [middle + QPointF(math.cos(angle), math.sin(angle)) * reach for angle, reach in turned]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.panel_text))
        painter.drawPolygon(QPolygonF(arrow))
        painter.setPen(QColor(colours.panel_text))
        words = box.adjusted(_ARROW_PX + 3, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def _at_rim(room: QRectF, middle: QPointF, towards: tuple[float, float], size: tuple[float, float]) -> QRectF:
    """Return a box of a size inside `room`, where the way from the middle leaves it."""
    half_width, half_height = size[0] / 2, size[1] / 2
    inner = room.adjusted(half_width, half_height, -half_width, -half_height)
    shares = []
    for way, low, high in (
        (towards[0], inner.left() - middle.x(), inner.right() - middle.x()),
        (towards[1], inner.top() - middle.y(), inner.bottom() - middle.y()),
    ):
        if way:
            shares.append((high if way > 0 else low) / way)
    share = max(min(shares, default=0.0), 0.0)
    at = middle + QPointF(*towards) * share
    return QRectF(at.x() - half_width, at.y() - half_height, *size)
