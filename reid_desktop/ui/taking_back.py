"""Undo and redo of the review: says what was taken back, and goes there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.ports.engine import Request
from reid_desktop.ports.review import DecideRequest, UndoRequest
from reid_desktop.ports.store import Ids
from reid_desktop.services.review_progress import Queue

from . import text
from .panels import Panels
from .translating import tr
from .views.notices import Notice

_NOTICE = "undone"


class TakingBack(QObject):
    """Serves the commands `undo` and `redo`, which reach over sessions."""

    def __init__(self, panels: Panels, show_queue: Callable[[Queue], None], parent: QObject) -> None:
        """Show what is not in the list by `show_queue`."""
        super().__init__(parent)
        self._panels, self._show_queue = panels, show_queue
        self._touched: tuple[SightingId, ...] = ()
        panels.actions.connect(
            {
                "undo": lambda: self._submit(UndoRequest()),
                "redo": lambda: self._submit(UndoRequest(is_redo=True)),
            }
        )
        panels.bridge.case_changed.connect(self._on_changes)
        panels.tasks.answered.connect(self._on_answer)

    def _submit(self, request: UndoRequest) -> None:
        self._touched = ()
        self._panels.tasks.submit(request, tr("Review"))

    def _on_changes(self, changes: ChangeSet) -> None:
        if changes.reviews:
            self._touched = tuple(sorted(changes.reviews))

    def _on_answer(self, request: Request, _value: object) -> None:
        if isinstance(request, DecideRequest):
            self._panels.notices.close_notice(_NOTICE)
        elif isinstance(request, UndoRequest):
            self._panels.notices.close_notice("running")  # what it said of a restored snapshot holds no more
            self._tell(request.is_redo, self._touched)

    def _tell(self, is_redo: bool, ids: tuple[SightingId, ...]) -> None:
        many = text.counted(len(ids), "sighting", "sightings")
        words = tr("Done again: {many}.", many=many) if is_redo else tr("Taken back: {many}.", many=many)
        there = self._places(ids)
        self._panels.gallery.tell_last(words)
        if len(there):
            self._panels.selection.select(there)
            self._panels.selection.look_at(SightingId(int(there[0])))
            self._panels.notices.say(Notice(_NOTICE, words, "good"))
        elif ids:
            offers = ((tr("Show"), lambda: self._show(ids)),)
            words = tr("{done} It is not in the list that is shown.", done=words)
            self._panels.notices.say(Notice(_NOTICE, words, "info", offers))

    def _places(self, ids: tuple[SightingId, ...]) -> Ids:
        """Return those of some sightings whose cards are in the list, in its order."""
        model = self._panels.gallery.model
        seen = np.unique(model.seen_as(np.array(ids, np.int64)))
        return model.ids[model.positions_of(seen)]

    def _show(self, ids: tuple[SightingId, ...]) -> None:
        self._panels.notices.close_notice(_NOTICE)
        self._show_queue(Queue(filters=Filters(sightings=frozenset(ids))))
