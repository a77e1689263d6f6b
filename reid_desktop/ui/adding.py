"""One more picture from a file: who is in it is found first, and chosen where there are several."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from reid_desktop.ports.engine import LookRequest, ProbePersons, ProbePicture, Request

from . import text
from .dialogs.choosing_person import ChoosingPersonDialog
from .panels import Panels
from .translating import tr
from .views.notices import Notice

_NOTICE = "adding"


class Adding(QObject):
    """Asks for a picture, and for the person in it."""

    chosen = Signal(object, object)  # ProbePicture, Box

    def __init__(self, panels: Panels, window: QWidget) -> None:
        """Open dialogs over `window`."""
        super().__init__(window)
        self._panels, self._window = panels, window
        panels.tasks.answered.connect(self._on_answer)
        panels.tasks.failed.connect(self._on_failed)
        panels.tasks.cancelled.connect(self._on_cancelled)

    def ask_picture(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self._window, tr("Another picture of the person"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.look_at)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def look_at(self, path: str) -> None:
        """Have the persons in a picture found."""
        picture = ProbePicture(Path(path).name, path=path)
        self._panels.notices.say(Notice(_NOTICE, tr("Looking for persons in the picture…")))
        request = LookRequest(picture, is_added=True)
        self._panels.tasks.submit(request, tr("Look at {name}", name=picture.name))

    def _on_answer(self, request: Request, value: object) -> None:
        if not (_is_ours(request) and isinstance(value, ProbePersons)):
            return
        self._panels.notices.close_notice(_NOTICE)
        if len(value.persons) == 1:
            self.chosen.emit(value.picture, value.persons[0].box)
            return
        dialog = ChoosingPersonDialog(self._window, value, self._panels.loader.veil)
        dialog.person_chosen.connect(lambda box: self.chosen.emit(value.picture, box))
        dialog.open()

    def _on_failed(self, request: Request, sentence: str) -> None:
        if _is_ours(request):
            self._panels.notices.say(Notice(_NOTICE, text.told(sentence), "danger"))

    def _on_cancelled(self, request: Request) -> None:
        if _is_ours(request):
            self._panels.notices.close_notice(_NOTICE)


def _is_ours(request: Request) -> bool:
    return isinstance(request, LookRequest) and request.is_added
