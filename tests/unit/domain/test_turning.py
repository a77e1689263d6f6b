"""Turning by quarters: boxes go where their pixels go."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.geometry import Box, Size, crop
from reid_desktop.domain.turning import turned, turned_back, turned_box, turned_size

FRAME = Size(7, 4)
PICTURE = np.arange(7 * 4 * 3, dtype=np.uint8).reshape(4, 7, 3)
TURNS = st.sampled_from([0, 90, 180, 270])


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, top = draw(st.integers(0, 6)), draw(st.integers(0, 3))
    return Box(left, top, draw(st.integers(left + 1, 7)), draw(st.integers(top + 1, 4)))


def test_ninety_degrees_are_clockwise() -> None:
    right = turned(PICTURE, 90)
    assert right.shape == (7, 4, 3)
    assert np.array_equal(right[0, -1], PICTURE[0, 0])  # what was top left is top right
    assert turned_size(FRAME, 90) == Size(4, 7)
    assert turned_size(FRAME, 180) == FRAME


@given(boxes(), TURNS)
def test_a_turned_box_holds_the_turned_pixels(box: Box, turn_deg: int) -> None:
    moved = turned_box(box, FRAME, turn_deg)
    assert np.array_equal(crop(turned(PICTURE, turn_deg), moved), turned(crop(PICTURE, box), turn_deg))


@given(boxes(), TURNS)
def test_turning_back_undoes_it(box: Box, turn_deg: int) -> None:
    assert turned_back(turned_box(box, FRAME, turn_deg), FRAME, turn_deg) == box


def test_only_quarters_are_turns() -> None:
    with pytest.raises(ValueError, match="45"):
        turned(PICTURE, 45)
