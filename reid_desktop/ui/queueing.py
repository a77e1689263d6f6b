"""Review queues: listed with their progress, shown in the gallery; tags and grades offered to the filters."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.review import GradeSet
from reid_desktop.services.review_progress import Queue
from reid_desktop.services.review_queues import NamedQueue

from .dialogs.queues import QueuesDialog
from .judging import Judging
from .pages import REVIEW
from .panels import Panels


class Queueing(QObject):
    """Serves the command `queues`."""

    def __init__(self, panels: Panels, judging: Judging, window: QWidget) -> None:
        """Open the list over `window`; the work on a queue begins with `judging`."""
        super().__init__(window)
        self._panels, self._judging, self._window = panels, judging, window
        panels.actions.connect({"queues": self.ask})
        panels.bridge.case_changed.connect(self._on_changes)

    def refresh(self) -> None:
        """Read the tags and grades that filters can be set to."""
        desk, fields = self._panels.desk.review, self._panels.sources.filters.review

        def read() -> tuple[list[str], list[GradeSet]]:
            return list(desk.tags()), desk.grade_sets()

        self._panels.reader.ask("tags and grades", read, lambda found: fields.offer(*found), is_quick=True)

    def ask(self) -> None:
        """List the queues, each with how far it is."""
        desk, who = self._panels.desk.review, self._panels.desk.who

        def show(found: list[NamedQueue]) -> None:
            dialog = QueuesDialog(self._window, found)
            dialog.queue_chosen.connect(self.show_queue)
            dialog.open()

        self._panels.reader.ask("queues", lambda: desk.queues(who), show)

    def show_queue(self, queue: Queue) -> None:
        """Show the sightings of a queue in the gallery, nothing else narrowed."""
        panels = self._panels
        panels.map.clear_area()
        panels.pages.turn_to(REVIEW)
        panels.selection.clear()
        self._judging.begin_queue()
        panels.workbench.show_queue(queue.search_id, queue.filters)
        panels.gallery.focus_target.setFocus()

    def _on_changes(self, changes: ChangeSet) -> None:
        if changes.reviews or changes.case:
            self.refresh()
