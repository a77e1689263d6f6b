"""The timeline drawn: bars, lanes, ticks, the brushed stretch and the current sighting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QImage, QPainter, QPalette, QPen, QPolygonF

from reid_desktop.ui.geometry.time_steps import edges
from reid_desktop.ui.geometry.time_text import context_step, context_text, tick_text
from reid_desktop.ui.painting.map_colours import MapColours, is_dark, translucent
from reid_desktop.ui.painting.month_names import month_names
from reid_desktop.ui.painting.timeline_frame import TimelineFrame
from reid_desktop.ui.painting.timeline_layout import TimelineLayout
from reid_desktop.ui.text import number

Floats = npt.NDArray[np.float64]
_LEAST_BAR_PX = 2.0
_SHADES = 64
_HINT_PX = 13


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
"""Names of lanes begin below one another, in whatever script they are."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """The bar that is pointed at, and the shown lane row if it is one lane's cell."""

    bar: int
    row: int | None


class TimelinePainter:
    """Paints frames in the colours of a palette; make another one when the palette or font changes."""

    def __init__(self, palette: QPalette, font: QFont) -> None:
        """Derive colours and the small font."""
        self._marks = MapColours.of(palette)
        role = QPalette.ColorRole
        self._ground, self._text = palette.color(role.Base), palette.color(role.Text)
        self._highlight = palette.color(role.Highlight)
        self._muted = QColor(self._text)
        self._muted.setAlpha(190)
        self._line = QColor(self._text)
        self._line.setAlpha(34 if is_dark(palette) else 30)
        self._font = QFont(font)
        self._font.setPixelSize(11)
        self.metrics = QFontMetricsF(self._font)
        self._shades = _shades(self._ground, QColor(self._marks.mark))
        self._months = month_names(QLocale())

    def paint_ground(self, painter: QPainter, layout: TimelineLayout, whole: QRectF) -> None:
        """Fill the background and the plot's frame."""
        painter.setFont(self._font)
        painter.fillRect(whole, self._ground)
        for y in (layout.plot.bottom(), layout.axis.top()):
            painter.fillRect(QRectF(layout.plot.left(), round(y), layout.plot.width(), 1.0), self._line)

    def paint_ticks(
        self, painter: QPainter, layout: TimelineLayout, frame: TimelineFrame, context_to: float
    ) -> None:
        """Paint tick lines through the plot, short labels and, below, the day or year they belong to.

        The day or year may be written up to `context_to`.
        """
        painter.setFont(self._font)
        scale, zone, step = frame.key.scale, frame.key.zone, frame.tick_step
        axis = layout.axis
        last_right = axis.left() - 8.0
        for time_ms in frame.ticks.tolist():
            x = round(axis.left() + scale.px_at(time_ms)) + 0.5
            if not axis.left() <= x <= axis.right():
                continue
            painter.fillRect(
                QRectF(x - 0.5, layout.plot.top(), 1.0, axis.top() + 4 - layout.plot.top()), self._line
            )
            text = tick_text(time_ms, step, zone, self._months)
            width = self.metrics.horizontalAdvance(text)
            left = min(max(x - width / 2, axis.left()), axis.right() - width)
            if left >= last_right + 8.0:
                painter.setPen(self._text)
                painter.drawText(QPointF(left, axis.top() + 15), text)
                last_right = left + width
        self._paint_context(painter, layout, frame, context_to)

    def _paint_context(
        self, painter: QPainter, layout: TimelineLayout, frame: TimelineFrame, context_to: float
    ) -> None:
        scale, zone, axis = frame.key.scale, frame.key.zone, layout.axis
        outer = context_step(frame.tick_step)
        if outer is None:
            return
        starts = edges(scale.start_ms, scale.end_ms, outer, zone).tolist()
        free_from = axis.left()
        for start, end in pairwise(starts):
            text = context_text(start, frame.tick_step, zone, self._months)
            left = max(axis.left() + scale.px_at(start), axis.left())
            right = min(axis.left() + scale.px_at(end), axis.right())
            width = self.metrics.horizontalAdvance(text)
            if min(right, context_to) - left < width + 8 or left < free_from:
                continue
            painter.fillRect(QRectF(left, axis.top() + 20, 1.0, axis.height() - 24), self._line)
            painter.setPen(self._muted)
            painter.drawText(QPointF(left + 5, axis.top() + 30), text)
            free_from = left + width + 8

    def paint_bars(
        self, painter: QPainter, layout: TimelineLayout, frame: TimelineFrame, pointed: Pointed | None
    ) -> None:
        """Paint the histogram with the chosen share of each bar, and its highest count at the left."""
        plot, highest = layout.plot, int(frame.counts.max()) if len(frame.counts) else 0
        if highest == 0:
            return
        painter.save()
        painter.setClipRect(plot)
        left = np.round(plot.left() + frame.key.scale.px_of(frame.edges[:-1]))
        right = np.round(plot.left() + frame.key.scale.px_of(frame.edges[1:]))
        for counts, colour in ((frame.counts, self._marks.mark), (frame.chosen, self._marks.chosen)):
            full = np.flatnonzero(counts)
            height = np.maximum(counts[full] / highest * (plot.height() - 4), _LEAST_BAR_PX)
            width = np.maximum(right[full] - left[full] - 1, 1.5)
            boxes = [
                QRectF(x, plot.bottom() - h, w, h)
                for x, w, h in zip(left[full].tolist(), width.tolist(), height.tolist(), strict=True)
            ]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRects(boxes)
        self._paint_vague(painter, layout, frame, left, right, highest)
        if pointed is not None and pointed.bar < len(left):
            column = QRectF(
                left[pointed.bar], plot.top(), right[pointed.bar] - left[pointed.bar], plot.height()
            )
            painter.fillRect(column, translucent(self._text.name(), 26))
        painter.restore()
        painter.setPen(self._muted)
        box = QRectF(0, plot.top() - 2, plot.left() - 8, 14)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight, number(highest))
        painter.fillRect(QRectF(plot.left(), plot.top() + 4, plot.width(), 1.0), self._line)

    def _paint_vague(
        self,
        painter: QPainter,
        layout: TimelineLayout,
        frame: TimelineFrame,
        left: Floats,
        right: Floats,
        highest: int,
    ) -> None:
        """Hatch the share of each bar that may as well lie in another: its times are too uncertain."""
        plot = layout.plot
        full = np.flatnonzero(frame.vague)
        height = np.maximum(frame.vague[full] / highest * (plot.height() - 4), _LEAST_BAR_PX)
        total = np.maximum(frame.counts[full] / highest * (plot.height() - 4), _LEAST_BAR_PX)
        width = np.maximum(right[full] - left[full] - 1, 1.5)
        columns = (left[full].tolist(), width.tolist(), height.tolist(), total.tolist())
        painter.setBrush(QBrush(translucent(self._ground.name(), 190), Qt.BrushStyle.BDiagPattern))
        painter.drawRects([QRectF(x, plot.bottom() - t, w, h) for x, w, h, t in zip(*columns, strict=True)])

    def paint_lanes(
        self,
        painter: QPainter,
        layout: TimelineLayout,
        frame: TimelineFrame,
        names: Sequence[str],
        pointed: Pointed | None,
    ) -> None:
        """Paint a row a lane: the more sightings in a cell the deeper its colour; long names are elided."""
        columns = int(layout.lanes.width())
        if layout.lanes_shown == 0 or frame.lane_counts.shape[1] == 0:
            return
        image = self._lane_image(frame, columns)
        for row in range(layout.lanes_shown):
            box = layout.lane_box(row)
            cells = QRectF(box.left(), box.top() + 2, columns, box.height() - 4)
            painter.fillRect(cells, translucent(self._text.name(), 12))
            painter.drawImage(cells, image, QRectF(0, row, columns, 1))
            name = self.metrics.elidedText(names[row], Qt.TextElideMode.ElideMiddle, box.left() - 18)
            painter.setPen(self._text)
            where = QRectF(10, box.top(), box.left() - 18, box.height())
            painter.drawText(where, _LEFT, name)
        if pointed is not None and pointed.row is not None and pointed.row < layout.lanes_shown:
            start, end = frame.bar_stretch(pointed.bar)
            left, right = (layout.lanes.left() + frame.key.scale.px_at(time) for time in (start, end))
            box = layout.lane_box(pointed.row).adjusted(0, 1, 0, -1)
            painter.setPen(QPen(self._text, 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(
                QRectF(max(left, box.left()), box.top(), min(right, box.right()) - left, box.height())
            )

    def _lane_image(self, frame: TimelineFrame, columns: int) -> QImage:
        highest = max(int(frame.lane_counts.max()), 1)
        level = np.ceil(np.log1p(frame.lane_counts) / np.log1p(highest) * (_SHADES - 1)).astype(np.int64)
        cells = self._shades[level]
        cells[frame.lane_chosen > 0] = QColor(self._marks.chosen).rgba()
        pixels = np.ascontiguousarray(cells[:, frame.bars_to_columns(columns)])
        rows = len(pixels)
        # The copy owns its pixels; the view of the array would not outlive it.
        return QImage(pixels.tobytes(), columns, rows, columns * 4, QImage.Format.Format_ARGB32).copy()

    def paint_brush(
        self, painter: QPainter, layout: TimelineLayout, frame: TimelineFrame, stretch: tuple[float, float]
    ) -> None:
        """Shade what lies outside the brushed stretch and draw its edges with grips."""
        span = QRectF(
            layout.plot.left(), layout.plot.top(), layout.plot.width(), layout.axis.top() - layout.plot.top()
        )
        left, right = (
            min(max(span.left() + frame.key.scale.px_at(time), span.left() - 10), span.right() + 10)
            for time in stretch
        )
        veil = QColor(self._ground)
        veil.setAlpha(165)
        painter.save()
        painter.setClipRect(span)
        painter.fillRect(QRectF(span.left(), span.top(), max(left - span.left(), 0), span.height()), veil)
        painter.fillRect(QRectF(right, span.top(), max(span.right() - right, 0), span.height()), veil)
        painter.fillRect(
            QRectF(left, span.top(), right - left, span.height()), translucent(self._marks.chosen, 22)
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x in (left, right):
            painter.setPen(QPen(QColor(self._marks.chosen), 1.6))
            painter.drawLine(QPointF(x, span.top()), QPointF(x, span.bottom()))
            painter.setBrush(QColor(self._marks.chosen))
            painter.drawRoundedRect(QRectF(x - 3, span.center().y() - 10, 6, 20), 3, 3)
        painter.restore()

    def paint_current(
        self, painter: QPainter, layout: TimelineLayout, frame: TimelineFrame, time_ms: int
    ) -> None:
        """Draw a line with a pennant at the time of the current sighting."""
        x = round(layout.plot.left() + frame.key.scale.px_at(time_ms)) + 0.5
        if not layout.plot.left() <= x <= layout.plot.right():
            return
        colour = QColor(self._marks.current)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._ground, 4.0))
        painter.drawLine(QPointF(x, layout.plot.top()), QPointF(x, layout.axis.top() + 3))
        painter.setPen(QPen(colour, 2.0))
        painter.drawLine(QPointF(x, layout.plot.top()), QPointF(x, layout.axis.top() + 3))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        top = layout.plot.top() - 3  # the buttons end just above
        painter.drawPolygon(QPolygonF([QPointF(x - 6, top), QPointF(x + 6, top), QPointF(x, top + 8)]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def paint_hint(self, painter: QPainter, layout: TimelineLayout, text: str) -> None:
        """Write a sentence in the middle of the plot, as large as that of an empty map."""
        font = QFont(self._font)
        font.setPixelSize(_HINT_PX)
        painter.save()
        painter.setFont(font)
        painter.setPen(self._text)
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        where = layout.plot.united(layout.lanes)
        words = QFontMetricsF(font).boundingRect(where, flags, text)
        painter.fillRect(words.adjusted(-6, -3, 6, 3), self._ground)  # no line goes through it
        painter.drawText(where, flags, text)
        painter.restore()

    def paint_zone(self, painter: QPainter, layout: TimelineLayout, name: str) -> None:
        """Say beside the axis in which zone the times are, on two lines where it is long."""
        painter.setPen(self._text)
        room = layout.axis.left() - 16
        lines = [name] if self.metrics.horizontalAdvance(name) <= room else name.rsplit("/", 1)
        for i, line in enumerate(lines):
            shown = self.metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(10, layout.axis.top() + 15 + 14 * i), shown)

    def paint_focus(self, painter: QPainter, whole: QRectF) -> None:
        """Frame the widget that has the keyboard."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._highlight, 2.0))
        painter.drawRect(whole.adjusted(1, 1, -1, -1))


def _shades(ground: QColor, mark: QColor) -> npt.NDArray[np.uint32]:
    """Return colours from nothing (transparent) over a pale to the full mark, as 0xAARRGGBB."""
    low, high = (np.array([c.red(), c.green(), c.blue()], dtype=np.float64) for c in (ground, mark))
    share = np.linspace(0.3, 1.0, _SHADES)[:, None]
    mixed = np.round(low + (high - low) * share).astype(np.uint32)
    shades = np.uint32(0xFF000000) | (mixed[:, 0] << 16) | (mixed[:, 1] << 8) | mixed[:, 2]
    shades[0] = 0
    return shades.astype(np.uint32)


def zone_name(zone: tzinfo) -> str:
    """Return what a zone is called: UTC, Europe/Brussels, UTC+02:00."""
    return str(getattr(zone, "key", None) or zone)
