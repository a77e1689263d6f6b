"""One selection and one set of filters for all views: who tells whom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.ports.store import Ids
from reid_desktop.services.browsing import View
from reid_desktop.services.space_time import LaneBy, MapPoints, TimeEvents

from . import text
from .geometry.meetings import Places
from .narrowing import without
from .panels import Panels
from .translating import tr


class Linking(QObject):
    """Carries picks, brushes and lassos from each view to all others."""

    def __init__(self, panels: Panels, parent: QObject) -> None:
        """Link the views of `panels`."""
        super().__init__(parent)
        self._panels = panels
        self._is_linking = False
        self._fitted_for: object = ()
        self._points: MapPoints | None = None
        self._events: TimeEvents | None = None
        bench, selection = panels.workbench, panels.selection
        bench.shown.connect(self._on_shown)
        bench.begun.connect(lambda view: panels.gallery.show_view(view, False))
        bench.filters_changed.connect(self._on_filters)
        selection.changed.connect(self._on_selection)
        selection.current_changed.connect(self._on_current)
        panels.bridge.case_changed.connect(lambda changes: panels.gallery.forget_media(changes.media))
        panels.gallery.order_wanted.connect(bench.set_order)
        panels.gallery.stack_turned.connect(bench.turn_stack)
        panels.sources.narrowed.connect(self._on_narrowed)
        panels.chips.taken_off.connect(self._on_taken_off)
        panels.chips.all_taken_off.connect(self.clear_filters)
        panels.map.ids_picked.connect(lambda ids: self._on_picked(ids, panels.map))
        panels.map.points_shown.connect(self._follow_area)
        panels.map.area_chosen.connect(self._on_area)
        panels.map.unplaced_wanted.connect(self._on_unplaced)
        panels.timeline.ids_picked.connect(lambda ids: self._on_picked(ids, panels.timeline))
        panels.timeline.range_chosen.connect(self._on_range)
        panels.timeline.playing.connect(panels.map.hold_still)
        panels.timeline.untimed_wanted.connect(self._on_untimed)

    def clear_filters(self) -> None:
        """Let everything pass."""
        self._panels.map.clear_area()
        self._panels.workbench.set_filters(Filters())

    @property
    def _filters(self) -> Filters:
        return self._panels.workbench.question.filters

    def _on_shown(self, view: View, is_live: bool) -> None:
        panels = self._panels
        panels.gallery.show_view(view, is_live)
        panels.sources.show_view(view)
        if view.points is not self._points:
            self._points = view.points
            panels.map_panel.show_points(view.points)
        if view.events is not self._events:
            self._events = view.events
            self._show_events(view)
        panels.inspector.show_view(view)
        self._fit_once(view)

    def _show_events(self, view: View) -> None:
        panels, events = self._panels, view.events
        spots = events.spots
        lanes = [text.plain(name) for name in events.lane_names]
        if events.spots is not None:  # the lanes are persons, and the last is for nobody's sightings
            lanes[-1:] = [tr("not confirmed")]
        persons = len(lanes) - 1 if view.question.lanes is LaneBy.PERSON else 0  # the last is of nobody
        panels.timeline.show_events(
            events.ids,
            events.start_ms,
            events.lanes,
            lanes,
            events.untimed,
            events.early_ms,
            events.late_ms,
            persons,
            None if spots is None else Places(spots.latitude_deg, spots.longitude_deg, spots.media_ids),
        )

    def _fit_once(self, view: View) -> None:
        """Show all points when another search, or the first points of a case, come up."""
        shown = (view.question.search_id,)
        if shown != self._fitted_for and len(view.points.ids):
            self._panels.map.fit()
            self._panels.timeline.fit()
            self._fitted_for = shown

    def _follow_area(self) -> None:
        """Take sightings in that came to lie inside the drawn area.

        Those taken in before stay: another filter may keep them off the map for now.
        """
        inside, before = self._panels.map.area_ids(), self._filters.sightings
        if inside is not None and before is not None and not self._is_linking:
            after = before.union(SightingId(int(one)) for one in inside)
            self._panels.workbench.set_filters(replace(self._filters, sightings=after))

    def _on_filters(self, filters: Filters) -> None:
        panels = self._panels
        panels.chips.show_filters(filters)
        panels.sources.show_filters(filters)
        after, before = filters.after_utc_ms, filters.before_utc_ms
        panels.timeline.set_range(None if after is None or before is None else (after, before + 1))
        if filters.sightings is None and not self._is_linking and panels.map.area_ids() is not None:
            self._is_linking = True
            panels.map.clear_area()
            self._is_linking = False

    def _on_narrowed(self, filters: Filters) -> None:
        self._panels.workbench.set_filters(replace(filters, sightings=self._filters.sightings))

    def _on_taken_off(self, name: str) -> None:
        self._panels.workbench.set_filters(without(self._filters, name))

    def _on_area(self, ids: Ids | None) -> None:
        if self._is_linking:
            return
        inside = None if ids is None else frozenset(SightingId(int(one)) for one in ids)
        self._panels.workbench.set_filters(replace(self._filters, sightings=inside))

    def _on_range(self, stretch: tuple[int, int] | None) -> None:
        after, before = (None, None) if stretch is None else (int(stretch[0]), int(stretch[1]) - 1)
        wanted = replace(self._filters, after_utc_ms=after, before_utc_ms=before, untimed_only=False)
        self._panels.workbench.set_filters(wanted)

    def _on_unplaced(self) -> None:
        self._panels.workbench.set_filters(replace(self._filters, unplaced_only=True))

    def _on_untimed(self) -> None:
        self._panels.workbench.set_filters(replace(self._filters, untimed_only=True))

    def _on_picked(self, ids: Ids, origin: QObject) -> None:
        self._panels.selection.select(ids, origin)
        if len(ids):
            self._panels.selection.look_at(self._first_in_gallery(ids), origin)

    def _first_in_gallery(self, ids: Ids) -> SightingId:
        """Return the picked sighting that stands first in the gallery."""
        shown = self._panels.gallery.model
        picked = np.asarray(ids, np.int64)
        tops = shown.seen_as(picked)
        positions = shown.positions_of(np.unique(tops))
        there = picked[tops == shown.ids[positions[0]]] if len(positions) else picked
        return SightingId(int(there[0]))

    def _on_selection(self, origin: object) -> None:
        ids = self._panels.selection.ids
        for view in (self._panels.map, self._panels.timeline):
            if view is not origin or len(ids) == 0:
                view.set_selection(ids)
        if origin in (self._panels.map, self._panels.timeline):
            self._panels.map.set_selection(ids)
            self._panels.timeline.set_selection(ids)

    def _on_current(self, _origin: object) -> None:
        current = self._panels.selection.current
        card = self._panels.gallery.model.card(int(current)) if current is not None else None
        accuracy_m = card.place.accuracy_m if card is not None and card.place is not None else None
        self._panels.map.set_current(current, accuracy_m)
        self._panels.map_panel.set_current(current)
        self._panels.timeline.set_current(current)
