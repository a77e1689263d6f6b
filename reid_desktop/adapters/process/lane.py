"""One child process with its watcher: restarts it, and lays a crash to the file that caused it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from reid_desktop.adapters.process.held_up import HeldUp
from reid_desktop.adapters.process.limits import GIB, Limits, MemoryWatch
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
from reid_desktop.domain.ids import JobId
from reid_desktop.domain.jobs import JobPhase, JobState
from reid_desktop.ports.engine import JobAnswer, News
from reid_desktop.ports.store import Mark

POLL_S = 0.1
STOP_S = 5.0
LAST = 19
"""The niceness of who only takes what others leave."""
CRASHED = "Reading this file crashed the analysis process, so it was left out."
HUNG = "Reading this file took longer than {limit:.0f} seconds without a sign of life, so it was left out."
ENDLESS = "Reading this file took longer than {limit:.1f} hours, so it was left out."
GREEDY = "Reading this file needed more than {limit:.1f} GiB of memory, so it was left out."
NOT_STARTED = (
    "The analysis process cannot be started. If memory is short, close other programs. "
    "Then start the job again."
)
ENDED = {JobPhase.DONE, JobPhase.CANCELLED, JobPhase.FAILED}
TOO_LITTLE_MEMORY = (
    "The analysis needs more than {limit:.1f} GiB of memory. What was done is kept. Start it again with "
    "fewer threads, or on a computer with more memory."
)
BLAMELESS_DEATHS = 2
"""A process that dies with no file in work is started again so many times for one job."""


@dataclass(frozen=True, slots=True)
class _Killing:
    """Why the watcher ended a process."""

    reason: str
    path: str | None = None
    """The file that did it; None for one of those in work."""


class Lane:
    """Runs jobs one after another in a child process that may die without harm."""

    def __init__(
        self,
        name: str,
        child_main: Callable[[Connection, Any], None],
        setup: object,
        tell: Callable[[News], None],
        limits: Limits,
        niceness: int = 0,
    ) -> None:
        """Start no process before the first job."""
        self._name = name
        self._child_main = child_main
        self._setup = setup
        self._tell = tell
        self._limits = limits
        self._niceness = niceness
        self._context = multiprocessing.get_context("spawn")
        self._jobs: deque[Run] = deque()
        self._wake = threading.Condition()
        self._is_closing = False
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._sending = threading.Lock()
        self._running: Run | None = None
        self._is_ended = False
        self._mark: Mark | None = None
        self._in_work: dict[str, float] = {}  # when each showed life last
        self._begun: dict[str, float] = {}
        self._memory: MemoryWatch | None = None
        self._held_up: HeldUp | None = None
        # Kept here as well as sent: a process that is starting or dying does not hear them.
        self._cancelled: set[JobId] = set()
        self._paused: set[JobId] = set()
        self._watcher: threading.Thread | None = None

    # ------------------------------------------------------------ asked by the engine

    def put(self, run: Run) -> None:
        """Queue a job."""
        with self._wake:
            self._jobs.append(run)
            if self._watcher is None:
                self._watcher = threading.Thread(target=self._watch, name=f"lane-{self._name}", daemon=True)
                self._watcher.start()
            self._wake.notify()

    def warm_up(self) -> None:
        """Start the process if there is none."""
        with self._wake:
            if self._process is None and not self._is_closing:
                self._start()

    def pause(self, job_id: JobId) -> None:
        """Hold a job."""
        self._paused.add(job_id)
        self._send(Pause(job_id))

    def resume(self, job_id: JobId) -> None:
        """Let a job go on."""
        self._paused.discard(job_id)
        self._begun.clear()  # time paused is not the files'
        self._send(Resume(job_id))

    def cancel(self, job_id: JobId) -> None:
        """Stop a job, or take it out of the queue."""
        self._cancelled.add(job_id)  # before the lock, which a starting process holds for a while
        with self._wake:
            waiting = [run for run in self._jobs if run.job_id == job_id]
            for run in waiting:
                self._jobs.remove(run)
        for run in waiting:
            self._cancelled.discard(job_id)
            self._tell(JobState(run.job_id, run.title, JobPhase.CANCELLED))
        if not waiting:
            self._send(Cancel(job_id))

    def close(self) -> None:
        """End the process: kindly, then firmly."""
        with self._wake:
            self._is_closing = True
            self._jobs.clear()
            self._wake.notify()
        self._send(Stop())
        if self._watcher is not None:
            self._watcher.join(STOP_S)
        self._end_process(STOP_S)

    # ------------------------------------------------------------ the watcher's thread

    def _watch(self) -> None:
        while True:
            with self._wake:
                while not self._jobs and not self._is_closing:
                    self._wake.wait()
                if self._is_closing:
                    return
                run = self._jobs.popleft()
            self._see_through(run)
            self._cancelled.discard(run.job_id)
            self._paused.discard(run.job_id)

    def _see_through(self, run: Run) -> None:
        """Have the child do the job, however often it dies of it."""
        deaths = 0
        self._mark = None
        while True:
            is_ready = self._is_ready()
            if run.job_id in self._cancelled:
                self._tell(JobState(run.job_id, run.title, JobPhase.CANCELLED))
                return
            if not is_ready:
                if not self._is_closing:
                    self._tell(JobState(run.job_id, run.title, JobPhase.FAILED, problem=NOT_STARTED))
                return
            self._running, self._is_ended = run, False
            self._in_work.clear()
            self._begun.clear()
            self._send(run)
            self._repeat_wishes(run.job_id)
            killing = self._listen()
            if self._is_ended or self._is_closing:
                self._running = None
                return
            code = self._end_process(0.5)
            suspects = [killing.path] if killing and killing.path else list(self._in_work)
            if not suspects:
                deaths += 1
                if deaths > BLAMELESS_DEATHS:
                    self._give_up(run, code, killing)
                    return
            run = replace(self._blame(run, suspects, killing), mark=self._mark)

    def _is_ready(self) -> bool:
        """Start the process where there is none; return False when there can be none."""
        with self._wake:
            if self._is_closing:
                return False
            if self._process is not None and self._process.is_alive():
                return True
            self._end_process(0)
            try:
                self._start()
            except OSError:  # no memory, or too many processes or files
                self._process = None
            return self._process is not None

    def _repeat_wishes(self, job_id: JobId) -> None:
        """Tell the process what was asked before it knew of the job."""
        if job_id in self._paused:
            self._send(Pause(job_id))
        if job_id in self._cancelled:
            self._send(Cancel(job_id))

    def _listen(self) -> _Killing | None:
        """Pass news on until the job ends or the process dies; return why it was ended, if it was."""
        assert self._pipe is not None
        assert self._process is not None
        pipe, process = self._pipe, self._process
        try:
            while not self._is_ended and not self._is_closing:
                if pipe.poll(POLL_S):
                    self._take(pipe.recv())
                elif not process.is_alive():
                    return None
                killing = self._gone_too_far()
                if killing is not None:
                    process.kill()
                    return killing
        except (EOFError, OSError):
            pass  # the process died; what it had in work is known
        return None

    def _take(self, message: FromChild) -> None:
        if isinstance(message, Begun):
            self._in_work[message.path] = self._own_s()
            self._begun.setdefault(message.path, self._own_s())
        elif isinstance(message, Ended):
            self._in_work.pop(message.path, None)
            self._begun.pop(message.path, None)
        elif isinstance(message, Marked):
            self._mark = message.mark
        elif isinstance(message, Told):
            self._note(message.news)
            self._tell(message.news)

    def _note(self, news: News) -> None:
        if isinstance(news, JobState) and self._running and news.job_id == self._running.job_id:
            self._is_ended = news.phase in ENDED
        assert not (isinstance(news, JobAnswer) and self._running is None)

    def _gone_too_far(self) -> _Killing | None:
        """Return why the process must be ended, None while it keeps to its limits."""
        if self._memory is not None and self._memory.is_too_much():
            return _Killing(GREEDY.format(limit=(self._limits.memory_bytes or 0) / GIB))
        now_s = self._own_s()
        silent = _oldest(self._in_work, now_s - self._limits.silence_s)
        if silent is not None:
            return _Killing(HUNG.format(limit=self._limits.silence_s), silent)
        endless = _oldest(self._begun, now_s - self._limits.file_s)
        if endless is not None:
            return _Killing(ENDLESS.format(limit=self._limits.file_s / 3600), endless)
        return None

    def _own_s(self) -> float:
        """Return the time by a clock that stands still while other programs keep the process from working."""
        return time.monotonic() - (self._held_up.missed_s() if self._held_up is not None else 0.0)

    def _blame(self, run: Run, suspects: list[str], killing: _Killing | None) -> Run:
        """Return the job again, with the guilty file left out or the suspects taken one by one.

        A file is given up at once only when the watcher named it. All others that were in work
        when the process died are tried again, each with no other in work: of several none is
        guilty yet, and a single one may have been there by chance when the system, or a person,
        ended the process, or when memory ran short of what files before had left.
        """
        is_certain = len(suspects) == 1 and (
            (killing is not None and killing.path is not None) or suspects[0] in run.careful
        )
        guilty = suspects if is_certain else []
        reason = CRASHED if killing is None else killing.reason
        return replace(
            run,
            careful=(run.careful | set(suspects)) - set(guilty),
            condemned={**run.condemned, **dict.fromkeys(guilty, reason)},
        )

    def _give_up(self, run: Run, code: int | None, killing: _Killing | None) -> None:
        self._running = None
        problem = (
            f"The analysis process stopped {BLAMELESS_DEATHS + 1} times (exit code {code}). What was done "
            "is kept. Close other programs if memory is short, then start the job again."
        )
        if killing is not None:
            problem = TOO_LITTLE_MEMORY.format(limit=(self._limits.memory_bytes or 0) / GIB)
        self._tell(JobState(run.job_id, run.title, JobPhase.FAILED, problem=problem))

    # ------------------------------------------------------------ the process

    def _start(self) -> None:
        ours, theirs = self._context.Pipe(duplex=True)
        self._process = self._context.Process(
            target=self._child_main, args=(theirs, self._setup), name=f"reid-{self._name}", daemon=True
        )
        with _no_signals():
            self._process.start()
        _stand_back(self._process.pid, self._niceness)
        theirs.close()
        self._pipe = ours
        self._memory = MemoryWatch(int(self._process.pid or 0), self._limits.memory_bytes)
        self._held_up = HeldUp(int(self._process.pid or 0))

    def _send(self, message: ToChild) -> None:
        with self._sending:
            try:
                if self._pipe is not None:
                    self._pipe.send(message)
            except (BrokenPipeError, OSError):
                pass  # the process died; the watcher finds out and starts it again

    def _end_process(self, grace_s: float) -> int | None:
        process, self._process = self._process, None
        pipe, self._pipe = self._pipe, None
        if process is None:
            return None
        process.join(grace_s)
        if process.is_alive():
            process.kill()
            process.join()
        code = process.exitcode
        process.close()
        if pipe is not None:
            pipe.close()
        return code


def _oldest(since_s: dict[str, float], before_s: float) -> str | None:
    """Return the file that has waited longest, if that is since before a moment."""
    known = list(since_s.items())  # another thread may empty it meanwhile
    if not known:
        return None
    path, at_s = min(known, key=lambda item: item[1])
    return path if at_s < before_s else None


def _stand_back(process_id: int | None, niceness: int) -> None:
    """Have a process that has just been started let this one go first.

    Done from here it counts from the beginning: starting alone takes it half a second of work.
    Its threads, which come later, take it over. For `LAST` Linux has a policy (sched(7), SCHED_IDLE), under
    which a window that wakes has a processor at once; with niceness alone the many threads of an analysis
    keep it for a tick each, 20 to 40 ms in all.
    """
    if niceness and process_id is not None and hasattr(os, "setpriority"):  # not on Windows
        ours = os.getpriority(os.PRIO_PROCESS, 0)
        with suppress(OSError):  # it is gone already, or the system keeps us from it: it works all the same
            os.setpriority(os.PRIO_PROCESS, process_id, ours + niceness)
            if niceness == LAST and sys.platform == "linux":
                os.sched_setscheduler(process_id, os.SCHED_IDLE, os.sched_param(0))
            pol = os.environ.get("POL")
            if pol:
                os.sched_setscheduler(process_id, int(pol), os.sched_param(0))


@contextmanager
def _no_signals() -> Iterator[None]:
    """Have a process that is started here deaf to Ctrl+C until it says otherwise.

    A terminal sends Ctrl+C to the whole group; it is the parent that stops the
    job, at a safe point. A blocked signal stays blocked in a new process.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
