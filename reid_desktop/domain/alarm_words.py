"""What was said of sightings because of alarms, and what is left of it when the alarms are purged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from .ids import AlarmId, PersonEventId, SightingId
from .person_history import Replay, void_events
from .persons import PersonAct, PersonEvent, PersonVerb


def named_after(alarm_id: AlarmId) -> str:
    """Return what an act says that an examiner's decision about an alarm brought about."""
    return f"alarm {alarm_id}"


def without_alarms(
    events: Sequence[PersonEvent], alarms: Collection[AlarmId]
) -> Mapping[PersonEventId, PersonAct]:
    """Return the acts that change when alarms are purged, without the sightings that rest on them alone.

    A sighting that an examiner has confirmed or denied by an act of its own stays from there on. What was
    done afterwards with a sighting that is not there any more, such as moving it, goes with it.
    """
    names = {named_after(alarm_id) for alarm_id in alarms}
    void = void_events(events)
    changed: dict[PersonEventId, PersonAct] = {}
    whole, left = Replay(), Replay()
    for event in events:
        act, counts = event.act, event.event_id not in void
        if act.text in names or (not act.text and event.reason in names):
            drop = set(act.sightings)
        else:
            drop = _unfounded(act, whole, left) if counts else set()
        if drop:
            changed[event.event_id] = _without(act, drop)
        if counts:
            whole.add(act)
            left.add(changed.get(event.event_id, act))
    return changed


def _unfounded(act: PersonAct, whole: Replay, left: Replay) -> set[SightingId]:
    """Return the sightings of an act that do not lie any more where it takes them from."""
    named = set(act.sightings)
    if act.verb is PersonVerb.RELEASED:
        return named - left.shown(act.person_id) - left.denied(act.person_id)
    if act.verb is PersonVerb.SPLIT and act.other is not None:
        return named - left.shown(act.other)
    if act.verb is PersonVerb.MOVED:
        return named & whole.shown() - left.shown()
    return set()


def _without(act: PersonAct, drop: Collection[SightingId]) -> PersonAct:
    rest = tuple(sighting_id for sighting_id in act.sightings if sighting_id not in drop)
    if act.verb is PersonVerb.SPLIT and not rest and not act.probes:
        return PersonAct(PersonVerb.ADDED, act.person_id, act.text)
    return replace(act, sightings=rest)
