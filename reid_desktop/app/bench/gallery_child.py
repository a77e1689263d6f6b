"""The window's process of `bench ui`: the real window on a case of a crowd, scrolled and resized.

A job as JSON on standard input, figures as JSON on standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from reid_desktop.app.bench.processes import usage
from reid_desktop.app.settings import from_table

if TYPE_CHECKING:
    from reid_desktop.ui.application import Program
    from reid_desktop.ui.watching import LoopWatch
    from reid_desktop.ui.watching_gallery import GalleryWatch
    from reid_desktop.ui.watching_reasons import Reasons

PATIENCE_S = 300.0
NEWS_EVERY_MS = 1500
"""So often the case is said to have changed, as an import would: everything is read again."""


def main() -> None:
    """Do the job on standard input."""
    job: dict[str, object] = json.load(sys.stdin)
    sys.stdout.write("\n" + json.dumps(GalleryRun(job)()) + "\n")


class GalleryRun:
    """Opens the window, waits until it shows the case, watches the gallery at work."""

    def __init__(self, job: Mapping[str, object]) -> None:
        """`job`: settings, case, has_news (whether changes of the case are announced), is_why."""
        self._job = job
        self._opening: LoopWatch | None = None
        self._began_s = self._first_s = self._shown_s = 0.0
        self._watch: GalleryWatch | None = None
        self._reasons: Reasons | None = None

    def __call__(self) -> dict[str, object]:
        """Run to the end; return the figures."""
        from reid_desktop.app.window import make_program
        from reid_desktop.ui.watching import LoopWatch, platform_name, start_application, when
        from reid_desktop.ui.watching_reasons import Reasons

        table = self._job["settings"]
        assert isinstance(table, dict)
        application = start_application()
        program = make_program(application, from_table(table))
        program.catch_bugs()
        self._reasons = Reasons() if self._job["is_why"] else None
        self._opening = opening = LoopWatch(program, self._reasons)
        opening.start()
        self._began_s = time.perf_counter()
        program.open(Path(str(self._job["case"])))
        when(program, lambda: _has_cards(program), self._note_first, PATIENCE_S)
        when(program, lambda: _is_filled(program), lambda: self._begin(program), PATIENCE_S)
        application.exec()
        program.close()
        used = usage(os.getpid())
        watch = self._watch
        assert watch is not None
        return {
            "platform": platform_name(),
            "first_s": self._first_s - self._began_s,
            "filled_s": self._shown_s - self._began_s,
            "steps": {name: [one.took_ms, one.work_ms] for name, one in watch.watches.items()},
            "held_ms": watch.held_ms,
            "probes_ms": watch.probes_ms,
            "probe_problem": watch.problem,
            "opening": [opening.gaps_ms, opening.work_ms, opening.queued_ms],
            "gaps_ms": watch.loop.gaps_ms,
            "work_ms": watch.loop.work_ms,
            "queued_ms": watch.loop.queued_ms,
            "late": [asdict(one) for one in self._reasons.late] if self._reasons else [],
            "peak_mib": used.peak_mib,
            "resident_mib": used.resident_mib,
        }

    def _note_first(self) -> None:
        self._first_s = time.perf_counter()

    def _begin(self, program: Program) -> None:
        from reid_desktop.ui.watching_gallery import GalleryWatch

        self._shown_s = time.perf_counter()
        assert self._opening is not None
        self._opening.stop()
        window = program.window
        assert window is not None
        window.resize(1720, 900)
        self._watch = GalleryWatch(window, window.close_at_once, self._reasons)
        if self._job["has_news"]:
            self._watch.hear_news(NEWS_EVERY_MS)


def _has_cards(program: Program) -> bool:
    """Tell whether the first sightings are in the gallery."""
    window = program.window
    return window is not None and window.isVisible() and len(window.panels.gallery.model.ids) > 0


def _is_filled(program: Program) -> bool:
    """Tell whether the gallery holds all sightings, and nothing of it is still being read."""
    window = program.window
    if window is None or window.panels.workbench.view is None:
        return False
    return window.isVisible() and window.panels.reader.is_idle


if __name__ == "__main__":
    main()
