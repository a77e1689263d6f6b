"""Long clips are looked at by their key frames first; the whole clip takes over what was said meanwhile."""

from __future__ import annotations

import json

import numpy as np
import pytest

from reid_desktop.domain.errors import Cancelled
from reid_desktop.domain.geometry import Box, Pixels
from reid_desktop.domain.ids import MediaId, PersonId, SightingId
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.persons import PersonAct, PersonVerb
from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import NoteTarget, Verdict
from reid_desktop.domain.sighting import NewSighting, Quality, Sighting
from reid_desktop.ports.drawing import DrawnBox
from reid_desktop.ports.engine import ChangePersonRequest
from reid_desktop.ports.review import BookmarkRequest, DecideRequest, NoteRequest, TagRequest
from reid_desktop.services.persons_of_interest import ChangePersons, people_in
from reid_desktop.services.reviewing import ReviewCase
from reid_desktop.services.succession import DIFFER, TAG
from tests.fakes.export import CountingJob
from tests.fakes.media import FixedClock
from tests.fakes.vision import paint_person
from tests.unit.services.scene import Scene

NOBODY: Pixels = np.zeros((240, 320, 3), dtype=np.uint8)
LENGTH_S = 20.0
"""The clips of these tests, at ten frames a second; they are taken for long ones."""


def standing(level: int = 64, left_px: int = 20) -> Pixels:
    pixels = NOBODY.copy()
    paint_person(pixels, Box(left_px, 20, left_px + 40, 120), level)
    return pixels


ALL_ALONG = [standing()] * 200
AT_A_KEY_FRAME = [*[NOBODY] * 50, standing(), *[NOBODY] * 149]
"""Somebody is in one single frame, the key frame at five seconds."""
BETWEEN = 0.3
"""So many frames a second do not meet it."""


class Noting(CountingJob):
    """Notes what was worked on."""

    def __init__(self) -> None:
        super().__init__()
        self.worked_on: list[str] = []

    def working_on(self, path: str) -> None:
        self.worked_on.append(path)


class Stops(CountingJob):
    """Stops once a quick pass is done."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._scene = scene

    def breathe(self) -> None:
        if seen_in(self._scene):
            raise Cancelled


def seen_in(scene: Scene) -> list[Sighting]:
    ids = scene.store.filtered(scene.key, Filters()).tolist()
    return scene.store.sightings([SightingId(i) for i in ids])


def long_clips(*clips: list[Pixels]) -> tuple[Scene, list[MediaId]]:
    scene = Scene(clips={f"/e/{n}": clip for n, clip in enumerate(clips)})
    return scene, [scene.add(f"/e/{n}", b"clip %d" % n, MediaKind.VIDEO, LENGTH_S) for n in range(len(clips))]


def quick_pass(*clips: list[Pixels]) -> tuple[Scene, list[MediaId], list[SightingId]]:
    """Return a scene whose clips were looked at by their key frames only."""
    scene, media = long_clips(*clips)
    with pytest.raises(Cancelled):
        scene.analysis(workers=1, quick_from_s=LENGTH_S)(3.0, "t", Stops(scene))
    return scene, media, [one.sighting_id for one in seen_in(scene)]


def look_through(scene: Scene, rate: float = 3.0) -> list[SightingId]:
    scene.analysis(workers=1, quick_from_s=LENGTH_S)(rate, "t", CountingJob())
    return [one.sighting_id for one in seen_in(scene)]


def test_all_quick_passes_come_before_any_whole_clip() -> None:
    scene, media = long_clips(ALL_ALONG, ALL_ALONG[:199], ALL_ALONG[:198])
    job = Noting()
    tally = scene.analysis(workers=1, quick_from_s=LENGTH_S)(3.0, "t", job)
    assert (tally.media, tally.sightings, tally.provisional, tally.failures) == (3, 3, 0, [])
    assert job.worked_on == ["/e/0", "/e/1", "/e/2", "/e/0", "/e/1", "/e/2"]
    found = seen_in(scene)
    assert [(one.is_quick, one.start_s) for one in found] == [(False, 0.0)] * 3
    assert scene.store.counts(scene.key).sightings == 3
    assert {one.media_id for one in found} == set(media)


def test_key_frames_give_sightings_that_can_be_searched_at_once() -> None:
    scene, _, ids = quick_pass(ALL_ALONG)
    assert [one.best_s for one in seen_in(scene)] == [0.0, 5.0, 10.0, 15.0]
    assert scene.store.vectors(scene.key)[0].tolist() == ids
    assert {one.appearance for one in seen_in(scene)} == {1}, "one card for one person"
    assert scene.store.counts(scene.key).waiting == 1
    first = seen_in(scene)[0]
    item = scene.store.media([first.media_id])[0]
    assert scene.thumbnails.crop_path(item.sha256, first.box, 0.0) in scene.thumbnails.pictures
    assert scene.thumbnails.scene_path(item.sha256, 0.0) in scene.thumbnails.pictures


def test_short_clips_and_clips_without_a_length_have_no_quick_pass() -> None:
    scene = Scene(clips={"/e/0": ALL_ALONG, "/e/1": ALL_ALONG})
    scene.add("/e/0", b"short", MediaKind.VIDEO, LENGTH_S - 1)
    scene.add("/e/1", b"unknown", MediaKind.VIDEO)
    job = Noting()
    scene.analysis(workers=1, quick_from_s=LENGTH_S)(3.0, "t", job)
    assert sorted(job.worked_on) == ["/e/0", "/e/1"]


def test_it_can_be_switched_off() -> None:
    scene, _ = long_clips(ALL_ALONG)
    job = Noting()
    scene.analysis(workers=1, quick_from_s=None)(3.0, "t", job)
    assert job.worked_on == ["/e/0"]


def test_a_clip_is_looked_at_quickly_once_however_often_the_job_stops() -> None:
    scene, media, ids = quick_pass(ALL_ALONG)
    [tracklet] = look_through(scene)
    assert tracklet not in ids
    assert scene.store.successors(ids) == dict.fromkeys(ids, tracklet)
    [row] = [row for row in scene.store.audit() if row.action == "clip.looked_through"]
    detail = json.loads(row.detail)
    assert (detail["followed_count"], detail["withdrawn_count"], detail["kept_count"]) == (4, 0, 0)
    assert row.object == f"media {media[0]}"
    assert look_through(scene) == [tracklet]


def test_what_was_said_counts_for_the_tracklet() -> None:
    scene, _, ids = quick_pass(ALL_ALONG)
    review = ReviewCase(scene.store, FixedClock())
    review(DecideRequest((ids[0],), Verdict.CONFIRMED, reason="the scar"), "adler")
    review(TagRequest((ids[1],), "harbour", True), "adler")
    review(BookmarkRequest((ids[2],), True), "adler")
    review(NoteRequest(NoteTarget.sighting(ids[3]), "red bag"), "adler")
    [tracklet] = look_through(scene)
    [now] = scene.store.reviews([tracklet])
    assert now.decision is not None
    assert (now.decision.verdict, now.decision.reviewer, now.decision.reason) == (
        Verdict.CONFIRMED, "adler", "the scar",
    )  # fmt: skip
    assert f"sighting {ids[0]}" in now.decision.origin
    assert set(now.tags) == {"harbour", TAG}
    assert (now.is_bookmarked, now.notes) == (True, 1)
    [old] = scene.store.reviews([ids[0]])
    assert old.decision is not None, "what was decided stays with what it was decided of, too"
    assert not scene.store.steps("t"), "it is no step of an examiner's, to be undone by accident"


def test_decisions_that_differ_are_both_kept_and_marked() -> None:
    scene, _, ids = quick_pass(ALL_ALONG)
    review = ReviewCase(scene.store, FixedClock())
    review(DecideRequest((ids[2],), Verdict.CONFIRMED), "adler")
    review(DecideRequest((ids[0],), Verdict.EXCLUDED), "adler")
    [tracklet] = look_through(scene)
    [now] = scene.store.reviews([tracklet])
    assert now.decision is not None
    assert now.decision.verdict is Verdict.EXCLUDED, "the later one counts"
    assert DIFFER in now.tags
    assert {one.verdict for one in scene.store.decisions([tracklet])} == {Verdict.CONFIRMED, Verdict.EXCLUDED}


def test_who_is_not_seen_again_goes_unless_something_was_said() -> None:
    scene, _, [unsaid] = quick_pass(AT_A_KEY_FRAME)
    assert look_through(scene, BETWEEN) == []
    assert len(scene.store.sightings([unsaid])) == 1
    assert scene.store.counts(scene.key).sightings == 0
    scene, _, [said] = quick_pass(AT_A_KEY_FRAME)
    ReviewCase(scene.store, FixedClock())(DecideRequest((said,), Verdict.CONFIRMED), "adler")
    assert look_through(scene, BETWEEN) == [said]
    [kept] = seen_in(scene)
    assert (kept.is_quick, kept.appearance) == (True, None)
    assert scene.store.counts(scene.key).sightings == 1


def draw(scene: Scene, seen: Sighting, *, replaces: bool, left_px: int = 22) -> SightingId:
    """Draw a box by hand at the moment of a glimpse."""
    box = Box(left_px, 21, left_px + 38, 121)
    [vector] = scene.store.vectors(scene.key)[1][:1]
    quality = Quality(0.5, 100, 5.0, False)
    at_s = seen.best_s
    new = NewSighting(box, seen.frame_size, 1.0, quality, vector, at_s, at_s, at_s)
    over = seen.sighting_id if replaces else None
    with scene.store.transaction("adler") as case:
        drawn = DrawnBox(SightingId(0), over, "adler", "2026-01-01T00:00:00.000Z", "too wide")
        return case.draw_sighting(seen.media_id, scene.key, new, drawn)


@pytest.mark.parametrize("replaces", [True, False], ids=["put right", "added"])
def test_a_box_drawn_over_a_glimpse_does_not_double_the_person(replaces: bool) -> None:
    scene, _, ids = quick_pass(ALL_ALONG)
    glimpse = seen_in(scene)[1]
    drawn = draw(scene, glimpse, replaces=replaces)
    review = ReviewCase(scene.store, FixedClock())
    review(DecideRequest((drawn,), Verdict.CONFIRMED, reason="the scar"), "adler")
    review(TagRequest((drawn,), "harbour", True), "adler")
    [tracklet] = look_through(scene)
    assert tracklet not in (*ids, drawn)
    assert scene.store.successors([*ids, drawn]) == dict.fromkeys([*ids, drawn], tracklet)
    [now] = scene.store.reviews([tracklet])
    assert now.decision is not None
    assert (now.decision.verdict, now.decision.reason) == (Verdict.CONFIRMED, "the scar")
    assert set(now.tags) == {"harbour", TAG}
    assert f"sighting {drawn}" in now.decision.origin
    assert [box.sighting_id for box in scene.store.drawn_boxes()] == [drawn], "who drew it is kept"
    assert scene.store.counts(scene.key).sightings == 1


def test_a_box_drawn_around_somebody_whom_the_whole_clip_does_not_show_stays() -> None:
    scene, _, _ = quick_pass(ALL_ALONG)
    drawn = draw(scene, seen_in(scene)[0], replaces=False, left_px=200)
    found = look_through(scene)
    assert len(found) == 2
    assert drawn in found, "nothing was said of it but by drawing it"


def named(scene: Scene, name: str, *sightings: SightingId) -> PersonId:
    change = ChangePersons(scene.store)
    person = change(ChangePersonRequest(PersonAct(PersonVerb.ADDED, PersonId(0), text=name)), "adler")
    act = PersonAct(PersonVerb.CONFIRMED, person.act.person_id, sightings=sightings)
    change(ChangePersonRequest(act), "adler")
    return person.act.person_id


def test_a_person_of_interest_keeps_the_sighting() -> None:
    scene, _, ids = quick_pass(ALL_ALONG)
    person_id = named(scene, "Harbour man", ids[0], ids[1])
    [tracklet] = look_through(scene)
    assert people_in(scene.store).persons[person_id].sightings == (tracklet,)


def test_what_was_confirmed_for_two_persons_never_becomes_one() -> None:
    scene, _, ids = quick_pass(ALL_ALONG)
    one, other = named(scene, "One", ids[0]), named(scene, "Other", ids[1])
    kept, tracklet = look_through(scene)
    persons = people_in(scene.store).persons
    assert kept == ids[1]
    assert (persons[one].sightings, persons[other].sightings) == ((tracklet,), (kept,))


def test_what_is_said_later_of_an_earlier_look_counts_for_the_tracklet() -> None:
    scene, _, ids = quick_pass(ALL_ALONG)
    [tracklet] = look_through(scene)
    review = ReviewCase(scene.store, FixedClock())
    review(DecideRequest((ids[0],), Verdict.CONFIRMED), "adler")
    review(NoteRequest(NoteTarget.sighting(ids[1]), "limps"), "adler")
    [now] = scene.store.reviews([tracklet])
    assert now.decision is not None
    assert now.notes == 1
    person_id = named(scene, "Harbour man", ids[2])
    assert tracklet in people_in(scene.store).persons[person_id].sightings


def test_a_clip_that_cannot_be_read_is_told_when_it_is_looked_through() -> None:
    scene, _ = long_clips([])
    tally = scene.analysis(workers=1, quick_from_s=LENGTH_S)(3.0, "t", CountingJob())
    assert [failure.path for failure in tally.failures] == ["/e/0"]
    assert tally.media == 1


def test_a_clip_out_of_reach_waits() -> None:
    scene, _ = long_clips(ALL_ALONG)
    kept = scene.files.pop("/e/0")
    tally = scene.analysis(workers=1, quick_from_s=LENGTH_S)(3.0, "t", CountingJob())
    assert (tally.waiting, tally.sightings) == (1, 0)
    scene.files["/e/0"] = kept
    assert len(look_through(scene)) == 1


def test_another_rate_is_looked_at_again_and_keeps_what_was_said() -> None:
    scene, _ = long_clips(ALL_ALONG)
    [old] = look_through(scene)
    ReviewCase(scene.store, FixedClock())(DecideRequest((old,), Verdict.CONFIRMED), "adler")
    assert scene.store.clips_at_another_rate(scene.key, 5.0) == 1
    with scene.store.transaction("t") as case:
        assert case.look_again(scene.key, 5.0) == 1
    scene.analysis(workers=1, quick_from_s=LENGTH_S)(5.0, "t", CountingJob())
    [new] = [one.sighting_id for one in seen_in(scene)]
    assert new != old
    assert scene.store.successors([old]) == {old: new}
    [now] = scene.store.reviews([new])
    assert now.decision is not None
    assert scene.store.clips_at_another_rate(scene.key, 5.0) == 0
