"""The one hop from other threads to the GUI thread; merges bursts, drops late answers."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, SignalInstance

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.ids import JobId
from reid_desktop.domain.jobs import JobPhase, JobState
from reid_desktop.ports.engine import JobAnswer, News
from reid_desktop.ui.standing_back import stand_back

MERGE_MS = 150
"""Bursts of news within this time are one repaint."""

_T = TypeVar("_T")
_Come = tuple[str, int, Future[Callable[[], None]]]
"""Topic, number of the question, and the call that hands its answer over."""


class Bridge(QObject):
    """Emits in the GUI thread what the engine announces in any thread."""

    case_changed = Signal(object)  # ChangeSet
    job_changed = Signal(object)  # JobState
    job_answered = Signal(object)  # JobAnswer
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start listening; nothing is emitted until news arrive."""
        super().__init__(parent)
        self._changes = ChangeSet()
        self._states: dict[JobId, JobState] = {}
        self._timer = QTimer(self, singleShot=True, interval=MERGE_MS)
        self._timer.timeout.connect(self._flush)
        self._arrived.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    def announce(self, news: News) -> None:
        """Take news; call from any thread."""
        try:
            self._arrived.emit(news)
        except RuntimeError:
            return  # the window is gone; the engine outlives it by a moment

    def _receive(self, news: object) -> None:
        if isinstance(news, ChangeSet):
            self._changes = self._changes | news
        elif isinstance(news, JobState):
            self._states[news.job_id] = news
            if news.phase not in (JobPhase.RUNNING, JobPhase.QUEUED):
                self._flush()
        elif isinstance(news, JobAnswer):
            self._flush()
            self.job_answered.emit(news)
        if (self._changes or self._states) and not self._timer.isActive():
            self._timer.start()

    def _flush(self) -> None:
        self._timer.stop()
        changes, self._changes = self._changes, ChangeSet()
        states, self._states = self._states, {}
        if changes:
            self.case_changed.emit(changes)
        for state in states.values():
            self.job_changed.emit(state)


class Reader(QObject):
    """Runs reads in a worker thread and hands the answers over in the GUI thread.

    Quick ones, such as of the cards in view, have a thread of their own: they need not wait until a large
    case is read, and do not stand back from the window's thread. Of several questions on one topic only the
    newest is answered: older ones are skipped if they have not begun, and dropped if they have. Answers that
    come together are handed over one in each turn of the event loop, so that the user's wishes and painting
    come between.
    """

    failed = Signal(object)  # Exception
    idle = Signal()
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None, name: str = "reader") -> None:
        """Start without a thread; the first question makes it, called `name`."""
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, name, stand_back)
        self._quick_pool = ThreadPoolExecutor(1, f"{name}-quick")
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._newest: dict[str, int] = {}
        self._due: set[int] = set()
        self._is_closed = False
        self._come: deque[_Come] = deque()
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._hand_on)
        self._answered.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    @property
    def is_idle(self) -> bool:
        """Tell whether no answer is due."""
        return not self._due

    def ask(
        self, topic: str, work: Callable[[], _T], then: Callable[[_T], None], *, is_quick: bool = False
    ) -> None:
        """Run `work` in a worker, then call `then` with its result in the GUI thread; nothing once closed."""
        if self._is_closed:
            return
        generation = next(self._numbers)
        with self._lock:
            late = self._newest.get(topic)
            self._newest[topic] = generation
        if late is not None:
            self._due.discard(late)

        def answer() -> Callable[[], None]:
            with self._lock:
                if self._newest.get(topic) != generation:
                    raise CancelledError
            value = work()
            return lambda: then(value)

        self._due.add(generation)
        future = (self._quick_pool if is_quick else self._pool).submit(answer)
        future.add_done_callback(lambda done: self._hand_over(topic, generation, done))

    def drop(self, topic: str) -> None:
        """Ignore whatever is still to come on a topic."""
        with self._lock:
            late = self._newest.pop(topic, None)
        if late is not None:
            self._due.discard(late)

    def close(self) -> None:
        """Let go of the workers; answers that are still to come are ignored."""
        self._is_closed = True
        with self._lock:
            self._newest.clear()
        self._due.clear()
        self._come.clear()
        self._turn.stop()
        for pool in (self._pool, self._quick_pool):
            pool.shutdown(wait=True, cancel_futures=True)

    def _hand_over(self, topic: str, generation: int, done: Future[Callable[[], None]]) -> None:
        """Send an answer to the GUI thread (runs in the worker)."""
        if done.cancelled():
            return
        try:
            self._answered.emit((topic, generation, done))
        except RuntimeError:
            return  # the window is gone

    def _receive(self, answer: _Come) -> None:
        self._come.append(answer)
        if not self._turn.isActive():
            self._turn.start()

    def _hand_on(self) -> None:
        try:
            self._answer(*self._come.popleft())
        finally:
            if self._come:
                self._turn.start()

    def _answer(self, topic: str, generation: int, done: Future[Callable[[], None]]) -> None:
        with self._lock:
            if self._newest.get(topic) == generation:
                del self._newest[topic]
        if generation in self._due:
            self._due.remove(generation)
            problem = done.exception()
            if problem is not None:
                self.failed.emit(problem)
            else:
                done.result()()
        if not self._due:
            self.idle.emit()


def later(receiver: QObject, call: Callable[[], None], after_ms: int = 0) -> None:
    """Call once the event loop turns again, unless `receiver` is gone by then."""
    timer = QTimer(receiver, singleShot=True, interval=after_ms)
    timer.timeout.connect(call)
    timer.timeout.connect(timer.deleteLater)
    timer.start()


def emits(signal: SignalInstance, *values: object) -> Callable[[], None]:
    """Return a call that emits `signal` with `values` (for slots without parameters)."""
    return lambda: signal.emit(*values)
