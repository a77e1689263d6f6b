"""The left side: the exhibits with their counts, and the filters."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QDateTime, Qt, QTimer, QTimeZone, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDateTimeEdit,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QScrollArea,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.query import Filters, NearPlace
from reid_desktop.services.browsing import View
from reid_desktop.ui import text
from reid_desktop.ui.actions import ActionTable
from reid_desktop.ui.models.exhibit_list import ExhibitListModel
from reid_desktop.ui.painting.exhibit_delegate import ExhibitDelegate
from reid_desktop.ui.painting.making import action_button, label, padded

_APPLY_MS = 250
_SHOWN_EXHIBITS = 6


class SourcesView(QScrollArea):
    """Shows what the case holds and narrows what is shown of it."""

    narrowed = Signal(object)  # Filters

    def __init__(self, actions: ActionTable) -> None:
        """Start without exhibits and without filters."""
        super().__init__()
        self._filters = Filters()
        self._is_syncing = False
        self._exhibits = ExhibitListModel(self)
        self._list = QListView()
        self._nothing = label("No exhibit yet. Import a phone's files to begin.", "muted", wraps=True)
        self._counts = label("", "muted", wraps=True)
        self._after, self._after_on = QDateTimeEdit(), QCheckBox("From")
        self._before, self._before_on = QDateTimeEdit(), QCheckBox("To")
        self._photos, self._videos = QCheckBox("Photos"), QCheckBox("Videos")
        self._quality = QSlider(Qt.Orientation.Horizontal)
        self._quality_words = label("any", "muted")
        self._near, self._radius = QLineEdit(), QSpinBox()
        self._near_problem = label("", "danger", wraps=True)
        self._untimed, self._unplaced = QCheckBox(), QCheckBox()
        self._apply = QTimer(self, singleShot=True, interval=_APPLY_MS)
        self._apply.timeout.connect(self._tell)
        self._build(actions)
        self._connect()
        self.show_filters(Filters())

    @property
    def exhibit_list(self) -> QListView:
        """Return the list of exhibits (for the keyboard focus)."""
        return self._list

    def show_view(self, view: View) -> None:
        """Show the exhibits and counts of an answer."""
        self._exhibits.show_exhibits(view.exhibits, view.question.filters.exhibits)
        some = bool(view.exhibits)
        self._list.setVisible(some)
        self._nothing.setVisible(not some)
        rows = min(max(len(view.exhibits), 1), _SHOWN_EXHIBITS)
        self._list.setFixedHeight(rows * max(self._list.sizeHintForRow(0), 36) + 4)
        counts = view.counts
        photos, videos = (
            text.counted(counts.photos, "photo", "photos"),
            text.counted(counts.videos, "video", "videos"),
        )
        lines = [f"{photos}, {videos}", text.counted(counts.sightings, "sighting", "sightings")]
        if counts.waiting:
            lines.append(f"{text.number(counts.waiting)} not yet analysed")
        if counts.unreadable:
            lines.append(f"{text.number(counts.unreadable)} could not be read")
        self._counts.setText("\n".join(lines))
        self._offer_times(view)
        self._untimed.setText(f"No time known: {text.number(view.events.untimed)}")
        self._unplaced.setText(f"No place known: {text.number(view.points.unplaced)}")

    def _offer_times(self, view: View) -> None:
        """Let the time fields begin at the first and last time that is known."""
        times = view.events.start_ms
        if not len(times):
            return
        self._is_syncing = True
        for edit, tick, value in (
            (self._after, self._after_on, times.min()),
            (self._before, self._before_on, times.max()),
        ):
            if not tick.isChecked():
                edit.setDateTime(QDateTime.fromMSecsSinceEpoch(int(value), QTimeZone.utc()))
        self._is_syncing = False

    def show_filters(self, filters: Filters) -> None:
        """Show what is narrowed, whoever narrowed it."""
        self._filters = filters
        self._is_syncing = True
        for edit, tick, value in (
            (self._after, self._after_on, filters.after_utc_ms),
            (self._before, self._before_on, filters.before_utc_ms),
        ):
            tick.setChecked(value is not None)
            edit.setEnabled(value is not None)
            if value is not None:
                edit.setDateTime(QDateTime.fromMSecsSinceEpoch(value, QTimeZone.utc()))
        self._photos.setChecked(MediaKind.PHOTO in filters.kinds)
        self._videos.setChecked(MediaKind.VIDEO in filters.kinds)
        self._quality.setValue(round(filters.minimum_quality * 100))
        self._tell_quality()
        if filters.near is not None:
            self._near.setText(f"{filters.near.latitude_deg:.5f}, {filters.near.longitude_deg:.5f}")
            self._radius.setValue(round(filters.near.radius_m))
        elif not self._near.hasFocus():
            self._near.clear()
        self._untimed.setChecked(filters.untimed_only)
        self._unplaced.setChecked(filters.unplaced_only)
        self._is_syncing = False

    def _build(self, actions: ActionTable) -> None:
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setModel(self._exhibits)
        self._list.setItemDelegate(ExhibitDelegate(self._list))
        self._list.setAccessibleName("Exhibits")
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        page = QWidget()
        page.setProperty("part", "panel")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(10, 8, 6, 4)
        head.addWidget(label("Exhibits", "heading"), 1)
        head.addWidget(action_button(actions["import"], "Import", compact=True))
        column.addLayout(head)
        self._nothing.setContentsMargins(10, 0, 10, 6)
        self._counts.setContentsMargins(10, 4, 10, 6)
        column.addWidget(self._nothing)
        column.addWidget(self._list)
        column.addWidget(self._counts)
        column.addLayout(self._build_filters(actions))
        column.addStretch(1)
        self.setWidget(page)

    def _build_filters(self, actions: ActionTable) -> QGridLayout:
        self._prepare_fields()
        grid = QGridLayout()
        grid.setContentsMargins(10, 8, 10, 0)
        grid.setVerticalSpacing(6)
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(1, 1)
        clear = action_button(actions["clear_filters"], "Clear all filters", compact=True)
        grid.addWidget(label("Filters", "heading"), 0, 0)
        grid.addWidget(clear, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(label("Time taken (UTC)"), 1, 0, 1, 2)
        grid.addWidget(self._after_on, 2, 0)
        grid.addWidget(self._after, 2, 1)
        grid.addWidget(self._before_on, 3, 0)
        grid.addWidget(self._before, 3, 1)
        grid.addWidget(self._untimed, 4, 0, 1, 2)
        kinds = QHBoxLayout()
        kinds.setSpacing(14)
        kinds.addWidget(self._photos)
        kinds.addWidget(self._videos)
        kinds.addStretch(1)
        grid.addWidget(label("Kind"), 5, 0)
        grid.addLayout(kinds, 5, 1)
        grid.addWidget(label("Quality"), 6, 0)
        quality = QHBoxLayout()
        quality.addWidget(self._quality, 1)
        quality.addWidget(self._quality_words)
        grid.addLayout(quality, 6, 1)
        grid.addWidget(label("Near a place"), 7, 0, 1, 2)
        grid.addWidget(self._near, 8, 0, 1, 2)
        grid.addWidget(label("Within"), 9, 0)
        grid.addWidget(self._radius, 9, 1)
        grid.addWidget(self._near_problem, 10, 0, 1, 2)
        grid.addWidget(self._unplaced, 11, 0, 1, 2)
        return grid

    def _prepare_fields(self) -> None:
        for edit, name in ((self._after, "Earliest time"), (self._before, "Latest time")):
            edit.setDisplayFormat("yyyy-MM-dd HH:mm")
            edit.setTimeZone(QTimeZone.utc())
            edit.setAccessibleName(name)
            padded(edit, 128)
            edit.setDateTime(QDateTime.currentDateTimeUtc())
        self._quality.setRange(0, 95)
        self._quality.setSingleStep(5)
        self._quality.setAccessibleName("Minimum quality")
        self._quality_words.setMinimumWidth(32)
        self._near.setPlaceholderText("latitude, longitude")
        self._near.setMinimumWidth(60)
        padded(self._radius)
        self._near.setAccessibleName("Latitude and longitude of a place")
        self._radius.setRange(10, 500_000)
        self._radius.setValue(500)
        self._radius.setSuffix(" m")
        self._radius.setSingleStep(100)
        self._radius.setAccessibleName("Radius around the place in metres")
        self._near_problem.hide()
        self._untimed.setText("No time known: 0")
        self._unplaced.setText("No place known: 0")

    def _connect(self) -> None:
        self._exhibits.ticked.connect(self._on_ticked)
        ticks = (self._after_on, self._before_on, self._photos, self._videos, self._untimed, self._unplaced)
        for tick in ticks:
            tick.toggled.connect(self._tell_now)
        self._after.dateTimeChanged.connect(self._tell_soon)
        self._before.dateTimeChanged.connect(self._tell_soon)
        self._quality.valueChanged.connect(self._tell_soon)
        self._quality.valueChanged.connect(self._tell_quality)
        self._near.editingFinished.connect(self._tell_now)
        self._radius.valueChanged.connect(self._tell_soon)

    def _on_ticked(self, chosen: frozenset[ExhibitId]) -> None:
        self._filters = replace(self._filters, exhibits=chosen)
        self._tell_now()

    def _tell_quality(self) -> None:
        value = self._quality.value()
        self._quality_words.setText(f"{value / 100:.2f}" if value else "any")

    def _tell_soon(self) -> None:
        if not self._is_syncing:
            self._apply.start()

    def _tell_now(self) -> None:
        if self._is_syncing:
            return
        self._after.setEnabled(self._after_on.isChecked())
        self._before.setEnabled(self._before_on.isChecked())
        self._tell()

    def _tell(self) -> None:
        self._apply.stop()
        kinds = {
            kind
            for kind, tick in ((MediaKind.PHOTO, self._photos), (MediaKind.VIDEO, self._videos))
            if tick.isChecked()
        }
        wanted = replace(
            self._filters,
            after_utc_ms=self._after.dateTime().toMSecsSinceEpoch() if self._after_on.isChecked() else None,
            before_utc_ms=self._before.dateTime().toMSecsSinceEpoch()
            if self._before_on.isChecked()
            else None,
            kinds=frozenset(str(kind) for kind in kinds),
            minimum_quality=self._quality.value() / 100,
            near=self._near_place(),
            untimed_only=self._untimed.isChecked(),
            unplaced_only=self._unplaced.isChecked(),
        )
        self._filters = wanted
        self.narrowed.emit(wanted)

    def _near_place(self) -> NearPlace | None:
        words = self._near.text().strip()
        self._near_problem.hide()
        if not words:
            return None
        place = read_place(words, self._radius.value())
        if place is None:
            self._near_problem.setText("Write it as 52.3731, 4.8925")
            self._near_problem.show()
        return place


def read_place(words: str, radius_m: float) -> NearPlace | None:
    """Return the circle that `52.3731, 4.8925` and a radius mean, or None."""
    parts = words.replace(";", ",").split(",") if "," in words or ";" in words else words.split()
    if len(parts) != 2:
        return None
    try:
        return NearPlace(float(parts[0]), float(parts[1]), radius_m)
    except ValueError:
        return None
