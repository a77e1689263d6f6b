"""The timeline's strip: scale, layout and painting; what happens on it is decided by its heirs."""

from datetime import UTC, tzinfo

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from reid_desktop.ui.geometry.events import EventIndex
from reid_desktop.ui.geometry.meetings import Encounter, Where
from reid_desktop.ui.geometry.sun_nights import Nights
from reid_desktop.ui.geometry.time_scale import TimeScale
from reid_desktop.ui.geometry.time_text import stretch_text
from reid_desktop.ui.painting.timeline_brush import TimeBrush
from reid_desktop.ui.painting.timeline_controls import TimelineControls
from reid_desktop.ui.painting.timeline_extras import TimelineExtras
from reid_desktop.ui.painting.timeline_frame import FrameKey, TimelineFrame
from reid_desktop.ui.painting.timeline_key import KeyEntry, Sign, TimelineKey
from reid_desktop.ui.painting.timeline_layout import TimelineLayout
from reid_desktop.ui.painting.timeline_painter import Pointed, TimelinePainter, zone_name

_WHEEL_FACTOR = 0.8
#: What an empty timeline shows: the year 2024, only to look like a timeline.
_EMPTY_STRETCH = (1_704_067_200_000.0, 1_735_689_600_000.0)


class TimelineCanvas(QWidget):
    """Paints events over a stretch of time and moves it by wheel and buttons."""

    moved = Signal()
    """Another stretch of time is in view."""

    def __init__(self, parent: QWidget | None) -> None:
        """Start empty, in UTC."""
        super().__init__(parent)
        self._events = self._chosen_events = EventIndex.empty()
        self._chosen = np.zeros(0, dtype=np.int64)
        self._names: list[str] = []
        self._current: int | None = None
        self._zone: tzinfo = UTC
        self._brush = TimeBrush()
        self._scale = TimeScale(0.0, 1.0, 400.0).fitted(*_EMPTY_STRETCH)
        self._is_untouched = True
        self._version = 0
        self._frame: TimelineFrame | None = None
        self._pointed: Pointed | None = None
        self._cursor_ms: int | None = None
        self._cursor_lane: int | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 120)
        self._painter = TimelinePainter(self.palette(), self.font())
        self._extras = TimelineExtras(self.palette(), self.font())
        self._key = TimelineKey(self.palette(), self.font())
        self._nights = Nights.SUN
        self._sun_at_deg: tuple[float, float] | None = None
        self._untimed = 0
        self._encounters: list[Encounter] = []
        self._controls = TimelineControls(self)
        self._controls.closer.clicked.connect(lambda: self.zoom_by(0.5))
        self._controls.farther.clicked.connect(lambda: self.zoom_by(2.0))
        self._controls.fit.clicked.connect(self.fit)
        self._scroll = QScrollBar(Qt.Orientation.Vertical, self)
        self._scroll.setAccessibleName(self.tr("Exhibits"))
        self._scroll.valueChanged.connect(self.update)
        self._controls.say_untimed(0)
        self._arrange()

    # Moving

    @property
    def scale(self) -> TimeScale:
        """What stretch of time is in view."""
        return self._scale

    @property
    def time_in_view(self) -> tuple[float, float] | None:
        """First and last moment in view, UTC milliseconds; None while all is shown."""
        return None if self._is_untouched else (self._scale.start_ms, self._scale.end_ms)

    def show_time(self, start_ms: float, end_ms: float) -> None:
        """Show a stretch of time."""
        self._is_untouched = False
        ms_per_px = max(end_ms - start_ms, 1.0) / max(self._scale.width_px, 1.0)
        self._go(TimeScale(start_ms, ms_per_px, self._scale.width_px).held())

    def fit(self) -> None:
        """Show all events."""
        self._is_untouched = True
        if len(self._events):
            self._go(self._scale.fitted(float(self._events.start_ms[0]), float(self._events.start_ms[-1])))
        else:
            self._go(self._scale.fitted(*_EMPTY_STRETCH))

    def zoom_by(self, factor: float, px: float | None = None) -> None:
        """Show factor times as much time, around a pixel of the plot, its middle by default."""
        self._is_untouched = False
        self._go(self._scale.zoomed(factor, self._scale.width_px / 2 if px is None else px))

    def pan_by(self, dx_px: float) -> None:
        """Move the content by so many pixels to the right."""
        self._is_untouched = False
        self._go(self._scale.panned(dx_px))

    def _go(self, scale: TimeScale) -> None:
        self._scale = scale
        self._pointed = None
        self.update()
        self.moved.emit()

    def _renew(self) -> None:
        self._version += 1
        self.update()

    def _arrange(self) -> None:
        names_px = max((self._painter.metrics.horizontalAdvance(name) for name in self._names), default=0.0)
        self._layout = TimelineLayout.of(self.width(), self.height(), len(self._names), names_px)
        self._scale = self._scale.resized(self._layout.plot.width())
        hidden = len(self._names) - self._layout.lanes_shown
        self._scroll.setRange(0, hidden)
        self._scroll.setPageStep(max(self._layout.lanes_shown, 1))
        self._scroll.setVisible(hidden > 0)
        lanes = self._layout.lanes
        self._scroll.setGeometry(self.width() - 11, round(lanes.top()), 10, round(lanes.height()))
        self._controls.arrange()

    def _current_frame(self) -> TimelineFrame:
        first = self._scroll.value()
        key = FrameKey(self._scale, self._zone, first, first + self._layout.lanes_shown, self._version)
        if self._frame is None or self._frame.key != key:
            self._frame = TimelineFrame.count(key, self._events, self._chosen_events)
        return self._frame

    def _current_ms(self) -> int | None:
        return None if self._current is None else self._events.start_of(self._current)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the counted frame and the marks over it."""
        painter, layout, frame = QPainter(self), self._layout, self._current_frame()
        first = self._scroll.value()
        pointed = self._pointed or self._cursor(frame)
        self._painter.paint_ground(painter, layout, QRectF(self.rect()))
        nights = ""
        if self._nights is not Nights.NONE:
            sun_at = self._sun_at_deg if self._nights is Nights.SUN else None
            nights = self._extras.paint_nights(painter, layout, self._scale, self._zone, sun_at)
        context_to = self._key.paint(
            painter, layout, self._explained(nights, frame), self._controls.free_in_head()
        )
        self._painter.paint_ticks(painter, layout, frame, context_to)
        self._painter.paint_bars(painter, layout, frame, pointed)
        self._extras.paint_gaps(painter, layout, frame, self._events)
        self._painter.paint_lanes(
            painter, layout, frame, self._names[first : first + layout.lanes_shown], pointed
        )
        last_row = len(self._names) - 1 - first
        if self._has_untimed_lane and 0 <= last_row < layout.lanes_shown:
            self._extras.paint_untimed(painter, layout.lane_box(last_row), self._untimed)
        self._extras.paint_spans(painter, layout, self._scale, self._events, first)
        self._extras.paint_encounters(painter, layout, self._scale, self._encounters, first)
        self._extras.paint_changes(painter, layout, self._scale, self._zone)
        if self._brush.shown is not None:
            self._painter.paint_brush(painter, layout, frame, self._brush.shown)
        current = self._current_ms()
        if current is not None:
            self._painter.paint_current(painter, layout, frame, current)
        if len(self._events) == 0:
            self._painter.paint_hint(painter, layout, self.tr("No sighting with a known time."))
        self._painter.paint_zone(painter, layout, zone_name(self._zone))
        if self.hasFocus():
            self._painter.paint_focus(painter, QRectF(self.rect()))
        painter.end()

    def _explained(self, nights: str, frame: TimelineFrame) -> list[KeyEntry]:
        """Return what of the shades and hatchings in view has to be explained."""
        are_near = any(one.where is not Where.APART for one in self._encounters)
        entries = (
            (are_near, Sign.NEAR, self.tr("near each other")),
            (bool(frame.vague.any()), Sign.VAGUE, self.tr("time uncertain")),
            (bool(nights), Sign.NIGHT, nights),
        )
        return [KeyEntry(sign, words) for is_shown, sign, words in entries if is_shown]

    @property
    def _has_untimed_lane(self) -> bool:
        return self._untimed > 0 and bool(self._names)

    def _cursor(self, frame: TimelineFrame) -> Pointed | None:
        bar = None if self._cursor_ms is None or not self.hasFocus() else frame.bar_at(self._cursor_ms)
        if bar is None:
            return None
        row = None if self._cursor_lane is None else self._cursor_lane - self._scroll.value()
        return Pointed(bar, row if row is not None and 0 <= row < self._layout.lanes_shown else None)

    def _say_range(self) -> None:
        stretch = self._brush.stretch
        if stretch is None:
            self._controls.say_stretch("", 0)
        else:
            count = self._events.count_between(*stretch)
            self._controls.say_stretch(stretch_text(*stretch, self._zone), count)

    # Events

    def sizeHint(self) -> QSize:
        """Ask for a low, wide strip."""
        return QSize(900, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the stretch of time over the new width."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._painter = TimelinePainter(self.palette(), self.font())
            self._extras = TimelineExtras(self.palette(), self.font())
            self._key = TimelineKey(self.palette(), self.font())
            self._arrange()
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer; sideways or with Shift, pan; over the names, scroll the lanes."""
        turned, sideways = event.angleDelta().y() / 120.0, event.angleDelta().x() / 120.0
        over_names = self._layout.gutter.contains(event.position())
        if sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan_by((sideways or turned) * 60.0)
        elif over_names and self._scroll.isVisible():
            self._scroll.setValue(self._scroll.value() - round(turned))
        elif turned:
            self.zoom_by(_WHEEL_FACTOR**turned, self._plot_px(event.position()))
        event.accept()

    def _plot_px(self, at: QPointF) -> float:
        return at.x() - self._layout.plot.left()
