"""Alarms: new sightings that look like a person of interest, to be acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from reid_desktop.domain.alarms import RaisedAlarm, Verdict
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.services.cards import Card
from reid_desktop.services.people_desk import PeopleState
from reid_desktop.ui import text
from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.painting.crop_list import CropList
from reid_desktop.ui.painting.making import empty_words, frame, label, push_button
from reid_desktop.ui.painting.thumbnails import ThumbnailLoader
from reid_desktop.ui.translating import said, tr

_VERDICTS = {
    Verdict.CONFIRMED: said("It is the person"),
    Verdict.DENIED: said("It is not"),
    Verdict.UNSURE: said("Leave it open"),
}
_SAID = {
    Verdict.CONFIRMED: said("confirmed"),
    Verdict.DENIED: said("denied"),
    Verdict.UNSURE: said("left open"),
    None: said("waits"),
}


class AlarmsTab(QWidget):
    """The newest alarm first; those that wait are shown until all are wanted."""

    alarm_chosen = Signal(object)  # RaisedAlarm: the card of its sighting is wanted
    acknowledged = Signal(object, object)  # AlarmId, Verdict

    def __init__(self, loader: ThumbnailLoader) -> None:
        """Start without alarms."""
        super().__init__()
        self._state: PeopleState | None = None
        self._alarms: list[RaisedAlarm] = []
        self._table = QTableView()
        self._crop = CropList(loader, tr("Sighting of the alarm"))
        self._all = QCheckBox(tr("Those decided, too"))
        self._buttons = {
            verdict: push_button(tr(words), partial(self._on_verdict, verdict))
            for verdict, words in _VERDICTS.items()
        }
        self._none = empty_words(tr("No alarm waits."))
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._build()
        self._all.toggled.connect(lambda _on: self._refresh())

    @property
    def chosen(self) -> RaisedAlarm | None:
        """Return the chosen alarm."""
        row = self._table.currentIndex().row()
        return self._alarms[row] if 0 <= row < len(self._alarms) else None

    def show_state(self, state: PeopleState) -> None:
        """Show the alarms."""
        self._state = state
        self._refresh()

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show the sighting of the chosen alarm."""
        self._crop.show_cards(cards)

    def _build(self) -> None:
        table = self._table
        table.setAccessibleName(tr("Alarms"))
        table.setProperty("rows", "true")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        notice = QHBoxLayout()
        notice.setContentsMargins(12, 4, 8, 4)
        notice.addWidget(label(tr(LEAD_NOTICE), "lead", wraps=True), 1)
        tools = QHBoxLayout()
        tools.setContentsMargins(8, 6, 8, 6)
        tools.setSpacing(8)
        tools.addStretch(1)
        tools.addWidget(self._all)
        for button in self._buttons.values():
            tools.addWidget(button)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(table)
        self._split.addWidget(self._crop)
        self._split.setStretchFactor(0, 4)
        self._split.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(frame("notice", notice))
        column.addLayout(tools)
        column.addWidget(self._none, 1)
        column.addWidget(self._split, 1)

    def _refresh(self) -> None:
        state = self._state
        if state is None:
            return
        wanted = [one for one in state.alarms if one.is_waiting or self._all.isChecked()]
        self._alarms = wanted[::-1]
        rows = []
        for one in self._alarms:
            person = state.people.persons.get(one.alarm.person_id)
            rows.append(
                (
                    one.alarm.at_utc[:19].replace("T", " "),
                    tr("somebody") if person is None else text.plain(person.name),
                    str(one.alarm.sighting_id),
                    f"{text.score(one.alarm.score)} ≥ {text.score(one.alarm.threshold)}",
                    tr(_SAID[one.verdict]),
                )
            )
        headings = (tr("Raised (UTC)"), tr("Person"), tr("Sighting"), tr("Score"), tr("State"))
        self._table.setModel(RowsModel(headings, rows, self))
        self._table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column in (0, 2, 3, 4):
            self._table.horizontalHeader().setSectionResizeMode(
                column, QHeaderView.ResizeMode.ResizeToContents
            )
        self._table.selectionModel().currentRowChanged.connect(lambda: self._on_row())
        self._none.setVisible(not rows)
        self._split.setVisible(bool(rows))
        for button in self._buttons.values():
            button.setVisible(bool(rows))
        if rows:
            self._table.selectRow(0)
        else:
            self._crop.show_cards([])
        self._tell()

    def _on_row(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            self.alarm_chosen.emit(chosen)
        self._tell()

    def _tell(self) -> None:
        for button in self._buttons.values():
            button.setEnabled(self.chosen is not None)

    def _on_verdict(self, verdict: Verdict) -> None:
        chosen = self.chosen
        if chosen is not None:
            self.acknowledged.emit(chosen.alarm.alarm_id, verdict)
