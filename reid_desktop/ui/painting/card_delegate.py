"""Paints a sighting as a card: crop or scene, rank, time, how known, exhibit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reid_desktop.domain.media import MediaKind
from reid_desktop.services.cards import Card
from reid_desktop.ui import text
from reid_desktop.ui.colours import Colours, colours_of
from reid_desktop.ui.models.review_marks import NO_MARK
from reid_desktop.ui.models.sighting_grid import LOOK_ROLE, Look
from reid_desktop.ui.painting.card_cache import NONE_KEPT, TO_COME, CardCache, CardInk, CardPlace
from reid_desktop.ui.painting.card_marks import (
    paint_below,
    paint_doubt,
    paint_quick,
    paint_stack,
    paint_stack_edge,
    stack_badge,
)
from reid_desktop.ui.painting.card_pace import CardPace
from reid_desktop.ui.painting.card_review import paint_review
from reid_desktop.ui.painting.thumbnails import PictureKey, ThumbnailLoader
from reid_desktop.ui.translating import tr

_GAP_PX = 4
_PAD_PX = 7
_ROUND_PX = 6.0
_TALL = 1.6
"""Height of a crop's stage for a width of 1."""
_SIDE_STEPS_PX = (160, 240, 360, 560, 800)
_MOST_FITTED = 240
"""Pictures kept at the size they are painted with: a few screens full."""
_STATES = (
    QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver
).value
"""What of a cell's state its card shows."""
_LEFT = (
    Qt.AlignmentFlag.AlignLeft
    | Qt.AlignmentFlag.AlignVCenter
    | Qt.TextFlag.TextForceLeftToRight
    | Qt.TextFlag.TextDontClip  # Chinese and Japanese are higher than a line of ours
)
_MIDDLE = Qt.AlignmentFlag.AlignCenter
_STUMP = "IMG_20…"
"""As much of a file's name as is worth its room."""


class CardDelegate(QStyledItemDelegate):
    """Draws the cells of the gallery from what the model has at hand."""

    def __init__(self, loader: ThumbnailLoader, parent: QObject | None = None) -> None:
        """Take pictures from `loader`."""
        super().__init__(parent)
        self._loader = loader
        self._fitted: OrderedDict[tuple[int, int, int, float], QPixmap] = OrderedDict()
        self.painted, self.pace = CardCache(), CardPace()
        self.shows_scenes = False
        self.card_width_px = 128
        self.current_id: int | None = None
        """The sighting that is looked at, whether or not the table has the keyboard."""
        self.has_room: Callable[[int], bool] = _nowhere
        """Tells whether a row has room for a heading: its cells are higher by `heading_px`."""
        self.heading_px = 0

    def cell_size(self, metrics: QFontMetrics) -> QSize:
        """Return the size of a cell for the card width and mode."""
        text_px = 2 * metrics.lineSpacing() + 2 * _PAD_PX + 2
        if self.shows_scenes:
            width = round(self.card_width_px * 1.75)
            return QSize(width, round((width - 2 * _GAP_PX) * 0.62) + text_px)
        return QSize(self.card_width_px, round((self.card_width_px - 2 * _GAP_PX) * _TALL) + text_px)

    def picture_key(self, card: Card, ratio: float) -> PictureKey:
        """Return the picture that a card shows on a screen of that pixel ratio."""
        wanted = self.card_width_px * ratio * (1.75 if self.shows_scenes else _TALL)
        side = next((step for step in _SIDE_STEPS_PX if step >= wanted), _SIDE_STEPS_PX[-1])
        return PictureKey(str(card.scene_path if self.shows_scenes else card.crop_path), side)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one card, or a quiet placeholder until it is known or its turn has come."""
        look = index.data(LOOK_ROLE)
        if not isinstance(look, Look):
            return
        ratio = painter.device().devicePixelRatioF()
        key = None if look.card is None else self.picture_key(look.card, ratio)
        picture = None if key is None else self._loader.pixmap(key)
        cell, palette_key = self.card_rect(option.rect, index.row()), option.palette.cacheKey()
        if key is None:
            self._draw_now(painter, cell, option, look)
            return
        state = option.state.value & _STATES
        is_current = look.sighting_id == self.current_id
        place = CardPlace(
            look.sighting_id, cell.width(), cell.height(), ratio, state, is_current, self.shows_scenes
        )
        is_missing = picture is None and self._loader.is_missing(key)
        picture_key = picture.cacheKey() if picture else NONE_KEPT if is_missing else TO_COME
        ink = CardInk(look, picture_key, palette_key)
        if not self.painted.has(place, ink) and not self.pace.may_paint():
            self._draw_now(painter, cell, option, replace(look, card=None))
            return
        here = QRect(QPoint(), cell.size())
        painted = self.painted.card(place, ink, lambda on: self._draw(on, here, option, look, picture))
        painter.drawPixmap(cell.topLeft(), painted)

    def _draw_now(self, painter: QPainter, cell: QRect, option: QStyleOptionViewItem, look: Look) -> None:
        """Draw a card of which nothing is kept."""
        painter.save()
        self._draw(painter, cell, option, look, None)
        painter.restore()

    def _draw(
        self,
        painter: QPainter,
        cell: QRect,
        option: QStyleOptionViewItem,
        look: Look,
        picture: QPixmap | None,
    ) -> None:
        """Draw a card into a cell."""
        colours, font = colours_of(option.palette), option.font
        area, stage, lines_px = _parts(cell, option.fontMetrics)
        words = QRect(area.left() + _PAD_PX, stage.bottom() + 4, area.width() - 2 * _PAD_PX, lines_px - 6)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        stack, card = look.stack, look.card
        if stack is not None and not stack[2]:
            paint_stack_edge(painter, area, colours)
        _paint_frame(painter, area, stage, option.state, colours)
        if card is not None:
            self._paint_picture(painter, stage, card, picture, colours)
            _paint_words(painter, words, font, card, colours)
            is_top = stack is not None and stack[1] == 0
            paint_doubt(painter, stage, font, card.flags, is_top, colours)
            if card.is_quick:
                paint_quick(painter, stage, font, colours)
        if look.mark != NO_MARK:
            paint_review(painter, stage, font, look.mark, colours)
        if look.rank is not None and look.score is not None:
            paint_rank(painter, stage, font, look.rank, look.score, colours)
        if stack is not None and stack[1] == 0:
            paint_stack(painter, stage, font, stack[0], stack[2], colours)
        elif stack is not None:
            paint_below(painter, area, colours)
        _paint_outline(painter, area, option.state, colours, look.sighting_id == self.current_id)

    def card_rect(self, cell: QRect, row: int) -> QRect:
        """Return the part of a cell that the card takes: below the heading, where there is one."""
        return cell.adjusted(0, self.heading_px, 0, 0) if self.has_room(row) else cell

    def is_on_badge(self, at: QPoint, cell: QRect, font: QFont, size: int) -> bool:
        """Tell whether a point of the table lies on the number of the stack in a cell."""
        _, stage, _ = _parts(cell, QFontMetrics(font))
        return stack_badge(stage, font, size).adjusted(-4, -4, 4, 4).contains(QPointF(at))

    def badge_centre(self, cell: QRect, font: QFont, size: int) -> QPoint:
        """Return the middle of the number of the stack in a cell."""
        _, stage, _ = _parts(cell, QFontMetrics(font))
        return stack_badge(stage, font, size).center().toPoint()

    def _paint_picture(
        self, painter: QPainter, stage: QRect, card: Card, picture: QPixmap | None, colours: Colours
    ) -> None:
        ratio = painter.device().devicePixelRatioF()
        if picture is None:
            if self._loader.is_missing(self.picture_key(card, ratio)):
                painter.setPen(QColor(colours.muted))
                painter.drawText(stage, _MIDDLE | Qt.TextFlag.TextWordWrap, tr("no picture kept"))
            return
        shown = fitted(picture.size(), stage)
        painter.drawPixmap(shown.topLeft(), self._at_size(picture, shown.size(), ratio))
        if self.shows_scenes:
            _paint_box(painter, shown, card)
        if card.kind is MediaKind.VIDEO:
            paint_clip_mark(painter, stage, card.start_s)

    def _at_size(self, picture: QPixmap, size: QSize, ratio: float) -> QPixmap:
        """Return a picture at the size it is painted with, made once: a scrolled frame has dozens of them."""
        key = (picture.cacheKey(), size.width(), size.height(), ratio)
        found = self._fitted.get(key)
        if found is None:
            smooth, exactly = Qt.TransformationMode.SmoothTransformation, Qt.AspectRatioMode.IgnoreAspectRatio
            found = picture.scaled(size * ratio, exactly, smooth)
            found.setDevicePixelRatio(ratio)
            self._fitted[key] = found
            if len(self._fitted) > _MOST_FITTED:
                self._fitted.popitem(last=False)
        else:
            self._fitted.move_to_end(key)
        return found


def _nowhere(_row: int) -> bool:
    return False


def _parts(cell: QRect, metrics: QFontMetrics) -> tuple[QRect, QRect, int]:
    """Return the card within its cell, the stage for its picture, and the height of its words."""
    area = cell.adjusted(_GAP_PX, _GAP_PX, -_GAP_PX, -_GAP_PX)
    lines_px = 2 * metrics.lineSpacing() + 2 * _PAD_PX + 2 - _GAP_PX
    return area, area.adjusted(1, 1, -1, -lines_px), lines_px


def fitted(size: QSize, stage: QRect) -> QRect:
    """Return the largest rectangle of a picture's proportions in the middle of `stage`."""
    best = size.scaled(stage.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left = stage.left() + (stage.width() - best.width()) // 2
    top = stage.top() + (stage.height() - best.height()) // 2
    return QRect(left, top, best.width(), best.height())


def _paint_frame(
    painter: QPainter, area: QRect, stage: QRect, state: QStyle.StateFlag, colours: Colours
) -> None:
    selected = bool(state & QStyle.StateFlag.State_Selected)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent_soft if selected else colours.raised))
    painter.drawRoundedRect(QRectF(area), _ROUND_PX, _ROUND_PX)
    painter.fillRect(stage.adjusted(1, 3, -1, 0), QColor(colours.stage))


def _paint_outline(
    painter: QPainter, area: QRect, state: QStyle.StateFlag, colours: Colours, is_current: bool
) -> None:
    selected = bool(state & QStyle.StateFlag.State_Selected)
    focused = is_current or bool(state & QStyle.StateFlag.State_HasFocus)
    hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    colour = colours.accent if selected or focused else colours.strong_line if hovered else colours.line
    width = 2.0 if selected or focused else 1.0
    pen = QPen(QColor(colour), width)
    if focused and not selected:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawRoundedRect(QRectF(area).adjusted(inset, inset, -inset, -inset), _ROUND_PX, _ROUND_PX)


def _paint_box(painter: QPainter, shown: QRect, card: Card) -> None:
    x = shown.width() / card.frame_size.width_px
    y = shown.height() / card.frame_size.height_px
    box = card.box
    outline = QRectF(
        shown.left() + box.left_px * x, shown.top() + box.top_px * y, box.width_px * x, box.height_px * y
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 150), 3.5))
    painter.drawRect(outline)
    painter.setPen(QPen(QColor("#ffd54a"), 1.8))
    painter.drawRect(outline)


def _pill(painter: QPainter, area: QRectF, fill: QColor, ink: QColor, words: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(area, 4, 4)
    painter.setPen(ink)
    painter.drawText(area, _MIDDLE, words)


def paint_rank(
    painter: QPainter, stage: QRect, font: QFont, rank: int, score: float, colours: Colours
) -> None:
    """Paint rank and score of a candidate in the upper corners."""
    bold = QFont(font)
    bold.setBold(True)
    painter.setFont(bold)
    metrics = QFontMetrics(bold)
    words = f"{rank}"
    width = max(22, metrics.horizontalAdvance(words) + 10)
    height = metrics.height() + 3
    left = QRectF(stage.left() + 5, stage.top() + 6, width, height)
    _pill(painter, left, QColor(colours.accent), QColor(colours.on_accent), words)
    painter.setFont(font)
    words = text.score(score)
    width = QFontMetrics(font).horizontalAdvance(words) + 10
    right = QRectF(stage.right() - 4 - width, stage.top() + 6, width, height)
    _pill(painter, right, QColor(10, 14, 20, 205), QColor("#ffffff"), words)


def paint_clip_mark(painter: QPainter, stage: QRect, start_s: float | None) -> None:
    """Paint that a picture is of a clip, with where in it, in the lower left corner."""
    words = tr("video") if start_s is None else text.clip_position(start_s)[:5]
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(words) + 22
    height = metrics.height() + 3
    area = QRectF(stage.left() + 5, stage.bottom() - 4 - height, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(10, 14, 20, 205))
    painter.drawRoundedRect(area, 4, 4)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(area.adjusted(16, 0, -4, 0), _MIDDLE, words)
    painter.setBrush(QColor("#ffffff"))
    painter.setPen(Qt.PenStyle.NoPen)
    middle = area.center().y()
    painter.drawPolygon(_triangle(area.left() + 6, middle, 4.0))


def _triangle(left: float, middle: float, half: float) -> list[QPointF]:
    return [QPointF(left, middle - half), QPointF(left, middle + half), QPointF(left + 1.7 * half, middle)]


def _paint_words(painter: QPainter, words: QRect, font: QFont, card: Card, colours: Colours) -> None:
    metrics = QFontMetrics(font)
    line = QRect(words.left(), words.top(), words.width(), metrics.lineSpacing())
    is_narrow = line.width() < metrics.horizontalAdvance("0000-00-00 00:00") + _widest_mark(font) + 6
    painter.setFont(font)
    right = 0
    if card.time is not None:
        mark = tr(text.TIME_BADGES[card.time.source])
        doubtful = card.time.source in text.DOUBTFUL
        right = _paint_mark(painter, line, font, mark, colours, doubtful)
    unknown = tr("no time") if is_narrow else tr("no time known")
    when = unknown if card.shown_utc_ms is None else text.moment(card.shown_utc_ms)[:16]
    clock = ""
    if is_narrow and card.shown_utc_ms is not None:
        when, clock = when.split(" ")  # whole on two lines rather than cut short on one
        clock += "  "
    painter.setFont(font)
    painter.setPen(QColor(colours.text if card.shown_utc_ms is not None else colours.warning))
    room = line.width() - right
    painter.drawText(line, _LEFT, metrics.elidedText(when, Qt.TextElideMode.ElideRight, room))
    line.translate(0, metrics.lineSpacing() + 1)
    if clock:
        painter.drawText(line, _LEFT, clock)
        line.setLeft(line.left() + metrics.horizontalAdvance(clock))
    exhibit = text.plain(card.exhibit_id or "")
    painter.setPen(QColor(colours.muted))
    name = text.plain(card.name)
    if clock and not _has_room_for_both(metrics, exhibit, line.width()):
        name = ""  # a letter of it, and dots, tell nobody which file it is
    words_below = text.side_by_side([one for one in (exhibit, name) if one], "  ")
    cut = Qt.TextElideMode.ElideRight if clock else Qt.TextElideMode.ElideMiddle
    painter.drawText(line, _LEFT, metrics.elidedText(words_below, cut, line.width()))


def _has_room_for_both(metrics: QFontMetrics, exhibit: str, room_px: int) -> bool:
    """Tell whether enough of a file's name fits behind the exhibit to be worth showing."""
    return not exhibit or room_px >= metrics.horizontalAdvance(f"{exhibit}  {_STUMP}")


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.82)
    return small


def _widest_mark(font: QFont) -> int:
    metrics = QFontMetrics(_small(font))
    return max(metrics.horizontalAdvance(tr(mark)) for mark in text.TIME_BADGES.values()) + 12


def _paint_mark(
    painter: QPainter, line: QRect, font: QFont, mark: str, colours: Colours, doubtful: bool
) -> int:
    """Paint how the time is known at the right end of a line; return the width used."""
    small = _small(font)
    metrics = QFontMetrics(small)
    width = metrics.horizontalAdvance(mark) + 8
    needed = QFontMetrics(font).horizontalAdvance("0000-00-00") + 6
    if line.width() - width < needed:
        if not doubtful:
            return 0
        mark, width = "?", 14
    area = QRectF(line.right() - width + 1, line.top() + 1, width, line.height() - 2)
    ink = QColor(colours.warning if doubtful else colours.muted)
    painter.setPen(QPen(ink, 0.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area, 3, 3)
    painter.setFont(small)
    painter.setPen(ink)
    painter.drawText(area, _MIDDLE, mark)
    return width + 4
