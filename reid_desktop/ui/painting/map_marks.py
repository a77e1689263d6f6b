"""Bubbles, ranked candidates, the current sighting and the drawn outline on the map."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from reid_desktop.domain.known_from import PlaceKind
from reid_desktop.ui.geometry.clustering import NO_RANK
from reid_desktop.ui.geometry.mercator import Floats, metres_per_px, to_degrees, to_unit
from reid_desktop.ui.geometry.place_finder import FoundPlace
from reid_desktop.ui.geometry.viewport import Viewport
from reid_desktop.ui.painting.map_colours import MapColours, translucent
from reid_desktop.ui.painting.map_mark_looks import (
    Look,
    draw_dot,
    draw_sign,
    look_of,
    text_colour,
    verdict_colour,
)
from reid_desktop.ui.painting.map_points import PointLayer
from reid_desktop.ui.text import figures_in, plain

_MOST_SPRITES = 1500
_SHARE_STEPS = 16


def short_count(count: int) -> str:
    """Return a count in at most four characters: 9999, 12k, 3.4M."""
    if count < 10_000:
        return str(count)
    if count < 999_500:
        return f"{round(count / 1000)}k"
    return f"{count / 1e6:.1f}M" if count < 9_950_000 else f"{round(count / 1e6)}M"


class _Sprite(NamedTuple):
    """What a mark looks like; equal marks share one picture."""

    radius_px: int
    text: str
    badge: str
    share: int
    look: int
    """Of `look_of`."""
    is_focused: bool


def _share_steps(shares: Floats) -> Floats:
    """Return shares in steps: 0 for none, all of them for all, and something to see in between."""
    between = np.clip(np.ceil(shares * _SHARE_STEPS), 2, _SHARE_STEPS - 1)
    return np.where(shares >= 1, _SHARE_STEPS, np.where(shares > 0, between, 0))


def _sprite(
    count: int, rank: int, radius_px: float, share_step: float, look: int, is_focused: bool
) -> _Sprite:
    return _Sprite(
        round(radius_px),
        "" if count == 1 else figures_in(short_count(count)),
        f"#{rank}" if rank != NO_RANK else "",
        int(share_step),
        look,
        is_focused,
    )


class MarkPainter:
    """Paints the marks; pictures of bubbles are kept between frames."""

    def __init__(self, colours: MapColours, font_family: str, pixel_ratio: float) -> None:
        """Paint for one theme, font and screen; make another painter when one of them changes."""
        self._colours = colours
        self._family = font_family
        self._pixel_ratio = pixel_ratio
        self._sprites: dict[_Sprite, QPixmap] = {}

    def paint_bubbles(
        self, painter: QPainter, view: Viewport, points: PointLayer, focused: int | None
    ) -> None:
        """Paint the bubbles, small ones first, so that no large one hides under a small one."""
        bubbles = points.bubbles(view)
        if len(bubbles) == 0:
            return
        x, y = view.to_px(bubbles.x, bubbles.y)
        seen = (x > -60) & (x < view.width_px + 60) & (y > -60) & (y < view.height_px + 60)
        steps = _share_steps(points.chosen_shares)
        order = bubbles.count.argsort(kind="stable")
        order = order[seen[order]]
        columns = (x, y, bubbles.count, bubbles.best_rank, bubbles.radius_px, steps, bubbles.mark)
        values = (column[order].tolist() for column in columns)
        for i, left, top, count, rank, radius, step, look in zip(order.tolist(), *values, strict=True):
            self._put(painter, left, top, _sprite(count, rank, radius, step, look, i == focused))

    def _put(self, painter: QPainter, x: float, y: float, sprite: _Sprite) -> None:
        pixmap = self._pixmap(sprite)
        half = pixmap.width() / self._pixel_ratio / 2
        painter.drawPixmap(QPointF(x - half, y - half), pixmap)

    def paint_current(
        self,
        painter: QPainter,
        view: Viewport,
        points: PointLayer,
        accuracy_m: float | None,
        focused: int | None,
        *,
        has_bubbles: bool = True,
    ) -> None:
        """Ring the bubble of the current sighting; mark its very place and how well it is known."""
        spot = points.current_spot()
        bubble = points.current_bubble(view) if has_bubbles else None
        if spot is None:
            return
        x, y = view.point_px(*spot)
        colour = QColor(self._colours.current)
        latitude, _ = to_degrees(spot[0], spot[1])
        radius = (accuracy_m or 0.0) / metres_per_px(float(latitude), view.zoom)
        if radius >= 4.0:
            painter.setPen(QPen(colour, 1.4, Qt.PenStyle.DashLine))
            painter.setBrush(translucent(self._colours.current, 34))
            painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle, ring, bubbles = QPointF(x, y), 12.0, points.bubbles(view)
        if bubble is not None:
            middle = QPointF(*view.point_px(float(bubbles.x[bubble]), float(bubbles.y[bubble])))
            ring = float(bubbles.radius_px[bubble]) + 6.0
        for pen in (QPen(QColor(self._colours.rim), 5.0), QPen(colour, 2.6)):
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawEllipse(middle, ring, ring)
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                inner = QPointF(middle.x() + ring * dx, middle.y() + ring * dy)
                painter.drawLine(inner, inner + QPointF(6 * dx, 6 * dy))
        if bubble is not None:
            # Again over its ring, or the ring would cross out its rank.
            step = int(_share_steps(points.chosen_shares)[bubble])
            count, rank = int(bubbles.count[bubble]), int(bubbles.best_rank[bubble])
            radius_px, look = float(bubbles.radius_px[bubble]), int(bubbles.mark[bubble])
            mark = _sprite(count, rank, radius_px, step, look, bubble == focused)
            self._put(painter, middle.x(), middle.y(), mark)
        if bubble is None or (QPointF(x, y) - middle).manhattanLength() > ring:
            painter.setPen(QPen(QColor(self._colours.rim), 1.4))
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(x, y), 3.6, 3.6)

    def paint_pin(self, painter: QPainter, view: Viewport, place: FoundPlace) -> None:
        """Mark a place that was looked for, with its name."""
        x, y = view.point_px(*(float(value) for value in to_unit(place.latitude_deg, place.longitude_deg)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((self._colours.rim, 4.5), (self._colours.panel_text, 2.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(QPointF(x, y), 9.0, 9.0)
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(QPointF(x + 5 * dx, y + 5 * dy), QPointF(x + 14 * dx, y + 14 * dy))
        font = QFont(self._family)
        font.setPixelSize(12)
        metrics = QFontMetricsF(font)
        text = metrics.elidedText(plain(place.title), Qt.TextElideMode.ElideRight, 260)
        box = QRectF(x + 18, y - 11, metrics.horizontalAdvance(text) + 14, 22)
        painter.setFont(font)
        painter.setPen(QPen(QColor(self._colours.panel_edge), 1.0))
        painter.setBrush(QColor(self._colours.panel))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor(self._colours.panel_text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def paint_outline(self, painter: QPainter, view: Viewport, outline: Floats, is_closed: bool) -> None:
        """Paint the lasso or rectangle, (m, 2) on the unit square."""
        x, y = view.to_px(outline[:, 0], outline[:, 1])
        shape = QPolygonF([QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)])
        painter.setBrush(translucent(self._colours.chosen, 30))
        for pen in (
            QPen(translucent(self._colours.rim, 190), 3.6),
            QPen(
                QColor(self._colours.chosen),
                1.8,
                Qt.PenStyle.SolidLine if is_closed else Qt.PenStyle.DashLine,
            ),
        ):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolygon(shape)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _pixmap(self, sprite: _Sprite) -> QPixmap:
        if sprite not in self._sprites:
            if len(self._sprites) >= _MOST_SPRITES:
                self._sprites.clear()
            self._sprites[sprite] = self._draw(sprite)
        return self._sprites[sprite]

    def _draw(self, sprite: _Sprite) -> QPixmap:
        side = 2 * (sprite.radius_px + 20)
        pixmap = QPixmap(round(side * self._pixel_ratio), round(side * self._pixel_ratio))
        pixmap.setDevicePixelRatio(self._pixel_ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(side / 2, side / 2)
        if sprite.badge and not sprite.text:
            self._candidate(painter, middle, sprite)
        else:
            self._bubble(painter, middle, sprite)
            if sprite.badge:
                above = middle - QPointF(0, sprite.radius_px + 7)
                self._pill(painter, above, sprite.badge, self._colours.panel, self._colours.panel_text)
        if sprite.is_focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._colours.panel_text), 2.0, Qt.PenStyle.DotLine))
            painter.drawEllipse(middle, sprite.radius_px + 8, sprite.radius_px + 8)
        painter.end()
        return pixmap

    def _bubble(self, painter: QPainter, middle: QPointF, sprite: _Sprite) -> None:
        radius, colours = sprite.radius_px, self._colours
        is_whole = sprite.share == _SHARE_STEPS
        look = look_of(sprite.look)
        fill = QColor(colours.chosen if is_whole else colours.mark)
        draw_dot(painter, middle, radius, look, colours, fill)
        if 0 < sprite.share < _SHARE_STEPS:
            ring = QRectF(0, 0, 2 * radius + 4, 2 * radius + 4)
            ring.moveCenter(middle)
            for pen in (QPen(QColor(colours.rim), 6.0), QPen(QColor(colours.chosen), 3.6)):
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                painter.setPen(pen)
                painter.drawArc(ring, 90 * 16, -round(360 * 16 * sprite.share / _SHARE_STEPS))
        box = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
        colour = text_colour(look, is_whole, colours).name()
        self._text(painter, box, sprite.text, 11 if radius < 24 else 12, colour)

    def _candidate(self, painter: QPainter, middle: QPointF, sprite: _Sprite) -> None:
        """Draw a single ranked candidate as a numbered plate: circles always count, plates rank."""
        colours, is_chosen, look = self._colours, sprite.share > 0, look_of(sprite.look)
        fill = verdict_colour(look.verdict, colours, QColor(colours.chosen if is_chosen else colours.mark))
        text = colours.chosen_text if is_chosen and not look.verdict else colours.mark_text
        if look.kind is not PlaceKind.MEASURED:
            draw_dot(painter, middle + QPointF(0, 13), 5.0, Look(look.kind, 0), colours, fill)
        self._pill(painter, middle, sprite.badge, fill.name(), text)
        draw_sign(painter, middle + QPointF(8.0 + 3.5 * len(sprite.badge), -9.0), look.verdict, colours)

    def _pill(self, painter: QPainter, middle: QPointF, text: str, ground: str, colour: str) -> None:
        box = QRectF(0, 0, 9.0 + 7.0 * len(text), 17)
        box.moveCenter(middle)
        edge = self._colours.panel_edge if ground == self._colours.panel else self._colours.rim
        painter.setPen(QPen(QColor(edge), 1.2))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, 4, 4)
        self._text(painter, box, text, 11, colour)

    def _text(self, painter: QPainter, box: QRectF, text: str, size_px: int, colour: str) -> None:
        font = QFont(self._family)
        font.setPixelSize(size_px)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(box.adjusted(-8, 0, 8, 0), Qt.AlignmentFlag.AlignCenter, text)
