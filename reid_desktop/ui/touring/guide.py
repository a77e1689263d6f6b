"""The way of a tour: from the first start through a case to names that fit nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from reid_desktop.ui.application import Program
from reid_desktop.ui.main_window import MainWindow

from . import around, main_job, rough
from .bringing_in import bring_in
from .camera import Camera
from .looking_around import look_around
from .places import places_and_times
from .stops import PARTS, Stops

_ON_THE_CASE: dict[str, Callable[[Camera, MainWindow], None]] = {
    "import": bring_in,
    "gallery": look_around,
    "search": main_job.search,
    "probes": main_job.refine,
    "triage": main_job.triage,
    "compare": main_job.compare,
    "places": places_and_times,
    "people": around.people,
    "export": around.export,
    "oversight": around.oversight,
    "dialogs": around.dialogs,
    "looks": rough.looks,
}


class Tour:
    """Drives the program as a user would; every step waits until the window has come to rest."""

    def __init__(self, program: Program, stops: Stops) -> None:
        """Begin with `run`."""
        self._program, self._stops = program, stops
        self._camera = Camera(program, stops)

    def run(self) -> list[str]:
        """Go through the parts that are wanted; return the paths of the pictures.

        :raises EngineError: a step was not reached.
        """
        wanted, camera = self._stops.parts, self._camera
        if "start" in wanted:
            self._begin("start")
            rough.first_start(camera)
        if any(part in _ON_THE_CASE for part in wanted):
            window = self._open(self._stops.case)
            for part, step in _ON_THE_CASE.items():
                if part in wanted or part == "import":  # without sightings there is nothing to see
                    self._begin(part)
                    step(camera, window)
            self._close(window)
            if "start" in wanted:
                self._begin("start", "again")
                rough.later_start(camera)
        if "names" in wanted and self._stops.names_case is not None:
            self._begin("names")
            window = self._open(self._stops.names_case)
            rough.names(camera, window)
            self._close(window)
        return camera.written

    def _begin(self, part: str, words: str = "") -> None:
        name = f"{part}-{words}" if words else part
        self._camera.begin_part(name, PARTS.index(part) + 1, part in self._stops.parts)

    def _open(self, case: Path) -> MainWindow:
        self._program.open(case)
        self._camera.wait("the window", lambda: self._program.window is not None)
        window = self._program.window
        assert window is not None
        self._camera.rest(window)
        return window

    def _close(self, window: MainWindow) -> None:
        """Go back to the start page."""
        window.actions_table["close_case"].trigger()
        self._camera.wait("the end", lambda: self._program.window is None and self._program.reader.is_idle)


def take_tour(program: Program, stops: Stops) -> list[str]:
    """Run a tour within the application's own loop; return the paths of the pictures.

    :raises EngineError: a step was not reached.
    """
    try:
        return Tour(program, stops).run()
    finally:
        if program.window is not None:
            program.window.close_at_once()
            QApplication.processEvents()
        program.start_window.close()
        program.close()
