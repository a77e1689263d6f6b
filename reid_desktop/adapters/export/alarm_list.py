"""Persons of interest and their alarms: looking for somebody unasked is a search, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from reid_desktop.domain.alarms import RaisedAlarm
from reid_desktop.domain.export_profile import Field
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.person_history import people_of
from reid_desktop.domain.persons import People, Person
from reid_desktop.ports.export import Selection
from reid_desktop.ports.export_records import CaseRecords
from reid_desktop.ports.system import JobControl

from .csv_table import Cell
from .evidence_tools import list_of
from .report_facts import Fact

COLUMNS = (
    "alarm_id", "raised_utc", "person_id", "person", "sighting_id", "sha256", "score", "threshold",
    "comparison", "model_key", "standing", "decisions",
)  # fmt: skip
WAITING = "waiting"
NO_THRESHOLD = "no threshold of their own: where one false alarm in 10,000 comparisons is expected"


def write_alarms(selection: Selection, records: CaseRecords, out: Path, job: JobControl) -> None:
    """Write every alarm, denied and undecided ones too, with each decision about it."""
    people = people_of(records.person_events())
    with list_of(out, COLUMNS) as line:
        for raised, item in _alarms(selection, records):
            job.breathe()
            line(_cells(raised, item, people, selection.left_out))


def _cells(
    raised: RaisedAlarm, item: MediaItem, people: People, left_out: frozenset[Field]
) -> Sequence[Cell]:
    alarm, person = raised.alarm, people.persons.get(raised.alarm.person_id)
    has_scores, has_decisions = Field.SCORES not in left_out, Field.DECISIONS not in left_out
    said = [f"{one.verdict.value} by {one.author} {one.at_utc} {one.reason}" for one in raised.decisions]
    return [
        int(alarm.alarm_id), alarm.at_utc, int(alarm.person_id), person.name if person else None,
        int(alarm.sighting_id), item.sha256,
        round(alarm.score, 6) if has_scores else None, alarm.threshold if has_scores else None,
        alarm.comparison.value, alarm.model_key, _standing(raised) if has_decisions else None,
        "; ".join(said) if has_decisions else None,
    ]  # fmt: skip


def _standing(raised: RaisedAlarm) -> str:
    return raised.verdict.value if raised.verdict else WAITING


def person_facts(selection: Selection) -> list[Fact]:
    """Return who was watched for, from which score on, and how many alarms that raised."""
    records = selection.records
    people = people_of(records.person_events()) if records else People()
    if records is None or not people.persons:
        return [Fact("Persons of interest", "none: nobody was looked for unasked")]
    raised = [one for one, _ in _alarms(selection, records)]
    return [_about(person, raised) for person in people.persons.values()]


def _about(person: Person, raised: list[RaisedAlarm]) -> Fact:
    own = [one for one in raised if one.alarm.person_id == person.person_id]
    counted: dict[str, int] = {}
    for one in own:
        counted[_standing(one)] = counted.get(_standing(one), 0) + 1
    told = ", ".join(f"{count} {word}" for word, count in sorted(counted.items()))
    notes = [
        f"alarm from score {one.score:.4f} on ({one.comparison.value}, {one.basis}; {one.model_key})"
        for one in person.thresholds
    ]
    found = f"{len(person.probes)} probes, {len(person.sightings)} sightings confirmed"
    alarms = f"alarms: {told}" if told else "no alarm was raised"
    value = f"{found}, {len(person.denied)} denied; {alarms}"
    return Fact(f"Person {person.person_id}: {person.name}", value, tuple(notes) or (NO_THRESHOLD,))


def _alarms(selection: Selection, records: CaseRecords) -> Iterator[tuple[RaisedAlarm, MediaItem]]:
    """Yield the alarms with the item of each, those on the exhibits that the export is about."""
    only = selection.exhibits_only
    for raised in records.alarms():
        for sighting in records.sightings([raised.alarm.sighting_id]):
            for item in records.media([sighting.media_id]):
                if not only or any(copy.exhibit_id in only for copy in item.copies):
                    yield raised, item
