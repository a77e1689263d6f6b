"""Reading and writing persons of interest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import PersonEventId, PersonId, ProbeId
from reid_desktop.domain.persons import PersonAct, PersonEvent, PersonProbe, PersonVerb
from reid_desktop.ports.persons import ProbeIds

from .alarm_store import AlarmReading, AlarmWriting
from .database import Database
from .person_rows import act_to_json, event_from, probe_from
from .rows import stored, to_json


class PersonReading(AlarmReading):
    """Answers about persons of interest and their alarms."""

    _database: Database

    def person_events(self) -> list[PersonEvent]:
        """Return all that was done with persons of interest, oldest first."""
        return [
            event_from(row) for row in self._database.rows("SELECT * FROM person_event ORDER BY event_id")
        ]

    def person_probes(self) -> list[PersonProbe]:
        """Return every probe that was ever added, oldest first."""
        rows = self._database.rows(
            "SELECT probe_id, person_id, name, sha256, box, sighting_id, note, newest_sighting "
            "FROM person_probe ORDER BY probe_id"
        )
        return [probe_from(row) for row in rows]

    def probe_picture(self, probe_id: ProbeId) -> bytes:
        """Return the kept crop of a probe; raise CaseError if there is none."""
        rows = self._database.rows("SELECT picture FROM person_probe WHERE probe_id = ?", (probe_id,))
        if not rows:
            raise CaseError("The case has no probe {number}.", number=probe_id)
        return bytes(rows[0]["picture"])

    def probe_vectors(self, model_key: str) -> tuple[ProbeIds, Vectors]:
        """Return ids (ascending) and vectors (n, d) of the probes described under a model key."""
        rows = self._database.rows(
            "SELECT probe_id, data FROM person_probe_vector WHERE model_key = ? ORDER BY probe_id",
            (model_key,),
        )
        ids = np.array([row["probe_id"] for row in rows], np.int64)
        vectors = [np.frombuffer(row["data"], "<f4") for row in rows]
        return ids, np.array(vectors, np.float32).reshape(len(rows), -1 if rows else 0)


class PersonWriting(AlarmWriting):
    """Writes about persons of interest and their alarms."""

    _who: str
    _now_utc: Callable[[], str]
    _persons: set[PersonId]
    _run: Callable[..., int]
    _one: Callable[..., int]

    def add_person_event(self, act: PersonAct, reason: str) -> PersonEvent:
        """Keep an act; one that makes a person is given a new person id."""
        if act.verb in (PersonVerb.ADDED, PersonVerb.SPLIT):
            newest = self._one("SELECT ifnull(max(person_id), 0) FROM person_event")
            act = replace(act, person_id=PersonId(newest + 1))
        now = self._now_utc()
        self._run(
            "INSERT INTO person_event (person_id, verb, detail, author, reason, at_utc) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            act.person_id,
            act.verb.value,
            act_to_json(act),
            stored(self._who),
            stored(reason),
            now,
        )
        event_id = PersonEventId(self._one("SELECT last_insert_rowid()"))
        self._persons.update({act.person_id} if act.other is None else {act.person_id, act.other})
        return PersonEvent(event_id, act, self._who, reason, now)

    def add_person_probe(self, probe: PersonProbe, picture: bytes) -> ProbeId:
        """Keep a probe (its `probe_id` is ignored) with its encoded crop; return its id."""
        self._run(
            "INSERT INTO person_probe (person_id, name, sha256, box, sighting_id, note, newest_sighting, "
            "picture) VALUES (?, ?, ?, ?, ?, ?, (SELECT ifnull(max(sighting_id), 0) FROM sighting), ?)",
            probe.person_id,
            stored(probe.name),
            probe.sha256,
            None if probe.box is None else to_json(asdict(probe.box)),
            probe.sighting_id,
            stored(probe.note),
            picture,
        )
        self._persons.add(probe.person_id)
        return ProbeId(self._one("SELECT last_insert_rowid()"))

    def put_probe_vector(self, probe_id: ProbeId, model_key: str, vector: NDArray[np.float32]) -> None:
        """Keep how a probe is described under a model key."""
        self._run(
            "INSERT OR REPLACE INTO person_probe_vector (probe_id, model_key, data) VALUES (?, ?, ?)",
            probe_id,
            model_key,
            np.ascontiguousarray(vector, "<f4").tobytes(),
        )
