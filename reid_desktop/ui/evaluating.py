"""Judging a model from the window: its dialog, and a thread that waits for the answer."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.errors import Cancelled, ReidError
from reid_desktop.domain.judged import Judged
from reid_desktop.ports.judging import Judging, ModelJudge, Wanted

from . import text
from .bridge import Reader
from .dialogs.evaluation import EvaluationDialog
from .panels import Panels
from .translating import tr


class Evaluating(QObject):
    """Serves the command `evaluate`."""

    def __init__(self, panels: Panels, window: QWidget) -> None:
        """Open the dialog over `window`."""
        super().__init__(window)
        self._window = window
        self._judge: ModelJudge = panels.desk.judge
        self._dialog: EvaluationDialog | None = None
        self._judging: Judging | None = None
        self._waiting: Reader | None = None
        self._folder: Path | None = None
        panels.actions.connect({"evaluate": self.show_dialog})

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is judged now."""
        return self._judging is None

    def show_dialog(self) -> None:
        """Ask what is to be judged."""
        self._dialog = EvaluationDialog(self._window)
        self._dialog.wanted.connect(self._begin)
        self._dialog.stopped.connect(self._stop)
        self._dialog.finished.connect(self.close)
        self._dialog.open()

    def close(self) -> None:
        """End what is judged, and take its pictures away; blocks for a process to end."""
        self._end()
        self._dialog = None
        self._clear()

    def _begin(self, wanted: Wanted) -> None:
        self._end()
        self._clear()
        self._folder = Path(tempfile.mkdtemp(prefix="reid-desktop-judged-"))
        judging = self._judging = self._judge.begin(wanted, self._folder / "failures")

        def wait() -> Judged | str | None:
            try:
                return judging.result()
            except Cancelled:
                return None
            except ReidError as problem:
                return text.told_problem(problem)

        self._waiting = Reader(self)
        self._waiting.failed.connect(self._on_bug)
        self._waiting.ask("judged", wait, self._show)

    def _show(self, came: Judged | str | None) -> None:
        self._end()
        if self._dialog is None or came is None:
            return
        if isinstance(came, str):
            self._dialog.fail(came)
        else:
            self._dialog.show_judged(came)

    def _on_bug(self, problem: Exception) -> None:
        """Say that it did not work; nobody shall wait for an answer that cannot come."""
        self._show(f"{tr('It did not work, and no reason was given.')} ({type(problem).__name__})")

    def _stop(self) -> None:
        self._end()
        if self._dialog is not None:
            self._dialog.fail(tr("Stopped. There are no figures."))

    def _end(self) -> None:
        judging, self._judging = self._judging, None
        waiting, self._waiting = self._waiting, None
        if judging is not None:
            judging.stop()
        if waiting is not None:
            waiting.close()
            waiting.deleteLater()

    def _clear(self) -> None:
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
