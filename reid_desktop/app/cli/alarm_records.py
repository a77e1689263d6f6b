"""Alarms as JSON rows and lines, and deciding about them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.cli.output import line, print_json, print_json_rows
from reid_desktop.app.cli.records import Row, box_row
from reid_desktop.domain.alarms import AlarmDecision, RaisedAlarm, Verdict
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.ids import AlarmId
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.engine import AcknowledgeRequest
from reid_desktop.services.persons_of_interest import people_in


def alarms(case: OpenCase, arguments: argparse.Namespace) -> None:
    """Print the alarms that wait, or all."""
    found = [one for one in case.store.alarms() if arguments.all or one.is_waiting]
    rows = alarm_rows(case, found)
    if arguments.json:
        print_json_rows(rows)
        return
    line(LEAD_NOTICE)
    for row in rows:
        line(alarm_words(row))


def acknowledge(case: OpenCase, arguments: argparse.Namespace) -> None:
    """Decide about an alarm."""
    request = AcknowledgeRequest(AlarmId(arguments.alarm), Verdict(arguments.verdict), arguments.reason)
    case.people.change(request, case.who)
    [raised] = [one for one in case.store.alarms() if one.alarm.alarm_id == request.alarm_id]
    [row] = alarm_rows(case, [raised])
    if arguments.json:
        print_json(row)
    else:
        line(f"Alarm {request.alarm_id}: {request.verdict}.")


def alarm_rows(case: OpenCase, found: Sequence[RaisedAlarm]) -> list[Row]:
    """Return alarms with crop, score, time and place."""
    names = {number: person.name for number, person in people_in(case.store).persons.items()}
    sightings = {s.sighting_id: s for s in case.store.sightings([one.alarm.sighting_id for one in found])}
    items = {m.media_id: m for m in case.store.media(sorted({s.media_id for s in sightings.values()}))}
    rows: list[Row] = []
    for one in found:
        alarm, sighting = one.alarm, sightings[one.alarm.sighting_id]
        item = items[sighting.media_id]
        time_ms = None if item.time is None else item.time.utc_ms + round((sighting.start_s or 0.0) * 1000)
        rows.append(
            {
                "alarm_id": alarm.alarm_id,
                "notice": LEAD_NOTICE,
                "raised_utc": alarm.at_utc,
                "person_id": alarm.person_id,
                "person": names.get(alarm.person_id),
                "probe_id": alarm.probe_id,
                "sighting_id": alarm.sighting_id,
                "score": alarm.score,
                "threshold": alarm.threshold,
                "comparison": alarm.comparison.value,
                "model_key": alarm.model_key,
                "sha256": item.sha256,
                "path": item.copies[0].path,
                "exhibit": str(item.copies[0].exhibit_id),
                "box": box_row(sighting.box),
                "crop": str(case.thumbnails.crop_path(item.sha256, sighting.box, sighting.best_s)),
                "time_utc": None if time_ms is None else iso_utc(time_ms),
                "time_source": item.time.source.value if item.time else None,
                "latitude": item.place.latitude_deg if item.place else None,
                "longitude": item.place.longitude_deg if item.place else None,
                "place_name": item.place_name,
                "decisions": [_decision_row(decision) for decision in one.decisions],
            }
        )
    return rows


def _decision_row(decision: AlarmDecision) -> Row:
    return {
        "verdict": decision.verdict.value,
        "author": decision.author,
        "reason": decision.reason,
        "at_utc": decision.at_utc,
    }


def alarm_words(row: Row) -> str:
    """Return an alarm as a line."""
    where = row["place_name"] or "no place known"
    if not row["place_name"] and row["latitude"] is not None:
        where = f"{row['latitude']:.5f}, {row['longitude']:.5f}"
    return (
        f"Alarm {row['alarm_id']}: like {row['person']} ({row['score']:.3f} of {row['threshold']:.3f}), "
        f"{row['time_utc'] or 'no time known'}, {where}, sighting {row['sighting_id']} in {row['path']}"
    )
