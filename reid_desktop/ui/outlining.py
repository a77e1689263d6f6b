"""A person outlined in a paused frame of a clip: searched for, added, or put right."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.geometry import Box
from reid_desktop.ports.engine import ProbePicture, Request
from reid_desktop.ports.inspection import CloseUp, CloseUpRequest
from reid_desktop.services.cards import Details

from . import text
from .comparing import Comparing
from .dialogs.outline import OutlineDialog
from .drawing import Drawing
from .drawn_probe import DrawnProbe
from .panels import Panels
from .probing import Probing
from .translating import tr
from .views.notices import Notice


class Outlining(QObject):
    """Has the exact frame fetched, opens it for drawing, and hands on what was drawn."""

    def __init__(
        self, panels: Panels, comparing: Comparing, probing: Probing, drawing: Drawing, window: QWidget
    ) -> None:
        """Serve the player of the page of comparison; the dialog opens over `window`."""
        super().__init__(window)
        self._panels, self._comparing, self._probing = panels, comparing, probing
        self._drawing, self._window = drawing, window
        self._wanted: tuple[CloseUpRequest, Details] | None = None
        panels.compare.player.outline_wanted.connect(self.begin)
        panels.tasks.answered.connect(self._on_answer)
        panels.tasks.failed.connect(self._on_failed)

    def begin(self) -> None:
        """Fetch the frame at which the clip stands, whole and in its own pixels."""
        details, player = self._comparing.details, self._panels.compare.player
        player.pause()
        if details is not None:
            request = CloseUpRequest(details.card.sighting_id, is_whole=True, at_s=player.time_s)
            self._wanted = (request, details)
            self._panels.tasks.submit(request, "")

    def _on_answer(self, request: Request, value: object) -> None:
        if self._wanted is None or request != self._wanted[0] or not isinstance(value, CloseUp):
            return
        _, details = self._wanted
        self._wanted = None
        self._panels.reader.ask(
            "outline", lambda: QImage.fromData(value.png), lambda image: self._open(details, value, image)
        )

    def _on_failed(self, request: Request, sentence: str) -> None:
        if self._wanted is not None and request == self._wanted[0]:
            self._wanted = None
            self._panels.notices.say(Notice("drawn", text.told(sentence), "danger"))

    def _open(self, details: Details, frame: CloseUp, image: QImage) -> None:
        if image.isNull():
            self._panels.notices.say(Notice("drawn", tr("It cannot be shown."), "danger"))
            return
        at_s = frame.time_s
        shown = self._comparing.box_at(at_s)
        when = "" if at_s is None else text.clip_moment(at_s)
        words = " · ".join(part for part in (text.plain(details.card.name), when) if part)
        view = QPixmap.fromImage(image)
        veil = self._panels.loader.veil
        dialog = OutlineDialog(self._window, view, frame.frame_size, shown, words, veil)
        name = f"box drawn in {words}"
        picture = ProbePicture(name, data=frame.png)

        def search(box: Box) -> None:
            self._comparing.leave()
            self._probing.search_for_drawn(DrawnProbe(picture, frame.frame_size, box), view)

        dialog.search_wanted.connect(search)
        dialog.addition_wanted.connect(lambda box, why: self._drawing.add(details, box, why, at_s))
        dialog.correction_wanted.connect(lambda box, why: self._drawing.correct(details, box, why, at_s))
        dialog.open()
