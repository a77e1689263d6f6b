"""Times of stages in a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from reid_desktop.domain.stage_times import StageTime, StretchTimes


class StageTimeReader(Protocol):
    """What can be asked about times; safe from several threads."""

    def stage_times(self) -> list[StretchTimes]:
        """Return how long the stages of each stretch of work took, oldest first."""
        ...


class StageTimeWriter(Protocol):
    """What can be written about times inside one transaction."""

    def add_stage_times(self, model_key: str, stages: Sequence[StageTime]) -> None:
        """Keep how long the stages of a stretch of work took that ends now."""
        ...
