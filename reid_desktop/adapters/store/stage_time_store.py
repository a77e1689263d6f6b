"""Reading and writing how long stages took."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from reid_desktop.domain.stage_times import StageTime, StretchTimes

from .database import Database


class StageTimeReading:
    """Answers about times."""

    _database: Database

    def stage_times(self) -> list[StretchTimes]:
        """Return how long the stages of each stretch of work took, oldest first."""
        rows = self._database.rows(
            "SELECT stretch, ended_utc, model_key, stage, count, elapsed_s FROM stage_time "
            "ORDER BY stretch, stage_time_id"
        )
        found = []
        for _, some in groupby(rows, key=lambda row: int(row["stretch"])):
            own = list(some)
            stages = tuple(StageTime(row["stage"], row["count"], row["elapsed_s"]) for row in own)
            found.append(StretchTimes(own[0]["ended_utc"], own[0]["model_key"], stages))
        return found


class StageTimeWriting:
    """Writes times."""

    _now_utc: Callable[[], str]
    _many: Callable[..., None]
    _one: Callable[..., int]

    def add_stage_times(self, model_key: str, stages: Sequence[StageTime]) -> None:
        """Keep how long the stages of a stretch of work took that ends now."""
        stretch = self._one("SELECT ifnull(max(stretch), 0) + 1 FROM stage_time")
        now = self._now_utc()
        self._many(
            "INSERT INTO stage_time (stretch, ended_utc, model_key, stage, count, elapsed_s) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [(stretch, now, model_key, one.stage, one.count, one.elapsed_s) for one in stages],
        )
