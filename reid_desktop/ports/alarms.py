"""Alarms in a case: what is read of them, and what is written."""

from __future__ import annotations

from typing import Protocol

from reid_desktop.domain.alarms import Alarm, AlarmDecision, RaisedAlarm, Verdict
from reid_desktop.domain.ids import AlarmId, SightingId


class AlarmReader(Protocol):
    """What can be asked about alarms; safe from several threads."""

    def alarms(self, after: AlarmId | None = None) -> list[RaisedAlarm]:
        """Return all alarms, or those newer than `after`, oldest first, with their decisions."""
        ...

    def alarm_mark(self, model_key: str) -> SightingId:
        """Return the newest sighting of a model key that was compared with the persons; 0 for none."""
        ...


class AlarmWriter(Protocol):
    """What can be written about alarms inside one transaction."""

    def add_alarm(self, alarm: Alarm) -> AlarmId:
        """Keep an alarm (its id and time are ignored); return its id."""
        ...

    def add_alarm_decision(self, alarm_id: AlarmId, verdict: Verdict, reason: str) -> AlarmDecision:
        """Keep what an examiner decided.

        :raises CaseError: there is no such alarm.
        """
        ...

    def set_alarm_mark(self, model_key: str, sighting_id: SightingId) -> None:
        """Note how far sightings were compared."""
        ...
