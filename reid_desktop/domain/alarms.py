"""Alarms: a new sighting that looks like a person of interest, waiting for an examiner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .ids import AlarmId, PersonId, ProbeId, SightingId
from .persons import Comparison


class Verdict(StrEnum):
    """What an examiner decides about an alarm."""

    CONFIRMED = "confirmed"
    """It is the person: the sighting is confirmed for them."""
    DENIED = "denied"
    """It is not: the sighting is denied for them."""
    UNSURE = "unsure"
    """Seen, and left open."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A sighting whose score against one of a person's probes passed the person's threshold."""

    alarm_id: AlarmId
    person_id: PersonId
    probe_id: ProbeId
    """The probe that it is most like."""
    sighting_id: SightingId
    model_key: str
    comparison: Comparison
    score: float
    threshold: float
    at_utc: str
    """When it was raised; set by the store."""


@dataclass(frozen=True, slots=True)
class AlarmDecision:
    """An examiner's word on an alarm; the newest counts."""

    alarm_id: AlarmId
    verdict: Verdict
    author: str
    reason: str
    at_utc: str


@dataclass(frozen=True, slots=True)
class RaisedAlarm:
    """An alarm with what was decided about it."""

    alarm: Alarm
    decisions: tuple[AlarmDecision, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has acknowledged it yet."""
        return not self.decisions

    @property
    def verdict(self) -> Verdict | None:
        """Return what counts now."""
        return self.decisions[-1].verdict if self.decisions else None
