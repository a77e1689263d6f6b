"""Crops: from the scaled picture while that shows the embedder enough, always with the person upright."""

from dataclasses import replace

import numpy as np
import pytest

from reid_desktop.domain.geometry import Box, Pixels, Size
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.domain.turning import TURNS_DEG, turned, turned_back
from reid_desktop.ports.vision import Vision
from reid_desktop.services.persons import cut, describe, find_persons, turn_of
from tests.fakes.media import FakePhoto
from tests.fakes.vision import LEVELS, FakeVisionLoader, StandingDetector, paint_standing

NEEDED = Size(width_px=128, height_px=256)


@pytest.mark.parametrize(
    ("width_px", "height_px", "is_full"),
    [
        (256, 512, False),  # just what the embedder sees
        (192, 384, False),  # three quarters of it
        (188, 800, True),  # too narrow
        (800, 376, True),  # too low
        (600, 1200, False),
    ],
)
def test_small_persons_are_cut_at_full_resolution(width_px: int, height_px: int, is_full: bool) -> None:
    photo = FakePhoto(np.zeros((1600, 2000, 3), np.uint8))
    half = photo.at_least(1000)
    assert half.shape == (800, 1000, 3)
    box = Box(100, 60, 100 + width_px, 60 + height_px)
    scale = 1 if is_full else 2
    piece = cut(photo, half, box, NEEDED)
    assert piece.shape == (height_px // scale, width_px // scale, 3)


def test_a_photo_that_was_decoded_whole_is_not_decoded_again() -> None:
    photo = FakePhoto(np.random.default_rng(1).integers(0, 255, (200, 300, 3), np.uint8))
    box = Box(10, 20, 30, 60)
    piece = cut(photo, photo.at_least(5000), box, NEEDED)
    assert piece.base is not None  # a view of the picture that is there
    np.testing.assert_array_equal(piece, photo.region(box))


# ------------------------------------------------------------ photos on their side

BOXES = (Box(200, 100, 320, 400), Box(500, 80, 640, 450))


def photo_of(*boxes: Box) -> Pixels:
    """Return a large photo of standing persons."""
    pixels = np.zeros((900, 1200, 3), dtype=np.uint8)
    for box, level in zip(boxes, LEVELS, strict=False):
        paint_standing(pixels, box, level)
    return pixels


@pytest.fixture
def vision() -> Vision:
    """Models that know upright persons only."""
    return replace(FakeVisionLoader().load(None, None, "float32"), detector=StandingDetector())


@pytest.mark.parametrize("turn_deg", TURNS_DEG)
def test_a_photo_on_its_side_gives_the_crops_facts_and_vectors_of_the_upright_one(
    vision: Vision, turn_deg: int
) -> None:
    upright = FakePhoto(photo_of(*BOXES))
    aside = FakePhoto(np.ascontiguousarray(turned(photo_of(*BOXES), -turn_deg)))
    expected = describe(upright, *find_persons(upright, vision), vision)
    found = describe(aside, *find_persons(aside, vision), vision)
    order = {turned_back(e.person.box, aside.size, turn_deg): e for e in expected}
    assert {d.person.box for d in found} == set(order)
    for one in found:
        same = order[one.person.box]
        assert one.person.turn_deg == turn_deg
        np.testing.assert_array_equal(one.crop, same.crop)
        np.testing.assert_array_equal(one.vector, same.vector)
        assert one.quality == same.quality


def test_a_small_person_on_the_side_is_cut_at_full_resolution() -> None:
    pixels = photo_of(Box(200, 100, 230, 180))
    aside = FakePhoto(np.ascontiguousarray(turned(pixels, 90)))
    box = turned_back(Box(200, 100, 230, 180), aside.size, 270)
    piece = cut(aside, aside.at_least(300), box, NEEDED, 270)
    np.testing.assert_array_equal(piece, pixels[100:180, 200:230])
    assert piece.flags.c_contiguous


def test_whose_turn_a_drawn_box_takes() -> None:
    lying, standing = PersonBox(Box(0, 0, 100, 40), 0.9, 90), PersonBox(Box(200, 0, 240, 100), 0.8, 0)
    assert turn_of(Box(5, 0, 90, 45), [lying, standing]) == 90
    assert turn_of(Box(205, 0, 240, 90), [lying, standing]) == 0
    assert turn_of(Box(400, 400, 440, 500), [lying]) == 90  # nobody found in it: as the rest of the picture
    assert turn_of(Box(0, 0, 10, 10), []) == 0


def test_who_is_covered_is_told_and_rated_lower(vision: Vision) -> None:
    """The second stands before half of the first."""
    photo = FakePhoto(np.random.default_rng(1).integers(0, 255, (900, 1200, 3), np.uint8))
    behind, before = PersonBox(Box(100, 100, 200, 500), 0.9), PersonBox(Box(150, 100, 250, 600), 0.8)
    alone = describe(photo, [behind], photo.at_least(640), vision)[0].quality
    covered, free = (d.quality for d in describe(photo, [behind, before], photo.at_least(640), vision))
    assert (alone.overlap, covered.overlap, free.overlap) == (0.0, 0.5, 0.0)
    assert covered.value == pytest.approx(0.7 * alone.value, abs=1e-4)
