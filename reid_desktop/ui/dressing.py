"""Clothing in the filters: how many sightings are not described, and having them described."""

from __future__ import annotations

from PySide6.QtCore import QObject

from reid_desktop.ports.clothing import Dressed, DressRequest
from reid_desktop.ports.engine import Request
from reid_desktop.services.browsing import View

from . import text
from .panels import Panels
from .translating import tr
from .views.notices import Notice


class Dressing(QObject):
    """Counts while the filters for clothing are open, and asks for the description."""

    def __init__(self, panels: Panels, parent: QObject) -> None:
        """Follow what is shown."""
        super().__init__(parent)
        self._panels = panels
        self._fields = panels.sources.filters.clothing
        self._section = panels.sources.filters.section("clothing")
        self._counted: tuple[str | None, int] | None = None
        self._fields.dress_wanted.connect(self.ask)
        self._section.head.toggled.connect(lambda _is_open: self._count())
        panels.workbench.shown.connect(lambda _view, _is_live: self._count())
        panels.tasks.answered.connect(self._on_answered)
        panels.tasks.cancelled.connect(self._on_over)
        panels.tasks.failed.connect(lambda request, _sentence: self._on_over(request))

    def ask(self) -> None:
        """Have the sightings described that were not yet."""
        self._fields.dress_button.setEnabled(False)
        self._panels.tasks.submit(DressRequest(), tr("Describe clothing"))

    def _count(self) -> None:
        """Read how many are not described, where that shows and may have changed."""
        view: View | None = self._panels.workbench.view
        wanted = None if view is None else (view.model_key, view.counts.sightings)
        is_needed = self._section.is_open or not self._panels.workbench.question.filters.is_empty
        if wanted is None or not is_needed or wanted == self._counted:
            return
        self._counted = wanted
        desk = self._panels.desk.browsing
        self._panels.reader.ask("clothing", desk.undressed, self._fields.show_undressed, is_quick=True)

    def _on_answered(self, request: Request, answer: object) -> None:
        if isinstance(answer, Dressed):
            many = text.counted(answer.described, "sighting", "sightings")
            words = tr("Clothing described: {many}", many=many)
            self._panels.notices.say(Notice("clothing", words, "good"))
            self._panels.workbench.refresh()
            self._on_over(request)

    def _on_over(self, request: Request) -> None:
        if isinstance(request, DressRequest):
            self._fields.dress_button.setEnabled(True)
            self._counted = None
            self._count()
