"""Copies of a case: the review of another examiner taken over, and a part written for others to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.merging import CONFLICT, Merged
from reid_desktop.domain.query import Filters
from reid_desktop.ports.copies import Carried, MergeRequest, PortableRequest
from reid_desktop.services.case_desk import Moment

from . import text
from .dialogs.merging import ConflictsDialog, MergeDialog
from .dialogs.portable import PortableDialog
from .panels import Panels
from .translating import tr
from .views.notices import Notice


class Copying(QObject):
    """Serves the commands `merge` and `portable`."""

    def __init__(self, panels: Panels, window: QWidget) -> None:
        """Open dialogs over `window`."""
        super().__init__(window)
        self._panels, self._window = panels, window
        self._merging: MergeDialog | None = None
        panels.tasks.answered.connect(self._on_answered)
        panels.tasks.failed.connect(self._on_failed)
        panels.actions.connect({"merge": self.ask_merge, "portable": self.ask_part})

    def ask_merge(self) -> None:
        """Ask for the copy, and show earlier merges."""
        desk = self._panels.desk

        def show(merges: list[Moment]) -> None:
            self._merging = MergeDialog(self._window, desk.case.parent, merges)
            self._merging.merge_wanted.connect(self._merge)
            self._merging.conflicts_wanted.connect(self._show_earlier)
            self._merging.finished.connect(self._closed)
            self._merging.open()

        self._panels.reader.ask("merges", desk.running.merges, show)

    def ask_part(self) -> None:
        """Ask what goes along and where to."""
        view = self._panels.workbench.view
        record = view.record if view is not None else None
        search = None if record is None else (record.search_id, text.probe_name(record.probe))
        filters = self._panels.workbench.question.filters
        dialog = PortableDialog(self._window, self._panels.desk.case, search, filters)
        dialog.part_wanted.connect(self._write)
        dialog.open()

    def _merge(self, request: MergeRequest) -> None:
        self._panels.tasks.submit(request, tr("Take over a review"))

    def _write(self, request: PortableRequest) -> None:
        self._panels.tasks.submit(request, tr("Write a part of the case"))

    def _closed(self) -> None:
        self._merging = None

    # ------------------------------------------------------------ answers

    def _on_answered(self, request: object, answer: object) -> None:
        if isinstance(request, MergeRequest) and isinstance(answer, Merged):
            if self._merging is not None:
                self._merging.accept()
            self._show_conflicts(_merged_words(answer), tuple(one.row() for one in answer.conflicts))
        elif isinstance(answer, Carried):
            many = text.counted(answer.sightings, "sighting", "sightings")
            words = tr("Written: {path} with {many}. It can only be read.", path=str(answer.path), many=many)
            folder = QUrl.fromLocalFile(str(answer.path.parent))
            ways = ((tr("Show folder"), lambda: _open(folder)),)
            self._panels.notices.say(Notice("portable", words, "good", ways))

    def _on_failed(self, request: object, sentence: str) -> None:
        if isinstance(request, MergeRequest) and self._merging is not None:
            self._merging.say_problem(text.told(sentence))

    def _show_earlier(self, merge: Moment) -> None:
        words = tr(
            "The review of {name}, taken over by {who}.", name=text.plain(merge.name), who=merge.author
        )
        self._show_conflicts(words, merge.conflicts)

    def _show_conflicts(self, words: str, conflicts: Sequence[Mapping[str, Any]]) -> None:
        dialog = ConflictsDialog(self._window, words, conflicts)
        dialog.settling_wanted.connect(self._settle)
        dialog.open()

    def _settle(self) -> None:
        """Show the sightings that the two differ about."""
        if self._merging is not None:
            self._merging.accept()
        workbench = self._panels.workbench
        workbench.leave_search()
        workbench.set_filters(replace(Filters(), tags=frozenset({CONFLICT})))


def _merged_words(merged: Merged) -> str:
    values = text.counted(merged.values, "mark", "marks")
    notes = text.counted(merged.notes, "note", "notes")
    words = tr("Taken over: {values} and {notes}.", values=values, notes=notes)
    if not merged.unknown:
        return words
    return (
        words
        + " "
        + text.plural(
            merged.unknown,
            "{count} is about a sighting that this case does not have.",
            "{count} are about sightings that this case does not have.",
        )
    )


def _open(folder: QUrl) -> None:
    QDesktopServices.openUrl(folder)
