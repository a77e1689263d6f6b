"""The child's side: takes requests from the pipe, runs them, sends news."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from queue import SimpleQueue

from reid_desktop.adapters.process.messages import (
    Begun,
    Cancel,
    Ended,
    FromChild,
    Marked,
    Pause,
    Resume,
    Run,
    Stop,
    ToChild,
    Told,
)
from reid_desktop.adapters.process.turns import Turns
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.errors import Cancelled, ReidError
from reid_desktop.domain.ids import JobId
from reid_desktop.domain.jobs import JobPhase, JobState, Progress
from reid_desktop.ports.engine import Answer, JobAnswer
from reid_desktop.ports.store import Mark
from reid_desktop.ports.system import JobControl

ALIVE_EVERY_S = 2.0
Handler = Callable[[Run, JobControl], Answer]
"""Carries out a request; raises ReidError or Cancelled."""


class Child:
    """Runs one request after another until the parent stops or disappears."""

    def __init__(self, pipe: Connection) -> None:
        """Talk over `pipe`, a duplex Connection."""
        self._pipe = pipe
        self._sending = threading.Lock()
        self._work: SimpleQueue[Run | None] = SimpleQueue()
        self._gates: dict[JobId, _Gate] = {}

    def tell_changes(self, changes: ChangeSet) -> None:
        """Send a ChangeSet to the parent (a store listener)."""
        self.send(Told(changes))

    def send(self, message: FromChild) -> None:
        """Send from any thread."""
        with self._sending:
            self._pipe.send(message)

    def serve(self, handle: Handler) -> None:
        """Work until told to stop; call it from the process' main thread."""
        _leave_signals_to_the_parent()
        threading.Thread(target=self._receive, name="pipe", daemon=True).start()
        while (run := self._work.get()) is not None:
            self._carry_out(run, handle)

    def _receive(self) -> None:
        try:
            while True:
                message: ToChild = self._pipe.recv()
                self._take(message)
        except (EOFError, OSError):
            # The parent is gone: nobody waits for the answer, and the database's
            # transactions make stopping anywhere safe.
            os._exit(1)

    def _take(self, message: ToChild) -> None:
        if isinstance(message, Run):
            self._gates[message.job_id] = _Gate()
            self._work.put(message)
        elif isinstance(message, Stop):
            for gate in list(self._gates.values()):  # a job may end meanwhile
                gate.cancel()
            self._work.put(None)
        elif (known := self._gates.get(message.job_id)) is not None:
            _ACTIONS[type(message)](known)

    def _carry_out(self, run: Run, handle: Handler) -> None:
        job = ChildJob(run, self._gates[run.job_id], self.send)
        job.tell(JobPhase.RUNNING)
        try:
            answer = handle(run, job)
        except Cancelled:
            job.tell(JobPhase.CANCELLED)
        except ReidError as problem:
            job.tell(JobPhase.FAILED, str(problem))
        except Exception as bug:
            logging.getLogger("reid_desktop").exception("a job failed")
            happened = f"An error in the program stopped this: {type(bug).__name__}: {bug}"
            job.tell(JobPhase.FAILED, happened, "".join(traceback.format_exception(bug)))
        else:
            self.send(Told(JobAnswer(run.job_id, answer)))
            job.tell(JobPhase.DONE)
        finally:
            del self._gates[run.job_id]


def _leave_signals_to_the_parent() -> None:
    """Ignore Ctrl+C, which a terminal sends to all; the end of the pipe tells that the parent is gone."""
    deaf_to = {signal.SIGINT, signal.SIGTERM}
    for number in deaf_to:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, deaf_to)


class _Gate:
    """Open, shut (paused), or cancelled."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self.is_cancelled = False

    @property
    def is_open(self) -> bool:
        return self._open.is_set()

    def pause(self) -> None:
        self._open.clear()

    def resume(self) -> None:
        self._open.set()

    def cancel(self) -> None:
        self.is_cancelled = True
        self._open.set()

    def wait(self, timeout_s: float) -> bool:
        return self._open.wait(timeout_s)


_ACTIONS: dict[type[Pause | Resume | Cancel], Callable[[_Gate], None]] = {
    Pause: _Gate.pause,
    Resume: _Gate.resume,
    Cancel: _Gate.cancel,
}


class ChildJob:
    """A JobControl that reports over the pipe."""

    def __init__(self, run: Run, gate: _Gate, send: Callable[[FromChild], None]) -> None:
        """Belong to one running job."""
        self._job_id = run.job_id
        self._title = run.title
        self._mark = run.mark
        self._careful = run.careful
        self._gate = gate
        self._send = send
        self._progress = Progress()
        self._files = threading.local()
        self._turns = Turns()

    def tell(self, phase: JobPhase, problem: str | None = None, details: str = "") -> None:
        """Report a change of phase."""
        self._send(Told(JobState(self._job_id, self._title, phase, self._progress, problem, details)))

    def checkpoint(self, progress: Progress) -> None:
        """Report, wait while paused, raise Cancelled."""
        self._progress = progress
        if self._gate.is_open:
            self.tell(JobPhase.RUNNING)
            self.breathe()
            return
        self.tell(JobPhase.PAUSED)
        self.breathe()
        self.tell(JobPhase.RUNNING)

    def breathe(self) -> None:
        """Wait while paused (showing life), raise Cancelled."""
        self._show_life()
        while not self._gate.wait(ALIVE_EVERY_S):
            self._show_life()
        if self._gate.is_cancelled:
            raise Cancelled

    def first_mark(self, mark: Mark) -> Mark:
        """Return the mark of the job's first attempt."""
        if self._mark is None:
            self._mark = mark
            self._send(Marked(mark))
        return self._mark

    def working_on(self, path: str) -> None:
        """Say which file this thread takes in hand; wait until a file that may be deadly can be alone.

        :raises Cancelled: the user asked to stop meanwhile.
        """
        self._let_go()
        self._turns.take(path in self._careful, self.breathe)
        self._files.path = path
        self._tell_of(path)

    def finished(self, path: str) -> None:
        """Say that the file is dealt with."""
        self._let_go()
        self._send(Ended(path))

    def _let_go(self) -> None:
        if getattr(self._files, "path", None) is not None:
            self._files.path = None
            self._turns.give_back()

    def _tell_of(self, path: str) -> None:
        self._files.told_s = time.monotonic()
        self._send(Begun(path))

    def _show_life(self) -> None:
        path = getattr(self._files, "path", None)
        if path is not None and time.monotonic() - self._files.told_s >= ALIVE_EVERY_S:
            self._tell_of(path)
