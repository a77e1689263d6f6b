"""What the timeline shows around its bars: nights, clock changes, gaps, uncertain times, encounters."""

from datetime import tzinfo

import numpy as np
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen

from reid_desktop.domain.sun import CIVIL_DEG, HORIZON_DEG
from reid_desktop.ui.geometry.events import EventIndex
from reid_desktop.ui.geometry.ground import degrees_text
from reid_desktop.ui.geometry.meetings import Encounter, Where
from reid_desktop.ui.geometry.sun_nights import dark_spans
from reid_desktop.ui.geometry.time_marks import between_bars, clock_changes, gaps, nights
from reid_desktop.ui.geometry.time_scale import TimeScale
from reid_desktop.ui.painting.map_colours import MapColours, is_dark, translucent
from reid_desktop.ui.painting.timeline_frame import TimelineFrame
from reid_desktop.ui.painting.timeline_layout import LANE_PX, TimelineLayout
from reid_desktop.ui.route_words import span_words
from reid_desktop.ui.text import number

translate = QCoreApplication.translate

_LEAST_GAP_PX = 130.0
_MOST_GAPS = 6
_MOST_SPANS = 400
_LEAST_SPAN_PX = 3.0


class TimelineExtras:
    """Paints in the colours of a palette; make another when the palette or font changes."""

    def __init__(self, palette: QPalette, font: QFont) -> None:
        """Derive the colours."""
        self._colours = MapColours.of(palette)
        self._text = palette.color(QPalette.ColorRole.Text)
        self._is_dark = is_dark(palette)
        self._font = QFont(font)
        self._font.setPixelSize(10)
        self._metrics = QFontMetricsF(self._font)

    def paint_nights(
        self,
        painter: QPainter,
        layout: TimelineLayout,
        scale: TimeScale,
        zone: tzinfo,
        sun_at_deg: tuple[float, float] | None,
    ) -> str:
        """Shade when the sun is down at a place, deeper when it is dark; without one, 22 to 6 o'clock.

        Returns what the shade means, empty where there is none in view.
        """
        whole = _column(layout, scale, round(scale.start_ms), round(scale.end_ms))
        if sun_at_deg is None:
            layers = [(nights(scale, zone), 14)]
            words = translate("Timeline", "night: 22 to 6 o'clock")
        else:
            heights = ((HORIZON_DEG, 9), (CIVIL_DEG, 9))
            layers = [(list(dark_spans(scale, sun_at_deg, below)), alpha) for below, alpha in heights]
            words = translate("Timeline", "night: sun at {place}").format(place=degrees_text(*sun_at_deg, 1))
        for spans, alpha in layers:
            shade = translucent(self._text.name(), round(alpha * (1.5 if self._is_dark else 1.0)))
            for start, end in spans:
                painter.fillRect(_column(layout, scale, start, end).intersected(whole), shade)
        is_seen = any(end > scale.start_ms and start < scale.end_ms for start, end in layers[0][0])
        return words if is_seen else ""

    def paint_changes(
        self, painter: QPainter, layout: TimelineLayout, scale: TimeScale, zone: tzinfo
    ) -> None:
        """Mark where the clocks are moved, and what that does to times written by them."""
        painter.setFont(self._font)
        for change in clock_changes(scale.start_ms, scale.end_ms, zone):
            x = round(layout.plot.left() + scale.px_at(change.utc_ms)) + 0.5
            painter.setPen(QPen(QColor(self._colours.chosen), 1.2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, layout.plot.top()), QPointF(x, layout.axis.top()))
            span = span_words(abs(change.shift_min) * 60)
            if change.shift_min < 0:
                words = translate("Timeline", "clocks back {span}: times doubled").format(span=span)
            else:
                words = translate("Timeline", "clocks forward {span}").format(span=span)
            self._note(painter, layout, x, words, row=0)

    def paint_gaps(
        self, painter: QPainter, layout: TimelineLayout, frame: TimelineFrame, events: EventIndex
    ) -> None:
        """Say how long no sighting is known where the bars leave much room."""
        painter.setFont(self._font)
        scale = frame.key.scale
        least_ms = _LEAST_GAP_PX * scale.ms_per_px
        for start, end in gaps(events.start_ms, frame.edges, frame.counts, least_ms)[:_MOST_GAPS]:
            clear = between_bars(start, end, frame.edges)
            box = _column(layout, scale, *clear).intersected(layout.plot)
            text = translate("Timeline", "none for {span}").format(span=span_words((end - start) / 1000))
            width = self._metrics.horizontalAdvance(text)
            if box.width() < width + 8:
                continue
            y = layout.plot.bottom() - 9.5
            painter.setPen(QPen(translucent(self._text.name(), 110), 1.0))
            middle = box.center().x()
            if box.width() > width + 24:
                painter.drawLine(QPointF(box.left() + 4, y), QPointF(middle - width / 2 - 5, y))
                painter.drawLine(QPointF(middle + width / 2 + 5, y), QPointF(box.right() - 4, y))
            painter.setPen(translucent(self._text.name(), 190))
            painter.drawText(QPointF(middle - width / 2, y + 3.5), text)

    def paint_untimed(self, painter: QPainter, box: QRectF, count: int) -> None:
        """Fill the lane of what has no time: it may be anywhere, so it is everywhere alike."""
        cells = box.adjusted(0, 2, 0, -2)
        painter.fillRect(cells, QBrush(translucent(self._text.name(), 60), Qt.BrushStyle.BDiagPattern))
        text = number(count)
        width = self._metrics.horizontalAdvance(text) + 14
        plate = QRectF(cells.left() + 4, cells.top() - 1, width, cells.height() + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(translucent(self._colours.panel, 235))
        painter.drawRoundedRect(plate, 3, 3)
        painter.setFont(self._font)
        painter.setPen(QColor(self._colours.panel_text))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    def paint_spans(
        self, painter: QPainter, layout: TimelineLayout, scale: TimeScale, events: EventIndex, first: int
    ) -> None:
        """Draw from when to when each sighting may have been, while they are few enough to be told apart."""
        found = events.spans(scale.start_ms, scale.end_ms, _MOST_SPANS)
        painter.save()
        painter.setClipRect(layout.lanes)
        left = scale.px_of(events.early_ms[found])
        right = scale.px_of(events.late_ms[found])
        rows = events.lanes[found] - first
        shown = (rows >= 0) & (rows < layout.lanes_shown) & (right - left >= _LEAST_SPAN_PX)
        ends = np.clip(np.column_stack([left, right])[shown], -50, scale.width_px + 50) + layout.lanes.left()
        middles = layout.lanes.top() + (rows[shown] + 0.5) * LANE_PX
        bars: list[QRectF] = []
        ticks: list[QLineF] = []
        for (x1, x2), y in zip(ends.tolist(), middles.tolist(), strict=True):
            bars.append(QRectF(x1, y - 1.5, x2 - x1, 3.0))
            ticks += [QLineF(x1, y - 4, x1, y + 4), QLineF(x2, y - 4, x2, y + 4)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(translucent(self._colours.mark, 90))
        painter.drawRects(bars)
        painter.setPen(QPen(QColor(self._colours.mark), 1.0))
        painter.drawLines(ticks)
        painter.restore()

    def paint_encounters(
        self,
        painter: QPainter,
        layout: TimelineLayout,
        scale: TimeScale,
        found: list[Encounter],
        first: int,
    ) -> None:
        """Join the lanes of persons who are near each other in time, by what their places say.

        In one place: filled; a place is not known: a broken outline; in two places: nothing.
        """
        painter.save()
        painter.setClipRect(layout.lanes)
        for one in found:
            if one.where is Where.APART or one.end_ms < scale.start_ms or one.start_ms > scale.end_ms:
                continue
            rows = [lane - first for lane in one.lanes]
            low, high = max(min(rows), -1), min(max(rows), layout.lanes_shown)
            box = _column(layout, scale, one.start_ms, one.end_ms)
            left, width = box.left() - 3, box.width() + 6
            top = layout.lanes.top() + low * LANE_PX + 2
            frame = QRectF(left, top, width, (high - low + 1) * LANE_PX - 4)
            pen, is_same = QPen(QColor(self._colours.current), 1.4), one.where is Where.SAME
            pen.setStyle(Qt.PenStyle.SolidLine if is_same else Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(translucent(self._colours.current, 64 if is_same else 16))
            painter.drawRoundedRect(frame, 3, 3)
        painter.restore()

    def _note(self, painter: QPainter, layout: TimelineLayout, x: float, text: str, row: int) -> None:
        width = self._metrics.horizontalAdvance(text) + 8
        left = min(max(x + 4, layout.plot.left()), layout.plot.right() - width)
        box = QRectF(left, layout.plot.top() + 2 + 15 * row, width, 14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(translucent(self._colours.panel, 225))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(self._colours.panel_text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _column(layout: TimelineLayout, scale: TimeScale, start_ms: int, end_ms: int) -> QRectF:
    left, right = (float(v) for v in np.clip(scale.px_of([start_ms, end_ms]), -50, scale.width_px + 50))
    plot = layout.plot
    return QRectF(plot.left() + left, plot.top(), right - left, layout.axis.top() - plot.top())
