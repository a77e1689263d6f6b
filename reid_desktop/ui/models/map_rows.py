"""The sightings in view of the map as rows of text: for keyboards and screen readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.known_from import PLACE_KNOWN_FROM
from reid_desktop.domain.review import VERDICTS
from reid_desktop.ports.store import NO_TIME
from reid_desktop.ports.whereabouts import PLACE_SOURCES
from reid_desktop.services.space_time import MapPoints
from reid_desktop.ui.geometry.ground import degrees_text
from reid_desktop.ui.text import number
from reid_desktop.ui.translating import tr

Index = QModelIndex | QPersistentModelIndex
Ints = npt.NDArray[np.int64]
translate = QCoreApplication.translate

MOST_ROWS = 20_000
"""More than anyone walks through; the map is to be zoomed first."""


@dataclass(frozen=True, slots=True, eq=False)
class RowsInView:
    """Which points are listed, in order, and how many are in view."""

    points: MapPoints
    order: Ints
    in_view: int


def rows_in_view(points: MapPoints, ids_in_view: Ints) -> RowsInView:
    """Return the points in view, best ranked first, then by time, at most `MOST_ROWS`; for a worker."""
    rows = np.flatnonzero(np.isin(points.ids, ids_in_view, assume_unique=True))
    ranks = np.where(points.ranks[rows] >= 1, points.ranks[rows], np.iinfo(np.int32).max)
    times = points.time_utc_ms[rows]
    order = np.lexsort((points.ids[rows], np.where(times == NO_TIME, np.iinfo(np.int64).max, times), ranks))
    return RowsInView(points, rows[order][:MOST_ROWS], len(rows))


def no_rows() -> RowsInView:
    """Return nothing in view."""
    none, nowhere = np.zeros(0, np.int64), np.zeros(0)
    points = MapPoints(
        none, nowhere, nowhere, none.astype(np.int32), nowhere.astype(np.float32), none.astype(np.int8), none,
        none.astype(np.uint8), 0,
    )  # fmt: skip
    return RowsInView(points, none, 0)


class MapRowsModel(QAbstractTableModel):
    """A row a sighting: number, rank, time, position, how well and how that is known, decision."""

    def __init__(self, parent: QObject | None = None) -> None:
        """List nothing."""
        super().__init__(parent)
        self._rows = no_rows()

    def show_rows(self, rows: RowsInView) -> None:
        """List others."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @property
    def in_view(self) -> int:
        """How many sightings are in view, listed or not."""
        return self._rows.in_view

    @property
    def has_ranks(self) -> bool:
        """Tell whether candidates of a search are listed: outside one nothing has a rank."""
        return bool((self._rows.points.ranks >= 1).any())

    def id_at(self, row: int) -> int:
        """Return the sighting of a row."""
        return int(self._rows.points.ids[self._rows.order[row]])

    def row_of(self, sighting: int) -> int | None:
        """Return the row of a sighting, or None."""
        found = np.flatnonzero(self._rows.points.ids[self._rows.order] == sighting)
        return int(found[0]) if len(found) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows.order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_headings())

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look up a cell."""
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        words = self._words(int(self._rows.order[index.row()]), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_headings()[index.column()]}: {words}"
        return words

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a heading."""
        is_heading = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return _headings()[section] if is_heading else None

    def _words(self, row: int, column: int) -> str:
        points = self._rows.points
        if column == 0:
            return str(int(points.ids[row]))
        if column == 1:
            rank = int(points.ranks[row])
            return f"#{rank}" if rank >= 1 else ""
        if column == 2:
            time_ms = int(points.time_utc_ms[row])
            return translate("MapRows", "not known") if time_ms == NO_TIME else _time(time_ms)
        if column == 3:
            return degrees_text(float(points.latitude_deg[row]), float(points.longitude_deg[row]), 5)
        if column == 4:
            accuracy_m = float(points.accuracy_m[row])
            return "" if np.isnan(accuracy_m) else f"± {number(round(accuracy_m))} m"
        if column == 5:
            source = int(points.sources[row])
            return tr(PLACE_KNOWN_FROM[PLACE_SOURCES[source]]) if source >= 0 else ""
        return tr(VERDICTS[int(points.verdicts[row])])


def _time(time_ms: int) -> str:
    """Return a time in UTC to the second: 2024-05-18 12:00:00 UTC."""
    return iso_utc(time_ms)[:19].replace("T", " ") + " UTC"


def _headings() -> tuple[str, ...]:
    return (
        translate("MapRows", "Sighting"),
        translate("MapRows", "Rank"),
        translate("MapRows", "Time"),
        translate("MapRows", "Place"),
        translate("MapRows", "Known to"),
        translate("MapRows", "Known from"),
        translate("MapRows", "Decision"),
    )
