"""Persons of interest in a case that was analysed with other models since."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import PersonId, SightingId
from reid_desktop.domain.persons import PersonAct, PersonVerb
from reid_desktop.domain.sighting import NewSighting, Quality
from reid_desktop.ports.engine import ChangePersonRequest
from reid_desktop.services.carried import owners_under
from reid_desktop.services.persons_of_interest import ChangePersons
from tests.unit.services.scene import Scene

NEWER = "det@1#v1 + emb@9#v1"


def sighting(box: Box, start_s: float | None = None) -> NewSighting:
    end_s = None if start_s is None else start_s + 2
    vector = np.array([1, 0], np.float32)
    return NewSighting(
        box, Size(320, 240), 0.9, Quality(0.5, 70, 1.0, False), vector, start_s, end_s, start_s
    )


def confirmed(scene: Scene, *ids: int) -> None:
    for change in (
        PersonAct(PersonVerb.ADDED, text="Man"),
        PersonAct(PersonVerb.CONFIRMED, PersonId(1), sightings=tuple(map(SightingId, ids))),
    ):
        ChangePersons(scene.store)(ChangePersonRequest(change), "adler")


def test_the_same_box_of_other_models_is_the_same_sighting() -> None:
    scene = Scene()
    media_id = scene.add("/e/a", b"persons 2")
    scene.analyse()
    confirmed(scene, 2)
    old = scene.store.sightings([SightingId(2)])[0].box
    near = replace(old, left_px=old.left_px + 2)
    far = Box(250, 10, 290, 110)
    with scene.store.transaction("t") as case:
        new, other = case.finish_media(media_id, NEWER, [sighting(near), sighting(far)], 1.0)
    assert owners_under(scene.store, scene.key) == {2: 1}
    assert owners_under(scene.store, NEWER) == {new: 1}
    denied = PersonAct(PersonVerb.DENIED, PersonId(1), sightings=(new,))
    ChangePersons(scene.store)(ChangePersonRequest(denied), "adler")
    assert owners_under(scene.store, NEWER) == {}
    assert other not in owners_under(scene.store, NEWER)


def test_in_a_clip_the_time_has_to_fit_as_well() -> None:
    scene = Scene()
    media_id = scene.add("/e/clip", b"a clip")
    box = Box(10, 10, 50, 110)
    with scene.store.transaction("t") as case:
        case.finish_media(media_id, scene.key, [sighting(box, 0.0)], 1.0)
        at_once, later = case.finish_media(media_id, NEWER, [sighting(box, 1.0), sighting(box, 9.0)], 1.0)
    confirmed(scene, 1)
    assert owners_under(scene.store, NEWER) == {at_once: 1}
    assert later != at_once
