"""Children for the engine's tests: they crash, hang and answer as the request's title says."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

from reid_desktop.adapters.process.child import Child
from reid_desktop.adapters.process.messages import Run
from reid_desktop.domain.errors import MediaError
from reid_desktop.domain.jobs import Progress
from reid_desktop.ports.engine import Answer, ExportRequest, ImportRequest, ImportSummary
from reid_desktop.ports.system import JobControl

DEADLY, HANGING, ENDLESS, STUBBORN = "deadly", "hanging", "endless", "stubborn"


def child_main(pipe: Connection, _setup: object) -> None:
    """Serve until told to stop."""
    Child(pipe).serve(handle)


def handle(run: Run, job: JobControl) -> Answer:
    """Work through the paths of an import; a path's name says what happens."""
    request = run.request
    if isinstance(request, ExportRequest):
        raise MediaError("{name} is bad.", name=request.format)
    assert isinstance(request, ImportRequest)
    done = []
    for number, path in enumerate(request.paths):
        job.checkpoint(Progress("Reading", done=number, total=len(request.paths)))
        if path in run.condemned:
            done.append(run.condemned[path])
            continue
        job.working_on(path)
        _suffer(path, job)
        job.finished(path)
    reasons = "|".join(done)
    return ImportSummary(len(request.paths), 0, 0, 0, len(done), (), 0, 0, 0, 0.0, reasons)


def _suffer(path: str, job: JobControl) -> None:
    if path.startswith(DEADLY):
        os.kill(os.getpid(), signal.SIGKILL)
    if path.startswith(STUBBORN):  # dies without having heard what was asked meanwhile
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGKILL)
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
