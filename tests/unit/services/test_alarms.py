"""Alarms over a case on fakes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from reid_desktop.domain.alarms import Alarm, Verdict
from reid_desktop.domain.authority import Authority, Gate, Policy
from reid_desktop.domain.calibration import Calibration
from reid_desktop.domain.errors import ModelError, UsageError
from reid_desktop.domain.ids import AlarmId, EntryId, PersonEventId, PersonId, SearchId, SightingId
from reid_desktop.domain.person_history import people_of
from reid_desktop.domain.persons import Comparison, PersonAct, PersonEvent, PersonVerb, Threshold
from reid_desktop.ports.engine import (
    AcknowledgeRequest,
    AddProbeRequest,
    ChangePersonRequest,
    ProbePicture,
    ProposeThresholdRequest,
)
from reid_desktop.ports.ledger import AuthorityRequest, AuthorityVerdictRequest, PolicyRequest
from reid_desktop.services.acknowledging import AcknowledgeAlarm, ProposeThreshold
from reid_desktop.services.alarms import AlarmWatch
from reid_desktop.services.comparing import ComparedVectors
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.person_probes import ProbeVectors
from reid_desktop.services.persons_of_interest import ChangePersons, people_in
from reid_desktop.services.running import PurgeResults, RunCase
from reid_desktop.services.strengths import Strengths
from tests.fakes.export import CountingJob
from tests.fakes.media import FixedClock
from tests.unit.domain.test_calibration import CALIBRATION, CONDITION, KNOTS
from tests.unit.services.scene import BOXES, PaintedPhotos, Scene
from tests.unit.services.test_persons_of_interest import keeping

ONE = PersonId(1)
BARE = replace(CALIBRATION, conditions=(replace(CONDITION, comparison=Comparison.BARE),))


class Shelf:
    """Has one calibration, none, or a damaged one."""

    def __init__(self, found: Calibration | ModelError | None) -> None:
        self._found = found

    def find(self, embedder: str) -> Calibration | None:
        if isinstance(self._found, ModelError):
            raise self._found
        return self._found if embedder else None

    def keep(self, calibration: Calibration) -> str:
        raise NotImplementedError


@pytest.fixture
def scene() -> Scene:
    """A case with one photo, and a person of interest whose probe is the smaller of `persons 2`."""
    scene = Scene()
    scene.add("/e/before", b"persons 2 before")
    scene.analyse()
    scene.files["/probe"] = b"persons 2"
    act(scene, PersonAct(PersonVerb.ADDED, text="Man in red"))
    keeping(scene, Path("/nowhere"))(AddProbeRequest(ONE, ProbePicture("p", path="/probe"), BOXES[1]), "t")
    return scene


def act(scene: Scene, change: PersonAct) -> PersonEvent:
    return ChangePersons(scene.store)(ChangePersonRequest(change), "adler")


def threshold(scene: Scene, score: float) -> None:
    act(
        scene,
        PersonAct(PersonVerb.THRESHOLD_SET, ONE, threshold=Threshold(scene.key, Comparison.BARE, score)),
    )


def watch(scene: Scene, shelf: Shelf | None = None) -> AlarmWatch:
    width = scene.vision.embedder.dimensions
    compared = ComparedVectors(
        scene.store, scene.key, width, partial(scene.indexes.open_scan, scene.key, width)
    )
    probes = ProbeVectors(scene.store, PaintedPhotos(), scene.vision, "t")
    strengths = Strengths(scene.store, shelf or Shelf(None))
    return AlarmWatch(scene.store, scene.key, probes, compared, strengths, FixedClock())


def raised(scene: Scene) -> list[Alarm]:
    return [one.alarm for one in scene.store.alarms()]


def test_only_what_came_after_the_probe_and_passes_raises_an_alarm(scene: Scene) -> None:
    threshold(scene, 0.9999)
    scene.add("/e/after", b"persons 3 after")
    scene.analyse()
    assert watch(scene)("adler") == [1]
    [alarm] = raised(scene)
    assert (alarm.person_id, alarm.comparison, alarm.threshold) == (ONE, Comparison.BARE, 0.9999)
    [sighting] = scene.store.sightings([alarm.sighting_id])
    assert sighting.box == BOXES[1]
    assert alarm.score == pytest.approx(1.0, abs=1e-5)
    entry = [one for one in scene.store.audit() if one.action == "alarm.raised"][-1]
    assert json.loads(entry.detail)["sighting_id"] == alarm.sighting_id


def test_nobody_is_looked_for_without_an_authority_that_the_policy_asks_for(scene: Scene) -> None:
    threshold(scene, 0.9999)
    scene.add("/e/after", b"persons 2 after")
    scene.analyse()
    gatekeeper = Gatekeeper(scene.store, FixedClock())
    running = RunCase(scene.store, gatekeeper, FixedClock(), lambda *_: 0)
    running.set_policy(PolicyRequest(Policy(Gate.ENFORCE), "rule"), "t")
    assert watch(scene)("t") == []
    other = AuthorityRequest(Authority("W-0", after_utc_ms=1, before_utc_ms=2))
    running.record(AuthorityRequest(Authority("W-1")), "t")
    assert len(watch(scene)("t")) == 1, "what waited is caught up on"
    running.judge(
        AuthorityVerdictRequest(gatekeeper.authorities()[0].authority_id or EntryId(0), "ended", "x"), "t"
    )
    running.record(other, "t")
    scene.add("/e/later", b"persons 2 later")
    scene.analyse()
    assert watch(scene)("t") == [], "its time is not one that the authority covers"


def purging(scene: Scene, told: dict[PersonEventId, PersonAct] | None = None) -> PurgeResults:
    """Return what takes alarms out of the fake; `told` is given what is left of acts about persons."""

    def purge(
        searches: Sequence[SearchId],
        alarms: Sequence[AlarmId],
        acts: Mapping[PersonEventId, PersonAct],
        who: str,
        detail: Mapping[str, object],
    ) -> int:
        if told is not None:
            told.update(acts)
        assert not searches
        assert who
        assert detail
        for alarm_id in alarms:
            del scene.store._state.alarms[alarm_id]
        return 0

    return purge


def test_a_rejected_authority_takes_its_alarms_along_and_the_next_misses_nothing(scene: Scene) -> None:
    threshold(scene, 0.9999)
    gatekeeper = Gatekeeper(scene.store, FixedClock())
    running = RunCase(scene.store, gatekeeper, FixedClock(), purging(scene))
    scene.add("/e/before it", b"persons 3 before it")
    scene.analyse()
    assert watch(scene)("t") == [1], "under no authority"
    running.set_policy(PolicyRequest(Policy(Gate.ENFORCE), "rule"), "t")
    first = running.record(AuthorityRequest(Authority("W-1")), "t").entry_id
    assert first is not None
    scene.add("/e/after", b"persons 2 after")
    scene.analyse()
    assert watch(scene)("t") == [2]
    [_, second] = raised(scene)
    running.judge(AuthorityVerdictRequest(first, "rejected", "judge refused"), "t")
    assert [alarm.alarm_id for alarm in raised(scene)] == [1]
    assert watch(scene)("t") == [], "nobody may be looked for now"
    running.record(AuthorityRequest(Authority("W-2")), "t")
    assert len(watch(scene)("t")) == 1
    assert raised(scene)[-1].sighting_id == second.sighting_id


def test_where_no_authority_is_asked_for_purged_alarms_do_not_come_again(scene: Scene) -> None:
    threshold(scene, 0.9999)
    running = RunCase(scene.store, Gatekeeper(scene.store, FixedClock()), FixedClock(), purging(scene))
    first = running.record(AuthorityRequest(Authority("W-1")), "t").entry_id
    assert first is not None
    scene.add("/e/after", b"persons 2 after")
    scene.analyse()
    assert watch(scene)("t") == [1]
    running.judge(AuthorityVerdictRequest(first, "rejected", "judge refused"), "t")
    assert raised(scene) == []
    assert watch(scene)("t") == []


def test_what_was_confirmed_because_of_a_purged_alarm_counts_no_longer(scene: Scene) -> None:
    threshold(scene, 0.9999)
    told: dict[PersonEventId, PersonAct] = {}
    gatekeeper = Gatekeeper(scene.store, FixedClock())
    running = RunCase(scene.store, gatekeeper, FixedClock(), purging(scene, told))
    first = running.record(AuthorityRequest(Authority("W-1")), "t").entry_id
    assert first is not None
    scene.add("/e/after", b"persons 2 after")
    scene.analyse()
    [alarm_id] = watch(scene)("t")
    [alarm] = raised(scene)
    AcknowledgeAlarm(scene.store)(AcknowledgeRequest(alarm_id, Verdict.CONFIRMED, "same gait"), "t")
    assert people_in(scene.store).persons[ONE].sightings == (alarm.sighting_id,)
    running.judge(AuthorityVerdictRequest(first, "rejected", "judge refused"), "t")
    events = [replace(one, act=told.get(one.event_id, one.act)) for one in scene.store.person_events()]
    assert people_of(events).persons[ONE].sightings == ()


def test_every_sighting_is_compared_once(scene: Scene) -> None:
    threshold(scene, 0.9999)
    scene.add("/e/after", b"persons 2 after")
    scene.analyse()
    looking = watch(scene)
    assert len(looking("t")) == 1
    assert looking("t") == []
    scene.add("/e/later", b"persons 2 later")
    scene.analyse()
    assert len(looking("t")) == 1


def test_a_lower_threshold_lets_more_through_and_a_retired_person_none(scene: Scene) -> None:
    threshold(scene, 0.5)
    scene.add("/e/after", b"persons 2 after")
    scene.analyse()
    assert len(watch(scene)("t")) == 2
    act(scene, PersonAct(PersonVerb.RETIRED, ONE))
    scene.add("/e/later", b"persons 2 later")
    scene.analyse()
    assert watch(scene)("t") == []


def test_without_a_threshold_the_calibration_gives_one(scene: Scene) -> None:
    knots = (replace(KNOTS[0], score=0.5), replace(KNOTS[2], score=0.9999, false_match=1e-5))
    fits = replace(BARE, conditions=(replace(BARE.conditions[0], knots=knots),))
    scene.add("/e/after", b"persons 2 after")
    scene.analyse()
    watch(scene, Shelf(fits))("t")
    assert [alarm.threshold for alarm in raised(scene)] == [0.9999]


@pytest.mark.parametrize("shelf", [Shelf(None), Shelf(ModelError("It is damaged."))])
def test_without_a_threshold_and_a_calibration_nothing_is_raised(scene: Scene, shelf: Shelf) -> None:
    scene.add("/e/after", b"persons 2 after")
    scene.analyse()
    assert watch(scene, shelf)("t") == []
    strengths = Strengths(scene.store, shelf)
    assert strengths.calibration(scene.key) is None
    assert strengths.problem in ("", "It is damaged.")


def decide(scene: Scene, number: int, verdict: Verdict) -> None:
    AcknowledgeAlarm(scene.store)(AcknowledgeRequest(AlarmId(number), verdict, "seen"), "adler")


def test_deciding_confirms_or_denies_the_sighting_and_can_be_changed(scene: Scene) -> None:
    threshold(scene, 0.9999)
    scene.add("/e/after", b"persons 2 after")
    scene.analyse()
    watch(scene)("t")
    [alarm] = raised(scene)
    for verdict, confirmed, denied in (
        (Verdict.UNSURE, (), ()),
        (Verdict.CONFIRMED, (alarm.sighting_id,), ()),
        (Verdict.CONFIRMED, (alarm.sighting_id,), ()),
        (Verdict.DENIED, (), (alarm.sighting_id,)),
    ):
        decide(scene, 1, verdict)
        person = people_in(scene.store).persons[ONE]
        assert (person.sightings, person.denied) == (confirmed, denied)
    assert scene.store.alarms()[0].verdict is Verdict.DENIED
    with pytest.raises(UsageError, match="no alarm 7"):
        decide(scene, 7, Verdict.UNSURE)


def test_a_decision_follows_a_person_who_was_merged(scene: Scene) -> None:
    threshold(scene, 0.9999)
    scene.add("/e/after", b"persons 2 after")
    scene.analyse()
    watch(scene)("t")
    act(scene, PersonAct(PersonVerb.ADDED, text="The same man"))
    act(scene, PersonAct(PersonVerb.MERGED, PersonId(2), other=ONE))
    decide(scene, 1, Verdict.CONFIRMED)
    assert people_in(scene.store).persons[PersonId(2)].sightings == (raised(scene)[0].sighting_id,)


def test_what_other_models_find_again_raises_no_second_alarm(scene: Scene) -> None:
    threshold(scene, 0.9999)
    scene.add("/e/after", b"persons 2 after")
    scene.analyse()
    watch(scene)("t")
    with scene.store.transaction("t") as case:
        case.set_alarm_mark(scene.key, SightingId(2))
    assert watch(scene)("t") == []
    assert len(raised(scene)) == 1


def test_thresholds_are_proposed_from_the_calibration(scene: Scene) -> None:
    both = replace(BARE, conditions=(CONDITION, *BARE.conditions))
    ProposeThreshold(scene.store, Strengths(scene.store, Shelf(both)))(
        ProposeThresholdRequest(ONE, 0.01), "adler"
    )
    found = people_in(scene.store).persons[ONE].thresholds
    assert {(one.comparison, one.score) for one in found} == {(c, 0.5) for c in Comparison}
    assert "1 false alarm in 100" in found[0].basis
    for rate, shelf in ((0.0, Shelf(both)), (0.01, Shelf(None)), (1e-9, Shelf(both))):
        with pytest.raises(UsageError):
            ProposeThreshold(scene.store, Strengths(scene.store, shelf))(
                ProposeThresholdRequest(ONE, rate), "adler"
            )


def test_an_analysis_is_followed_and_finished(scene: Scene) -> None:
    threshold(scene, 0.9999)
    scene.add("/e/after", b"persons 2 after")
    scene.analysis(at_end=watch(scene))(3.0, "t", CountingJob())
    assert len(raised(scene)) == 1
