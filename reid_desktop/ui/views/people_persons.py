"""Persons of interest: their confirmed sightings, and everything that was done with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from reid_desktop.domain.ids import PersonId
from reid_desktop.domain.persons import Person, PersonEvent, PersonVerb
from reid_desktop.services.cards import Card
from reid_desktop.services.people_desk import PeopleState
from reid_desktop.ui import text
from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.painting.crop_list import CropList
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.flow import FlowLayout
from reid_desktop.ui.painting.making import empty_words, label, push_button
from reid_desktop.ui.painting.thumbnails import ThumbnailLoader
from reid_desktop.ui.person_words import event_words
from reid_desktop.ui.translating import tr

_ID_ROLE = Qt.ItemDataRole.UserRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


_CELL_PX = 36
"""What a cell of a table has beside its words."""
_AIR_PX = 18
"""Of a line of the list, beside two lines of words in whatever script."""


class PersonsTab(QWidget):
    """A list of persons, the crops of the chosen one, the history below."""

    person_chosen = Signal(object)  # PersonId: their cards are wanted
    new_wanted = Signal()
    """A person of the sightings selected in the gallery."""
    confirm_wanted = Signal(object)  # PersonId: the sightings selected in the gallery are this person's
    rename_wanted = Signal(object)  # Person
    merge_wanted = Signal(object)  # Person: another is to be merged into them
    split_wanted = Signal(object, object)  # Person, sightings
    move_wanted = Signal(object, object)  # Person, sightings: to another person
    release_wanted = Signal(object, object)
    undo_wanted = Signal(object)  # PersonEventId
    gallery_wanted = Signal(object)  # sightings

    def __init__(self, loader: ThumbnailLoader) -> None:
        """Start with nobody."""
        super().__init__()
        self._state: PeopleState | None = None
        self._list = QListWidget()
        self._name = ElidedLabel("", tone="strong")
        self._left = QWidget()
        self._crops = CropList(loader, tr("Confirmed sightings of the person"))
        self._history = QTableView()
        self._acts, self._past = QWidget(), QWidget()
        self._events: list[PersonEvent] = []
        self._undo = push_button(tr("Undo this change"), self._on_undo)
        self._none = QWidget()
        self._needing_person = [
            push_button(tr("Confirm the selected"), lambda: self._emit(self.confirm_wanted, True)),
            push_button(tr("Show in the gallery"), self._on_gallery),
            push_button(tr("Rename…"), lambda: self._emit(self.rename_wanted)),
            push_button(tr("Merge another into it…"), lambda: self._emit(self.merge_wanted)),
        ]
        self._needing_crops = [
            push_button(tr("Split off…"), lambda: self._emit_crops(self.split_wanted)),
            push_button(tr("Move to another…"), lambda: self._emit_crops(self.move_wanted)),
            push_button(tr("Release"), lambda: self._emit_crops(self.release_wanted)),
        ]
        self._build()
        self._list.currentItemChanged.connect(lambda: self._on_person())
        self._crops.itemSelectionChanged.connect(self._tell)

    @property
    def crops(self) -> CropList:
        """Return the crops of the chosen person."""
        return self._crops

    @property
    def chosen(self) -> Person | None:
        """Return the chosen person."""
        item: QListWidgetItem | None = self._list.currentItem()
        if item is None or self._state is None:
            return None
        return self._state.people.persons.get(PersonId(item.data(_ID_ROLE)))

    def choose(self, person_id: PersonId) -> None:
        """Choose a person."""
        for row in range(self._list.count()):
            if self._list.item(row).data(_ID_ROLE) == person_id:
                self._list.setCurrentRow(row)

    def show_state(self, state: PeopleState) -> None:
        """Show who there is; the chosen one stays chosen."""
        before = self.chosen
        self._state = state
        self._list.clear()
        for person in state.people.present:
            count = text.counted(len(person.sightings), "sighting", "sightings")
            item = QListWidgetItem(text.side_by_side((text.plain(person.name), count), "\n"))
            item.setData(_ID_ROLE, int(person.person_id))
            item.setToolTip(text.as_plain_tooltip(text.plain(person.name)))
            item.setSizeHint(QSize(0, 2 * self._list.fontMetrics().lineSpacing() + _AIR_PX))
            self._list.addItem(item)
        self._tell_somebody(bool(state.people.present), bool(state.events))
        if state.people.present:
            self._list.setCurrentRow(0)
        if before is not None:
            self.choose(before.person_id)
        self._show_history()
        self._tell()

    def _tell_somebody(self, is_somebody: bool, has_history: bool) -> None:
        """Where there is nobody, say how to make a person instead of showing what cannot be used."""
        self._none.setVisible(not is_somebody)
        for part in (self._left, self._name, self._acts, self._crops):
            part.setVisible(is_somebody)
        self._past.setVisible(has_history)

    def show_cards(self, person_id: PersonId, cards: Sequence[Card]) -> None:
        """Show the crops of a person."""
        person = self.chosen
        if person is not None and person.person_id == person_id:
            self._crops.show_cards(cards)
            self._tell()

    def _build(self) -> None:
        self._list.setAccessibleName(tr("Persons of interest"))
        self._list.setMinimumWidth(150)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._history.setAccessibleName(tr("Everything that was done with persons of interest"))
        self._history.setProperty("rows", "true")
        self._history.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._history.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._history.setTabKeyNavigation(False)
        self._history.setShowGrid(False)
        self._history.setWordWrap(False)
        self._history.verticalHeader().hide()
        self._build_none()
        buttons = FlowLayout(self._acts, spacing_px=6)
        for button in (*self._needing_person, *self._needing_crops):
            buttons.addWidget(button)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 6, 8, 6)
        column.addWidget(self._name)
        column.addWidget(self._acts)
        column.addWidget(self._none, 3)
        column.addWidget(self._crops, 3)
        past = QVBoxLayout(self._past)
        past.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(label(tr("What was done"), "heading"), 1)
        head.addWidget(self._undo)
        past.addLayout(head)
        past.addWidget(self._history, 1)
        column.addWidget(self._past, 2)
        side = QVBoxLayout(self._left)
        side.setContentsMargins(8, 6, 4, 6)
        side.addWidget(self._list, 1)
        side.addWidget(push_button(tr("New person of the selected…"), self.new_wanted.emit))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self._left)
        split.addWidget(right)
        split.setStretchFactor(1, 4)
        split.setSizes([180, 640])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def _build_none(self) -> None:
        words = tr(
            "No person of interest yet. Select sightings in the gallery that show one person, and make "
            "a person of them here; or let groups be proposed."
        )
        column = QVBoxLayout(self._none)
        column.addStretch(1)
        column.addWidget(empty_words(words))
        make = push_button(tr("New person of the selected…"), self.new_wanted.emit)
        column.addWidget(make, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def _show_history(self) -> None:
        state = self._state
        if state is None:
            return
        self._events = list(reversed(state.events))
        rows = [
            (
                event.at_utc[:19].replace("T", " "),
                event.author,
                event_words(event, state.people.persons),
                event.reason,
                tr("undone") if event.event_id in state.void else "",
            )
            for event in self._events
        ]
        headings = (tr("When (UTC)"), tr("Who"), tr("What"), tr("Why"), "")
        self._history.setModel(RowsModel(headings, rows, self))
        self._history.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self._history.horizontalHeader().setDefaultAlignment(_LEFT)
        letters = self._history.fontMetrics().horizontalAdvance("2026-11-26 06:36:00") + _CELL_PX
        has_reasons, has_undone = any(row[3] for row in rows), any(row[4] for row in rows)
        authors = max((self._history.fontMetrics().horizontalAdvance(row[1]) for row in rows), default=0)
        who_px = min(max(authors + _CELL_PX, 84), 180)
        undone_px = self._history.fontMetrics().horizontalAdvance(tr("undone")) + _CELL_PX
        for column, width_px in ((0, letters), (1, who_px), (3, 84), (4, undone_px)):
            self._history.setColumnWidth(column, width_px)
        self._history.setColumnHidden(3, not has_reasons)
        self._history.setColumnHidden(4, not has_undone)
        self._history.selectionModel().currentRowChanged.connect(lambda: self._tell())

    def _on_person(self) -> None:
        person = self.chosen
        self._name.set_words("" if person is None else text.plain(person.name))
        if person is None:
            self._crops.show_cards([])
        else:
            self.person_chosen.emit(person.person_id)
        self._tell()

    def _tell(self) -> None:
        for button in self._needing_person:
            button.setEnabled(self.chosen is not None)
        for button in self._needing_crops:
            button.setEnabled(self.chosen is not None and bool(self._crops.chosen))
        event = self._undoable()
        self._undo.setEnabled(event is not None)
        is_undoing = event is not None and event.act.verb is PersonVerb.UNDONE
        self._undo.setText(tr("Do it again") if is_undoing else tr("Undo this change"))

    def _undoable(self) -> PersonEvent | None:
        """Return the chosen act, where it counts; undoing an undoing brings back what was undone."""
        row = self._history.currentIndex().row()
        if self._state is None or not 0 <= row < len(self._events):
            return None
        event = self._events[row]
        return None if event.event_id in self._state.void else event

    def _emit(self, signal: SignalInstance, as_id: bool = False) -> None:
        person = self.chosen
        if person is not None:
            signal.emit(person.person_id if as_id else person)

    def _emit_crops(self, signal: SignalInstance) -> None:
        person, chosen = self.chosen, self._crops.chosen
        if person is not None and chosen:
            signal.emit(person, chosen)

    def _on_gallery(self) -> None:
        person = self.chosen
        if person is not None:
            self.gallery_wanted.emit(person.sightings)

    def _on_undo(self) -> None:
        event = self._undoable()
        if event is not None:
            self.undo_wanted.emit(event.event_id)
