"""Watching a window from outside: how even its event loop turns, when it has come to rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from reid_desktop.domain.errors import EngineError
from reid_desktop.ports.engine import ImportRequest, ImportSummary, Request

from .bridge import later
from .main_window import MainWindow
from .watching_reasons import Reasons

TICK_MS = 10
MOVE_MS = 33
MOVES_ONE_WAY = 45
STEP_PX = 8
_LOOK_MS = 20


class LoopWatch(QObject):
    """Notes the time between the ticks of a ten-millisecond timer: what comes late, waited."""

    def __init__(self, parent: QObject, reasons: Reasons | None = None) -> None:
        """Begin with `start`; `reasons` are told of each turn and note what made it late."""
        super().__init__(parent)
        self._reasons, self._began_s = reasons, 0.0
        self.gaps_ms: list[float] = []
        self.work_ms: list[float] = []
        """Processor time of this thread within each gap."""
        self.queued_ms: list[float] = []
        """Time within each gap that this thread was ready and had no processor (Linux; else 0)."""
        self._last_s = self._worked_s = self._queued_s = 0.0
        self._timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Forget what was noted and begin."""
        self.gaps_ms.clear()
        self.work_ms.clear()
        self.queued_ms.clear()
        self._last_s, self._worked_s, self._queued_s = time.perf_counter(), time.thread_time(), _queued_s()
        self._began_s = self._last_s
        if self._reasons is not None:
            self._reasons.turn(0.0, 0.0, 0.0, 0.0)
        self._timer.start()

    def stop(self) -> None:
        """Note no more."""
        self._timer.stop()
        if self._reasons is not None:
            self._reasons.stop()

    def _tick(self) -> None:
        now_s, worked_s, queued_s = time.perf_counter(), time.thread_time(), _queued_s()
        self.gaps_ms.append(1000 * (now_s - self._last_s))
        self.work_ms.append(1000 * (worked_s - self._worked_s))
        self.queued_ms.append(1000 * (queued_s - self._queued_s))
        if self._reasons is not None:
            at_s = now_s - self._began_s
            self._reasons.turn(at_s, self.gaps_ms[-1], self.work_ms[-1], self.queued_ms[-1])
        self._last_s, self._worked_s, self._queued_s = now_s, worked_s, queued_s


class Stopwatch:
    """Notes how long pieces of work took, by the clock and in processor time of this thread.

    Where other programs crowd the processors the clock tells of them, too; the processor time does not.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.took_ms: list[float] = []
        self.work_ms: list[float] = []

    def note(self, *calls: Callable[[], object]) -> None:
        """Make some calls and note what they took together."""
        began_s, worked_s = time.perf_counter(), time.thread_time()
        for call in calls:
            call()
        self.took_ms.append(1000 * (time.perf_counter() - began_s))
        self.work_ms.append(1000 * (time.thread_time() - worked_s))


def _queued_s() -> float:
    """Return how long this thread was ready to run and waited for a processor, so far."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


class PaintCount(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        """Count from now on."""
        super().__init__(widget)
        self.paints = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, and let every event pass."""
        self.paints += event.type() is QEvent.Type.Paint
        return super().eventFilter(watched, event)


class ImportWatch(QObject):
    """Imports through a window, as a drop on it would, moves its map all the while, and notes the gaps."""

    def __init__(
        self,
        window: MainWindow,
        request: ImportRequest,
        then: Callable[[], None],
        reasons: Reasons | None = None,
    ) -> None:
        """Begin at once; call `then` at the end."""
        super().__init__()  # it outlives the window
        self._window, self._then = window, then
        self.summary: ImportSummary | None = None
        self.problem = ""
        self.watched_s = 0.0
        self.loop = LoopWatch(self, reasons)
        self.paints = PaintCount(window.panels.map)
        self._moves = 0
        self._mover = QTimer(self, interval=MOVE_MS)
        self._mover.timeout.connect(self._move)
        window.panels.tasks.answered.connect(self._on_answered)
        window.panels.tasks.failed.connect(self._on_failed)
        self._began_s = time.perf_counter()
        self.loop.start()
        self._mover.start()
        window.panels.tasks.submit(request, "Import")

    def answer(self) -> ImportSummary:
        """Return what the import brought.

        :raises EngineError: it failed.
        """
        if self.summary is None:
            raise EngineError("The import failed: {problem}", problem=self.problem)
        return self.summary

    def _move(self) -> None:
        """Pan to and fro, and zoom at each turn: both make the base map anew."""
        self._moves += 1
        is_back = self._moves // MOVES_ONE_WAY % 2 == 1
        if self._moves % MOVES_ONE_WAY == 0:
            self._window.panels.map.zoom_by(-1.0 if is_back else 1.0)
        self._window.panels.map.pan_by(-STEP_PX if is_back else STEP_PX, 0)

    def _on_answered(self, _request: Request, value: object) -> None:
        if isinstance(value, ImportSummary):
            self.summary = value
            self._end()

    def _on_failed(self, _request: Request, problem: str) -> None:
        self.problem = problem
        self._end()

    def _end(self) -> None:
        self._mover.stop()
        self.loop.stop()
        self.watched_s = time.perf_counter() - self._began_s
        later(self, self._then)


def start_application() -> QApplication:
    """Return the one application object."""
    application = QApplication.instance()
    return application if isinstance(application, QApplication) else QApplication([])


def platform_name() -> str:
    """Return what Qt draws on, such as `xcb` or `offscreen`."""
    return QGuiApplication.platformName()


def when(owner: QObject, is_so: Callable[[], bool], then: Callable[[], object], patience_s: float) -> None:
    """Call `then` once `is_so`, or when patience ends."""
    until_s = time.perf_counter() + patience_s

    def look() -> None:
        if is_so() or time.perf_counter() > until_s:
            then()
        else:
            later(owner, look, _LOOK_MS)

    look()


def is_at_rest(window: MainWindow) -> bool:
    """Tell whether the window shows all that it was asked to show."""
    panels = window.panels
    is_read = panels.workbench.view is not None and panels.reader.is_idle
    is_painted = not panels.loader.waiting and not panels.gallery.table.cards.pace.is_behind
    return is_read and is_painted and not panels.gallery.is_busy and panels.map.is_settled


def keep_picture(window: QWidget, path: Path) -> bool:
    """Write what the window shows as PNG; return whether that worked."""
    return window.grab().save(str(path), "PNG")
