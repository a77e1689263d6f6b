"""From a clip to sightings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reid_desktop.domain.errors import MediaError
from reid_desktop.domain.geometry import Box, Pixels
from reid_desktop.domain.sighting import NewSighting, PersonBox
from reid_desktop.services.clips import SURE, ClipAnalyser
from tests.fakes.export import CountingJob
from tests.fakes.media import FakeThumbnails, FakeVideoReader
from tests.fakes.vision import FakeDetector, FakeVisionLoader, paint_person

RATE = 10.0
SHA = "5" * 64


def frame(*persons: tuple[Box, int]) -> Pixels:
    pixels = np.zeros((240, 320, 3), dtype=np.uint8)
    for box, level in persons:
        paint_person(pixels, box, level)
        part = pixels[box.top_px : box.bottom_px, box.left_px : box.right_px, 1]
        part[:] = np.random.default_rng(1).integers(0, 256, part.shape)  # cloth: something to be sharp
    return pixels


def walking(frames: int, level: int = 64, top_px: int = 20) -> list[Pixels]:
    """A person who walks to the right, two pixels a frame."""
    return [frame((Box(10 + 2 * n, top_px, 50 + 2 * n, top_px + 100), level)) for n in range(frames)]


def analysed(
    clip: list[Pixels], frames_per_s: float = 5.0
) -> tuple[list[NewSighting], int, FakeThumbnails, CountingJob]:
    thumbnails, job = FakeThumbnails(), CountingJob()
    vision = FakeVisionLoader().load(None, None, "float32")
    found, frames = ClipAnalyser(FakeVideoReader({"/v": clip}, RATE), thumbnails, vision)(
        "/v", SHA, frames_per_s, job
    )
    return found, frames, thumbnails, job


def test_one_person_is_one_sighting_however_many_frames() -> None:
    found, frames, thumbnails, _ = analysed(walking(40))
    [one] = found
    assert frames == 20
    assert (one.start_s, one.end_s) == (0.0, 3.8)
    assert one.best_s is not None
    assert 0.0 <= one.best_s <= 3.8
    assert float(np.linalg.norm(one.vector)) == pytest.approx(1, abs=1e-5)
    assert thumbnails.crop_path(SHA, one.box, one.best_s) in thumbnails.pictures
    assert thumbnails.scene_path(SHA, one.best_s) in thumbnails.pictures


def test_the_scene_kept_is_the_frame_that_the_box_is_from() -> None:
    clip = walking(40)
    [one], _, thumbnails, _ = analysed(clip)
    assert one.best_s is not None
    scene = thumbnails.pictures[thumbnails.scene_path(SHA, one.best_s)]
    assert np.array_equal(scene, clip[round(one.best_s * RATE)])


def test_someone_who_comes_back_later_is_a_second_sighting() -> None:
    gone = [frame()] * 30
    found, *_ = analysed([*walking(20), *gone, *walking(20)])
    assert [(s.start_s, s.end_s) for s in found] == [(0.0, 1.8), (5.0, 6.8)]


def test_two_persons_side_by_side_stay_two() -> None:
    clip = [
        frame((Box(10 + n, 20, 50 + n, 120), 64), (Box(200 - n, 20, 240 - n, 120), 128)) for n in range(20)
    ]
    found, *_ = analysed(clip)
    assert len(found) == 2
    assert [s.start_s for s in found] == [0.0, 0.0]


def test_more_persons_at_once_than_frames_are_held_lose_no_scene() -> None:
    # Each appears alone for a moment, all tracks stay open: their best frames differ.
    boxes = [
        Box(10 + 70 * (n % 4), 10 + 110 * (n // 4), 40 + 70 * (n % 4), 100 + 110 * (n // 4)) for n in range(8)
    ]
    clip = [frame((boxes[n % 8], 64)) for n in range(8) for _ in range(2)]
    found, _, thumbnails, _ = analysed(clip, RATE)
    assert len(found) == 8
    for one in found:
        assert thumbnails.scene_path(SHA, one.best_s) in thumbnails.pictures


class FaintDetector(FakeDetector):
    """Sees the same persons, but is not sure of them."""

    def detect(self, picture: Pixels) -> list[PersonBox]:
        """Return them with a score below `SURE`."""
        return [replace(person, score=SURE - 0.1) for person in super().detect(picture)]


@pytest.mark.parametrize(("detector", "frames", "count"), [
    (FakeDetector(), 1, 1), (FaintDetector(), 1, 0), (FaintDetector(), 4, 1),
])  # fmt: skip
def test_a_box_in_a_single_frame_counts_only_if_it_is_sure(
    detector: FakeDetector, frames: int, count: int
) -> None:
    clip = [*walking(frames), *[frame()] * 20]
    vision = replace(FakeVisionLoader().load(None, None, "float32"), detector=detector)
    analyse = ClipAnalyser(FakeVideoReader({"/v": clip}, RATE), FakeThumbnails(), vision)
    assert len(analyse("/v", SHA, 5.0, CountingJob())[0]) == count


def test_an_empty_scene_gives_nothing_and_a_broken_clip_an_error() -> None:
    assert analysed([frame()] * 10)[0] == []
    with pytest.raises(MediaError):
        analysed([])


def test_the_best_shot_is_shown_not_the_first_or_last() -> None:
    near, far = Box(80, 20, 160, 220), Box(100, 60, 130, 140)
    clip = [frame((far, 64))] * 10 + [frame((near, 64))] * 10 + [frame((far, 64))] * 10
    [one], *_ = analysed(clip)
    assert one.box == near
    assert one.best_s is not None
    assert 1.0 <= one.best_s < 2.0
    assert (one.start_s, one.end_s) == (0.0, 2.8)


def test_a_long_clip_shows_life_at_every_frame() -> None:
    class Breathing(CountingJob):
        breaths = 0

        def breathe(self) -> None:
            self.breaths += 1

    job = Breathing()
    vision = FakeVisionLoader().load(None, None, "float32")
    reader = FakeVideoReader({"/v": walking(30)}, RATE)
    ClipAnalyser(reader, FakeThumbnails(), vision)("/v", SHA, 5.0, job)
    assert job.breaths == 15


def test_the_boxes_of_a_tracklet_are_kept() -> None:
    [one], frames, _, _ = analysed(walking(40))
    assert one.track is not None
    assert one.track.shape == (frames, 5)
    assert (one.track[0, 0], one.track[-1, 0]) == (0.0, pytest.approx(3.8))
    assert np.all(np.diff(one.track[:, 0]) > 0)
    assert np.all(np.diff(one.track[:, 1]) > 0)  # the person walks to the right
    row = one.track[np.isclose(one.track[:, 0], float(one.best_s or 0.0))][0]
    assert row[1:].tolist() == [one.box.left_px, one.box.top_px, one.box.right_px, one.box.bottom_px]


def test_a_person_who_leaves_and_comes_back_has_two_tracklets_of_one_appearance() -> None:
    nobody = [frame()] * 40
    found, _, _, _ = analysed([*walking(30), *nobody, *walking(30)])
    assert [one.start_s for one in found] == [0.0, pytest.approx(7.0)]
    assert [one.appearance for one in found] == [1, 1]
