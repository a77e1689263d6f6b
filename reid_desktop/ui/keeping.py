"""What is kept of how one works in a case: arrangement, place, filters; and how it opens again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QByteArray, QObject, QTimer
from PySide6.QtWidgets import QMainWindow

from reid_desktop.domain.query import Filters
from reid_desktop.ports.columns import Ids
from reid_desktop.services.browsing import Question, View

from .framing import LAYOUT_VERSION, Framing
from .kept_filters import filters_as_text, filters_from_text
from .kept_place import MOST_CHOSEN, MOST_SELECTED, KeptPlace, place_as_text, place_from_text
from .panels import Panels
from .preferences import Preferences
from .returning import bring_back, views_of

_AUTOSAVE_MS = 1500
"""Where one is is kept so soon after the last step."""
_AT_MOST_MS = 5000
"""And so soon after the first, however many follow."""
_FIRST_WIDTH_PX, _FIRST_HEIGHT_PX = 1440, 900
_FIRST_SHARE = 0.85
_FRAME_PX = 40
"""What a window manager may add around a window."""
LOW_PX = 800
LOW_CARD_PX = 114
"""On a low screen two rows of cards are worth more than large ones."""


class Keeping(QObject):
    """Writes down where one is while one works, and brings the window back there."""

    def __init__(
        self,
        window: QMainWindow,
        panels: Panels,
        framing: Framing,
        preferences: Preferences,
        pages: Mapping[str, Callable[[], None]],
    ) -> None:
        """Keep the place of `window`; `pages` says how each page but the gallery is begun."""
        super().__init__(window)
        self._window, self._panels, self._framing = window, panels, framing
        self._preferences, self._pages = preferences, pages
        self._case = panels.desk.case
        self._place: KeptPlace | None = None
        self.wants_whole_screen = self._is_over = False
        self._soon = QTimer(self, singleShot=True, interval=_AUTOSAVE_MS)
        self._late = QTimer(self, singleShot=True, interval=_AT_MOST_MS)
        for timer in (self._soon, self._late):
            timer.timeout.connect(self.keep_place)
        panels.workbench.shown.connect(lambda view, _is_live: self._come_back(view))
        panels.workbench.filters_changed.connect(self._keep_filters)
        for changed in (
            panels.workbench.shown,
            panels.workbench.filters_changed,
            panels.selection.current_changed,
            panels.selection.changed,
            panels.pages.turned,
            panels.drafts.changed,
            panels.map.view_changed,
            panels.map.area_chosen,
            panels.map_panel.turned,
            panels.timeline.moved,
            panels.timeline.menu.nights_wanted,
            framing.arranged,
        ):
            changed.connect(lambda *_values: self._has_changed())

    def restore(self, lay_out: Callable[[], None]) -> None:
        """Lay the window out as it was left, or as it is meant for the first time, and ask what to show."""
        own = self._preferences
        geometry, state = own.window_state("geometry"), own.window_state("docks")
        if geometry is not None:
            self._window.restoreGeometry(geometry)
        else:
            self._take_room()
        if state is None or not self._window.restoreState(state, LAYOUT_VERSION):
            lay_out()
        place = place_from_text(own.case_place(self._case))
        self._framing.bring_back(place.put_away)
        filters = replace(
            filters_from_text(own.case_filters(self._case)),
            sightings=None if place.chosen is None else frozenset(place.chosen),
            newer_than=place.newer_than,
        )
        self._place = place
        self._panels.drafts.restore(place.drafts)
        self._panels.workbench.begin_with(
            Question(
                filters,
                place.order,
                place.search_order,
                search_id=place.search_id,
                is_folded=own.is_folded,
                lanes=place.views.lanes,
            )
        )

    def _come_back(self, view: View) -> None:
        """Select and look at what was looked at when the case was left, on the page of then."""
        place, self._place = self._place, None
        if place is None:
            return
        self._follow_window()
        self._framing.float_in_front()
        there = _held(view, place.selected)
        if len(there):
            self._panels.selection.select(there)
        if place.current is not None and len(_held(view, (place.current,))):
            self._panels.selection.look_at(place.current)
            if place.page in self._pages:
                self._pages[place.page]()
        bring_back(self._panels, place.views)

    def _follow_window(self) -> None:
        """Keep also where the window itself is moved to, and its size."""
        handle = self._window.windowHandle()
        if handle is not None:
            for changed in (handle.xChanged, handle.yChanged, handle.widthChanged, handle.heightChanged):
                changed.connect(lambda _value: self._has_changed())

    def keep_place(self) -> None:
        """Keep arrangement and place: the program may end at any moment, and opens here again."""
        self._soon.stop()
        self._late.stop()
        panels, question, own = self._panels, self._panels.workbench.question, self._preferences
        chosen = question.filters.sightings
        place = self._place or KeptPlace(
            question.order,
            question.search_id,
            question.search_order,
            panels.selection.current,
            tuple(panels.selection.ids[:MOST_SELECTED].tolist()),
            panels.pages.shown,
            None if chosen is None or len(chosen) > MOST_CHOSEN else tuple(sorted(chosen)),
            question.filters.newer_than,
            self._framing.put_away,
            panels.drafts.all,
            views_of(panels),
        )
        own.keep_case_place(self._case, place_as_text(place))
        own.keep_window_state("geometry", QByteArray(self._window.saveGeometry()))
        own.keep_window_state("docks", QByteArray(self._window.saveState(LAYOUT_VERSION)))
        own.save()

    def end(self) -> None:
        """Keep the place for the last time."""
        self.keep_place()
        self._is_over = True

    def _has_changed(self) -> None:
        if self._is_over:
            return  # the panels go away with the window
        self._soon.start()
        if not self._late.isActive():
            self._late.start()

    def _keep_filters(self, filters: Filters) -> None:
        self._preferences.keep_case_filters(self._case, filters_as_text(filters))

    def _take_room(self) -> None:
        """Begin at a good size, or with the whole screen where that is smaller."""
        room = self._window.screen().availableGeometry()
        if room.width() < _FIRST_WIDTH_PX + _FRAME_PX or room.height() < _FIRST_HEIGHT_PX + _FRAME_PX:
            self._window.resize(room.size())
            if room.height() < LOW_PX:
                self._preferences.card_width_px = LOW_CARD_PX
            self.wants_whole_screen = True
        else:
            width = max(_FIRST_WIDTH_PX, round(room.width() * _FIRST_SHARE))
            self._window.resize(width, max(_FIRST_HEIGHT_PX, round(room.height() * _FIRST_SHARE)))


def _held(view: View, ids: Sequence[int]) -> Ids:
    """Return those of some ids that a view shows, ascending, without going through all of the view's.

    What is folded is shown, too: under its card.
    """
    wanted, shown = np.unique(np.array(ids, np.int64)), view.ascending
    cards = view.folds.seen_as(wanted)
    rows = np.searchsorted(shown, cards)
    there = rows < len(shown)
    there[there] = shown[rows[there]] == cards[there]
    return wanted[there]
