"""What was said of sightings because of alarms, and what is left of it when the alarms are purged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from .ids import AlarmId, PersonEventId, SightingId
from .person_history import void_events
from .persons import PersonAct, PersonEvent, PersonVerb

OWN_WORD = (PersonVerb.CONFIRMED, PersonVerb.DENIED)


def named_after(alarm_id: AlarmId) -> str:
    """Return what an act says that an examiner's decision about an alarm brought about."""
    return f"alarm {alarm_id}"


def without_alarms(
    events: Sequence[PersonEvent], alarms: Collection[AlarmId]
) -> Mapping[PersonEventId, PersonAct]:
    """Return the acts that change when alarms are purged, without the sightings that rest on them alone.

    A sighting that an examiner has confirmed or denied by an act of its own stays from there on.
    """
    names = {named_after(alarm_id) for alarm_id in alarms}
    void = void_events(events)
    changed: dict[PersonEventId, PersonAct] = {}
    resting: set[SightingId] = set()
    for event in events:
        act = event.act
        if act.text in names or (not act.text and event.reason in names):
            drop = set(act.sightings)
            resting |= drop if event.event_id not in void else set()
        elif act.verb in OWN_WORD:
            resting -= set(act.sightings) if event.event_id not in void else set()
            continue
        else:
            drop = resting & set(act.sightings)
        if drop:
            changed[event.event_id] = _without(act, drop)
    return changed


def _without(act: PersonAct, drop: Collection[SightingId]) -> PersonAct:
    rest = tuple(sighting_id for sighting_id in act.sightings if sighting_id not in drop)
    if act.verb is PersonVerb.SPLIT and not rest and not act.probes:
        return PersonAct(PersonVerb.ADDED, act.person_id, act.text)
    return replace(act, sightings=rest)
