"""Alarms kept in memory: mixed into the fake case store."""

from __future__ import annotations

from dataclasses import replace

from reid_desktop.domain.alarms import Alarm, AlarmDecision, RaisedAlarm, Verdict
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import AlarmId, SightingId
from tests.fakes.state import State

NOW = "2024-01-01T00:00:00.000Z"


class FakeAlarmWriter:
    """Writes to the state."""

    _state: State
    _who: str
    changes: ChangeSet

    def add_alarm(self, alarm: Alarm) -> AlarmId:
        alarm_id = AlarmId(len(self._state.alarms) + 1)
        self._state.alarms[alarm_id] = RaisedAlarm(replace(alarm, alarm_id=alarm_id, at_utc=NOW))
        self.changes |= ChangeSet(alarms=frozenset({alarm_id}))
        return alarm_id

    def add_alarm_decision(self, alarm_id: AlarmId, verdict: Verdict, reason: str) -> AlarmDecision:
        raised = self._state.alarms.get(alarm_id)
        if raised is None:
            raise CaseError("The case has no alarm {number}.", number=alarm_id)
        decision = AlarmDecision(alarm_id, verdict, self._who, reason, NOW)
        self._state.alarms[alarm_id] = replace(raised, decisions=(*raised.decisions, decision))
        self.changes |= ChangeSet(alarms=frozenset({alarm_id}))
        return decision

    def set_alarm_mark(self, model_key: str, sighting_id: SightingId) -> None:
        self._state.alarm_marks[model_key] = sighting_id


class FakeAlarmReader:
    """Reads from the state."""

    _state: State

    def alarms(self, after: AlarmId | None = None) -> list[RaisedAlarm]:
        return [raised for alarm_id, raised in self._state.alarms.items() if alarm_id > (after or 0)]

    def alarm_mark(self, model_key: str) -> SightingId:
        return self._state.alarm_marks.get(model_key, SightingId(0))
