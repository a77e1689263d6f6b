"""Judging a model from the window: the command line does it in a process of its own."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess
from PySide6.QtWidgets import QWidget

from . import text
from .dialogs.evaluation import EvaluationDialog, Judged, Wanted, rows_of
from .panels import Panels
from .translating import tr

_PREFIX = "reid-desktop: "


class Evaluating(QObject):
    """Serves the command `evaluate`."""

    def __init__(self, panels: Panels, window: QWidget) -> None:
        """Open the dialog over `window`."""
        super().__init__(window)
        self._window = window
        self._dialog: EvaluationDialog | None = None
        self._process: QProcess | None = None
        self._folder: Path | None = None
        panels.actions.connect({"evaluate": self.show_dialog})

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is judged now."""
        return self._process is None

    def show_dialog(self) -> None:
        """Ask what is to be judged."""
        self._dialog = EvaluationDialog(self._window)
        self._dialog.wanted.connect(self._judge)
        self._dialog.stopped.connect(self._stop)
        self._dialog.finished.connect(self._closed)
        self._dialog.open()

    def _judge(self, wanted: Wanted) -> None:
        self._clear()
        self._folder = Path(tempfile.mkdtemp(prefix="reid-desktop-judged-"))
        words = ["-m", "reid_desktop", "evaluate", "--layout", wanted.layout, wanted.folder, "--json"]
        words += ["--pictures", str(self._folder / "failures")]
        if wanted.embedder:
            words += ["--embedder", wanted.embedder]
        self._process = QProcess(self)
        self._process.finished.connect(self._on_finished)
        self._process.start(sys.executable, words)

    def _on_finished(self, code: int) -> None:
        process, dialog, folder = self._process, self._dialog, self._folder
        self._process = None
        if process is None or dialog is None or folder is None:
            return
        said, problem = (bytes(data.data()).decode("utf-8", "replace") for data in (
            process.readAllStandardOutput(), process.readAllStandardError()
        ))  # fmt: skip
        process.deleteLater()
        if code:
            last = problem.strip().rsplit("\n", 1)[-1].removeprefix(_PREFIX)
            dialog.fail(last or tr("It did not work, and no reason was given."))
        else:
            dialog.show_judged(_judged(json.loads(said), folder / "failures"))

    def _stop(self) -> None:
        self._end()
        if self._dialog is not None:
            self._dialog.fail(tr("Stopped. There are no figures."))

    def _closed(self) -> None:
        self._end()
        self._dialog = None
        self._clear()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.waitForFinished(2000)
            process.deleteLater()

    def _clear(self) -> None:
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _judged(told: dict[str, Any], folder: Path) -> Judged:
    title = tr(
        "{model}: {queries} queries among {gallery} crops, {cameras} cameras.",
        model=told["model_key"],
        queries=text.number(told["queries"]),
        gallery=text.number(told["gallery"]),
        cameras=told["cameras"],
    )
    slices = [
        {**one, "span": f"{text.figure(one['rank_1_low'])} - {text.figure(one['rank_1_high'])}"}
        for one in told["slices"]
    ]
    failures = [
        {**one, **{name: text.score(one[name]) for name in ("wrong_score", "right_score")}}
        for one in told["failures"]
    ]
    return Judged(
        title,
        {name: float(told[name]) for name in told if name.startswith(("rank_", "mAP", "mINP"))},
        {name: float(value) for name, value in told["bare"].items() if name != "cmc"},
        (tuple(told["cmc"]), tuple(told["bare"]["cmc"])),
        rows_of(slices, ("by", "condition", "queries", "rank_1", "span", "mAP")),
        rows_of(failures, ("query", "rank", "wrong", "wrong_score", "right", "right_score")),
        tuple(folder / name for name in told["pictures"]),
    )
