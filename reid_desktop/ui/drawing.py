"""Sightings added by hand, and boxes put right: asked of the engine, and shown once they are there."""

from __future__ import annotations

from PySide6.QtCore import QObject

from reid_desktop.domain.geometry import Box
from reid_desktop.ports.drawing import Drawn, DrawRequest
from reid_desktop.ports.engine import Request
from reid_desktop.services.cards import Details

from .panels import Panels
from .translating import tr
from .views.notices import Notice


class Drawing(QObject):
    """Follows a drawn box from the wish to the sighting."""

    def __init__(self, panels: Panels, parent: QObject) -> None:
        """Serve the inspector of `panels`."""
        super().__init__(parent)
        self._panels = panels
        panels.inspector.addition_wanted.connect(self.add)
        panels.inspector.correction_wanted.connect(self.correct)
        panels.tasks.answered.connect(self._on_answer)
        panels.inspector.draw_button.toggled.connect(self._on_draw)
        panels.compare.player.outline_wanted.connect(panels.desk.get_ready)

    def add(self, details: Details, box: Box, reason: str, at_s: float | None = None) -> None:
        """Add somebody in the frame of a sighting, or in that of another moment of its clip."""
        at_s = details.card.best_s if at_s is None else at_s
        request = DrawRequest(details.media.sha256, box, at_s, None, reason)
        self._panels.tasks.submit(request, tr("Add a sighting"))

    def correct(self, details: Details, box: Box, reason: str, at_s: float | None = None) -> None:
        """Put the box of a sighting right."""
        at_s = details.card.best_s if at_s is None else at_s
        request = DrawRequest(details.media.sha256, box, at_s, details.card.sighting_id, reason)
        self._panels.tasks.submit(request, tr("Correct a box"))

    def _on_draw(self, is_begun: bool) -> None:
        """Have the models loaded meanwhile: what is drawn is to be searchable at once."""
        if is_begun:
            self._panels.desk.get_ready()

    def _on_answer(self, _request: Request, value: object) -> None:
        if isinstance(value, Drawn):
            words = (
                tr("Sighting {number} was added. It is searched from now on.", number=value.sighting_id)
                if value.replaced is None
                else tr(
                    "Sighting {number} takes the place of sighting {old}, whose box was wrong.",
                    number=value.sighting_id,
                    old=value.replaced,
                )
            )
            self._panels.notices.say(Notice("drawn", words, "good"))
            self._panels.selection.look_at(value.sighting_id, self)
