"""The window's process of the benchmark: the real window, opened as the command `gui` opens it.

A job as JSON on standard input, figures as JSON on standard output. With
`photos` in the job it imports them and moves the map while it watches itself.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from reid_desktop.app.settings import from_table

if TYPE_CHECKING:
    from reid_desktop.ui.application import Program
    from reid_desktop.ui.watching import ImportWatch
    from reid_desktop.ui.watching_reasons import Reasons

PATIENCE_S = 900.0
HEAVY = ("torch", "torchvision", "ultralytics", "torchreid", "onnxruntime", "openvino", "cv2", "av", "PIL")


def main() -> None:
    """Do the job on standard input."""
    job: dict[str, object] = json.load(sys.stdin)
    from reid_desktop.app.cli.main import parser

    parser()  # what the command line does before the window
    sys.stdout.write("\n" + json.dumps(WindowRun(job)()) + "\n")


class WindowRun:
    """Opens the window, notes when it is usable, watches it if photos are to be imported."""

    def __init__(self, job: Mapping[str, object]) -> None:
        """`job`: settings, case, began_s (time.time() of the parent), photos or None, is_why."""
        self._job = job
        self._usable_s = 0.0
        self._watch: ImportWatch | None = None
        self._reasons: Reasons | None = None

    def __call__(self) -> dict[str, object]:
        """Run to the end; return the figures."""
        from reid_desktop.app.window import make_program
        from reid_desktop.ui.watching import platform_name, start_application, when

        table = self._job["settings"]
        assert isinstance(table, dict)
        application = start_application()
        program = make_program(application, from_table(table))
        program.catch_bugs()
        program.open(Path(str(self._job["case"])))
        when(program, lambda: _is_filled(program), lambda: self._on_usable(program), PATIENCE_S)
        application.exec()
        program.close()
        return {
            "start_s": self._usable_s - _number(self._job["began_s"]),
            "heavy": [name for name in HEAVY if name in sys.modules],
            "platform": platform_name(),
            **self._watched(),
        }

    def _on_usable(self, program: Program) -> None:
        self._usable_s = time.time()
        window, photos = program.window, self._job["photos"]
        assert window is not None
        if photos is None:
            window.close()
            return
        from reid_desktop.app.bench.ours import TIMED
        from reid_desktop.domain.case import Exhibit
        from reid_desktop.ports.engine import ImportRequest
        from reid_desktop.ui.watching import ImportWatch
        from reid_desktop.ui.watching_reasons import Reasons

        request = ImportRequest((str(photos),), Exhibit(TIMED))
        self._reasons = Reasons() if self._job["is_why"] else None
        self._watch = ImportWatch(window, request, lambda: _close_when_idle(program), self._reasons)

    def _watched(self) -> dict[str, object]:
        watch = self._watch
        if watch is None:
            return {}
        return {
            "watched_s": watch.watched_s,
            "gaps_ms": watch.loop.gaps_ms,
            "work_ms": watch.loop.work_ms,
            "queued_ms": watch.loop.queued_ms,
            "repaints": watch.paints.paints,
            "media": watch.answer().imported,
            "late": [asdict(one) for one in self._reasons.late] if self._reasons else [],
        }


def _is_filled(program: Program) -> bool:
    """Tell whether the window can be seen and its gallery shows the case."""
    window = program.window
    return window is not None and window.isVisible() and window.panels.workbench.view is not None


def _close_when_idle(program: Program) -> None:
    from reid_desktop.ui.watching import when

    window = program.window
    assert window is not None
    when(window, lambda: not window.panels.tasks.work, window.close, PATIENCE_S)


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


if __name__ == "__main__":
    main()
