"""On which part of the body a likeness rests, told on the page of comparison when somebody asks."""

from __future__ import annotations

from PySide6.QtCore import QObject

from reid_desktop.domain.body_parts import BodyPart
from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.ports.engine import Request
from reid_desktop.ports.inspection import PartsRequest, PartsTold

from . import text
from .comparing import Comparing
from .panels import Panels
from .translating import tr
from .views.notices import Notice


class Parting(QObject):
    """Serves the command `parts`; what was told of a candidate stays at hand."""

    def __init__(self, panels: Panels, comparing: Comparing, parent: QObject) -> None:
        """Add a line to what `comparing` tells of the candidate."""
        super().__init__(parent)
        self._panels, self._comparing = panels, comparing
        self._told: dict[tuple[SearchId, SightingId], tuple[str, ...]] = {}
        comparing.parts_lines = self._lines
        panels.actions.connect({"parts": self._ask})
        panels.tasks.answered.connect(self._on_answer)
        panels.tasks.failed.connect(self._on_failed)
        panels.pages.turned.connect(lambda _name: self._allow())
        panels.workbench.shown.connect(lambda _view, _is_live: self._allow())
        panels.actions.enable(("parts",), False)

    def _search_id(self) -> SearchId | None:
        view = self._panels.workbench.view
        return None if view is None or view.record is None else view.record.search_id

    def _allow(self) -> None:
        can_ask = self._comparing.is_on and self._search_id() is not None
        self._panels.actions.enable(("parts",), can_ask)

    def _ask(self) -> None:
        search_id, details = self._search_id(), self._comparing.details
        if search_id is None or details is None:
            return
        one = (search_id, details.card.sighting_id)
        self._told[one] = (tr("By part: comparing…"),)
        self._comparing.tell_again()
        self._panels.tasks.submit(PartsRequest(*one), tr("Likeness by part"))

    def _lines(self, sighting_id: SightingId) -> tuple[str, ...]:
        search_id = self._search_id()
        return () if search_id is None else self._told.get((search_id, sighting_id), ())

    def _on_answer(self, request: Request, value: object) -> None:
        if isinstance(request, PartsRequest) and isinstance(value, PartsTold):
            self._told[request.search_id, request.sighting_id] = words_of(value)
            self._comparing.tell_again()

    def _on_failed(self, request: Request, sentence: str) -> None:
        if isinstance(request, PartsRequest):
            self._told.pop((request.search_id, request.sighting_id), None)
            self._comparing.tell_again()
            self._panels.notices.say(Notice("parts", text.told(sentence), "danger"))


def words_of(told: PartsTold) -> tuple[str, ...]:
    """Return the likeness of each part, and without the torso, in a line each."""
    if told.parts is None or told.rest is None:
        return (tr("By part: the crop of this candidate is missing."),)
    parts = (BodyPart.HEAD, BodyPart.TORSO, BodyPart.LEGS)
    head, torso, legs = (text.figure(told.parts[part], 2) for part in parts)
    return (
        tr("Head {head}, torso {torso}, legs {legs}", head=head, torso=torso, legs=legs),
        tr("Without the torso {rest}", rest=text.figure(told.rest, 2)),
    )
