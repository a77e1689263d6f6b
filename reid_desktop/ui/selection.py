"""The one selection that gallery, map, timeline and inspector share."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.store import Ids


class SharedSelection(QObject):
    """Holds which sightings are selected and which one is looked at."""

    changed = Signal(object)  # the object that changed it, or None
    current_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with nothing selected."""
        super().__init__(parent)
        self._ids: Ids = np.empty(0, np.int64)
        self._current: SightingId | None = None

    @property
    def ids(self) -> Ids:
        """Return the selected ids, ascending."""
        return self._ids

    @property
    def current(self) -> SightingId | None:
        """Return the sighting that is looked at."""
        return self._current

    def select(self, ids: Ids, origin: object = None) -> None:
        """Select exactly `ids`; the origin is told to others so that nobody answers themselves."""
        wanted = np.unique(np.asarray(ids, np.int64))
        if np.array_equal(wanted, self._ids):
            return
        self._ids = wanted
        self.changed.emit(origin)

    def look_at(self, sighting_id: SightingId | None, origin: object = None) -> None:
        """Make one sighting the current one."""
        if sighting_id == self._current:
            return
        self._current = sighting_id
        self.current_changed.emit(origin)

    def clear(self) -> None:
        """Select nothing and look at nothing."""
        self.select(np.empty(0, np.int64))
        self.look_at(None)
