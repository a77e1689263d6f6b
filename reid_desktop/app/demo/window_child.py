"""The process that shows the demo's search in the real window and keeps pictures of it.

A job as JSON on standard input, the written files as JSON on standard output.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reid_desktop.app.settings import from_table
from reid_desktop.domain.ids import SearchId

if TYPE_CHECKING:
    from reid_desktop.ui.application import Program
    from reid_desktop.ui.main_window import MainWindow

PATIENCE_S = 20.0
SETTLE_S = 0.4
"""A window that came to rest is given this long to paint."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture to take."""

    path: Path
    width_px: int
    height_px: int
    theme: str


def main() -> None:
    """Do the job on standard input."""
    job: dict[str, object] = json.load(sys.stdin)
    sys.stdout.write("\n" + json.dumps({"written": Photographer(job)()}) + "\n")


class Photographer:
    """Opens the case, shows the search, and takes one picture after another."""

    def __init__(self, job: Mapping[str, object]) -> None:
        """`job`: settings, case, search_id, shots as lists of path, width, height, theme."""
        self._job = job
        shots = job["shots"]
        assert isinstance(shots, list)
        self._shots = [Shot(Path(str(p)), int(w), int(h), str(theme)) for p, w, h, theme in shots]
        self._written: list[str] = []

    def __call__(self) -> list[str]:
        """Run to the end; return the paths that were written."""
        from reid_desktop.app.window import make_program
        from reid_desktop.ui.watching import start_application, when

        table = self._job["settings"]
        assert isinstance(table, dict)
        application = start_application()
        program = make_program(application, from_table(table))
        program.catch_bugs()
        program.open(Path(str(self._job["case"])))
        when(program, lambda: _is_open(program), lambda: self._begin(program), PATIENCE_S)
        application.exec()
        program.close()
        return self._written

    def _begin(self, program: Program) -> None:
        window = program.window
        if window is None:
            program.close()
            raise SystemExit("the window did not open")
        if self._job["search_id"] is not None:
            window.probing.show_search(SearchId(int(str(self._job["search_id"]))))
        self._at_rest(window, lambda: self._next(program, window))

    def _next(self, program: Program, window: MainWindow) -> None:
        """Set the window up for the next picture, or leave."""
        from reid_desktop.ui.watching import keep_picture

        if not self._shots:
            window.close()
            return
        shot = self._shots.pop(0)
        program.theme.choose(type(program.theme.choice)(shot.theme))
        window.resize(shot.width_px, shot.height_px)
        window.lay_out()
        window.panels.map.fit()

        def take() -> None:
            if keep_picture(window, shot.path):
                self._written.append(str(shot.path))
            self._next(program, window)

        self._at_rest(window, take)

    def _at_rest(self, window: MainWindow, then: Callable[[], None]) -> None:
        """Go on when everything is shown, and still is a moment later."""
        from reid_desktop.ui.bridge import later
        from reid_desktop.ui.watching import is_at_rest, when

        def again() -> None:
            when(window, lambda: is_at_rest(window), then, PATIENCE_S)

        def wait() -> None:
            later(window, again, round(SETTLE_S * 1000))

        later(window, lambda: when(window, lambda: is_at_rest(window), wait, PATIENCE_S))


def _is_open(program: Program) -> bool:
    from reid_desktop.ui.watching import is_at_rest

    return program.window is not None and is_at_rest(program.window)


if __name__ == "__main__":
    main()
