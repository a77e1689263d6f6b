"""Which way up a picture is looked at, and how closely."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from reid_desktop.domain.geometry import Box, Pixels, Size
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.domain.turning import TURNS_DEG, turned, turned_back
from reid_desktop.ports.vision import Look
from reid_desktop.services.looking import persons_in, wanted_side_px
from tests.fakes.vision import LEVELS, StandingDetector, paint_standing

FRAME = Size(320, 240)
STANDING = (Box(20, 20, 60, 140), Box(200, 100, 240, 220))


def picture(*boxes: Box, frame: Size = FRAME) -> Pixels:
    pixels = np.zeros((frame.height_px, frame.width_px, 3), dtype=np.uint8)
    for box, level in zip(boxes, LEVELS, strict=False):
        paint_standing(pixels, box, level)
    return pixels


def stored(turn_deg: int, *boxes: Box) -> tuple[Pixels, list[Box]]:
    """Return a picture that `turn_deg` brings upright, and where its persons are in it."""
    upright = picture(*boxes)
    stored_size = Size(*turned(upright, -turn_deg).shape[1::-1])
    return np.ascontiguousarray(turned(upright, -turn_deg)), [
        turned_back(box, stored_size, turn_deg) for box in boxes
    ]


@pytest.mark.parametrize("turn_deg", TURNS_DEG)
@pytest.mark.parametrize("look", [Look.TURNED, Look.THOROUGH])
def test_a_picture_on_its_side_is_turned_and_its_boxes_stay_in_its_frame(turn_deg: int, look: Look) -> None:
    pixels, expected = stored(turn_deg, *STANDING)
    found = persons_in(pixels, StandingDetector(), look)
    assert {person.box for person in found} == set(expected)
    assert {person.turn_deg for person in found} == {turn_deg}


def test_upright_only_means_what_it_says() -> None:
    pixels, _ = stored(90, *STANDING)
    detector = StandingDetector()
    assert persons_in(pixels, detector, Look.UPRIGHT) == []
    assert (detector.looks, detector.glances) == (1, [])


def test_a_clearly_upright_picture_costs_one_look() -> None:
    detector = StandingDetector(0.85)
    found = persons_in(picture(*STANDING), detector, Look.TURNED)
    assert len(found) == 2
    assert (detector.looks, detector.glances) == (1, [])


def test_a_fairly_sure_person_rules_the_side_out_but_not_upside_down() -> None:
    detector = StandingDetector(0.6)
    assert {p.turn_deg for p in persons_in(picture(*STANDING), detector, Look.TURNED)} == {0}
    assert (detector.looks, detector.glances) == (1, [(180,)])


def test_an_empty_picture_costs_three_glances_and_no_second_look() -> None:
    detector = StandingDetector()
    assert persons_in(picture(), detector, Look.TURNED) == []
    assert (detector.looks, detector.glances) == (1, [TURNS_DEG])


class Undecided(StandingDetector):
    """Sees one person whichever way up."""

    def detect(self, picture: Pixels) -> list[PersonBox]:
        return [PersonBox(Box(0, 0, *picture.shape[:2]), 0.6)]

    def glance(self, picture: Pixels, turns_deg: Sequence[int]) -> list[float]:  # noqa: ARG002 - the port's
        return [0.65] * len(turns_deg)


@pytest.mark.parametrize("look", [Look.TURNED, Look.THOROUGH])
def test_in_doubt_a_picture_is_taken_as_it_is_stored(look: Look) -> None:
    found = persons_in(picture(), Undecided(), look)
    assert found[0].turn_deg == 0


# ------------------------------------------------------------ thorough


def test_a_thorough_look_finds_small_persons_in_tiles_once() -> None:
    """One in the middle of a tile, one on a border, one large; the whole view shows the large one only."""
    frame = Size(1280, 960)
    boxes = (Box(100, 100, 130, 160), Box(620, 440, 650, 500), Box(900, 100, 1200, 900))
    pixels = picture(*boxes, frame=frame)
    detector = StandingDetector(least_px=20)
    assert [p.box for p in persons_in(pixels, detector, Look.TURNED)] == [boxes[2]]
    found = persons_in(pixels, detector, Look.THOROUGH)
    assert {person.box for person in found} == set(boxes)
    assert len(found) == 3


def test_a_person_who_lies_is_found_beside_those_who_stand() -> None:
    pixels = picture(STANDING[0])
    lying = np.zeros((120, 40, 3), dtype=np.uint8)
    paint_standing(lying, Box(0, 0, 40, 120), LEVELS[1])
    pixels[180:220, 150:270] = turned(lying, 90)
    found = persons_in(pixels, StandingDetector(), Look.THOROUGH)
    assert {(p.box, p.turn_deg) for p in found} == {(STANDING[0], 0), (Box(150, 180, 270, 220), 270)}


def test_small_pictures_are_not_enlarged_more_than_twofold() -> None:
    small = StandingDetector()
    persons_in(picture(), small, Look.THOROUGH)
    assert small.looks == 4 + 4  # four turns and 2 x 2 tiles of 178 px; 4 x 4 would be 94 px each
    tiny = StandingDetector()
    persons_in(picture(frame=Size(160, 120)), tiny, Look.THOROUGH)
    assert tiny.looks == 4


def test_a_thorough_look_wants_more_of_the_photo() -> None:
    detector = StandingDetector()
    assert wanted_side_px(detector, Look.TURNED) == 640
    assert wanted_side_px(detector, Look.THOROUGH) == 1280


def test_a_huge_picture_is_looked_at_in_parts_and_never_copied_whole() -> None:
    """A photo that cannot be decoded smaller comes at full size: only views of it go to the detector."""

    class Measuring(StandingDetector):
        largest = 0

        def detect(self, picture: Pixels) -> list[PersonBox]:
            if picture.base is None:
                self.largest = max(self.largest, picture.size)
            return []

    detector = Measuring()
    persons_in(picture(frame=Size(8000, 6000)), detector, Look.THOROUGH)
    assert detector.largest <= (2 * 2 * 320) ** 2 * 3
