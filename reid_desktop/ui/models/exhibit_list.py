"""The exhibits of a case with their counts, each to be ticked."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from reid_desktop.domain.ids import ExhibitId
from reid_desktop.services.listing import ExhibitCount
from reid_desktop.ui import text
from reid_desktop.ui.translating import tr

Index = QModelIndex | QPersistentModelIndex

DESCRIPTION_ROLE = Qt.ItemDataRole.UserRole + 1
COUNT_ROLE = Qt.ItemDataRole.UserRole + 2
EXHIBIT_ROLE = Qt.ItemDataRole.UserRole + 3


class ExhibitListModel(QAbstractListModel):
    """One row an exhibit; what is ticked narrows, and nothing ticked lets all pass."""

    ticked = Signal(object)  # frozenset[ExhibitId]

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._rows: tuple[ExhibitCount, ...] = ()
        self._chosen: frozenset[ExhibitId] = frozenset()

    def show_exhibits(self, rows: tuple[ExhibitCount, ...], chosen: frozenset[ExhibitId]) -> None:
        """Show exhibits, with these ticked."""
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows, self._chosen = rows, chosen
            self.endResetModel()
            return
        self._rows, self._chosen = rows, chosen
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of exhibits."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look up what a row shows."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        exhibit = row.exhibit
        if role == Qt.ItemDataRole.DisplayRole:
            return text.plain(exhibit.exhibit_id)
        if role == EXHIBIT_ROLE:
            return exhibit.exhibit_id
        if role == DESCRIPTION_ROLE:
            return text.plain(exhibit.description) or text.plain(exhibit.owner) or tr("no description")
        if role == COUNT_ROLE:
            return text.number(row.sightings)
        if role == Qt.ItemDataRole.CheckStateRole:
            ticked = exhibit.exhibit_id in self._chosen
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._words(row, ", ")
        if role == Qt.ItemDataRole.ToolTipRole:
            return text.as_plain_tooltip(self._words(row, "\n"))
        return None

    def _words(self, row: ExhibitCount, between: str) -> str:
        exhibit = row.exhibit
        parts = [text.plain(exhibit.exhibit_id), text.plain(exhibit.description)]
        if exhibit.owner:
            parts.append(tr("owner {name}", name=text.plain(exhibit.owner)))
        sightings = text.counted(row.sightings, "sighting", "sightings")
        files = text.counted(row.media, "file", "files")
        parts.append(tr("{sightings} in {files}", sightings=sightings, files=files))
        zone = text.plain(exhibit.time_zone) if exhibit.time_zone else tr("none declared")
        parts.append(tr("time zone {zone}", zone=zone))
        if exhibit.clock_offset_s:
            words = text.clock_words(exhibit.clock_offset_s, exhibit.clock_uncertainty_s)
            parts.append(tr("clock {correction}", correction=words))
        return between.join(part for part in parts if part)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or untick a row."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        exhibit_id = self._rows[index.row()].exhibit.exhibit_id
        ticked = Qt.CheckState(value) is Qt.CheckState.Checked
        self._chosen = self._chosen | {exhibit_id} if ticked else self._chosen - {exhibit_id}
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.ticked.emit(self._chosen)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be ticked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
            | Qt.ItemFlag.ItemNeverHasChildren
        )
