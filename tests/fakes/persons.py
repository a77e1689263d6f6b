"""Persons of interest kept in memory: mixed into the fake case store."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import PersonEventId, PersonId, ProbeId, SightingId
from reid_desktop.domain.persons import PersonAct, PersonEvent, PersonProbe, PersonVerb
from reid_desktop.ports.persons import ProbeIds
from tests.fakes.alarms import NOW, FakeAlarmReader, FakeAlarmWriter
from tests.fakes.state import State


class FakePersonWriter(FakeAlarmWriter):
    """Writes to the state."""

    _state: State
    _who: str
    changes: ChangeSet

    def add_person_event(self, act: PersonAct, reason: str) -> PersonEvent:
        events = self._state.person_events
        if act.verb in (PersonVerb.ADDED, PersonVerb.SPLIT):
            newest = max((event.act.person_id for event in events), default=0)
            act = replace(act, person_id=PersonId(newest + 1))
        event = PersonEvent(PersonEventId(len(events) + 1), act, self._who, reason, NOW)
        events.append(event)
        touched = {act.person_id} if act.other is None else {act.person_id, act.other}
        self.changes |= ChangeSet(persons=frozenset(touched))
        return event

    def add_person_probe(self, probe: PersonProbe, picture: bytes) -> ProbeId:
        probe_id = ProbeId(len(self._state.probes) + 1)
        newest = SightingId(max(self._state.found, default=0))
        self._state.probes[probe_id] = (replace(probe, probe_id=probe_id, newest_sighting=newest), picture)
        self.changes |= ChangeSet(persons=frozenset({probe.person_id}))
        return probe_id

    def put_probe_vector(self, probe_id: ProbeId, model_key: str, vector: NDArray[np.float32]) -> None:
        self._state.probe_vectors[probe_id, model_key] = np.array(vector, np.float32)


class FakePersonReader(FakeAlarmReader):
    """Reads from the state."""

    _state: State

    def person_events(self) -> list[PersonEvent]:
        return list(self._state.person_events)

    def person_probes(self) -> list[PersonProbe]:
        return [probe for probe, _ in self._state.probes.values()]

    def probe_picture(self, probe_id: ProbeId) -> bytes:
        if probe_id not in self._state.probes:
            raise CaseError("The case has no probe {number}.", number=probe_id)
        return self._state.probes[probe_id][1]

    def probe_vectors(self, model_key: str) -> tuple[ProbeIds, Vectors]:
        found = sorted(
            ((i, v) for (i, key), v in self._state.probe_vectors.items() if key == model_key),
            key=lambda one: one[0],
        )
        ids = np.array([i for i, _ in found], np.int64)
        return ids, np.array([v for _, v in found], np.float32).reshape(len(found), -1 if found else 0)
