"""What is kept of how one works in a case: arrangement, place, filters; and how it opens again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QTimer
from PySide6.QtWidgets import QMainWindow

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.services.browsing import Question, View

from .framing import LAYOUT_VERSION
from .kept_filters import filters_as_text, filters_from_text
from .kept_place import KeptPlace, place_as_text, place_from_text
from .panels import Panels
from .preferences import Preferences

_AUTOSAVE_MS = 1500
"""Where one is is kept so soon after the last step."""
_FIRST_WIDTH_PX, _FIRST_HEIGHT_PX = 1440, 900
_FIRST_SHARE = 0.85
_FRAME_PX = 40
"""What a window manager may add around a window."""
_LOW_PX = 800
_LOW_CARD_PX = 114
"""On a low screen two rows of cards are worth more than large ones."""


class Keeping(QObject):
    """Writes down where one is while one works, and brings the window back there."""

    def __init__(self, window: QMainWindow, panels: Panels, preferences: Preferences, case: Path) -> None:
        """Keep the place after every step in `window`."""
        super().__init__(window)
        self._window, self._panels = window, panels
        self._preferences, self._case = preferences, case
        self._came_back_to: SightingId | None = None
        self.wants_whole_screen = False
        self._autosave = QTimer(self, singleShot=True, interval=_AUTOSAVE_MS)
        self._autosave.timeout.connect(self.keep_place)
        panels.workbench.shown.connect(self._come_back)
        panels.workbench.filters_changed.connect(self._keep_filters)
        for changed in (panels.workbench.shown, panels.selection.current_changed):
            changed.connect(lambda *_values: self._autosave.start())

    def restore(self, lay_out: Callable[[], None]) -> None:
        """Lay the window out as it was left, or by `lay_out` for the first time; ask the question again."""
        window, own = self._window, self._preferences
        geometry, state = own.window_state("geometry"), own.window_state("docks")
        if geometry is not None:
            window.restoreGeometry(geometry)
        else:
            self._take_room()
        if state is None or not window.restoreState(state, LAYOUT_VERSION):
            lay_out()
        filters = filters_from_text(own.case_filters(self._case))
        place = place_from_text(own.case_place(self._case))
        self._came_back_to = place.current
        self._panels.workbench.begin_with(
            Question(filters, place.order, search_id=place.search_id, is_folded=own.is_folded)
        )

    def keep_place(self) -> None:
        """Keep arrangement and place: the program may end at any moment, and opens here again."""
        question, own, window = self._panels.workbench.question, self._preferences, self._window
        place = KeptPlace(question.order, question.search_id, self._panels.selection.current)
        own.keep_case_place(self._case, place_as_text(place))
        own.keep_window_state("geometry", QByteArray(window.saveGeometry()))
        own.keep_window_state("docks", QByteArray(window.saveState(LAYOUT_VERSION)))
        own.save()

    def end(self) -> None:
        """Keep the place for the last time."""
        self._autosave.stop()
        self.keep_place()

    def _take_room(self) -> None:
        """Begin at a good size, or with the whole screen where that is smaller."""
        window = self._window
        room = window.screen().availableGeometry()
        if room.width() < _FIRST_WIDTH_PX + _FRAME_PX or room.height() < _FIRST_HEIGHT_PX + _FRAME_PX:
            window.resize(room.size())
            if room.height() < _LOW_PX:
                self._preferences.card_width_px = _LOW_CARD_PX
            self.wants_whole_screen = True
        else:
            width = max(_FIRST_WIDTH_PX, round(room.width() * _FIRST_SHARE))
            window.resize(width, max(_FIRST_HEIGHT_PX, round(room.height() * _FIRST_SHARE)))

    def _come_back(self, view: View, _is_live: bool) -> None:
        """Look at what was looked at when the case was left."""
        current, self._came_back_to = self._came_back_to, None
        if current is not None and current in view.ids:
            self._panels.selection.look_at(current)

    def _keep_filters(self, filters: Filters) -> None:
        self._preferences.keep_case_filters(self._case, filters_as_text(filters))
