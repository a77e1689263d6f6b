"""The parent's side: lanes of child processes that are watched and restarted."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Any

from reid_desktop.adapters.process.lane import Lane
from reid_desktop.adapters.process.limits import Limits
from reid_desktop.adapters.process.messages import Run
from reid_desktop.domain.ids import JobId
from reid_desktop.domain.jobs import JobPhase, JobState
from reid_desktop.ports.drawing import DrawRequest, GetReadyRequest
from reid_desktop.ports.engine import (
    AcknowledgeRequest,
    AddProbeRequest,
    AnalyseRequest,
    ChangePersonRequest,
    CorrectRequest,
    DeclareExhibitRequest,
    GroupRequest,
    ImportRequest,
    LinkRequest,
    LookRequest,
    News,
    PreviewRequest,
    ProposeThresholdRequest,
    Request,
    SearchRequest,
    SolveClockRequest,
    VerifyRequest,
)
from reid_desktop.ports.inspection import (
    CloseUpRequest,
    FramesRequest,
    KeepFrameRequest,
    LaidRequest,
    PartsRequest,
    ViewedRequest,
)
from reid_desktop.ports.ledger import LedgerRequest
from reid_desktop.ports.review import ReviewRequest

ChildMain = Callable[[Connection, Any], None]
"""Module-level function that the child process runs: (pipe, setup)."""

WORK, QUERY = "work", "query"


_AT_ONCE = (
    LookRequest, SearchRequest, DeclareExhibitRequest, CorrectRequest, SolveClockRequest, LinkRequest,
    ChangePersonRequest, AddProbeRequest, GroupRequest, AcknowledgeRequest, ProposeThresholdRequest,
    DrawRequest, GetReadyRequest, PreviewRequest,
    CloseUpRequest, FramesRequest, KeepFrameRequest, ViewedRequest,
    LaidRequest, PartsRequest,
)  # fmt: skip
"""What somebody waits for at the screen: it does not stand in line behind an import."""


class ProcessEngine:
    """Runs import, analysis, export and verification in one child, probes and searches in another."""

    def __init__(
        self,
        child_main: ChildMain,
        setups: Mapping[str, object],
        limits: Limits | None = None,
        niceness: Mapping[str, int] | None = None,
    ) -> None:
        """Give each lane (`work`, `query`) its picklable set-up; a file that passes a limit is given up.

        :param niceness: how far the process of a lane stands back behind this one (Unix).
        """
        self._listeners: list[Callable[[News], None]] = []
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._passwords: tuple[str, ...] = ()
        self._homes: dict[JobId, Lane] = {}
        self._lanes = {
            name: Lane(name, child_main, setup, self._tell, limits or Limits(), (niceness or {}).get(name, 0))
            for name, setup in setups.items()
        }

    def submit(self, request: Request, title: str) -> JobId:
        """Queue a request in its lane."""
        job_id = JobId(next(self._numbers))
        lane = self._lanes[QUERY if isinstance(request, (*_AT_ONCE, ReviewRequest, LedgerRequest)) else WORK]
        with self._lock:
            self._homes[job_id] = lane
            if isinstance(request, ImportRequest | AnalyseRequest | VerifyRequest):
                self._passwords = tuple(dict.fromkeys((*self._passwords, *request.passwords)))
            run = Run(job_id, title, request, passwords=self._passwords)
        self._tell(JobState(job_id, title, JobPhase.QUEUED))
        lane.put(run)
        return job_id

    def pause(self, job_id: JobId) -> None:
        """Hold a job."""
        self._homes[job_id].pause(job_id)

    def resume(self, job_id: JobId) -> None:
        """Let a paused job go on."""
        self._homes[job_id].resume(job_id)

    def cancel(self, job_id: JobId) -> None:
        """Stop a job."""
        self._homes[job_id].cancel(job_id)

    def subscribe(self, listener: Callable[[News], None]) -> None:
        """Tell `listener` the news, in a lane's thread."""
        self._listeners.append(listener)

    def warm_up(self, lane: str) -> None:
        """Start a lane's process before it is needed."""
        self._lanes[lane].warm_up()

    def close(self) -> None:
        """Stop the processes and their watchers."""
        for lane in self._lanes.values():
            lane.close()

    def _tell(self, news: News) -> None:
        for listener in list(self._listeners):
            listener(news)
