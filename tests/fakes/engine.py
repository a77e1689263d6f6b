"""An engine that answers from a script, for tests of what submits requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from reid_desktop.domain.errors import ReidError
from reid_desktop.domain.ids import JobId
from reid_desktop.domain.jobs import JobPhase, JobState
from reid_desktop.ports.engine import Answer, JobAnswer, News, Request

Script = Callable[[Request], Answer | ReidError | None]


@dataclass
class FakeEngine:
    """Records requests; answers at once what the script returns, later what the test tells."""

    script: Script = lambda _request: None
    requests: list[tuple[JobId, Request]] = field(default_factory=list)
    commands: list[tuple[str, JobId]] = field(default_factory=list)
    listeners: list[Callable[[News], None]] = field(default_factory=list)
    closed: bool = False

    def submit(self, request: Request, title: str) -> JobId:
        """Note a request and play the script's answer."""
        job_id = JobId(len(self.requests) + 1)
        self.requests.append((job_id, request))
        self.tell(JobState(job_id, title, JobPhase.QUEUED))
        answer = self.script(request)
        if isinstance(answer, ReidError):
            self.tell(JobState(job_id, title, JobPhase.FAILED, problem=str(answer)))
        elif answer is not None:
            self.tell(JobState(job_id, title, JobPhase.DONE))
            self.tell(JobAnswer(job_id, answer))
        return job_id

    def pause(self, job_id: JobId) -> None:
        """Note the wish."""
        self.commands.append(("pause", job_id))

    def resume(self, job_id: JobId) -> None:
        """Note the wish."""
        self.commands.append(("resume", job_id))

    def cancel(self, job_id: JobId) -> None:
        """Note the wish."""
        self.commands.append(("cancel", job_id))

    def subscribe(self, listener: Callable[[News], None]) -> None:
        """Tell `listener` the news from now on."""
        self.listeners.append(listener)

    def close(self) -> None:
        """Note that it is over."""
        self.closed = True

    def tell(self, news: News) -> None:
        """Send news to whoever listens, in the calling thread."""
        for listener in self.listeners:
            listener(news)
