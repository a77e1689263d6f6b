"""Who was seen with whom, when and where: a list and a small graph."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSplitter, QTableView, QVBoxLayout, QWidget

from reid_desktop.domain.co_presence import Companions
from reid_desktop.domain.ids import MediaId, PersonId, SightingId
from reid_desktop.domain.persons import Person
from reid_desktop.services.people_desk import PeopleState
from reid_desktop.ui import text
from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.painting.companion_graph import CompanionGraph, Edge, Node
from reid_desktop.ui.painting.making import empty_words
from reid_desktop.ui.translating import said, tr

_MOST_PLACES = 3
_NARROW_PX = 1300
_NAME_PX = 150
_NARROW_NAME_PX = 100
_TIMES_PX = 158
_ROW_PX = 38
"""Two lines."""
_TOO_FEW = said("Nobody was seen together yet: confirm sightings of two persons of interest first.")
_NEVER = said("No two of these persons were in one picture, or near each other.")


class TogetherTab(QWidget):
    """Pairs of persons; a double click shows their sightings."""

    gallery_wanted = Signal(object)  # sightings

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._pairs: list[Companions] = []
        self._table, self._graph = QTableView(), CompanionGraph()
        self._none = empty_words(tr(_TOO_FEW))
        table = self._table
        table.setAccessibleName(tr("Pairs of persons seen together"))
        table.setProperty("rows", "true")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        table.verticalHeader().hide()
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        table.doubleClicked.connect(lambda index: self._on_row(index.row()))
        table.activated.connect(lambda index: self._on_row(index.row()))
        self._graph.pair_chosen.connect(self._on_pair)
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(table)
        split.addWidget(self._graph)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 1)
        split.setSizes([_NARROW_PX, _NARROW_PX // 2])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._none, 1)
        column.addWidget(split, 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the graph below the list where there is no room beside it."""
        super().resizeEvent(event)
        way = Qt.Orientation.Vertical if self._is_narrow else Qt.Orientation.Horizontal
        if way != self._split.orientation():
            self._split.setOrientation(way)
            self._split.setSizes([_NARROW_PX, _NARROW_PX if self._is_narrow else _NARROW_PX // 2])
        self._fit_columns()

    @property
    def _is_narrow(self) -> bool:
        return self.width() < _NARROW_PX

    def _fit_columns(self) -> None:
        """Have every column seen: names and times take two lines where there is no room for one."""
        if self._table.model() is None:
            return
        header, mode = self._table.horizontalHeader(), QHeaderView.ResizeMode
        for column in (2, 3, 4):
            header.setSectionResizeMode(column, mode.ResizeToContents)
        header.setSectionResizeMode(5, mode.Stretch)
        if self._is_narrow:
            header.setSectionResizeMode(4, mode.Interactive)
            self._table.setColumnWidth(4, _TIMES_PX)
        for column in (0, 1):
            self._table.setColumnWidth(column, _NARROW_NAME_PX if self._is_narrow else _NAME_PX)

    def show_state(self, state: PeopleState) -> None:
        """Show who was with whom."""
        persons, self._pairs = state.people.persons, list(state.companions)
        rows = [
            (
                _name(persons, pair.one),
                _name(persons, pair.other),
                text.number(pair.in_one_picture),
                text.number(len(pair.meetings) - sum(one.in_one_picture for one in pair.meetings)),
                _when(pair),
                place_words(pair, state.places),
            )
            for pair in self._pairs
        ]
        headings = (
            tr("Person"),
            tr("With"),
            tr("In one picture"),
            tr("Near each other"),
            tr("First and last"),
            tr("Where"),
        )
        self._table.setModel(RowsModel(headings, rows, self))
        self._fit_columns()
        nodes = [
            Node(int(one.person_id), text.plain(one.name), len(one.sightings)) for one in state.people.present
        ]
        edges = [Edge(int(pair.one), int(pair.other), len(pair.meetings)) for pair in self._pairs]
        self._graph.show_graph(nodes, edges)
        many = sum(bool(one.sightings) for one in state.people.present)
        self._none.setText(tr(_TOO_FEW) if many < 2 else tr(_NEVER))
        self._none.setVisible(not self._pairs)
        self._split.setVisible(many > 1)
        self._table.setVisible(bool(self._pairs))

    def _on_pair(self, one: int, other: int) -> None:
        for row, pair in enumerate(self._pairs):
            if {int(pair.one), int(pair.other)} == {one, other}:
                self._table.selectRow(row)
                self._on_row(row)

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._pairs):
            ids: set[SightingId] = set()
            for meeting in self._pairs[row].meetings:
                ids |= {meeting.first.sighting_id, meeting.second.sighting_id}
            self.gallery_wanted.emit(tuple(sorted(ids)))


def _name(persons: dict[PersonId, Person], person_id: PersonId) -> str:
    person = persons.get(person_id)
    return text.plain(person.name) if person is not None else tr("somebody")


def place_words(pair: Companions, places: Mapping[MediaId, str]) -> str:
    """Return the names of the places where two were together, each once, or the first position."""
    names = list(
        dict.fromkeys(places[one.first.media_id] for one in pair.meetings if one.first.media_id in places)
    )
    shown = " · ".join(text.told(name) for name in names[:_MOST_PLACES])
    if names:
        return f"{shown} …" if len(names) > _MOST_PLACES else shown
    for one in pair.meetings:
        at = (one.first.latitude_deg, one.first.longitude_deg)
        if at[0] is not None and at[1] is not None:
            return text.degrees(at[0], at[1])
    return tr("no place known")


def _when(pair: Companions) -> str:
    times = [one.first.time_utc_ms for one in pair.meetings if one.first.time_utc_ms is not None]
    if not times:
        return tr("no time known")
    first, last = text.moment(min(times))[:16], text.moment(max(times))[:16]
    return f"{first} UTC" if first == last else tr("{first} to {last} UTC", first=first, last=last)
