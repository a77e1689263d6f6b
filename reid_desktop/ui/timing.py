"""What the timeline is set to: zone, lanes; playing time, and events to a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimeZone
from PySide6.QtWidgets import QFileDialog

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.domain.zones import zone_named
from reid_desktop.ports.engine import ExportRequest
from reid_desktop.services.browsing import View

from .panels import Panels
from .preferences import Preferences
from .translating import tr

UTC = "UTC"
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
        panels.workbench.shown.connect(self._on_shown)
        kept = preferences.case_zone(case)
        if kept and _is_zone(kept):
            timeline.menu.zone = kept
            timeline.set_zone(kept)

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


def _is_zone(name: str) -> bool:
    try:
        zone_named(name)
    except UsageError:
        return False
    return True
