"""Whom the detector missed is added by hand and found at once; a box put right takes the old one's place."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from reid_desktop.domain.errors import SourceError, UsageError
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.media import MediaKind
from reid_desktop.ports.drawing import DrawRequest
from reid_desktop.services.drawing import DrawSighting
from tests.fakes.media import FakeVideoReader, FixedClock
from tests.unit.services.scene import BOXES, PaintedPhotos, Scene, picture

MISSED = Box(200, 30, 220, 80)


@pytest.fixture
def scene() -> Scene:
    """A photo in which two of three persons were found, and a clip."""
    scene = Scene(clips={"/e/clip": [picture(1)] * 8})
    scene.add("/e/a", b"persons 2")
    scene.add("/e/clip", b"clip", MediaKind.VIDEO)
    scene.analyse()
    return scene


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def draw(scene: Scene) -> DrawSighting:
    clips = FakeVideoReader(scene.clips)
    return DrawSighting(
        scene.store, PaintedPhotos(), clips, scene.thumbnails, scene.vision, scene.read_bytes, FixedClock()
    )


def test_a_missed_person_is_added_and_searched(scene: Scene) -> None:
    request = DrawRequest(sha256(b"persons 2"), MISSED, reason="behind the pillar")
    drawn = draw(scene)(request, "adler")
    [sighting] = scene.store.sightings([drawn.sighting_id])
    assert (sighting.box, sighting.score, sighting.best_s) == (MISSED, 1.0, None)
    assert sighting in scene.store.sightings_of_media(sighting.media_id, scene.key)
    path = scene.thumbnails.crop_path(sha256(b"persons 2"), MISSED, None)
    assert scene.thumbnails.pictures[path].shape == (50, 20, 3)
    ids, vectors = scene.store.vectors(scene.key)
    assert ids[-1] == drawn.sighting_id
    assert np.linalg.norm(vectors[-1]) == pytest.approx(1.0, abs=1e-5)
    [entry] = [e for e in scene.store.audit() if e.action == "sighting.draw"]
    assert "behind the pillar" in entry.detail
    [kept] = scene.store.drawn_boxes()
    assert (kept.author, kept.replaces, kept.reason) == ("adler", None, "behind the pillar")


def test_a_box_put_right_takes_the_place_of_the_old_one(scene: Scene) -> None:
    media_id = scene.store.media_by_sha256(sha256(b"persons 2"))
    assert media_id is not None
    old = next(s for s in scene.store.sightings_of_media(media_id, scene.key) if s.box == BOXES[1])
    right = Box(98, 18, 132, 92)
    drawn = draw(scene)(DrawRequest(sha256(b"persons 2"), right, None, old.sighting_id), "adler")
    assert drawn.replaced == old.sighting_id
    boxes = [s.box for s in scene.store.sightings_of_media(media_id, scene.key)]
    assert right in boxes
    assert BOXES[1] not in boxes
    assert old.sighting_id not in scene.store.vectors(scene.key)[0]
    assert scene.store.sightings([old.sighting_id]) == [old]  # what names it still finds it
    with pytest.raises(UsageError, match="not in this photo"):
        draw(scene)(DrawRequest(sha256(b"persons 2"), right, None, old.sighting_id), "adler")


def test_in_a_clip_the_frame_of_the_moment_counts(scene: Scene) -> None:
    drawn = draw(scene)(DrawRequest(sha256(b"clip"), BOXES[0], at_s=0.5), "adler")
    [sighting] = scene.store.sightings([drawn.sighting_id])
    assert sighting.start_s == sighting.end_s == sighting.best_s is not None
    again = draw(scene)(DrawRequest(sha256(b"clip"), BOXES[0], None, drawn.sighting_id), "adler")
    assert scene.store.sightings([again.sighting_id])[0].best_s == sighting.best_s


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (DrawRequest("0" * 64, MISSED), "no photo or video"),
        (DrawRequest(sha256(b"persons 2"), Box(320, 0, 330, 10)), "outside"),
        (DrawRequest(sha256(b"persons 2"), MISSED, at_s=1.0), "moment"),
        (DrawRequest(sha256(b"clip"), MISSED), "moment"),
        (DrawRequest(sha256(b"persons 2"), MISSED, None, SightingId(99)), "not in this photo"),
    ],
)
def test_what_makes_no_sense_is_refused(scene: Scene, request_: DrawRequest, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        draw(scene)(request_, "adler")
    assert scene.store.drawn_boxes() == []


def test_another_file_than_the_imported_one_is_refused(scene: Scene) -> None:
    scene.files["/e/a"] = b"persons 3"
    with pytest.raises(SourceError, match="changed"):
        draw(scene)(DrawRequest(sha256(b"persons 2"), MISSED), "adler")
