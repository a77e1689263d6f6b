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
from reid_desktop.app.waiting import answer_of
from reid_desktop.domain.errors import Cancelled
from reid_desktop.domain.ids import JobId
from reid_desktop.ports.engine import Answer, Engine, News, Request


def run_request(settings: Settings, folder: Path, request: Request, title: str) -> Answer:
    """Have the engine do `request`; show progress; return the answer.

    :raises ReidError: the job failed, with its sentence.
    :raises Cancelled: interrupted with Ctrl+C or SIGTERM; what was committed stays.
    """
    engine = start_engine(settings, folder)
    news: queue.SimpleQueue[News] = queue.SimpleQueue()
    engine.subscribe(news.put)
    shown = ProgressLine()
    try:
        job_id = engine.submit(request, title)
        with _interruptible(engine, job_id):
            return answer_of(job_id, news, shown.show)
    finally:
        shown.end()
        engine.close()


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
