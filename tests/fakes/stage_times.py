"""Times of stages kept in memory: mixed into the fake case store."""

from __future__ import annotations

from collections.abc import Sequence

from reid_desktop.domain.stage_times import StageTime, StretchTimes
from tests.fakes.state import State


class StageTimeKeeping:
    """Writes to the state."""

    _state: State

    def add_stage_times(self, model_key: str, stages: Sequence[StageTime]) -> None:
        self._state.stretches.append(StretchTimes("2024-01-01T00:00:00.000Z", model_key, tuple(stages)))


class StageTimeAnswers:
    """Reads from the state."""

    _state: State

    def stage_times(self) -> list[StretchTimes]:
        return list(self._state.stretches)
