"""The jobs of one window: submitted, followed, answered."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from PySide6.QtCore import QObject, Signal

from reid_desktop.domain.errors import ReidError
from reid_desktop.domain.ids import JobId
from reid_desktop.domain.jobs import JobPhase, JobState
from reid_desktop.ports.engine import Engine, JobAnswer, LookRequest, PreviewRequest, Request, SearchRequest
from reid_desktop.ports.inspection import (
    CloseUpRequest,
    FramesRequest,
    KeepFrameRequest,
    LaidRequest,
    ViewedRequest,
)
from reid_desktop.ports.ledger import LedgerRequest
from reid_desktop.ports.review import ReviewRequest

from .bridge import Bridge
from .translating import tr

MOST_PAST = 200
_QUIET = (
    LookRequest,
    SearchRequest,
    CloseUpRequest,
    FramesRequest,
    KeepFrameRequest,
    ViewedRequest,
    LaidRequest,
    PreviewRequest,
    *get_args(ReviewRequest),
    *get_args(LedgerRequest),
)
"""Answered so soon that nobody needs to see them among the jobs."""
_OVER = (JobPhase.DONE, JobPhase.CANCELLED, JobPhase.FAILED)


class Tasks(QObject):
    """Knows which requests are under way and tells how they end."""

    changed = Signal()
    """The list of jobs changed."""
    answered = Signal(object, object)  # Request, value
    failed = Signal(object, str)  # Request, sentence
    broken = Signal(str, str)  # sentence, details for whoever mends the program
    cancelled = Signal(object)  # Request

    def __init__(self, engine: Engine, bridge: Bridge, parent: QObject | None = None) -> None:
        """Follow the news of `engine` through `bridge`."""
        super().__init__(parent)
        self._engine = engine
        self._requests: dict[JobId, Request] = {}
        self._states: dict[JobId, JobState] = {}
        self._past: list[JobState] = []
        self._unfinished: dict[JobId, Request] = {}
        """What failed or was stopped, to be asked for again."""
        self._newest_query: JobId | None = None
        bridge.job_changed.connect(self._on_state)
        bridge.job_answered.connect(self._on_answer)

    def submit(self, request: Request, title: str) -> JobId | None:
        """Hand a request to the engine; a newer probe or search takes the older one's place."""
        is_query = isinstance(request, LookRequest | SearchRequest)
        if is_query and self._newest_query in self._requests and self._newest_query is not None:
            self.cancel(self._newest_query)
        try:
            job_id = self._engine.submit(request, title)
        except ReidError as problem:
            self.failed.emit(request, str(problem))
            return None
        self._requests[job_id] = request
        self._states.setdefault(job_id, JobState(job_id, title, JobPhase.QUEUED))
        if is_query:
            self._newest_query = job_id
        self.changed.emit()
        return job_id

    def pause(self, job_id: JobId) -> None:
        """Hold a job."""
        self._engine.pause(job_id)

    def resume(self, job_id: JobId) -> None:
        """Let a job go on."""
        self._engine.resume(job_id)

    def cancel(self, job_id: JobId) -> None:
        """Stop a job."""
        self._engine.cancel(job_id)

    def submit_again(self, job_id: JobId) -> None:
        """Ask again for what failed or was stopped; what it did before stays done."""
        request = self._unfinished.pop(job_id, None)
        title = next((one.title for one in self._past if one.job_id == job_id), "")
        if request is not None:
            self._past = [one for one in self._past if one.job_id != job_id]
            self.submit(request, title)

    @property
    def work(self) -> list[JobState]:
        """Return the jobs under way that take a while, oldest first."""
        return [
            state
            for job_id, state in sorted(self._states.items())
            if not isinstance(self._requests.get(job_id), _QUIET)
        ]

    @property
    def past(self) -> list[JobState]:
        """Return the jobs that are over, newest first, but for those that are answered at once."""
        return self._past[::-1]

    def _keep(self, job_id: JobId, state: JobState | None) -> None:
        """Remember how a job ended."""
        request = self._requests.get(job_id)
        if state is not None and request is not None and not isinstance(request, _QUIET):
            self._past = [*self._past, state][-MOST_PAST:]
            if state.phase is not JobPhase.DONE:
                self._unfinished[job_id] = request

    def _is_stale(self, job_id: JobId, request: Request) -> bool:
        return isinstance(request, LookRequest | SearchRequest) and job_id != self._newest_query

    def _on_state(self, state: JobState) -> None:
        request = self._requests.get(state.job_id)
        if request is None:
            return
        if state.phase not in _OVER:
            self._states[state.job_id] = state
            self.changed.emit()
            return
        before = self._states.pop(state.job_id, None)
        self._keep(state.job_id, state if before is not None else None)
        if state.details:
            self.broken.emit(state.problem or "", state.details)
        if state.phase is not JobPhase.DONE:
            self._requests.pop(state.job_id, None)
            if not self._is_stale(state.job_id, request):
                if state.phase is JobPhase.FAILED:
                    self.failed.emit(request, state.problem or tr("It failed without saying why."))
                else:
                    self.cancelled.emit(request)
        self.changed.emit()

    def _on_answer(self, answer: JobAnswer) -> None:
        before = self._states.pop(answer.job_id, None)
        self._keep(answer.job_id, before and replace(before, phase=JobPhase.DONE))
        request = self._requests.pop(answer.job_id, None)
        if request is not None and not self._is_stale(answer.job_id, request):
            self.answered.emit(request, answer.value)
        self.changed.emit()

    def forget_query(self) -> None:
        """Ignore the probe or search under way."""
        if self._newest_query is not None and self._newest_query in self._requests:
            self.cancel(self._newest_query)
        self._newest_query = None
