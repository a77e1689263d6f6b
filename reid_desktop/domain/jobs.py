"""What a running job reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .ids import JobId


class JobPhase(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is."""

    step: str = ""
    """What is being done, in words: `Reading files`, `Looking for persons`."""
    done: int = 0
    total: int | None = None
    unit: str = "files"
    sightings: int = 0
    current: str = ""
    """The file in work (hostile text: show it plain)."""
    rate_per_s: float | None = None
    remaining_s: float | None = None


@dataclass(frozen=True, slots=True)
class JobState:
    """One job as the user sees it."""

    job_id: JobId
    title: str
    phase: JobPhase
    progress: Progress = Progress()
    problem: str | None = None
    """The sentence of the error that ended it."""
    details: str = ""
    """For whoever mends the program, where that error was one in the program."""
