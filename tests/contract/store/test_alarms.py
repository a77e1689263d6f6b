"""Alarms in a store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reid_desktop.domain.alarms import Alarm, Verdict
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import AlarmId, PersonId, ProbeId, SightingId
from reid_desktop.domain.persons import Comparison, PersonProbe
from reid_desktop.ports.store import CaseStore
from tests.contract.store.builders import KEY, NEWER_KEY

ALARM = Alarm(
    AlarmId(0), PersonId(1), ProbeId(1), SightingId(2), KEY, Comparison.WITHOUT_CAMERAS, 0.5, 0.25, ""
)


@pytest.fixture
def alarmed(filled: CaseStore) -> CaseStore:
    """A case with alarms 1 and 2."""
    with filled.transaction("adler") as case:
        case.add_person_probe(PersonProbe(ProbeId(0), PersonId(1), "a", "ab" * 32, None), b"png")
        assert case.add_alarm(ALARM) == 1
        assert case.add_alarm(replace(ALARM, sighting_id=SightingId(3))) == 2
    return filled


def test_alarms_come_back_and_wait(alarmed: CaseStore) -> None:
    first, second = alarmed.alarms()
    assert first.alarm == replace(ALARM, alarm_id=AlarmId(1), at_utc=first.alarm.at_utc)
    assert first.alarm.at_utc
    assert (first.is_waiting, first.verdict) == (True, None)
    assert alarmed.alarms(AlarmId(1)) == [second]


def test_the_newest_decision_counts_and_all_are_kept(alarmed: CaseStore) -> None:
    with alarmed.transaction("adler \udcff") as case:
        case.add_alarm_decision(AlarmId(2), Verdict.UNSURE, "dark \udcff")
        case.add_alarm_decision(AlarmId(2), Verdict.CONFIRMED, "")
    first, second = alarmed.alarms()
    assert first.is_waiting
    assert (second.is_waiting, second.verdict) == (False, Verdict.CONFIRMED)
    assert [(d.verdict, d.author, d.reason) for d in second.decisions] == [
        (Verdict.UNSURE, "adler \udcff", "dark \udcff"),
        (Verdict.CONFIRMED, "adler \udcff", ""),
    ]


def test_a_decision_needs_an_alarm(alarmed: CaseStore) -> None:
    def decide() -> None:
        with alarmed.transaction("adler") as case:
            case.add_alarm_decision(AlarmId(9), Verdict.UNSURE, "")

    with pytest.raises(CaseError):
        decide()


def test_each_model_key_has_its_mark(store: CaseStore) -> None:
    assert store.alarm_mark(KEY) == 0
    with store.transaction("adler") as case:
        case.set_alarm_mark(KEY, SightingId(5))
        case.set_alarm_mark(KEY, SightingId(7))
    assert (store.alarm_mark(KEY), store.alarm_mark(NEWER_KEY)) == (7, 0)


def test_changes_name_the_alarms() -> None:
    assert ChangeSet(alarms=frozenset({AlarmId(1)})) | ChangeSet(alarms=frozenset({AlarmId(2)})) == ChangeSet(
        alarms=frozenset({AlarmId(1), AlarmId(2)})
    )
