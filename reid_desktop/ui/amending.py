"""Overlays by hand: corrections of time and place, exhibits and their clocks, what belongs together."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.clocks import ClockSolution, SameMoment
from reid_desktop.domain.corrections import Corrected
from reid_desktop.domain.ids import ExhibitId, MediaId, SightingId
from reid_desktop.domain.stacks import MediaLink
from reid_desktop.ports.engine import (
    CorrectRequest,
    DeclareExhibitRequest,
    LinkRequest,
    Request,
    Settling,
    SolveClockRequest,
)
from reid_desktop.services.browsing import Browsing

from . import text
from .dialogs.clock_solution import SolutionDialog
from .dialogs.correct import Amendable, CorrectionDialog
from .dialogs.exhibit import ExhibitDialog, OneScene
from .panels import Panels
from .time_zones import time_zones
from .translating import tr
from .views.notices import Notice

TWO_AND_ONE = 3
"""Of more sightings than two it is not asked which show one scene."""
SCENE_APART_S = 5.0
"""Two who photograph one scene press within so many seconds, as on the command line."""


class Amending(QObject):
    """Asks what is to be put right, and follows it to its end."""

    def __init__(self, panels: Panels, window: QWidget) -> None:
        """Open dialogs over `window`."""
        super().__init__(window)
        self._panels, self._window = panels, window
        self._correction: CorrectionDialog | None = None
        self._exhibit: ExhibitDialog | None = None
        panels.tasks.answered.connect(self._on_answer)
        panels.sources.exhibit_opened.connect(self.ask_exhibit)
        panels.inspector.links_turned.connect(self._on_links)
        panels.map.place_picked.connect(self._on_place)
        panels.map.picking_ended.connect(self._on_picking_ended)

    def ask_correction(self) -> None:
        """Ask for time or place of the files of the selected sightings, else of the one looked at."""
        selection, browsing = self._panels.selection, self._panels.desk.browsing
        chosen = [SightingId(int(one)) for one in selection.ids]
        if selection.current is not None and selection.current not in chosen:
            chosen = [selection.current]
        if chosen:
            self._panels.reader.ask(
                "correction dialog",
                lambda: (_amendable(browsing, chosen), time_zones()),
                lambda found: self._show_correction(*found),
            )

    def ask_exhibit(self, exhibit_id: ExhibitId) -> None:
        """Ask what is declared of an exhibit."""
        browsing = self._panels.desk.browsing
        chosen = [SightingId(int(one)) for one in self._panels.selection.ids]

        def read() -> tuple[Exhibit | None, int, tuple[str, ...], OneScene | None]:
            found = [one for one in browsing.exhibits() if one.exhibit_id == exhibit_id]
            scene = _one_scene(browsing, chosen, exhibit_id)
            return (found[0] if found else None), browsing.items_of(exhibit_id), time_zones(), scene

        self._panels.reader.ask("exhibit dialog", read, lambda found: self._show_exhibit(*found))

    def _show_correction(self, what: Amendable | None, zones: tuple[str, ...]) -> None:
        if what is None:
            return
        dialog = CorrectionDialog(self._window, what, zones)
        dialog.correction_wanted.connect(self._on_correction)
        dialog.map_wanted.connect(self._on_map_wanted)
        dialog.destroyed.connect(self._forget_correction)
        self._correction = dialog
        dialog.open()

    def _show_exhibit(
        self, exhibit: Exhibit | None, items: int, zones: tuple[str, ...], scene: OneScene | None
    ) -> None:
        if exhibit is None:
            return
        dialog = ExhibitDialog(self._window, exhibit, items, zones, scene)
        dialog.declaration_wanted.connect(self._on_declaration)
        dialog.solution_wanted.connect(self._on_solution_wanted)
        dialog.destroyed.connect(self._forget_exhibit)
        self._exhibit = dialog
        dialog.open()

    def _forget_correction(self) -> None:
        self._correction = None

    def _forget_exhibit(self) -> None:
        self._exhibit = None

    def _on_correction(self, request: CorrectRequest) -> None:
        is_time = request.about is Corrected.TIME
        title = tr("Correct the time") if is_time else tr("Correct the place")
        self._panels.tasks.submit(request, title)

    def _on_declaration(self, request: DeclareExhibitRequest) -> None:
        self._panels.tasks.submit(
            request, tr("Declare {exhibit}", exhibit=text.plain(request.exhibit.exhibit_id))
        )

    def _on_solution_wanted(self, request: SolveClockRequest) -> None:
        title = tr("Solve the clock of {exhibit}", exhibit=text.plain(request.exhibit_id))
        self._panels.tasks.submit(request, title)

    def _on_links(self, link: MediaLink, is_undone: bool) -> None:
        title = tr("Take apart") if is_undone else tr("Join again")
        self._panels.tasks.submit(LinkRequest((replace(link, is_undone=is_undone),)), title)

    def _on_map_wanted(self) -> None:
        words = tr("Click the place on the map. Esc goes back without one.")
        self._panels.notices.say(Notice("pick", words, stays=True))
        self._panels.map.pick_place()
        self._panels.map.setFocus()

    def _on_place(self, latitude_deg: float, longitude_deg: float) -> None:
        self._panels.notices.close_notice("pick")
        if self._correction is not None:
            self._correction.take_place(latitude_deg, longitude_deg)

    def _on_picking_ended(self) -> None:
        self._panels.notices.close_notice("pick")
        if self._correction is not None:
            self._correction.show()

    def _on_answer(self, request: Request, value: object) -> None:
        if isinstance(value, ClockSolution):
            self._show_solution(value)
        elif isinstance(value, Settling):
            changed = text.counted(value.changed, "file has", "files have")
            done = {
                LinkRequest: tr("Done: {changed} other company now.", changed=changed),
                DeclareExhibitRequest: tr("Declared: {changed} another time or place now.", changed=changed),
                CorrectRequest: tr("Corrected: {changed} another time or place now.", changed=changed),
            }
            words = done.get(type(request))
            if words is not None:
                self._panels.notices.say(Notice("settled", words, "good"))

    def _show_solution(self, solution: ClockSolution) -> None:
        parent = self._exhibit or self._window
        dialog = SolutionDialog(parent, solution)
        if self._exhibit is not None:
            dialog.accepted_solution.connect(self._exhibit.take_solution)
        dialog.open()


def _one_scene(browsing: Browsing, chosen: list[SightingId], exhibit_id: ExhibitId) -> OneScene | None:
    """Return the two selected files, if one is from the exhibit and one from another (runs in the reader)."""
    cards = {card.media_id: card for card in browsing.cards(chosen[:TWO_AND_ONE])}
    own = [card for card in cards.values() if card.exhibit_id == exhibit_id]
    other = [card for card in cards.values() if card.exhibit_id != exhibit_id]
    if len(own) != 1 or len(other) != 1:
        return None
    return OneScene(own[0].name, other[0].name, SameMoment(own[0].media_id, other[0].media_id, SCENE_APART_S))


def _amendable(browsing: Browsing, chosen: list[SightingId]) -> Amendable | None:
    """Return what is to be corrected (runs in the reader)."""
    media: tuple[MediaId, ...] = tuple(browsing.media_of(chosen))
    if not media:
        return None
    details = browsing.details(chosen[0])
    if details is None:
        return None
    last = {one.about: one for one in details.corrections}
    in_force = frozenset(
        about for about, one in last.items() if one.time is not None or one.place is not None
    )
    many = tr("{number} files get the same value", number=text.number(len(media)))
    name = details.card.name if len(media) == 1 else many
    return Amendable(media, name, details.media.time, details.media.place, in_force)
