"""The menu of the timeline: zone of the clocks, what has a lane, nights, events to a file."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from reid_desktop.services.space_time import LaneBy
from reid_desktop.ui.text import plain


class TimelineMenu(QObject):
    """Builds the menu anew each time.

    Signals: zone_wanted (str: IANA name), lanes_wanted (LaneBy), nights_wanted (bool), events_wanted
    (str: export format).
    """

    zone_wanted = Signal(str)
    lanes_wanted = Signal(object)
    nights_wanted = Signal(bool)
    events_wanted = Signal(str)

    def __init__(self, owner: QWidget) -> None:
        """Offer UTC and nothing more."""
        super().__init__(owner)
        self._owner = owner
        self.zone = "UTC"
        self.lanes = LaneBy.EXHIBIT
        self.shows_nights = True
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
        lanes = menu.addMenu(self.tr("A lane for each"))
        words = {
            LaneBy.EXHIBIT: self.tr("exhibit"),
            LaneBy.SOURCE: self.tr("source"),
            LaneBy.PERSON: self.tr("person of interest, near in time marked"),
        }
        for by, text in words.items():
            _check(lanes, text, by is self.lanes, self._choosing_lanes(by))
        _check(menu, self.tr("Shade nights"), self.shows_nights, self._turn_nights)
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

    def _turn_nights(self, is_on: bool) -> None:
        self.shows_nights = is_on
        self.nights_wanted.emit(is_on)


def _check(menu: QMenu, text: str, is_on: bool, turn: Callable[[bool], None]) -> None:
    action = menu.addAction(text.replace("&", "&&"))
    action.setCheckable(True)
    action.setChecked(is_on)
    action.triggered.connect(turn)
