"""Running one request in the engine and waiting for its answer."""

from __future__ import annotations

import queue
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from reid_desktop.app.cli.output import ProgressLine, say
from reid_desktop.app.engine import start_engine
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import Cancelled, ReidError
from reid_desktop.domain.ids import JobId
from reid_desktop.domain.jobs import JobPhase, JobState
from reid_desktop.ports.engine import Answer, Engine, JobAnswer, News, Request


def run_request(settings: Settings, folder: Path, request: Request, title: str) -> Answer:
    """Have the engine do `request`; show progress; return the answer.

    :raises ReidError: the job failed, with its sentence.
    :raises Cancelled: interrupted with Ctrl+C or SIGTERM; what was committed stays.
    """
    engine = start_engine(settings, folder)
    news: queue.SimpleQueue[News] = queue.SimpleQueue()
    engine.subscribe(news.put)
    try:
        job_id = engine.submit(request, title)
        with _interruptible(engine, job_id):
            return _wait(news)
    finally:
        engine.close()


def _wait(news: queue.SimpleQueue[News]) -> Answer:
    shown, answer = ProgressLine(), None
    try:
        while True:
            item = news.get()
            if isinstance(item, JobAnswer):
                answer = item.value
            elif isinstance(item, JobState):
                shown.show(item)
                if item.phase is JobPhase.FAILED:
                    raise ReidError("{problem}", problem=item.problem)
                if item.phase is JobPhase.CANCELLED:
                    raise Cancelled
                if item.phase is JobPhase.DONE and answer is not None:
                    return answer
    finally:
        shown.end()


@contextmanager
def _interruptible(engine: Engine, job_id: JobId) -> Iterator[None]:
    """Cancel the job on the first Ctrl+C or SIGTERM; at the second one do not wait for a safe point."""
    asked = False

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature is Python's
        nonlocal asked
        if asked:
            raise Cancelled
        asked = True
        say("Stopping at the next safe point ... (once more: stop now)")
        engine.cancel(job_id)

    before = {kind: signal.signal(kind, stop) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
