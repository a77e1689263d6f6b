"""What came of second looks: its dialog, and what follows from it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.errors import ReidError
from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.domain.reviewer_agreement import SecondResults
from reid_desktop.ports.ledger import (
    Governed,
    SecondAnswerRequest,
    SecondLookRequest,
    SecondResultsRequest,
    SeedPhotosRequest,
    SeedRequest,
)

from . import text
from .dialogs.second_results import SecondResultsDialog
from .panels import Panels
from .translating import tr
from .views.notices import Notice

_SEEDING = (SecondLookRequest, SeedRequest, SeedPhotosRequest)
_MOST_SELECTED = 3
"""Of what is selected no more needs to be known than that it is not a pair."""


class Supervising(QObject):
    """Serves the command `second_results`."""

    def __init__(self, panels: Panels, window: QWidget) -> None:
        """Open the dialog over `window`."""
        super().__init__(window)
        self._panels, self._window = panels, window
        self._dialog: SecondResultsDialog | None = None
        self._wanted: SightingId | None = None
        panels.tasks.answered.connect(self._on_answered)
        panels.tasks.failed.connect(self._on_failed)
        panels.workbench.shown.connect(lambda *_values: self._look())
        panels.actions.connect({"second_results": self.show_results})

    @property
    def is_idle(self) -> bool:
        """Tell whether no results are shown."""
        return self._dialog is None

    def show_results(self) -> None:
        """Show what came of the second looks; or why it is not for whoever works here."""
        panels = self._panels
        selected = [SightingId(int(one)) for one in panels.selection.ids[:_MOST_SELECTED]]
        self._dialog = SecondResultsDialog(
            self._window, panels.desk.case.parent, panels.workbench.question.search_id, selected
        )
        self._dialog.sighting_wanted.connect(self._show_sighting)
        self._dialog.export_wanted.connect(self._export)
        self._dialog.request_wanted.connect(self._submit)
        self._dialog.finished.connect(self._closed)
        self._dialog.open()
        self._read()

    def _closed(self) -> None:
        self._dialog = None

    def _read(self) -> None:
        desk = self._panels.desk

        def read() -> SecondResults | str:
            try:
                return desk.second_results(desk.who)
            except ReidError as refusal:
                return text.told_problem(refusal)

        self._panels.reader.ask("second results", read, self._show)

    def _show(self, found: SecondResults | str) -> None:
        if self._dialog is None:
            return
        if isinstance(found, str):
            self._dialog.refuse(found)
        else:
            self._dialog.show_results(found)

    def _show_sighting(self, search_id: SearchId, sighting_id: SightingId) -> None:
        """Show the search in which the two differ, and look at the sighting once it is there."""
        self._wanted = sighting_id
        if self._panels.workbench.question.search_id == search_id:
            self._look()
        else:
            self._panels.workbench.show_search(search_id)

    def _look(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._panels.selection.look_at(wanted)

    def _submit(self, request: SecondLookRequest | SeedRequest | SeedPhotosRequest) -> None:
        if self._dialog is not None:
            self._dialog.say_problem("")
        asks = isinstance(request, SecondLookRequest)
        self._panels.tasks.submit(request, tr("Ask a second person") if asks else tr("Keep known pairs"))

    def _export(self, path: str) -> None:
        self._panels.tasks.submit(SecondResultsRequest(Path(path)), tr("Write results of second looks"))

    # ------------------------------------------------------------ answers

    def _on_answered(self, request: object, answer: object) -> None:
        if not isinstance(answer, Governed):
            return
        if isinstance(request, (*_SEEDING, SecondAnswerRequest)) and self._dialog is not None:
            self._read()
        if isinstance(request, SecondResultsRequest):
            folder = QUrl.fromLocalFile(str(request.out.parent))
            ways = ((tr("Show folder"), lambda: _open(folder)),)
            words = tr("Written: {path}", path=text.plain(str(request.out)))
            self._panels.notices.say(Notice("second results", words, "good", ways))
            if self._dialog is not None:
                self._dialog.accept()

    def _on_failed(self, request: object, sentence: str) -> None:
        if isinstance(request, (*_SEEDING, SecondResultsRequest)) and self._dialog is not None:
            self._dialog.say_problem(text.told(sentence))


def _open(folder: QUrl) -> None:
    QDesktopServices.openUrl(folder)
