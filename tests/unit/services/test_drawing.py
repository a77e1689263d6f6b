"""Whom the detector missed is added by hand and found at once; a box put right takes the old one's place."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

from reid_desktop.domain.errors import SourceError, UsageError
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import PersonId, SightingId
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.persons import PersonAct, PersonVerb
from reid_desktop.domain.review import About, NoteTarget, Verdict
from reid_desktop.ports.drawing import DrawRequest
from reid_desktop.ports.engine import ChangePersonRequest
from reid_desktop.ports.review import (
    BookmarkRequest,
    DecideRequest,
    GradeRequest,
    NoteRequest,
    TagRequest,
    UndoRequest,
)
from reid_desktop.services.drawing import DrawSighting
from reid_desktop.services.persons_of_interest import ChangePersons, people_in
from reid_desktop.services.reviewing import ReviewCase
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
        scene.store,
        PaintedPhotos(),
        clips,
        scene.thumbnails,
        scene.vision,
        scene.read_bytes,
        lambda path: sha256(scene.read_bytes(path)),
        FixedClock(),
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


@pytest.mark.parametrize(("path", "data", "at_s"), [("/e/a", b"persons 2", None), ("/e/clip", b"clip", 0.0)])
def test_nothing_is_drawn_in_a_file_that_changed_since_the_import(
    scene: Scene, path: str, data: bytes, at_s: float | None
) -> None:
    scene.files[path] = b"persons 3"
    with pytest.raises(SourceError, match="content changed"):
        draw(scene)(DrawRequest(sha256(data), MISSED, at_s=at_s), "adler")
    assert scene.store.drawn_boxes() == []


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


def test_what_was_said_of_a_sighting_counts_for_the_one_with_the_right_box(scene: Scene) -> None:
    old, other = SightingId(2), SightingId(3)
    review = ReviewCase(scene.store, FixedClock())
    checklist = {"clothing": "agrees"}
    review(DecideRequest((old,), Verdict.EXCLUDED, About(person_id=7), "too tall", checklist), "gray")
    review(DecideRequest((old,), Verdict.CONFIRMED, reason="scar", checklist=checklist), "gray")
    review(TagRequest((old, other), "cap"), "gray")
    review(GradeRequest((old,), 4), "gray")
    review(BookmarkRequest((old,)), "gray")
    review(NoteRequest(NoteTarget.sighting(old), "left hand bandaged"), "gray")
    for act in (
        PersonAct(PersonVerb.ADDED, text="Man"),
        PersonAct(PersonVerb.ADDED, text="Boy"),
        PersonAct(PersonVerb.CONFIRMED, PersonId(1), sightings=(old, other)),
        PersonAct(PersonVerb.DENIED, PersonId(2), sightings=(old,)),
    ):
        ChangePersons(scene.store)(ChangePersonRequest(act), "gray")
    before = scene.store.reviews([old])
    [box] = [s.box for s in scene.store.sightings([old])]
    new = draw(scene)(DrawRequest(sha256(b"persons 2"), box, None, old, "legs"), "adler").sighting_id
    [now] = scene.store.reviews([new])
    assert now.decision is not None
    assert (now.decision.verdict, now.decision.reviewer, now.decision.reason) == (
        Verdict.CONFIRMED, "gray", "scar",
    )  # fmt: skip
    assert (now.decision.checklist, now.decision.origin) == (checklist, "sighting 2, box put right by adler")
    assert [d.about.person_id for d in scene.store.decisions([new])] == [7, None]
    assert (now.tags, now.grades, now.is_bookmarked) == (("box put right", "cap"), {"vic": 4}, True)
    [note] = scene.store.notes(NoteTarget.sighting(new))
    assert (note.text, note.author) == ("left hand bandaged", "gray")
    assert scene.store.reviews([old]) == before  # what was said stays where it was said
    man, boy = people_in(scene.store).persons.values()
    assert (man.sightings, boy.denied) == ((other, new), (new,))
    log = json.loads(next(e for e in scene.store.audit() if e.action == "sighting.draw").detail)
    assert (log["decisions_carried"], log["marks_carried"], log["persons_carried"]) == (2, 3, 2)
    review(UndoRequest(), "gray")  # gray's newest step is the bookmark, not what adler carried
    assert scene.store.reviews([new]) == [now]
    review(UndoRequest(), "adler")
    [undone] = scene.store.reviews([new])
    assert (undone.decision, undone.tags, undone.grades, undone.is_bookmarked) == (None, (), {}, False)


def test_a_tracklet_keeps_its_time_when_one_of_its_boxes_is_put_right(scene: Scene) -> None:
    media_id = scene.store.media_by_sha256(sha256(b"clip"))
    assert media_id is not None
    [old] = scene.store.sightings_of_media(media_id, scene.key)
    assert old.start_s is not None
    assert old.end_s is not None
    assert old.start_s < old.end_s
    track = scene.store.track(old.sighting_id)
    assert track is not None
    right = Box(12, 18, 52, 92)
    drawn = draw(scene)(DrawRequest(sha256(b"clip"), right, None, old.sighting_id), "adler")
    [new] = scene.store.sightings([drawn.sighting_id])
    assert (new.start_s, new.end_s, new.best_s) == (old.start_s, old.end_s, old.best_s)
    assert new.appearance == old.appearance
    kept = scene.store.track(drawn.sighting_id)
    assert kept is not None
    assert np.array_equal(kept[:, 0], track[:, 0])
    [changed] = np.flatnonzero((kept != track).any(axis=1))
    assert kept[changed, 1:].tolist() == [12, 18, 52, 92]


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
