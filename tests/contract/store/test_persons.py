"""Persons of interest in a store."""

from __future__ import annotations

import numpy as np
import pytest

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import PersonEventId, PersonId, ProbeId, SightingId
from reid_desktop.domain.persons import Comparison, PersonAct, PersonProbe, PersonVerb, Threshold
from reid_desktop.ports.store import CaseStore
from tests.contract.store.builders import KEY, NEWER_KEY
from tests.contract.store.conftest import Make

HOSTILE = "Unbekannt \udcff‮ 'x'; --"
ACTS = [
    PersonAct(PersonVerb.ADDED, text=HOSTILE),
    PersonAct(PersonVerb.NOTED, PersonId(1), "seen twice"),
    PersonAct(PersonVerb.CONFIRMED, PersonId(1), sightings=(SightingId(1), SightingId(2))),
    PersonAct(
        PersonVerb.THRESHOLD_SET, PersonId(1), threshold=Threshold(KEY, Comparison.BARE, 0.75, "1 in 1,000")
    ),
    PersonAct(PersonVerb.SPLIT, text="Other", sightings=(SightingId(2),), other=PersonId(1)),
    PersonAct(PersonVerb.UNDONE, PersonId(2), other=PersonId(1), undoes=PersonEventId(5)),
]


def test_acts_come_back_as_they_were_kept(filled: CaseStore) -> None:
    with filled.transaction("adler \udcff") as case:
        kept = [case.add_person_event(act, "because \udcff") for act in ACTS]
    assert filled.person_events() == kept
    assert [event.event_id for event in kept] == [1, 2, 3, 4, 5, 6]
    assert [event.act.person_id for event in kept] == [1, 1, 1, 1, 2, 2]
    assert kept[0].act.text == HOSTILE
    assert kept[3].act.threshold == ACTS[3].threshold
    assert (kept[4].author, kept[4].reason) == ("adler \udcff", "because \udcff")


def test_probes_come_back_with_picture_and_vectors(filled: CaseStore) -> None:
    box = Box(1, 2, 30, 40)
    probes = [
        PersonProbe(ProbeId(0), PersonId(1), "a.jpg \udcff", "ab" * 32, box, None, "whole picture"),
        PersonProbe(ProbeId(0), PersonId(1), "sighting 3", "cd" * 32, None, SightingId(3)),
    ]
    with filled.transaction("adler") as case:
        ids = [case.add_person_probe(probe, b"\x89PNG\x00") for probe in probes]
        case.put_probe_vector(ids[1], KEY, np.array([0, 1, 0, 0], np.float32))
        case.put_probe_vector(ids[0], KEY, np.array([0, 1, 0, 0], np.float32))
        case.put_probe_vector(ids[0], KEY, np.array([1, 0, 0, 0], np.float32))
    found = filled.person_probes()
    assert [probe.probe_id for probe in found] == ids == [1, 2]
    assert (found[0].name, found[0].box, found[0].note) == ("a.jpg \udcff", box, "whole picture")
    assert (found[1].box, found[1].sighting_id, found[1].newest_sighting) == (None, 3, 6)
    assert filled.probe_picture(ids[0]) == b"\x89PNG\x00"
    known, vectors = filled.probe_vectors(KEY)
    assert known.tolist() == [1, 2]
    assert vectors.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0]]
    assert filled.probe_vectors(NEWER_KEY)[0].tolist() == []
    with pytest.raises(CaseError, match="no probe 9"):
        filled.probe_picture(ProbeId(9))


def test_a_change_names_the_persons_it_touched(make: Make) -> None:
    heard: list[ChangeSet] = []

    def listen(changes: ChangeSet) -> None:
        heard.append(changes)

    store = make(listen)
    with store.transaction("adler") as case:
        case.add_person_event(ACTS[0], "")
        case.add_person_event(PersonAct(PersonVerb.ADDED, text="Second"), "")
    with store.transaction("adler") as case:
        case.add_person_event(PersonAct(PersonVerb.MERGED, PersonId(1), other=PersonId(2)), "")
    assert [changes.persons for changes in heard] == [{1, 2}, {1, 2}]


def test_a_failed_transaction_leaves_nobody(store: CaseStore) -> None:
    def fail() -> None:
        with store.transaction("adler") as case:
            case.add_person_event(ACTS[0], "")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.person_events() == []
