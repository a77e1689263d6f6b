"""More than one picture, more than one person, and feedback: what changes is searched for at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.engine import ProbePicture, Request, SearchRequest
from reid_desktop.services.browsing import View

from .adding import Adding
from .panels import Panels
from .probing import Probing
from .refinement import Refinement, refinement_of
from .translating import tr
from .views.notices import Notice

ADDING = ("add_crop", "add_person")
SAYING = ("like", "unlike")


class Refining(QObject):
    """Serves the bar below the probe, and the commands that add to a search."""

    def __init__(self, panels: Panels, probing: Probing, window: QWidget) -> None:
        """Open dialogs over `window`; `probing` searches with what is told here."""
        super().__init__(window)
        self._panels, self._probing, self._window = panels, probing, window
        self._now = Refinement()
        self._search_id: int | None = None
        self._crops: dict[SightingId, Path] = {}
        self.adding = Adding(panels, window)
        self.adding.chosen.connect(self._add_file)
        panels.actions.connect(
            {
                "add_crop": lambda: self._add_chosen(is_other=False),
                "add_person": lambda: self._add_chosen(is_other=True),
                "add_picture": self.adding.ask_picture,
                "like": lambda: self._say(likes=True),
                "unlike": lambda: self._say(likes=False),
            }
        )
        panels.refine.changed.connect(self.search_with)
        probing.begun.connect(lambda: self._know(Refinement()))
        panels.workbench.shown.connect(self._on_shown)
        panels.tasks.failed.connect(self._on_failed)
        for told in (panels.selection.current_changed, panels.selection.changed):
            told.connect(lambda *_values: self._tell())
        self._tell()

    @property
    def now(self) -> Refinement:
        """Return what the next search is made with."""
        return self._now

    def search_with(self, wanted: Refinement) -> None:
        """Search again with something added or taken back; the searches before stay as they are."""
        if not self._probing.can_search_again:
            words = tr(
                "The picture of this past search is not kept. Drop it on the probe area to search again."
            )
            self._panels.notices.say(Notice("again", words))
            self._show()
            return
        self._know(wanted)
        self._probing.search_again()

    def _chosen(self) -> list[SightingId]:
        selection = self._panels.selection
        chosen = [SightingId(int(one)) for one in selection.ids]
        if selection.current is not None and selection.current not in chosen:
            chosen = [selection.current]
        return chosen

    def _add_chosen(self, *, is_other: bool) -> None:
        wanted, chosen = self._now, self._chosen()
        if not chosen:
            return
        if not self._probing.can_search_again:  # the first of them is who is looked for
            first, *chosen = chosen
            self._probing.search_for(first)
            wanted = self._now
        for one in chosen:
            wanted = wanted.with_picture(_picture_of(one), is_other=is_other)
        if self._panels.probe.has_probe:
            self.search_with(wanted)
        else:
            self._know(wanted)  # the search begins once its first picture is read

    def _add_file(self, picture: ProbePicture, box: Box) -> None:
        """Add a person in one more picture."""
        self.search_with(self._now.with_picture(picture, box, is_other=False))

    def _say(self, *, likes: bool) -> None:
        chosen = self._chosen()
        if chosen and self._now.persons == 1:
            self.search_with(self._now.liking(chosen) if likes else self._now.unliking(chosen))

    def _know(self, wanted: Refinement) -> None:
        self._now = self._probing.refinement = wanted
        self._tell()

    def _on_shown(self, view: View, _is_live: bool) -> None:
        record = view.record
        search_id = None if record is None else int(record.search_id)
        if search_id != self._search_id:
            self._search_id = search_id
            self._know(Refinement() if record is None else refinement_of(record, self._now))
        self._panels.refine.setVisible(record is not None)
        self._show()

    def _on_failed(self, request: Request, _sentence: str) -> None:
        """Go back to what the search that is shown was made with."""
        view = self._panels.workbench.view
        if isinstance(request, SearchRequest) and view is not None and view.record is not None:
            self._know(refinement_of(view.record, self._now))
            self._show()

    def _show(self) -> None:
        """Show what is known now, once the pictures of its sightings are named."""
        now, browsing = self._now, self._panels.desk.browsing
        wanted = [*now.liked, *now.unliked, *(e.sighting_id for e in now.extras if e.sighting_id is not None)]
        missing = [one for one in wanted if one not in self._crops]
        if not missing:
            self._panels.refine.show_refinement(now, self._crops)
            return

        def read() -> dict[SightingId, Path]:
            return {card.sighting_id: card.crop_path for card in browsing.cards(missing)}

        def show(found: dict[SightingId, Path]) -> None:
            self._crops.update(found)
            self._panels.refine.show_refinement(self._now, self._crops)

        self._panels.reader.ask("refinement", read, show, is_quick=True)

    def _tell(self) -> None:
        """Allow what can be done."""
        actions, has_chosen = self._panels.actions, bool(self._chosen())
        view = self._panels.workbench.view
        is_search = view is not None and view.record is not None
        actions.enable(ADDING, has_chosen)
        actions.enable(SAYING, has_chosen and is_search and self._now.persons == 1)
        actions.enable(("add_picture",), is_search)


def _picture_of(sighting_id: SightingId) -> ProbePicture:
    return ProbePicture(f"sighting {sighting_id}", sighting_id=sighting_id)
