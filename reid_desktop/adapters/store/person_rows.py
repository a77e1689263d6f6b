"""Acts about persons of interest and their probes as columns, and back."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from typing import Any

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import PersonEventId, PersonId, ProbeId, SightingId
from reid_desktop.domain.persons import (
    Comparison,
    PersonAct,
    PersonEvent,
    PersonProbe,
    PersonVerb,
    Threshold,
)

from .rows import restored, to_json

_NOTHING = asdict(PersonAct(PersonVerb.ADDED))


def act_to_json(act: PersonAct) -> str:
    """Return what an act says beyond its verb and person, as JSON."""
    told = {name: value for name, value in asdict(act).items() if value != _NOTHING[name]}
    return to_json({name: value for name, value in told.items() if name not in {"verb", "person_id"}})


def event_from(row: sqlite3.Row) -> PersonEvent:
    """Return an event from its row."""
    detail: dict[str, Any] = json.loads(row["detail"])
    threshold = detail.get("threshold")
    if threshold is not None:
        threshold = Threshold(**(threshold | {"comparison": Comparison(threshold["comparison"])}))
    act = PersonAct(
        PersonVerb(row["verb"]),
        PersonId(row["person_id"]),
        detail.get("text", ""),
        tuple(SightingId(i) for i in detail.get("sightings", ())),
        tuple(ProbeId(i) for i in detail.get("probes", ())),
        detail.get("other"),
        threshold,
        detail.get("undoes"),
    )
    return PersonEvent(
        PersonEventId(row["event_id"]), act, restored(row["author"]), restored(row["reason"]), row["at_utc"]
    )


def probe_from(row: sqlite3.Row) -> PersonProbe:
    """Return a probe from its row."""
    return PersonProbe(
        ProbeId(row["probe_id"]),
        PersonId(row["person_id"]),
        restored(row["name"]),
        row["sha256"],
        Box(**json.loads(row["box"])) if row["box"] else None,
        row["sighting_id"],
        restored(row["note"]),
        SightingId(row["newest_sighting"]),
    )
