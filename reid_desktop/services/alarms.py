"""Comparing new sightings with the persons of interest, and raising alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.alarms import Alarm
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import AlarmId, PersonId, ProbeId, SightingId
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.persons import Comparison, Person, PersonProbe, Threshold
from reid_desktop.ports.scan import Ids
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.system import Clock, JobControl
from reid_desktop.services.comparing import Compared, ComparedVectors
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.person_probes import ProbeVectors
from reid_desktop.services.persons_of_interest import people_in
from reid_desktop.services.strengths import Strengths

FALSE_ALARMS = 1e-4
"""Without a threshold of their own, persons are watched at one false alarm in so many comparisons."""
SAME_BOX = 0.5
"""Above this overlap a sighting is one that raised an alarm before, found again by other models."""
REST = 10
"""Between two looks while an analysis runs lies ten times as long as the last one took."""


@dataclass(frozen=True, slots=True, eq=False)
class _Watched:
    """A person with probes, ready to be compared."""

    person: Person
    threshold: Threshold
    probes: list[PersonProbe]
    vectors: Vectors


class AlarmWatch:
    """Compares every sighting once with all persons whose probes were there before it."""

    def __init__(
        self,
        store: CaseStore,
        model_key: str,
        probes: ProbeVectors,
        compared: ComparedVectors,
        strengths: Strengths,
        clock: Clock,
        gatekeeper: Gatekeeper | None = None,
    ) -> None:
        """`compared` holds the vectors of `model_key` as the search compares them.

        `gatekeeper` is asked whether persons may be looked for at all.
        """
        self._store = store
        self._model_key = model_key
        self._probes = probes
        self._compared = compared
        self._strengths = strengths
        self._clock = clock
        self._gatekeeper = gatekeeper or Gatekeeper(store, clock)
        self._rests_until_s = -1.0

    def keep_up(self, who: str, job: JobControl) -> None:
        """Look while an analysis runs, unless the last look was a moment ago."""
        started_s = self._clock.monotonic_s()
        if started_s >= self._rests_until_s:
            self(who, job)
            ended_s = self._clock.monotonic_s()
            self._rests_until_s = ended_s + REST * (ended_s - started_s)

    def __call__(self, who: str, job: JobControl | None = None) -> list[AlarmId]:
        """Compare what is new; return the alarms that were raised.

        Where the policy of the case asks for an authority and none is valid, nothing is compared, and
        is caught up on once there is one. What lies outside the authority is left out.
        """
        permit = self._gatekeeper.watch()
        if permit is None:
            return []
        covered = permit.filters
        mark = self._store.alarm_mark(self._model_key)
        ids, vectors = self._store.vectors(self._model_key, after=mark)
        if not len(ids):
            return []
        alarms: list[Alarm] = []
        if any(person.is_live and person.probes for person in people_in(self._store).present):
            self._compared.bring_up()
            prepared = self._compared.prepared(ids, vectors)
            if not covered.is_empty:
                inside = np.isin(ids, self._store.filtered(self._model_key, covered))
                ids_inside, prepared = ids[inside], prepared[inside]
            else:
                ids_inside = ids
            alarms = self._alarms(ids_inside, prepared)
        if job is not None:
            job.breathe()
        with self._store.transaction(who) as case:
            raised = [case.add_alarm(alarm) for alarm in alarms]
            for alarm_id, alarm in zip(raised, alarms, strict=True):
                case.log(
                    "alarm.raised",
                    f"alarm {alarm_id}",
                    person_id=alarm.person_id,
                    sighting_id=alarm.sighting_id,
                    probe_id=alarm.probe_id,
                    score=alarm.score,
                    threshold=alarm.threshold,
                    model_key=alarm.model_key,
                )
            if permit.authority is not None:
                under = {"authority": permit.authority.authority_id}
                now = iso_utc(self._clock.now_utc_ms())
                for alarm_id in raised:
                    case.add_entry(Entry(EntryKind.RAISED_UNDER, alarm_id, under, who, now))
            case.set_alarm_mark(self._model_key, SightingId(int(ids[-1])))
        return raised

    def _alarms(self, ids: Ids, vectors: Vectors) -> list[Alarm]:
        found: list[Alarm] = []
        for watched, comparison in self._watched():
            scores = vectors @ watched.vectors.T
            newest = np.array([probe.newest_sighting for probe in watched.probes])
            scores[ids[:, None] <= newest[None, :]] = -2.0
            best = np.argmax(scores, axis=1)
            top = scores[np.arange(len(ids)), best]
            known = np.array([*watched.person.sightings, *watched.person.denied], np.int64)
            hits = np.flatnonzero((top >= watched.threshold.score) & ~np.isin(ids, known))
            found += [
                Alarm(
                    AlarmId(0),
                    watched.person.person_id,
                    watched.probes[int(best[row])].probe_id,
                    SightingId(int(ids[row])),
                    self._model_key,
                    comparison,
                    round(float(top[row]), 6),
                    watched.threshold.score,
                    "",
                )
                for row in hits
            ]
        return self._not_raised_before(sorted(found, key=lambda alarm: (alarm.sighting_id, alarm.person_id)))

    def _watched(self) -> list[tuple[_Watched, Comparison]]:
        """Return the persons to look for, with their probes as they are compared."""
        known, vectors = self._probes()
        rows = {ProbeId(int(probe_id)): row for row, probe_id in enumerate(known)}
        probes = {probe.probe_id: probe for probe in self._store.person_probes()}
        found: list[tuple[_Watched, Comparison]] = []
        for person in people_in(self._store).present:
            own = [probes[probe_id] for probe_id in person.probes if probe_id in rows]
            if not person.is_live or not own:
                continue
            asked = [self._asked(one, vectors[rows[one.probe_id]]) for one in own]
            comparison = Comparison.BARE if asked[0].is_bare else Comparison.WITHOUT_CAMERAS
            threshold = self._threshold(person, comparison)
            if threshold is not None:
                ready = np.array([one.vector for one in asked], np.float32)
                found.append((_Watched(person, threshold, own, ready), comparison))
        return found

    def _threshold(self, person: Person, comparison: Comparison) -> Threshold | None:
        own = person.threshold(self._model_key, comparison)
        return own or proposed(self._strengths, self._model_key, comparison, FALSE_ALARMS)

    def _asked(self, probe: PersonProbe, vector: NDArray[np.float32]) -> Compared:
        media_id = self._store.media_by_sha256(probe.sha256)
        return self._compared.probe(vector, media_id, bare=False)

    def _not_raised_before(self, alarms: Sequence[Alarm]) -> list[Alarm]:
        """Leave out what raised an alarm for the person already, seen by other models or in a quick pass."""
        raised: dict[PersonId, list[SightingId]] = {}
        for one in self._store.alarms():
            raised.setdefault(one.alarm.person_id, []).append(one.alarm.sighting_id)
        kept: list[Alarm] = []
        for alarm in alarms:
            [new] = self._store.sightings([alarm.sighting_id])
            earlier = raised.get(alarm.person_id, [])
            before = self._store.sightings(earlier)
            is_known = alarm.sighting_id in self._store.successors(earlier).values() or any(
                old.media_id == new.media_id
                and old.box.iou(new.box) > SAME_BOX
                and (old.best_s or 0.0) == (new.best_s or 0.0)
                for old in before
            )
            if not is_known:
                kept.append(alarm)
        return kept


def proposed(
    strengths: Strengths, model_key: str, comparison: Comparison, false_alarms: float
) -> Threshold | None:
    """Return the threshold at which so few sightings of others raise an alarm; None without a calibration."""
    calibration = strengths.calibration(model_key)
    condition = calibration.condition(comparison) if calibration is not None else None
    score = condition.threshold(false_alarms) if condition is not None else None
    if calibration is None or score is None:
        return None
    basis = (
        f"1 false alarm in {1 / false_alarms:,.0f} comparisons, calibration of {calibration.persons} persons"
    )
    return Threshold(model_key, comparison, score, basis)
