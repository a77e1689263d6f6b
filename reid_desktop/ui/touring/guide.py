"""The way of a tour: from the first start through a case to names that fit nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from reid_desktop.ui.application import Program
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.tour_parts import PARTS

from . import asked, bare, main_job, overseen, persons, rough, side_by_side
from .bringing_in import bring_in
from .camera import Camera
from .looking_around import look_around
from .places import places_and_times
from .stops import Stops

_ON_THE_CASE: dict[str, Callable[[Camera, MainWindow], None]] = {
    "import": bring_in,
    "gallery": look_around,
    "search": main_job.search,
    "probes": main_job.refine,
    "triage": main_job.triage,
    "compare": side_by_side.compare,
    "places": places_and_times,
    "people": persons.people,
    "export": overseen.export,
    "oversight": overseen.oversight,
    "dialogs": asked.dialogs,
    "looks": rough.looks,
}


class Seat:
    """Where one person works: their program, and the camera that looks at it."""

    def __init__(self, program: Program, stops: Stops) -> None:
        """Open no case yet."""
        self.program, self._stops = program, stops
        self.camera = Camera(program, stops)

    def begin(self, part: str, words: str = "") -> None:
        """Name what comes now after its part."""
        name = f"{part}-{words}" if words else part
        self.camera.begin_part(name, PARTS.index(part) + 1, part in self._stops.parts)

    def open(self, case: Path) -> MainWindow:
        """Open a case and wait until it is shown."""
        self.program.open(case)
        self.camera.wait("the window", lambda: self.program.window is not None)
        window = self.program.window
        assert window is not None
        self.camera.rest(window)
        return window

    def close(self, window: MainWindow) -> None:
        """Go back to the start page."""
        window.actions_table["close_case"].trigger()
        self.camera.wait("the end", lambda: self.program.window is None and self.program.reader.is_idle)

    def visit(self, case: Path, part: str, words: str, step: Callable[[Camera, MainWindow], None]) -> None:
        """Open a case for one step."""
        self.begin(part, words)
        window = self.open(case)
        step(self.camera, window)
        self.close(window)

    def leave(self) -> None:
        """Close whatever is open."""
        if self.program.window is not None:
            self.program.window.close_at_once()
            QApplication.processEvents()
        self.program.start_window.close()
        self.program.close()


class Tour:
    """Drives the program as a user would; every step waits until the window has come to rest."""

    def __init__(self, own: Seat, colleague: Seat | None, stops: Stops) -> None:
        """Begin with `run`; `colleague` is the second person, None leaves their look out."""
        self._own, self._colleague, self._stops = own, colleague, stops

    def run(self) -> None:
        """Go through the parts that are wanted.

        :raises EngineError: a step was not reached.
        """
        wanted, own, stops = self._stops.parts, self._own, self._stops
        if "start" in wanted:
            own.begin("start")
            rough.first_start(own.camera)
        if any(part in _ON_THE_CASE for part in wanted):
            self._work_on_the_case()
            if "start" in wanted:
                own.begin("start", "again")
                rough.later_start(own.camera)
        if stops.names_case is not None:
            for part, step in (("empty", bare.empty), ("names", rough.names)):  # in this order
                if part in wanted:
                    own.visit(stops.names_case, part, "", step)

    def _work_on_the_case(self) -> None:
        stops, own = self._stops, self._own
        window = own.open(stops.case)
        for part, step in _ON_THE_CASE.items():
            if part in stops.parts or part == "import":  # without sightings there is nothing to see
                own.begin(part)
                step(own.camera, window)
        own.close(window)
        if "oversight" in stops.parts and self._colleague is not None:
            self._colleague.visit(stops.case, "oversight", "second", overseen.second_person)
            own.visit(stops.case, "oversight", "results", overseen.results)


def take_tour(program: Program, stops: Stops, colleague: Program | None = None) -> list[str]:
    """Run a tour within the application's own loop; return the paths of the pictures.

    `colleague` is the program of `overseen.COLLEAGUE`, who looks a second time at what was decided.

    :raises EngineError: a step was not reached.
    """
    seats = [Seat(one, stops) for one in (program, colleague) if one is not None]
    try:
        Tour(seats[0], seats[1] if len(seats) > 1 else None, stops).run()
    finally:
        for seat in seats:
            seat.leave()
    return [path for seat in seats for path in seat.camera.written]
