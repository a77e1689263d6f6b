"""The map with the list of the sightings in view beside it."""

import numpy as np
from PySide6.QtCore import QEvent, QModelIndex, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from reid_desktop.domain.known_from import PLACE_KNOWN_FROM
from reid_desktop.services.space_time import MapPoints
from reid_desktop.ui.models.map_rows import MapRowsModel, RowsInView, no_rows, rows_in_view
from reid_desktop.ui.painting.map_latest import LatestResult
from reid_desktop.ui.painting.map_mark_looks import codes_of
from reid_desktop.ui.text import number, plural
from reid_desktop.ui.translating import tr
from reid_desktop.ui.views.map import MapView

_NARROW_PX, _LOW_PX, _LEAST_PX = 620, 420, 480
"""A map less wide than the first has its list below, unless it is low and there is room beside it at all."""
_FLAT_PX = 300
"""Where so little is left below each other, no row would be seen."""
_SAMPLES = (
    "999,999",
    "#999",
    "2024-05-18 12:00:00 UTC",
    "52.37310° N, 136.89250° E",
    "± 9,999 m",
)
"""What the first columns have room for; the others have it for the longest words."""
_CELL_PX, _ROW_PX = 18, 8
_RANK, _BAR_PX, _MOST_SHARE = 1, 24, 0.55
_AFTER_MS = 150
"""The list follows a gesture once it rests."""


class _Table(QTableView):
    """Rows that Return opens."""

    def __init__(self, panel: "MapPanel") -> None:
        super().__init__()
        self._panel = panel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._panel.pick_row(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self._panel.map.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)


class MapPanel(QSplitter):
    """Shows points on the map and, when asked for, as a list; a row picks its sighting."""

    turned = Signal()
    """The list was shown or hidden."""

    def __init__(self, map_view: MapView, pool: QThreadPool | None = None) -> None:
        """Take the map in; the list is hidden until it is wanted."""
        super().__init__(Qt.Orientation.Horizontal)
        self.map = map_view
        self.model = MapRowsModel(self)
        self.setChildrenCollapsible(False)
        self._points: MapPoints = no_rows().points
        self._current: int | None = None
        self._listing = LatestResult(pool or QThreadPool.globalInstance(), self._on_listed)
        self._rest = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._rest.timeout.connect(self._list)
        self._side = QWidget()
        self._said = QLabel()
        self._said.setMargin(6)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self.table = _Table(self)
        self._set_up_table()
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._said)
        column.addWidget(self.table, 1)
        self.addWidget(map_view)
        self.addWidget(self._side)
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)
        self._side.hide()
        map_view.table_wanted.connect(self.show_table)
        map_view.view_changed.connect(self._rest.start)

    def show_points(self, points: MapPoints) -> None:
        """Show placed sightings on the map, and in the list once they are on it."""
        self._points = points
        self.map.show_points(
            points.ids,
            points.latitude_deg,
            points.longitude_deg,
            points.ranks,
            points.unplaced,
            lambda: codes_of(points.sources, points.verdicts),
            points.accuracy_m,
        )

    def show_table(self, is_shown: bool) -> None:
        """Show or hide the list."""
        was_shown = self.is_listing
        self._side.setVisible(is_shown)
        self.turned.emit()
        if is_shown:
            if not was_shown:
                self._share_room()
            self._list()
            if self.map.hasFocus():  # it was asked for by key: the arrows go through it
                self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the list beside a wide or low map, and below a narrow one."""
        super().resizeEvent(event)
        is_beside = self.width() >= (_LEAST_PX if self.height() < _LOW_PX else _NARROW_PX)
        is_beside = is_beside or self.height() < _FLAT_PX
        wanted = Qt.Orientation.Horizontal if is_beside else Qt.Orientation.Vertical
        if wanted is not self.orientation():
            self.setOrientation(wanted)
            self._share_room()

    def pick_row(self, index: QModelIndex) -> None:
        """Pick the sighting of a row."""
        if index.isValid():
            self.map.ids_picked.emit(np.array([self.model.id_at(index.row())], np.int64))

    def set_current(self, sighting: int | None) -> None:
        """Go to the row of the sighting that is looked at."""
        self._current = sighting
        row = None if sighting is None or self._side.isHidden() else self.model.row_of(sighting)
        if row is not None and row != self.table.currentIndex().row():
            self.table.setCurrentIndex(self.model.index(row, 0))

    @property
    def is_listing(self) -> bool:
        """Tell whether the list is shown."""
        return not self._side.isHidden()

    def _share_room(self) -> None:
        """Give the list what its columns need beside the map, or two fifths of the height below it."""
        if self.orientation() is Qt.Orientation.Horizontal:
            columns_px = self.table.horizontalHeader().length() + _BAR_PX
            wanted_px, room_px = min(columns_px, round(self.width() * _MOST_SHARE)), self.width()
        else:
            wanted_px, room_px = self.height() * 2 // 5, self.height()
        self.setSizes([room_px - wanted_px, wanted_px])

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setProperty("rows", True)
        table.setAccessibleName(self.tr("Sightings in view of the map"))
        table.setAccessibleDescription(self.tr("Return shows a sighting; Esc goes back to the map"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        table.clicked.connect(self.pick_row)
        self._widen_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._widen_columns()

    def _widen_columns(self) -> None:
        """Give each column room for its heading and for what usually stands in it."""
        table, metrics = self.table, self.table.fontMetrics()
        table.verticalHeader().setMinimumSectionSize(metrics.height() + 4)
        table.verticalHeader().setDefaultSectionSize(metrics.height() + _ROW_PX)
        for column, sample in enumerate((*_SAMPLES, max(map(tr, PLACE_KNOWN_FROM.values()), key=len))):
            needed = metrics.horizontalAdvance(sample) + _CELL_PX
            table.setColumnWidth(column, max(needed, table.horizontalHeader().sectionSizeHint(column)))

    def _list(self) -> None:
        if self._side.isHidden():
            return
        points, index = self._points, self.map.points_in_view()
        is_small = len(points.ids) <= 5000
        self._listing.ask(lambda: rows_in_view(points, index()), is_small=is_small)

    def _on_listed(self, rows: RowsInView) -> None:
        at = self.table.currentIndex()
        before = self.model.id_at(at.row()) if at.isValid() else self._current
        self.model.show_rows(rows)
        self.table.setColumnHidden(_RANK, not self.model.has_ranks)
        row = None if before is None else self.model.row_of(before)
        if row is not None:  # the keyboard goes on from where it was
            self.table.setCurrentIndex(self.model.index(row, 0))
        listed, count = (number(one) for one in (len(rows.order), rows.in_view))
        if rows.in_view > len(rows.order):
            text = self.tr("{listed} of {count} sightings in view are listed: zoom in to see the others.")
        elif rows.in_view:
            text = plural(rows.in_view, "{count} sighting in view", "{count} sightings in view")
        else:
            text = self.tr("No sighting with a known place is in view.")
        self._said.setText(text.format(listed=listed, count=count))
