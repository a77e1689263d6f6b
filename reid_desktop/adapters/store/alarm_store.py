"""Reading and writing alarms."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from reid_desktop.domain.alarms import Alarm, AlarmDecision, RaisedAlarm, Verdict
from reid_desktop.domain.ids import AlarmId, PersonId, ProbeId, SightingId
from reid_desktop.domain.persons import Comparison

from .database import Database
from .rows import restored, stored


class AlarmReading:
    """Answers about alarms."""

    _database: Database

    def alarms(self, after: AlarmId | None = None) -> list[RaisedAlarm]:
        """Return all alarms, or those newer than `after`, oldest first, with their decisions."""
        newer = (after or 0,)
        alarms = self._database.rows("SELECT * FROM alarm WHERE alarm_id > ? ORDER BY alarm_id", newer)
        said: dict[int, list[AlarmDecision]] = {}
        for row in self._database.rows(
            "SELECT * FROM alarm_decision WHERE alarm_id > ? ORDER BY decision_id", newer
        ):
            said.setdefault(row["alarm_id"], []).append(
                AlarmDecision(
                    AlarmId(row["alarm_id"]),
                    Verdict(row["decision"]),
                    restored(row["author"]),
                    restored(row["reason"]),
                    row["at_utc"],
                )
            )
        return [RaisedAlarm(_alarm(row), tuple(said.get(row["alarm_id"], ()))) for row in alarms]

    def alarm_mark(self, model_key: str) -> SightingId:
        """Return the newest sighting of a model key that was compared with the persons; 0 for none."""
        rows = self._database.rows("SELECT sighting_id FROM alarm_mark WHERE model_key = ?", (model_key,))
        return SightingId(rows[0]["sighting_id"] if rows else 0)


def _alarm(row: sqlite3.Row) -> Alarm:
    return Alarm(
        AlarmId(row["alarm_id"]),
        PersonId(row["person_id"]),
        ProbeId(row["probe_id"]),
        SightingId(row["sighting_id"]),
        row["model_key"],
        Comparison(row["comparison"]),
        row["score"],
        row["threshold"],
        row["at_utc"],
    )


class AlarmWriting:
    """Writes alarms."""

    _who: str
    _now_utc: Callable[[], str]
    _alarms: set[AlarmId]
    _run: Callable[..., int]
    _next: Callable[[str], int]

    def add_alarm(self, alarm: Alarm) -> AlarmId:
        """Keep an alarm (its id and time are ignored); return its id."""
        alarm_id = AlarmId(self._next("alarm"))
        self._run(
            "INSERT INTO alarm (alarm_id, person_id, probe_id, sighting_id, model_key, comparison, score, "
            "threshold, at_utc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            alarm_id,
            alarm.person_id,
            alarm.probe_id,
            alarm.sighting_id,
            alarm.model_key,
            alarm.comparison.value,
            float(alarm.score),
            float(alarm.threshold),
            self._now_utc(),
        )
        self._alarms.add(alarm_id)
        return alarm_id

    def add_alarm_decision(self, alarm_id: AlarmId, verdict: Verdict, reason: str) -> AlarmDecision:
        """Keep what an examiner decided; raise CaseError if there is no such alarm."""
        now = self._now_utc()
        self._run(
            "INSERT INTO alarm_decision (alarm_id, decision, author, reason, at_utc) VALUES (?, ?, ?, ?, ?)",
            alarm_id,
            verdict.value,
            stored(self._who),
            stored(reason),
            now,
        )
        self._alarms.add(alarm_id)
        return AlarmDecision(alarm_id, verdict, self._who, reason, now)

    def set_alarm_mark(self, model_key: str, sighting_id: SightingId) -> None:
        """Note how far sightings were compared."""
        self._run(
            "INSERT OR REPLACE INTO alarm_mark (model_key, sighting_id) VALUES (?, ?)", model_key, sighting_id
        )
