"""What the window looks at: filters, order, search; asked anew when the case changes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.query import Filters
from reid_desktop.services.browsing import Browsing, Question, View
from reid_desktop.services.listing import Order
from reid_desktop.services.space_time import LaneBy

from .bridge import Bridge, Reader

LIVE_PAUSE_MS = 400
"""Least time between two readings while an import runs: the reader has other work too."""
LIVE_SHARE = 3
"""After a reading, so many times as long as it took is left free for other work."""


class Workbench(QObject):
    """Keeps the question and reads its answer; views show what comes."""

    shown = Signal(object, bool)  # View, is_live
    begun = Signal(object)
    """A View of the newest sightings alone, while a large case is still being read."""
    filters_changed = Signal(object)  # Filters

    def __init__(
        self, browsing: Browsing, reader: Reader, bridge: Bridge, parent: QObject | None = None
    ) -> None:
        """Read nothing until `refresh` is called."""
        super().__init__(parent)
        self._browsing, self._reader = browsing, reader
        self._question = Question()
        self._view: View | None = None
        self._is_reading = False
        self._is_stale = False
        self._clock = QElapsedTimer()
        self._again = QTimer(self, singleShot=True, interval=LIVE_PAUSE_MS)
        self._again.timeout.connect(self._read_live)
        bridge.case_changed.connect(self._on_case_changed)
        reader.failed.connect(self._on_failed)

    @property
    def question(self) -> Question:
        """Return what is looked at."""
        return self._question

    @property
    def view(self) -> View | None:
        """Return the last answer."""
        return self._view

    def begin_with(self, question: Question) -> None:
        """Look at something else from the first reading on."""
        changed = question.filters != self._question.filters
        self._question = question
        if changed:
            self.filters_changed.emit(question.filters)

    def set_filters(self, filters: Filters) -> None:
        """Narrow to other filters."""
        if filters != self._question.filters:
            self._question = replace(self._question, filters=filters)
            self.filters_changed.emit(filters)
            self._read(is_live=False)

    def set_order(self, order: Order) -> None:
        """Sort what is shown, all sightings or candidates, in another way."""
        if self._question.search_id is None:
            self._ask(replace(self._question, order=order))
        else:
            self._ask(replace(self._question, search_order=order))

    def show_search(self, search_id: SearchId) -> None:
        """Show the candidates of a search."""
        self._ask(replace(self._question, search_id=search_id))

    def show_queue(self, search_id: SearchId | None, filters: Filters) -> None:
        """Show the candidates of a search, or all sightings, narrowed to `filters` and nothing else."""
        changed = filters != self._question.filters
        self._question = replace(self._question, search_id=search_id, filters=filters)
        if changed:
            self.filters_changed.emit(filters)
        self._read(is_live=False)

    def leave_search(self) -> None:
        """Show all sightings again."""
        self._ask(replace(self._question, search_id=None))

    def set_lanes(self, lanes: LaneBy) -> None:
        """Give something else a lane on the timeline."""
        self._ask(replace(self._question, lanes=lanes))

    def fold(self, is_folded: bool) -> None:
        """Show doubles and appearances as one card each, or every sighting."""
        self._ask(replace(self._question, is_folded=is_folded, opened=frozenset()))

    def turn_stack(self, key: int) -> None:
        """Open a stack, or fold it again."""
        self._ask(replace(self._question, opened=self._question.opened ^ {key}))

    def refresh(self) -> None:
        """Read the case afresh."""
        self._browsing.forget()
        self._read(is_live=False)

    def _ask(self, question: Question) -> None:
        if question != self._question:
            self._question = question
            self._read(is_live=False)

    def _on_case_changed(self, changes: ChangeSet) -> None:
        is_other = bool(changes.sightings or changes.media or changes.exhibits or changes.case)
        if is_other:
            self._browsing.note(changes)
        if is_other or changes.reviews or changes.persons:
            self._is_stale = True
            if not self._is_reading and not self._again.isActive():
                self._again.start(0)

    def _read_live(self) -> None:
        if self._is_stale:
            self._read(is_live=True)

    def _read(self, is_live: bool) -> None:
        self._is_reading, self._is_stale = True, False
        self._clock.start()
        question = self._question
        if self._view is None and not is_live:
            self._reader.ask("first view", lambda: self._browsing.first_view(question), self._begin)
        self._reader.ask("view", lambda: self._answer(question), lambda view: self._show(view, is_live))

    def _on_failed(self, problem: object) -> None:
        """Show everything rather than nothing where the search that was looked at last is not there."""
        self._is_reading = False
        if self._view is None and isinstance(problem, CaseError):
            self.leave_search()

    def _answer(self, question: Question) -> View:
        return self._browsing.view(question)

    def _begin(self, view: View | None) -> None:
        if view is not None and self._view is None and view.question == self._question:
            self.begun.emit(view)

    def _show(self, view: View, is_live: bool) -> None:
        self._is_reading = False
        self._view = view
        self.shown.emit(view, is_live)
        if self._is_stale:
            self._again.start(max(LIVE_PAUSE_MS, LIVE_SHARE * self._clock.elapsed()))
