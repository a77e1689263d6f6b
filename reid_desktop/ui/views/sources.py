"""The left side: the exhibits with their counts, and the filters."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from reid_desktop.domain.query import Filters
from reid_desktop.services.browsing import View
from reid_desktop.ui import text
from reid_desktop.ui.actions import ActionTable
from reid_desktop.ui.models.exhibit_list import EXHIBIT_ROLE, ExhibitListModel
from reid_desktop.ui.painting.exhibit_delegate import ExhibitDelegate
from reid_desktop.ui.painting.making import action_button, label
from reid_desktop.ui.translating import tr

from .filters import FiltersPanel

_SHOWN_EXHIBITS = 6
_LEAST_PX, _MOST_PX = 226, 320


class SourcesView(QScrollArea):
    """Shows what the case holds and narrows what is shown of it."""

    narrowed = Signal(object)  # Filters
    exhibit_opened = Signal(object)  # ExhibitId

    def __init__(self, actions: ActionTable) -> None:
        """Start without exhibits and without filters."""
        super().__init__()
        self._exhibits = ExhibitListModel(self)
        self._list = QListView()
        self._nothing = label(tr("No exhibit yet. Import a phone's files to begin."), "muted", wraps=True)
        self._counts = label("", "muted", wraps=True)
        self.filters = FiltersPanel()
        self._build(actions)
        self._exhibits.ticked.connect(self.filters.choose_exhibits)
        self._list.activated.connect(self._on_opened)
        self.filters.narrowed.connect(self.narrowed)
        self.filters.reset_wanted.connect(actions["clear_filters"].trigger)

    @property
    def exhibit_list(self) -> QListView:
        """Return the list of exhibits (for the keyboard focus)."""
        return self._list

    def open_current(self) -> None:
        """Ask for the dialog of the exhibit that has the keyboard, else of the first."""
        index = self._list.currentIndex()
        self._on_opened(index if index.isValid() else self._exhibits.index(0, 0))

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
            lines.append(tr("{number} not yet analysed", number=text.number(counts.waiting)))
        if counts.unreadable:
            lines.append(tr("{number} could not be read", number=text.number(counts.unreadable)))
        self._counts.setText("\n".join(lines))
        self.filters.show_view(view)

    def show_filters(self, filters: Filters) -> None:
        """Show what is narrowed, whoever narrowed it."""
        self.filters.show_filters(filters)

    def minimumSizeHint(self) -> QSize:
        """Ask for the width that every field has in whatever language, and the scroll bar beside it."""
        page, bar = self.widget(), self.verticalScrollBar()
        needed = 0 if page is None else page.minimumSizeHint().width() + bar.sizeHint().width()
        return QSize(min(max(needed, _LEAST_PX), _MOST_PX), super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask anew when a section is opened that needs more width."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _build(self, actions: ActionTable) -> None:
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setModel(self._exhibits)
        self._list.setItemDelegate(ExhibitDelegate(self._list))
        self._list.setAccessibleName(tr("Exhibits"))
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
        head.addWidget(label(tr("Exhibits"), "heading"), 1)
        head.addWidget(action_button(actions["exhibit"], tr("Exhibit, clock and time zone"), compact=True))
        head.addWidget(action_button(actions["import"], tr("Import"), compact=True))
        column.addLayout(head)
        self._nothing.setContentsMargins(10, 0, 10, 6)
        self._counts.setContentsMargins(10, 4, 10, 6)
        column.addWidget(self._nothing)
        column.addWidget(self._list)
        column.addWidget(self._counts)
        title = QHBoxLayout()
        title.setContentsMargins(10, 8, 6, 0)
        title.addWidget(label(tr("Filters"), "heading"), 1)
        title.addWidget(action_button(actions["clear_filters"], tr("Clear all filters"), compact=True))
        column.addLayout(title)
        column.addWidget(self.filters)
        column.addStretch(1)
        self.setWidget(page)

    def _on_opened(self, index: QModelIndex) -> None:
        exhibit_id = index.data(EXHIBIT_ROLE) if index.isValid() else None
        if exhibit_id is not None:
            self.exhibit_opened.emit(exhibit_id)
