"""Waiting for the answer to one request of an engine."""

from __future__ import annotations

import queue
from collections.abc import Callable

from reid_desktop.domain.errors import Cancelled, ReidError
from reid_desktop.domain.ids import JobId
from reid_desktop.domain.jobs import JobPhase, JobState
from reid_desktop.ports.engine import Answer, JobAnswer, News


def answer_of(job_id: JobId, news: queue.SimpleQueue[News], shown: Callable[[JobState], None]) -> Answer:
    """Return what a job answers; `shown` is told its states, in the caller's thread.

    :raises ReidError: the job failed, with its sentence.
    :raises Cancelled: it was stopped; what was committed stays.
    """
    answer = None
    while True:
        item = news.get()
        if isinstance(item, JobAnswer) and item.job_id == job_id:
            answer = item.value
        elif isinstance(item, JobState) and item.job_id == job_id:
            shown(item)
            if item.phase is JobPhase.FAILED:
                raise ReidError("{problem}", problem=item.problem)
            if item.phase is JobPhase.CANCELLED:
                raise Cancelled
            if item.phase is JobPhase.DONE and answer is not None:
                return answer
