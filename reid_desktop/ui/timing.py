"""What the timeline is set to: zone, lanes; playing time, and events to a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimeZone
from PySide6.QtWidgets import QFileDialog, QInputDialog

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.domain.zones import zone_named
from reid_desktop.ports.engine import ExportRequest
from reid_desktop.services.browsing import View
from reid_desktop.services.space_time import MapPoints

from .panels import Panels
from .preferences import Preferences
from .time_zones import time_zones
from .translating import tr

UTC = "UTC"
_CLOSE_BY_DEG = 4.0
"""Within this the sun rises and sets within a quarter of an hour of the middle."""
_ENDINGS = {"eventscsv": "csv", "eventsjson": "json"}


class Timing(QObject):
    """Carries out what the menu of the timeline asks for."""

    def __init__(self, panels: Panels, preferences: Preferences, case: Path, parent: QObject) -> None:
        """Bring back the zone that was chosen for the case."""
        super().__init__(parent)
        self._panels, self._preferences, self._case = panels, preferences, case
        timeline = panels.timeline
        timeline.menu.lanes_wanted.connect(panels.workbench.set_lanes)
        timeline.menu.zone_wanted.connect(self._on_zone)
        timeline.menu.events_wanted.connect(self.ask_events)
        timeline.menu.other_zone_wanted.connect(self.ask_zone)
        panels.workbench.shown.connect(self._on_shown)
        panels.selection.current_changed.connect(lambda _origin: self._follow_the_sun())
        kept = preferences.case_zone(case)
        if kept and _is_zone(kept):
            timeline.menu.zone = kept
            timeline.set_zone(kept)

    def ask_zone(self) -> None:
        """Ask for a zone by name, and show its clocks."""
        dialog = QInputDialog(self._panels.timeline)
        dialog.setWindowTitle(tr("Clocks of another zone"))
        dialog.setLabelText(tr("Name of the zone, or hours ahead of UTC such as +02:00"))
        dialog.setComboBoxEditable(True)
        dialog.setComboBoxItems(list(time_zones()))
        dialog.setTextValue(self._panels.timeline.menu.zone)
        dialog.textValueSelected.connect(self.choose_zone)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def choose_zone(self, name: str) -> None:
        """Show the clocks of a zone; what is no zone changes nothing."""
        name = name.strip()
        if _is_zone(name):
            self._panels.timeline.menu.zone = name
            self._panels.timeline.set_zone(name)
            self._on_zone(name)

    def _follow_the_sun(self) -> None:
        """Have nights shaded by the sun where the current sighting was, else where all were close by."""
        view, current = self._panels.workbench.view, self._panels.selection.current
        self._panels.timeline.set_sun_place(None if view is None else sun_place(view.points, current))

    def ask_events(self, format_: str) -> None:
        """Ask where the events in view shall be written, then have them written."""
        exports = self._panels.desk.case / "exports"
        dialog = QFileDialog(self._panels.timeline, tr("Save the events in view"), str(exports))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_ENDINGS[format_])
        dialog.selectFile(f"events.{_ENDINGS[format_]}")
        dialog.fileSelected.connect(lambda chosen: self.save_events(format_, Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_events(self, format_: str, out: Path) -> None:
        """Have the events of the chosen stretch, or of what is in view, written."""
        reason = tr("events in view of the timeline")
        request = ExportRequest(format_, out, None, reason, self._in_view())
        self._panels.tasks.submit(request, tr("Save events"))

    def _in_view(self) -> Filters:
        start, end = self._panels.timeline.stretch_in_view
        view = self._panels.workbench.view
        filters = replace(
            self._panels.workbench.question.filters,
            after_utc_ms=start,
            before_utc_ms=end - 1,
            untimed_only=False,
        )
        if view is None or view.record is None:
            return filters
        # A search is exported as it was recorded: its candidates in view are named one by one instead.
        events = view.events
        inside = events.ids[(events.start_ms >= start) & (events.start_ms < end)]
        named = frozenset(SightingId(int(one)) for one in np.asarray(inside))
        return Filters(after_utc_ms=start, before_utc_ms=end - 1, sightings=named)

    def _on_shown(self, view: View, _is_live: bool) -> None:
        self._panels.timeline.playback.taken()
        self._follow_the_sun()
        self._panels.timeline.menu.lanes = view.question.lanes
        zones = [(UTC, UTC)]
        here = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
        if _is_zone(here):
            zones.append((here, tr("{zone} (this computer)", zone=here)))
        declared: dict[str, list[str]] = {}
        for one in view.exhibits:
            if one.exhibit.time_zone and _is_zone(one.exhibit.time_zone):
                declared.setdefault(one.exhibit.time_zone, []).append(str(one.exhibit.exhibit_id))
        most_first = sorted(declared.items(), key=lambda item: -len(item[1]))
        for place, (zone, exhibits) in enumerate(most_first):
            named = ", ".join(exhibits[:3]) + ("…" if len(exhibits) > 3 else "")
            words = tr("{zone} (case: {exhibits})") if place == 0 else tr("{zone} ({exhibits})")
            zones.append((zone, words.format(zone=zone, exhibits=named)))
        self._panels.timeline.menu.set_zones(zones)

    def _on_zone(self, name: str) -> None:
        self._preferences.keep_case_zone(self._case, name)


def sun_place(points: MapPoints, current: int | None) -> tuple[float, float] | None:
    """Return where the sun is reckoned: at the current sighting, else amid all where they are close by."""
    if current is not None:
        at = np.flatnonzero(points.ids == current)
        if len(at):
            return float(points.latitude_deg[at[0]]), float(points.longitude_deg[at[0]])
    if not len(points.ids):
        return None
    low, high = points.latitude_deg.min(), points.latitude_deg.max()
    west, east = points.longitude_deg.min(), points.longitude_deg.max()
    if max(high - low, east - west) > _CLOSE_BY_DEG:
        return None
    return float((low + high) / 2), float((west + east) / 2)


def _is_zone(name: str) -> bool:
    try:
        zone_named(name)
    except UsageError:
        return False
    return True
