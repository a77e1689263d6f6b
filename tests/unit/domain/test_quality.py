"""Quality of crops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.geometry import Box, Pixels, Size
from reid_desktop.domain.quality import assess, overlaps

FRAME = Size(1920, 1080)


def texture(height_px: int = 400, width_px: int = 160) -> Pixels:
    return np.random.default_rng(1).integers(0, 255, (height_px, width_px, 3), dtype=np.uint8)


def test_a_large_sharp_whole_person_is_good() -> None:
    quality = assess(texture(), Box(500, 100, 660, 500), FRAME)
    assert quality.value == 1.0
    assert not quality.truncated


def test_a_person_cut_by_the_frame_is_worse() -> None:
    cut = assess(texture(), Box(0, 100, 160, 500), FRAME)
    assert cut.truncated
    assert cut.value == 0.7


def test_a_blurred_or_small_person_is_worse() -> None:
    flat = np.full((400, 160, 3), 90, dtype=np.uint8)
    assert assess(flat, Box(500, 100, 660, 500), FRAME).value == 0.0
    small = assess(texture(32, 12), Box(500, 100, 512, 132), FRAME)
    assert 0 < small.value < 0.5


def test_a_crop_of_a_few_pixels_is_no_error() -> None:
    assert assess(texture(1, 1), Box(5, 5, 6, 6), FRAME).value == 0.0


# ------------------------------------------------------------ overlap


def test_who_ends_lower_stands_in_front() -> None:
    far, near = Box(0, 0, 100, 200), Box(50, 100, 150, 300)
    assert overlaps([far, near]) == [0.25, 0.0]
    assert overlaps([near, far]) == [0.0, 0.25]


def test_of_two_cut_at_the_same_line_the_larger_stands_in_front() -> None:
    small, large = Box(40, 100, 80, 200), Box(0, 0, 60, 200)
    assert overlaps([small, large]) == [0.5, 0.0]


def test_what_two_cover_together_counts_once() -> None:
    behind = Box(0, 0, 100, 100)
    assert overlaps([behind, Box(0, 50, 60, 110), Box(40, 50, 100, 120)])[0] == 0.5


def test_one_alone_and_two_apart_are_free() -> None:
    assert overlaps([]) == []
    assert overlaps([Box(0, 0, 10, 10), Box(10, 0, 20, 30)]) == [0.0, 0.0]


BOXES = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.integers(0, 20), st.integers(0, 20), st.integers(1, 15), st.integers(1, 15),
)  # fmt: skip


@given(st.lists(BOXES, max_size=6))
def test_overlap_is_what_a_painter_would_cover(boxes: list[Box]) -> None:
    for box, share in zip(boxes, overlaps(boxes), strict=True):
        canvas = np.zeros((40, 40), dtype=bool)
        for other in boxes:
            if (other.bottom_px, other.area_px) > (box.bottom_px, box.area_px):
                canvas[other.top_px : other.bottom_px, other.left_px : other.right_px] = True
        hidden = canvas[box.top_px : box.bottom_px, box.left_px : box.right_px]
        assert share == pytest.approx(hidden.mean())


def test_the_value_falls_under_heavy_overlap_only() -> None:
    box = Box(500, 100, 660, 500)
    values = [assess(texture(), box, FRAME, share).value for share in (0.0, 0.3, 0.6, 0.9, 1.0)]
    assert values == [1.0, 1.0, 0.55, 0.1, 0.1]
    assert assess(texture(), box, FRAME, 0.6).overlap == 0.6
