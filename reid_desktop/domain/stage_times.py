"""How long each stage of the work took."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StageTime:
    """One stage over a stretch of work."""

    stage: str
    """Such as `read`, `decode`, `detect`, `embed`, `keep pictures`."""
    count: int
    """How often it was done."""
    elapsed_s: float
    """Of all threads together."""


@dataclass(frozen=True, slots=True)
class StretchTimes:
    """The stages of one stretch of work, as kept in the case."""

    ended_utc: str
    model_key: str
    stages: tuple[StageTime, ...]
