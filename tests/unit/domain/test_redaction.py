"""Masks cover whom they must, at every moment."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.redaction import HELD_S, MASK_BGR, box_at, covers, masked, widened

TRACK = np.array([[1.0, 10, 20, 30, 60], [1.5, 50, 20, 70, 60], [2.0, 90, 25, 110, 65]], dtype=np.float32)


@pytest.mark.parametrize(
    ("time_s", "box"),
    [
        (1.25, Box(10, 20, 70, 60)),
        (1.75, Box(50, 20, 110, 65)),
        (1.0, Box(10, 20, 30, 60)),
        (1.0 - HELD_S, Box(10, 20, 30, 60)),
        (2.0 + HELD_S, Box(90, 25, 110, 65)),
        (0.4, None),
        (2.6, None),
    ],
)
def test_between_samples_both_boxes_are_covered(time_s: float, box: Box | None) -> None:
    assert box_at(TRACK, time_s) == box


def test_no_track_no_box() -> None:
    assert box_at(TRACK[:0], 1.0) is None


@given(
    left=st.integers(-50, 150),
    top=st.integers(-50, 150),
    width=st.integers(1, 200),
    height=st.integers(1, 200),
)
def test_all_of_the_box_inside_the_picture_is_filled(left: int, top: int, width: int, height: int) -> None:
    picture = np.zeros((100, 120, 3), np.uint8)
    hidden = masked(picture, [Box(left, top, left + width, top + height)])
    part = hidden[max(top, 0) : max(top + height, 0), max(left, 0) : max(left + width, 0)]
    assert (part == MASK_BGR).all()
    assert not picture.any()


def test_a_mask_is_wider_than_the_box_and_tells_whom_it_hides() -> None:
    within = Size(400, 300)
    assert widened(Box(100, 100, 200, 300), within) == Box(92, 84, 208, 300)
    assert covers([Box(100, 100, 200, 200)], Box(204, 100, 260, 200), within)
    assert not covers([Box(100, 100, 200, 200)], Box(220, 100, 260, 200), within)
