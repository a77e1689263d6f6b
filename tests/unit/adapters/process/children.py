"""Children for the engine's tests: they crash, hang and answer as the request's title says."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

from reid_desktop.adapters.process.child import Child
from reid_desktop.adapters.process.messages import Run
from reid_desktop.domain.errors import MediaError
from reid_desktop.domain.jobs import Progress
from reid_desktop.ports.engine import Answer, ExportRequest, Failure, ImportRequest, ImportSummary
from reid_desktop.ports.system import JobControl

DEADLY, HANGING, ENDLESS, STUBBORN = "deadly", "hanging", "endless", "stubborn"
GREEDY, SLOW, HOARD = "greedy", "slow", "hoard:"
STRUCK = "struck:"
"""The process is ended from outside while this file is in work, once."""
THREADS = "threads"
"""Exhibit whose files are worked on by four threads at once."""
PASSWORDS = "passwords"
"""Exhibit whose failures are the passwords that the process knows."""
GREEDY_BYTES = 300 << 20
_hoarded: list[bytearray] = []


def child_main(pipe: Connection, _setup: object) -> None:
    """Serve until told to stop."""
    Child(pipe).serve(handle)


def handle(run: Run, job: JobControl) -> Answer:
    """Work through the paths of an import; a path's name says what happens."""
    request = run.request
    if isinstance(request, ExportRequest):
        raise MediaError("{name} is bad.", name=request.format)
    assert isinstance(request, ImportRequest)
    done = [path for path in request.paths if path in run.condemned]
    left = [path for path in request.paths if path not in run.condemned]
    if request.exhibit.exhibit_id == THREADS:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda path: _work_on(path, job), left))
    for number, path in enumerate(left if request.exhibit.exhibit_id != THREADS else ()):
        job.checkpoint(Progress("Reading", done=number, total=len(request.paths)))
        _work_on(path, job)
    failures = tuple(Failure(path, run.condemned[path]) for path in done)
    if request.exhibit.exhibit_id == PASSWORDS:
        failures = tuple(Failure(password, "known") for password in run.passwords)
    return ImportSummary(len(request.paths), 0, 0, 0, len(done), failures, 0, 0, 0, 0.0)


def _work_on(path: str, job: JobControl) -> None:
    job.working_on(path)
    _suffer(path, job)
    job.finished(path)


def _suffer(path: str, job: JobControl) -> None:
    if path.startswith(DEADLY):
        os.kill(os.getpid(), signal.SIGKILL)
    if path.startswith(STUBBORN):  # dies without having heard what was asked meanwhile
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGKILL)
    _take_memory(path)
    if path.startswith(SLOW):
        time.sleep(0.3)
    if path.startswith(HANGING):
        time.sleep(600)
    while path.startswith(ENDLESS):
        job.breathe()
        time.sleep(0.01)
    if path.startswith("die-once:"):
        marker = Path(path.removeprefix("die-once:"))
        if not marker.exists():
            marker.touch()
            job.finished(path)
            time.sleep(0.2)  # let the parent read that no file is in work
            os.kill(os.getpid(), signal.SIGKILL)
    if path.startswith(STRUCK):
        marker = Path(path.removeprefix(STRUCK))
        if not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)


def _take_memory(path: str) -> None:
    if path.startswith(GREEDY):
        _hoarded.append(bytearray(GREEDY_BYTES))
        time.sleep(600)
    if path.startswith(HOARD):  # keeps a little for good; what is done is not done again
        marker = Path(path.removeprefix(HOARD))
        if not marker.exists():
            _hoarded.append(bytearray(GREEDY_BYTES // 3))
            time.sleep(0.3)
            marker.touch()
