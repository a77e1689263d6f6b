"""The library of persons of interest over a case."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.domain.errors import CaseError, UsageError
from reid_desktop.domain.geometry import Box, Pixels
from reid_desktop.domain.ids import PersonEventId, PersonId, SightingId
from reid_desktop.domain.persons import PersonAct, PersonEvent, PersonVerb
from reid_desktop.domain.sighting import ModelKey
from reid_desktop.ports.engine import AddProbeRequest, ChangePersonRequest, ProbePicture
from reid_desktop.services.person_probes import KeepProbe, ProbeVectors
from reid_desktop.services.persons_of_interest import ChangePersons, people_in
from reid_desktop.services.probing import ProbeReader
from tests.fakes.vision import FakeEmbedder
from tests.unit.services.scene import BOXES, NO_CLIPS, PaintedPhotos, Scene


@pytest.fixture
def scene() -> Scene:
    """A case with sightings 1 and 2, and a picture beside it."""
    scene = Scene()
    scene.add("/e/a", b"persons 2")
    scene.analyse()
    scene.files["/three"] = b"persons 3"
    return scene


def do(scene: Scene, act: PersonAct, reason: str = "") -> PersonEvent:
    return ChangePersons(scene.store)(ChangePersonRequest(act, reason), "adler")


def added(scene: Scene, name: str = "Man in red") -> PersonId:
    return do(scene, PersonAct(PersonVerb.ADDED, text=name)).act.person_id


class Crops:
    """Where crops lie: one file for all."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def crop_path(self, sha256: str, box: Box, best_s: float | None) -> Path:  # noqa: ARG002 - the port's
        return self._path

    def scene_path(self, sha256: str, best_s: float | None) -> Path:  # noqa: ARG002 - the port's
        return self._path


def keeping(scene: Scene, crops: Path) -> KeepProbe:
    def encode(crop: Pixels) -> bytes:
        return f"persons 1 {crop.shape}".encode()

    reader = ProbeReader(
        scene.store,
        PaintedPhotos(),
        scene.thumbnails,
        scene.vision,
        scene.read_bytes,
        lambda _: b"",
        NO_CLIPS,
    )
    return KeepProbe(scene.store, Crops(crops), reader, scene.key, encode)


def test_every_act_is_logged_with_what_it_says(scene: Scene) -> None:
    number = added(scene)
    do(
        scene,
        PersonAct(PersonVerb.CONFIRMED, number, sightings=(SightingId(2), SightingId(1), SightingId(2))),
        "seen",
    )
    entry = list(scene.store.audit())[-1]
    assert (entry.action, entry.object, entry.who) == ("person.confirmed", "person 1", "adler")
    assert json.loads(entry.detail) == {"event_id": 2, "reason": "seen", "sightings": [1, 2]}


def test_what_does_not_fit_leaves_no_trace(scene: Scene) -> None:
    number, other = added(scene), added(scene, "Other")
    do(scene, PersonAct(PersonVerb.CONFIRMED, number, sightings=(SightingId(1),)))
    before = scene.store.person_events()
    for act in (
        PersonAct(PersonVerb.CONFIRMED, other, sightings=(SightingId(1),)),
        PersonAct(PersonVerb.CONFIRMED, other, sightings=(SightingId(77),)),
        PersonAct(PersonVerb.PROBE_ADDED, other),
        PersonAct(PersonVerb.UNDONE, undoes=PersonEventId(99)),
    ):
        with pytest.raises(UsageError):
            do(scene, act)
    assert scene.store.person_events() == before


def test_undoing_is_refused_while_later_changes_build_on_it(scene: Scene) -> None:
    number = added(scene)
    do(scene, PersonAct(PersonVerb.NOTED, number, "tall"))
    with pytest.raises(UsageError, match="undo them first"):
        do(scene, PersonAct(PersonVerb.UNDONE, undoes=PersonEventId(1)))
    do(scene, PersonAct(PersonVerb.UNDONE, undoes=PersonEventId(2)))
    with pytest.raises(UsageError, match="undone already"):
        do(scene, PersonAct(PersonVerb.UNDONE, undoes=PersonEventId(2)))
    do(scene, PersonAct(PersonVerb.UNDONE, undoes=PersonEventId(1)))
    assert people_in(scene.store).persons == {}
    assert added(scene, "Next") == 2  # a number is never given twice


def test_a_probe_of_a_picture_is_kept_with_crop_and_vector(scene: Scene, tmp_path: Path) -> None:
    number = added(scene)
    request = AddProbeRequest(number, ProbePicture("three", path="/three"), BOXES[1])
    event = keeping(scene, tmp_path)(request, "adler")
    [probe_id] = event.act.probes
    [probe] = scene.store.person_probes()
    assert (probe.name, probe.box, probe.sighting_id) == ("three", BOXES[1], None)
    assert scene.store.probe_picture(probe_id) == b"persons 1 (70, 30, 3)"
    assert scene.store.probe_vectors(scene.key)[0].tolist() == [probe_id]
    assert people_in(scene.store).persons[number].probes == (probe_id,)


def test_a_sighting_becomes_a_probe_with_its_kept_crop(scene: Scene, tmp_path: Path) -> None:
    number = added(scene)
    request = AddProbeRequest(number, ProbePicture("sighting 1", sighting_id=SightingId(1)))
    with pytest.raises(CaseError, match="crop of sighting 1 is missing"):
        keeping(scene, tmp_path / "gone.jpg")(request, "adler")
    (tmp_path / "crop.jpg").write_bytes(b"jpeg")
    [probe_id] = keeping(scene, tmp_path / "crop.jpg")(request, "adler").act.probes
    assert scene.store.probe_picture(probe_id) == b"jpeg"
    _, vectors = scene.store.probe_vectors(scene.key)
    assert np.array_equal(vectors[0], scene.store.vectors(scene.key)[1][0])


def test_a_probe_for_nobody_leaves_nothing(scene: Scene, tmp_path: Path) -> None:
    request = AddProbeRequest(PersonId(5), ProbePicture("three", path="/three"))
    with pytest.raises(UsageError):
        keeping(scene, tmp_path)(request, "adler")
    assert scene.store.person_probes() == []


def test_other_models_describe_the_kept_crops_anew(scene: Scene, tmp_path: Path) -> None:
    number = added(scene)
    keeping(scene, tmp_path)(AddProbeRequest(number, ProbePicture("three", path="/three")), "adler")
    newer = replace(scene.vision, embedder=FakeEmbedder(ModelKey("newer", "f" * 64, "v1")))
    ids, vectors = ProbeVectors(scene.store, PaintedPhotos(), newer, "adler")()
    assert (ids.tolist(), vectors.shape) == ([1], (1, 6))
    assert scene.store.probe_vectors(newer.model_key)[0].tolist() == [1]
    assert scene.store.probe_vectors(scene.key)[0].tolist() == [1]
