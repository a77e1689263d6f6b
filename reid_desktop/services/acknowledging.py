"""Deciding about alarms, and how rare they shall be."""

from __future__ import annotations

from reid_desktop.domain.alarm_words import named_after
from reid_desktop.domain.alarms import Alarm, AlarmDecision, Verdict
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import PersonId
from reid_desktop.domain.persons import Comparison, PersonAct, PersonEvent, PersonVerb
from reid_desktop.ports.engine import AcknowledgeRequest, ProposeThresholdRequest
from reid_desktop.ports.store import CaseStore
from reid_desktop.services.alarms import proposed
from reid_desktop.services.persons_of_interest import keep_act, people_in
from reid_desktop.services.strengths import Strengths


class ProposeThreshold:
    """Sets a person's thresholds from the calibration."""

    def __init__(self, store: CaseStore, strengths: Strengths) -> None:
        """Write to `store`."""
        self._store = store
        self._strengths = strengths

    def __call__(self, request: ProposeThresholdRequest, who: str) -> PersonEvent:
        """Set the threshold for both ways to compare, under the case's newest models.

        :raises UsageError: nothing is analysed yet, there is no calibration, or the rate makes no sense.
        """
        key = self._store.newest_model_key()
        if key is None or not 0 < request.false_alarms < 1:
            raise UsageError("A rate of false alarms lies between 0 and 1, and belongs to models in use.")
        found = [
            proposed(self._strengths, key, comparison, request.false_alarms) for comparison in Comparison
        ]
        thresholds = [threshold for threshold in found if threshold is not None]
        if not thresholds:
            raise UsageError(
                "The models {key} have no calibration that knows so low a rate: set the score by hand.",
                key=key,
            )
        with self._store.transaction(who) as case:
            for threshold in thresholds:
                act = PersonAct(PersonVerb.THRESHOLD_SET, request.person_id, threshold=threshold)
                event = keep_act(case, self._store.person_events(), act, request.reason)
        return event


class AcknowledgeAlarm:
    """Keeps what an examiner decides about an alarm, and does so for the sighting."""

    def __init__(self, store: CaseStore) -> None:
        """Write to `store`."""
        self._store = store

    def __call__(self, request: AcknowledgeRequest, who: str) -> AlarmDecision:
        """Keep the decision with a row of the log; confirm or deny the sighting for the person.

        :raises UsageError: there is no such alarm, or the decision does not fit what was decided elsewhere.
        """
        raised = next((r for r in self._store.alarms() if r.alarm.alarm_id == request.alarm_id), None)
        if raised is None:
            raise UsageError("The case has no alarm {number}.", number=request.alarm_id)
        alarm = raised.alarm
        with self._store.transaction(who) as case:
            decision = case.add_alarm_decision(alarm.alarm_id, request.verdict, request.reason)
            case.log(
                "alarm.acknowledged",
                f"alarm {alarm.alarm_id}",
                verdict=request.verdict.value,
                person_id=alarm.person_id,
                sighting_id=alarm.sighting_id,
                reason=request.reason,
            )
            for verb in self._acts(alarm, request.verdict):
                named, whom = named_after(alarm.alarm_id), self._person_now(alarm.person_id)
                act = PersonAct(verb, whom, named, sightings=(alarm.sighting_id,))
                keep_act(case, self._store.person_events(), act, request.reason or named)
        return decision

    def _person_now(self, person_id: PersonId) -> PersonId:
        """Return the person, or into whom they were merged since."""
        persons = people_in(self._store).persons
        while person_id in persons and (into := persons[person_id].merged_into) is not None:
            person_id = into
        return person_id

    def _acts(self, alarm: Alarm, verdict: Verdict) -> list[PersonVerb]:
        """Return what has to be done about the sighting; nothing where that stands already."""
        person = people_in(self._store).persons.get(self._person_now(alarm.person_id))
        if person is None:
            return []
        is_confirmed, is_denied = alarm.sighting_id in person.sightings, alarm.sighting_id in person.denied
        if verdict is Verdict.CONFIRMED:
            return [] if is_confirmed else [PersonVerb.CONFIRMED]
        if verdict is Verdict.DENIED and not is_denied:
            return [PersonVerb.RELEASED, PersonVerb.DENIED] if is_confirmed else [PersonVerb.DENIED]
        return []
