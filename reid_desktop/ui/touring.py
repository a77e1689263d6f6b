"""A tour of the real window: the main job from import to export, with pictures of every step."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import EngineError
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.review import Verdict
from reid_desktop.ports.engine import ExportRequest, ImportRequest, ProbePicture
from reid_desktop.services.browsing import View
from reid_desktop.services.listing import Order

from .application import Program
from .main_window import MainWindow
from .pages import COMPARE
from .theme import ThemeChoice
from .views.people import GROUPS
from .views.probe import ProbeState
from .watching import keep_picture

SIZES_PX = ((1280, 720), (2560, 1440))
THEMES = (ThemeChoice.LIGHT, ThemeChoice.DARK)
PATIENCE_S = 60.0
IMPORT_PATIENCE_S = 1800.0
_SETTLE_MS = 350
_TURN_MS = 40
_LONG_NAME = "Unknown 2, a very long name to see whether it fits anywhere"


@dataclass(frozen=True, slots=True)
class Stops:
    """What the tour works on."""

    case: Path
    source: Path
    exhibit: Exhibit
    out: Path
    probe: Path | None = None
    """A picture of who is looked for; None takes the best sighting."""
    sizes_px: tuple[tuple[int, int], ...] = SIZES_PX
    themes: tuple[ThemeChoice, ...] = THEMES


_OVERSIGHT = (
    "authority",
    "policy",
    "roles",
    "snapshots",
    "merge",
    "portable",
    "lock",
    "purge",
)
"""Commands whose dialogs are shown."""


class Tour:
    """Drives the program as a user would; every step waits until the window has come to rest."""

    def __init__(self, program: Program, stops: Stops) -> None:
        """Begin with `run`."""
        self._program, self._stops = program, stops
        self.written: list[Path] = []

    def run(self) -> list[Path]:
        """Go from the empty case to the export; return the pictures.

        :raises EngineError: a step was not reached.
        """
        self._program.open(self._stops.case)
        self._wait("the window", lambda: self._program.window is not None)
        window = self._program.window
        assert window is not None
        self._rest(window)
        for step in (
            self._import,
            self._filter_and_fold,
            self._search,
            self._triage,
            self._compare,
            self._places_and_times,
            self._people,
            self._export,
            self._oversight,
            self._help,
        ):
            step(window)
        window.close_at_once()
        self._wait("the end", lambda: self._program.reader.is_idle)
        return self.written

    # ------------------------------------------------------------ steps

    def _import(self, window: MainWindow) -> None:
        self._keep(window, "01-empty-case")
        window.errands.ask_import([self._stops.source])
        self._keep_dialog(window, "02-import-dialog")
        request = ImportRequest((str(self._stops.source),), self._stops.exhibit)
        window.panels.tasks.submit(request, "Import")
        window.actions_table["jobs"].trigger()
        self._wait("the import begun", lambda: bool(window.panels.tasks.work))
        self._keep(window, "03-importing")
        self._wait("the import", lambda: not window.panels.tasks.work, IMPORT_PATIENCE_S)
        window.framing.lay_out()
        self._keep(window, "04-imported")

    def _filter_and_fold(self, window: MainWindow) -> None:
        self._look_at(window, 0)
        window.actions_table["scene_mode"].trigger()
        self._keep(window, "05-scenes")
        window.actions_table["crop_mode"].trigger()
        window.actions_table["veil"].trigger()
        self._keep(window, "06-veiled")
        window.actions_table["veil"].trigger()

    def _search(self, window: MainWindow) -> None:
        probe = window.panels.probe
        if self._stops.probe is not None:
            path = self._stops.probe
            window.probing.look_at_picture(ProbePicture(path.name, path=str(path)))
            self._wait("the persons of the probe", lambda: probe.state is not ProbeState.LOOKING)
            self._keep(window, "07-probe")
            if probe.state is ProbeState.CHOOSING:
                probe.search_again()
        else:
            window.probing.search_for(SightingId(int(window.panels.gallery.model.ids[0])))
        self._wait("the candidates", lambda: self._view(window).record is not None)
        self._keep(window, "08-candidates")

    def _triage(self, window: MainWindow) -> None:
        verdicts = (Verdict.CONFIRMED, Verdict.CONFIRMED, Verdict.EXCLUDED, Verdict.INCONCLUSIVE)
        for verdict in verdicts[: len(window.panels.gallery.model.ids)]:
            window.judging.decide(verdict)
            self._rest(window)
        window.judging.turn_bookmark()
        self._keep(window, "09-triage")
        window.remarking.ask_tags()
        self._keep_dialog(window, "10-tags")
        window.remarking.ask_note()
        self._keep_dialog(window, "11-notes")

    def _compare(self, window: MainWindow) -> None:
        window.comparing.begin()
        view = window.panels.compare
        self._wait("the original pixels", lambda: view.candidate.has_picture or view.probe.has_picture)
        self._keep(window, "12-compare")
        window.framing.show_only(())
        view.checklist.show_findings({"clothing": "agrees: colour and cut", "footwear": "not comparable"})
        self._keep(window, "13-compare-alone")
        view.checklist.show_findings({})
        assert window.panels.pages.shown == COMPARE
        window.comparing.leave()
        window.framing.lay_out()

    def _places_and_times(self, window: MainWindow) -> None:
        window.framing.show_only(("spacetime",))
        window.panels.map.fit()
        window.panels.timeline.fit()
        self._keep(window, "14-map-and-timeline")
        points = self._view(window).points
        if len(points.ids):
            window.panels.selection.select(np.sort(points.ids[: max(1, len(points.ids) // 3)]))
            self._keep(window, "15-selected-places")
            window.panels.selection.clear()
        window.framing.lay_out()

    def _people(self, window: MainWindow) -> None:
        window.panels.probe.clear()
        self._rest(window)
        window.peopling.begin()
        self._keep(window, "16-nobody-yet")
        window.panels.people.turn_to(GROUPS)
        window.peopling.begin(GROUPS)
        groups = window.panels.people.groups
        groups.propose()
        self._wait("the groups", lambda: groups.is_answered)
        self._keep(window, "17-groups")
        ids = [SightingId(int(one)) for one in window.panels.gallery.model.ids[:4]]
        window.peopling.make_person("Unknown 1", tuple(ids[:2]))
        window.peopling.make_person(_LONG_NAME, tuple(ids[2:]))
        self._wait("the persons", lambda: len(window.peopling.persons) == min(2, len(ids)))
        window.peopling.begin()
        self._keep(window, "18-people")
        window.peopling.leave()

    def _export(self, window: MainWindow) -> None:
        window.exporting.ask()
        self._keep_dialog(window, "19-export-dialog")
        out = self._stops.out / "tour.html"
        window.panels.tasks.submit(ExportRequest("html", out), "Export html")
        self._wait("the export", lambda: not window.panels.tasks.work)
        self._keep(window, "20-exported")

    def _oversight(self, window: MainWindow) -> None:
        window.panels.workbench.set_order(Order.EXHIBIT)
        self._keep(window, "25-by-exhibit")
        for number, command in enumerate(_OVERSIGHT, 26):
            window.actions_table[command].trigger()
            self._keep_dialog(window, f"{number}-{command.replace('_', '-')}")

    def _help(self, window: MainWindow) -> None:
        window.errands.show_shortcuts()
        self._keep_dialog(window, "21-shortcuts")
        window.framing.find_command()
        self._keep_dialog(window, "22-find-a-command")
        window.framing.ask_settings()
        self._keep_dialog(window, "23-settings")
        window.framing.choose_theme(ThemeChoice.CONTRAST)
        self._rest(window)
        self._take(window, "24-high-contrast")

    # ------------------------------------------------------------ pictures

    def _keep(self, window: MainWindow, name: str) -> None:
        """Take a picture in every theme and size."""
        for theme in self._stops.themes:
            self._program.theme.choose(theme)
            for width, height in self._stops.sizes_px:
                window.resize(width, height)
                self._pause(_TURN_MS)
                window.lay_out()
                self._rest(window)
                self._take(window, f"{name}-{theme}-{width}")

    def _keep_dialog(self, window: MainWindow, name: str) -> None:
        self._wait(f"the dialog of {name}", lambda: self._dialog(window) is not None)
        self._pause(_SETTLE_MS)
        dialog = self._dialog(window)
        assert dialog is not None
        for theme in self._stops.themes:
            self._program.theme.choose(theme)
            self._pause(_SETTLE_MS)
            self._take(dialog, f"{name}-{theme}")
        dialog.close()
        self._pause(_TURN_MS)

    def _take(self, widget: QWidget, name: str) -> None:
        path = self._stops.out / f"{name}.png"
        if keep_picture(widget, path):
            self.written.append(path)

    @staticmethod
    def _dialog(window: MainWindow) -> QDialog | None:
        shown = [one for one in window.children() if isinstance(one, QDialog) and one.isVisible()]
        return shown[0] if shown else None

    @staticmethod
    def _view(window: MainWindow) -> View:
        view = window.panels.workbench.view
        assert view is not None
        return view

    @staticmethod
    def _look_at(window: MainWindow, place: int) -> None:
        ids = window.panels.gallery.model.ids
        if place < len(ids):
            window.panels.selection.look_at(SightingId(int(ids[place])))

    # ------------------------------------------------------------ waiting

    def _rest(self, window: MainWindow) -> None:
        self._wait("rest", lambda: _is_still(window))
        self._pause(_SETTLE_MS)
        self._wait("rest", lambda: _is_still(window))

    def _wait(self, what: str, is_so: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
        until_s = time.monotonic() + patience_s
        while not is_so():
            if time.monotonic() > until_s:
                raise EngineError("The tour did not reach {what}.", what=what)
            self._pause(_TURN_MS)

    @staticmethod
    def _pause(for_ms: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(for_ms, loop.quit)
        loop.exec()


def _is_still(window: MainWindow) -> bool:
    """Tell whether nothing is read, loaded or drawn any more, whatever is selected."""
    panels = window.panels
    return panels.reader.is_idle and not panels.loader.waiting and panels.map.is_settled


def take_tour(program: Program, stops: Stops) -> list[Path]:
    """Run a tour within the application's own loop; return the pictures.

    :raises EngineError: a step was not reached.
    """
    try:
        return Tour(program, stops).run()
    finally:
        if program.window is not None:
            program.window.close_at_once()
            QApplication.processEvents()
        program.close()
