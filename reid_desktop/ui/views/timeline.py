"""The timeline of sightings: bars, one lane an exhibit, a stretch of time to brush.

TimelineView() is fed with plain arrays and knows nothing of the case:

- show_events(ids, start_ms, lanes, lane_names, untimed, early_ms, late_ms, person_lanes, places):
  what to show, arrays of one length, UTC epoch milliseconds; lanes are indexes into lane_names; early_ms and
  late_ms say from when to when each may have been; encounters are marked between the first
  person_lanes lanes, as what the places say of them;
- set_selection(ids), set_current(id): marks, kept as ids over later show_events;
- set_zone(name): the zone of bars and labels, UTC at first; fit(); set_range(stretch).

Signals: ids_picked (int64 array: exactly the members of the clicked bar or lane cell, ascending),
range_chosen ((start_ms, end_ms), the end not included, or None when cleared), untimed_wanted (the
chip "no time known" was clicked). Programmatic calls emit none of these. events_shown: the
events of the last show_events are in place; above 20,000 they are sorted in a worker first. Playing
emits range_chosen for each stretch; call playback.taken() when it is shown. playing: it began, or ended.

Mouse: drag brushes (or moves an edge of the stretch), click picks, wheel zooms, drag on the axis,
middle drag or sideways wheel pans. Keys: left and right step through bars (with Shift they brush), up and
down go into the lanes, Return picks the bar or cell, PageUp and PageDown pan, + and - zoom, Home shows
all, Space plays, M opens the menu, Esc clears.
"""

from collections.abc import Collection
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QThreadPool, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from reid_desktop.domain.zones import fixed_offset
from reid_desktop.ui.geometry.events import EventIndex
from reid_desktop.ui.geometry.meetings import Encounter, Places, encounters
from reid_desktop.ui.geometry.sun_nights import Nights
from reid_desktop.ui.geometry.time_text import stretch_text
from reid_desktop.ui.painting.map_latest import LatestResult
from reid_desktop.ui.painting.one_by_one import Starts
from reid_desktop.ui.painting.saying import say
from reid_desktop.ui.painting.timeline_canvas import TimelineCanvas
from reid_desktop.ui.painting.timeline_painter import Pointed
from reid_desktop.ui.painting.timeline_playback import Playback
from reid_desktop.ui.text import number, plural
from reid_desktop.ui.views.encounter_words import encounter_lines
from reid_desktop.ui.views.timeline_menu import TimelineMenu

Ints = npt.NDArray[np.int64]
Stretch = tuple[int, int]

_AT_ONCE = 20_000
_CLICK_PX = 4.0


class TimelineView(TimelineCanvas):
    """Shows when the sightings were and lets the user pick them by time."""

    ids_picked = Signal(object)
    range_chosen = Signal(object)
    untimed_wanted = Signal()
    events_shown = Signal()
    playing = Signal(bool)

    def __init__(self, pool: Starts | None = None, parent: QWidget | None = None) -> None:
        """Sort large cases in the threads of a pool (the program's own by default)."""
        super().__init__(parent)
        self._press: QPointF | None = None
        self._pans_from: QPointF | None = None
        self._indexing = LatestResult(pool or QThreadPool.globalInstance(), self._on_index_built)
        self.setAccessibleName(self.tr("Timeline of sightings"))
        self._controls.untimed.clicked.connect(self.untimed_wanted)
        self._controls.stretch.clicked.connect(self.clear_range)
        self.playback = Playback(self._play_stretch, lambda: self._controls.play.setChecked(False), self)
        self._controls.play.toggled.connect(self._on_play)
        self.menu = TimelineMenu(self)
        self._controls.menu.clicked.connect(self._show_menu)
        self.menu.nights_wanted.connect(self.shade_nights)
        self.menu.pace_wanted.connect(self.playback.set_pace)
        self.menu.zone_wanted.connect(self.set_zone)

    # What to show

    def show_events(
        self,
        ids: Ints,
        start_ms: Ints,
        lanes: npt.NDArray[np.int32],
        lane_names: list[str],
        untimed: int = 0,
        early_ms: Ints | None = None,
        late_ms: Ints | None = None,
        person_lanes: int = 0,
        places: Places | None = None,
    ) -> None:
        """Show dated sightings, all (n,); raises ValueError when lengths or lanes do not fit."""
        if not len(ids) == len(start_ms) == len(lanes):
            raise ValueError(
                f"ids, times and lanes differ in length: {len(ids)}, {len(start_ms)}, {len(lanes)}"
            )
        if len(lanes) and not 0 <= int(lanes.min()) <= int(lanes.max()) < len(lane_names):
            raise ValueError(f"lanes must lie in 0..{len(lane_names) - 1}")
        self._controls.say_untimed(untimed)
        self._untimed = untimed
        names = list(lane_names)
        if untimed and names:  # what has no time has a lane, too, and lies nowhere in it
            names.append(self.tr("no time known"))

        def build() -> tuple[EventIndex, list[str], list[Encounter]]:
            whole = (ids.astype(np.int64), start_ms.astype(np.int64), lanes, len(names))
            index = EventIndex.build(*whole, early_ms, late_ms)
            met = encounters(whole[1], lanes.astype(np.int64), person_lanes, places)
            return index, names, met

        self._indexing.ask(build, is_small=len(ids) <= _AT_ONCE)

    def set_selection(self, ids: Collection[int]) -> None:
        """Mark the chosen sightings."""
        self._chosen = np.asarray(ids if isinstance(ids, np.ndarray) else list(ids), dtype=np.int64)
        self._chosen_events = self._events.subset(self._chosen)
        self._renew()

    def set_current(self, sighting: int | None) -> None:
        """Mark the sighting that is looked at, and bring its time into view."""
        self._current = sighting
        time_ms = self._current_ms()
        if time_ms is not None and not self._scale.start_ms <= time_ms <= self._scale.end_ms:
            self._go(self._scale.panned(self._scale.width_px / 2 - self._scale.px_at(time_ms)))
        self.update()

    def set_zone(self, name: str) -> None:
        """Show times in an IANA zone or `+HH:MM`; raises ZoneInfoNotFoundError for an unknown name."""
        self._zone = fixed_offset(name) or ZoneInfo(name)
        self._say_range()
        self._renew()

    def set_range(self, stretch: Stretch | None) -> None:
        """Show a stretch as chosen, without a signal."""
        self._brush.abandon()
        self._brush.stretch = stretch
        self._say_range()
        self.update()

    def clear_range(self) -> None:
        """Forget the chosen stretch and say so."""
        if self._brush.stretch is not None:
            self.set_range(None)
            self.range_chosen.emit(None)

    @property
    def event_count(self) -> int:
        """How many events are shown."""
        return len(self._events)

    def bars(self) -> list[tuple[int, int, QPointF]]:
        """Return (start_ms, end_ms, a point to click on) of every bar in view that is not empty."""
        frame, plot = self._current_frame(), self._layout.plot
        found = []
        for bar in np.flatnonzero(frame.counts).tolist():
            start, end = frame.bar_stretch(bar)
            x = plot.left() + self._scale.px_at((start + end) / 2)
            if plot.left() <= x <= plot.right():
                found.append((start, end, QPointF(x, plot.bottom() - 2)))
        return found

    def _on_index_built(self, built: tuple[EventIndex, list[str], list[Encounter]]) -> None:
        self._events, self._names, self._encounters = built
        self._chosen_events = self._events.subset(self._chosen)
        self.setAccessibleDescription(
            plural(
                len(self._events), "{count} sighting with a known time", "{count} sightings with a known time"
            )
        )
        self._arrange()
        self._say_range()
        if self._is_untouched:
            self.fit()
        self._renew()
        self.events_shown.emit()

    # Playing and settings

    @property
    def stretch_in_view(self) -> Stretch:
        """The chosen stretch where there is one, else what is in view."""
        return self._brush.stretch or (round(self._scale.start_ms), round(self._scale.end_ms))

    def _on_play(self, is_on: bool) -> None:
        self.playing.emit(is_on)
        if not is_on:
            self.playback.stop()
        elif len(self._events):
            first = self._brush.stretch
            last = int(self._events.start_ms[-1]) + 1
            period = (int(self._events.start_ms[0]), last)
            fresh = first is None or first[1] >= last
            self.playback.start(period, None if fresh else first)
        else:
            self._controls.play.setChecked(False)

    def _play_stretch(self, stretch: Stretch) -> None:
        self.set_range(stretch)
        x = self._scale.px_at(stretch[1])
        if not 0 <= x <= self._scale.width_px:
            self.pan_by(self._scale.width_px / 4 - self._scale.px_at(stretch[0]))
        self.range_chosen.emit(stretch)

    def set_sun_place(self, place_deg: tuple[float, float] | None) -> None:
        """Shade nights by the sun at a place (latitude, longitude), by the clocks without one."""
        if place_deg != self._sun_at_deg:
            self._sun_at_deg = place_deg
            self.update()

    def shade_nights(self, kind: Nights) -> None:
        """Shade nights in another way."""
        self._nights = self.menu.nights = kind
        self.update()

    def _show_menu(self) -> None:
        button = self._controls.menu
        self.menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    # Picking

    def _point_at(self, at: QPointF) -> Pointed | None:
        layout = self._layout
        if not layout.plot.left() <= at.x() <= layout.plot.right():
            return None
        row = layout.lane_at(at.y())
        if row is None and not layout.plot.top() <= at.y() <= layout.plot.bottom():
            return None
        bar = self._current_frame().bar_at(self._scale.ms_at(at.x() - layout.plot.left()))
        return None if bar is None else Pointed(bar, row)

    def _ids_of(self, pointed: Pointed) -> Ints:
        start, end = self._current_frame().bar_stretch(pointed.bar)
        lane = None if pointed.row is None else self._scroll.value() + pointed.row
        return self._events.ids_between(start, end, lane)

    def _pick(self, pointed: Pointed | None) -> None:
        if pointed is not None and pointed.row is not None and self._is_untimed_row(pointed.row):
            self.untimed_wanted.emit()
            return
        ids = np.zeros(0, dtype=np.int64) if pointed is None else self._ids_of(pointed)
        if len(ids):
            self.ids_picked.emit(ids)

    def _is_untimed_row(self, row: int) -> bool:
        return self._has_untimed_lane and self._scroll.value() + row == len(self._names) - 1

    def _bar_text(self, pointed: Pointed) -> str:
        start, end = self._current_frame().bar_stretch(pointed.bar)
        text = plural(
            len(self._ids_of(pointed)),
            "{stretch}: {count} sighting",
            "{stretch}: {count} sightings",
            stretch=stretch_text(start, end, self._zone),
        )
        if pointed.row is None:
            return text
        lane = self._scroll.value() + pointed.row
        if self._is_untimed_row(pointed.row):
            return f"{self._names[lane]}: {number(self._untimed)}"
        met = encounter_lines(self._encounters, self._names, lane, (start, end), self._zone)
        return "\n".join([self._names[lane], text, *met])

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a pan on the axis or with the middle button, else what may become a brush or a click."""
        at = event.position()
        on_axis = at.y() >= self._layout.axis.top()
        if event.button() == Qt.MouseButton.MiddleButton or (
            event.button() == Qt.MouseButton.LeftButton and on_axis
        ):
            self._pans_from = at
        elif event.button() == Qt.MouseButton.LeftButton and at.x() >= self._layout.plot.left() - 6:
            self._press = at
            self._brush.begin(self._scale, self._plot_px(at))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, brush, or point at a bar."""
        at = event.position()
        if self._pans_from is not None:
            step, self._pans_from = at.x() - self._pans_from.x(), at
            self.pan_by(step)
        elif self._brush.is_dragging:
            self._brush.move(self._scale, self._plot_px(at))
        else:
            self._pointed = self._point_at(at)
        self._show_cursor(at)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Announce the brushed stretch, or pick the bar that was clicked."""
        press, self._press, self._pans_from = self._press, None, None
        if press is not None and event.button() == Qt.MouseButton.LeftButton:
            if (event.position() - press).manhattanLength() < _CLICK_PX:
                self._brush.abandon()
                self._pick(self._point_at(event.position()))
            elif self._brush.finish(self._scale):
                self._say_range()
                self.range_chosen.emit(self._brush.stretch)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Zoom in on the bar."""
        self.zoom_by(0.25, self._plot_px(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        super().leaveEvent(event)
        self._pointed = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, brush, pick, pan and zoom without a mouse."""
        brushes = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        page = self._scale.width_px * 0.8
        commands = {
            Qt.Key.Key_Left: lambda: self._step(-1, brushes),
            Qt.Key.Key_Right: lambda: self._step(1, brushes),
            Qt.Key.Key_Return: lambda: self._pick(self._cursor(self._current_frame())),
            Qt.Key.Key_Enter: lambda: self._pick(self._cursor(self._current_frame())),
            Qt.Key.Key_PageUp: lambda: self.pan_by(page),
            Qt.Key.Key_PageDown: lambda: self.pan_by(-page),
            Qt.Key.Key_Up: lambda: self._step_lane(-1),
            Qt.Key.Key_Down: lambda: self._step_lane(1),
            Qt.Key.Key_Plus: lambda: self.zoom_by(0.5),
            Qt.Key.Key_Equal: lambda: self.zoom_by(0.5),
            Qt.Key.Key_Minus: lambda: self.zoom_by(2.0),
            Qt.Key.Key_Home: self.fit,
            Qt.Key.Key_Space: self._controls.play.toggle,
            Qt.Key.Key_M: self._show_menu,
            Qt.Key.Key_Escape: self._escape,
        }
        command = commands.get(Qt.Key(event.key()))
        if command is None:
            super().keyPressEvent(event)
        else:
            command()

    def event(self, event: QEvent) -> bool:
        """Tell what a bar holds when the pointer rests on it."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            pointed = self._point_at(QPointF(event.pos()))
            if pointed is not None and len(self._ids_of(pointed)):
                QToolTip.showText(event.globalPos(), self._bar_text(pointed), self)
            else:
                row = self._layout.lane_at(event.pos().y())
                name = "" if row is None else self._names[self._scroll.value() + row]
                QToolTip.showText(event.globalPos(), name, self)
            return True
        return super().event(event)

    def _show_cursor(self, at: QPointF) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if self._pans_from is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif at.y() >= self._layout.axis.top():
            shape = Qt.CursorShape.OpenHandCursor
        elif self._brush.edge_at(self._scale, self._plot_px(at)) is not None:
            shape = Qt.CursorShape.SplitHCursor
        self.setCursor(shape)

    def _step(self, by: int, brushes: bool) -> None:
        """Move the keyboard's bar, in view; with brushes it becomes an end of the stretch."""
        frame = self._current_frame()
        bar = None if self._cursor_ms is None else frame.bar_at(self._cursor_ms)
        if bar is None:
            bar = len(frame.counts) // 2 - by
        before = bar
        bar = min(max(bar + by, 0), len(frame.counts) - 1)
        start, end = frame.bar_stretch(bar)
        self._cursor_ms = start
        if brushes:
            old = self._brush.stretch or frame.bar_stretch(before)
            moved = (old[0], end) if by > 0 else (start, old[1])
            self.set_range(moved)
            self.range_chosen.emit(moved)
        x = self._scale.px_at(start)
        if not 0 <= x <= self._scale.width_px:
            self.pan_by(self._scale.width_px / 2 - x)
        self._say_cursor()

    def _step_lane(self, by: int) -> None:
        """Move the keyboard from the bars down into the lanes, or back up."""
        lane = (-1 if self._cursor_lane is None else self._cursor_lane) + by
        self._cursor_lane = None if lane < 0 else min(lane, len(self._names) - 1)
        if self._cursor_lane is not None and self._names:
            first, shown = self._scroll.value(), self._layout.lanes_shown
            self._scroll.setValue(min(max(first, self._cursor_lane - shown + 1), self._cursor_lane))
        if self._cursor_ms is None:
            frame = self._current_frame()
            self._cursor_ms = frame.bar_stretch(len(frame.counts) // 2)[0]
        self._say_cursor()

    def _say_cursor(self) -> None:
        pointed = self._cursor(self._current_frame())
        if pointed is not None:
            say(self, self._bar_text(pointed))
        self.update()

    def _escape(self) -> None:
        if self.playback.is_playing:
            self.playback.stop()
        elif self._brush.is_dragging:
            self._brush.abandon()
            self._press = None
            self.update()
        else:
            self.clear_range()
