"""The menu of the timeline: zone of the clocks, what has a lane, nights, events to a file."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from reid_desktop.services.space_time import LaneBy
from reid_desktop.ui.geometry.sun_nights import Nights
from reid_desktop.ui.painting.timeline_playback import STEP_MS
from reid_desktop.ui.text import plain


class TimelineMenu(QObject):
    """Builds the menu anew each time.

    Signals: zone_wanted (str: IANA name), other_zone_wanted, lanes_wanted (LaneBy), nights_wanted (Nights),
    pace_wanted (int: milliseconds that each stretch is played), events_wanted (str: export format).
    """

    zone_wanted = Signal(str)
    lanes_wanted = Signal(object)
    nights_wanted = Signal(object)
    other_zone_wanted = Signal()
    pace_wanted = Signal(int)
    events_wanted = Signal(str)

    def __init__(self, owner: QWidget) -> None:
        """Offer UTC and nothing more."""
        super().__init__(owner)
        self._owner = owner
        self.zone = "UTC"
        self.lanes = LaneBy.EXHIBIT
        self.nights = Nights.SUN
        self.pace_ms = STEP_MS
        self._zones: tuple[tuple[str, str], ...] = (("UTC", "UTC"),)

    def set_zones(self, zones: Sequence[tuple[str, str]]) -> None:
        """Offer zones as (IANA name, what it is called here)."""
        self._zones = tuple(zones)

    def popup(self, at: QPoint) -> None:
        """Show the menu at a place of the screen."""
        menu = self.build()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def build(self) -> QMenu:
        """Return a new menu."""
        menu = QMenu(self._owner)
        menu.setAccessibleName(self.tr("Settings of the timeline"))
        zones = menu.addMenu(self.tr("Clocks of"))
        for name, called in self._zones:
            _check(zones, plain(called), name == self.zone, self._choosing_zone(name))
        if self.zone not in {name for name, _ in self._zones}:
            _check(zones, self.zone, True, self._choosing_zone(self.zone))
        zones.addSeparator()
        zones.addAction(self.tr("Another zone…")).triggered.connect(
            lambda _on=False: self.other_zone_wanted.emit()
        )
        lanes = menu.addMenu(self.tr("A lane for each"))
        words = {
            LaneBy.EXHIBIT: self.tr("exhibit"),
            LaneBy.SOURCE: self.tr("source"),
            LaneBy.PERSON: self.tr("person of interest, near in time marked"),
        }
        for by, text in words.items():
            _check(lanes, text, by is self.lanes, self._choosing_lanes(by))
        nights = menu.addMenu(self.tr("Shade nights"))
        said = {
            Nights.SUN: self.tr("by the sun where the sightings are"),
            Nights.CLOCK: self.tr("by the clocks, 22 to 6"),
            Nights.NONE: self.tr("not at all"),
        }
        for kind, text in said.items():
            _check(nights, text, kind is self.nights, self._choosing_nights(kind))
        paces = menu.addMenu(self.tr("Play"))
        speeds = {2 * STEP_MS: self.tr("slowly"), STEP_MS: self.tr("as usual"), STEP_MS // 3: self.tr("fast")}
        for pace_ms, text in speeds.items():
            _check(paces, text, pace_ms == self.pace_ms, self._choosing_pace(pace_ms))
        menu.addSeparator()
        for format_, text in (
            ("eventscsv", self.tr("Save the events in view as CSV…")),
            ("eventsjson", self.tr("Save the events in view as JSON…")),
        ):
            action = menu.addAction(text)
            action.triggered.connect(lambda _on=False, chosen=format_: self.events_wanted.emit(chosen))
        return menu

    def _choosing_zone(self, name: str) -> Callable[[bool], None]:
        def choose(_is_on: bool) -> None:
            self.zone = name
            self.zone_wanted.emit(name)

        return choose

    def _choosing_lanes(self, by: LaneBy) -> Callable[[bool], None]:
        def choose(_is_on: bool) -> None:
            self.lanes = by
            self.lanes_wanted.emit(by)

        return choose

    def _choosing_nights(self, kind: Nights) -> Callable[[bool], None]:
        def choose(_is_on: bool) -> None:
            self.nights = kind
            self.nights_wanted.emit(kind)

        return choose

    def _choosing_pace(self, pace_ms: int) -> Callable[[bool], None]:
        def choose(_is_on: bool) -> None:
            self.pace_ms = pace_ms
            self.pace_wanted.emit(pace_ms)

        return choose


def _check(menu: QMenu, text: str, is_on: bool, turn: Callable[[bool], None]) -> None:
    action = menu.addAction(text.replace("&", "&&"))
    action.setCheckable(True)
    action.setChecked(is_on)
    action.triggered.connect(turn)
