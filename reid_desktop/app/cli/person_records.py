"""Persons of interest as the JSON rows that the command line promises."""

from __future__ import annotations

from collections.abc import Mapping, Set

from reid_desktop.app.cli.records import Row, box_row
from reid_desktop.domain.ids import PersonEventId, ProbeId
from reid_desktop.domain.persons import Person, PersonEvent, PersonProbe, Threshold


def person_row(person: Person) -> Row:
    """Return a person in brief."""
    return {
        "person_id": person.person_id,
        "name": person.name,
        "note": person.note,
        "probes": list(person.probes),
        "sightings": list(person.sightings),
        "denied": list(person.denied),
        "thresholds": [threshold_row(threshold) for threshold in person.thresholds],
        "merged_into": person.merged_into,
        "retired": person.is_retired,
    }


def threshold_row(threshold: Threshold) -> Row:
    """Return a threshold."""
    return {
        "model_key": threshold.model_key,
        "comparison": threshold.comparison.value,
        "score": threshold.score,
        "basis": threshold.basis,
    }


def person_in_full(person: Person, probes: Mapping[ProbeId, PersonProbe]) -> Row:
    """Return a person with what is known of each probe."""
    return {**person_row(person), "probes": [person_probe_row(probes[i]) for i in person.probes]}


def person_probe_row(probe: PersonProbe) -> Row:
    """Return a probe."""
    return {
        "probe_id": probe.probe_id,
        "name": probe.name,
        "sha256": probe.sha256,
        "box": box_row(probe.box),
        "sighting_id": probe.sighting_id,
        "note": probe.note,
    }


def event_row(event: PersonEvent, void: Set[PersonEventId] = frozenset()) -> Row:
    """Return one thing that was done."""
    act = event.act
    return {
        "change": event.event_id,
        "at_utc": event.at_utc,
        "who": event.author,
        "done": act.verb.value,
        "person_id": act.person_id,
        "other": act.other,
        "text": act.text,
        "sightings": list(act.sightings),
        "probes": list(act.probes),
        "threshold": threshold_row(act.threshold) if act.threshold else None,
        "undoes": act.undoes,
        "reason": event.reason,
        "undone": event.event_id in void,
    }
