"""What the candidates of the search that is shown are worth, read once for all who show it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.services.browsing import View
from reid_desktop.services.weighing import Weighed, Weighing

from .bridge import Reader
from .workbench import Workbench


class WeighedCandidates(QObject):
    """Follows the search that is shown."""

    changed = Signal(object)  # dict[SightingId, Weighed]

    def __init__(
        self, weighing: Weighing | None, workbench: Workbench, reader: Reader, parent: QObject | None = None
    ) -> None:
        """Know nothing until a search is shown; nothing ever without `weighing`."""
        super().__init__(parent)
        self._weighing, self._reader = weighing, reader
        self._search_id: SearchId | None = None
        self._found: dict[SightingId, Weighed] = {}
        workbench.shown.connect(self._on_shown)

    def of(self, sighting_id: SightingId) -> Weighed | None:
        """Return what is known of a candidate."""
        return self._found.get(sighting_id)

    def _on_shown(self, view: View, _is_live: bool) -> None:
        record = view.record
        search_id = record.search_id if record is not None else None
        if search_id == self._search_id:
            return
        self._search_id = search_id
        self._take({})
        weighing = self._weighing
        if record is None or weighing is None:
            self._reader.drop("weighed")
        else:
            self._reader.ask("weighed", lambda: weighing(record), self._take)

    def _take(self, found: dict[SightingId, Weighed]) -> None:
        self._found = found
        self.changed.emit(found)
