"""Boxes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.geometry import Box, Size

coordinates = st.integers(-3000, 9000)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, top = draw(coordinates), draw(coordinates)
    return Box(left, top, left + draw(st.integers(1, 4000)), top + draw(st.integers(1, 4000)))


def test_an_empty_box_is_refused() -> None:
    with pytest.raises(ValueError, match="empty box"):
        Box(5, 5, 5, 9)


@given(boxes(), boxes())
def test_iou_is_symmetric_and_between_0_and_1(a: Box, b: Box) -> None:
    assert a.iou(b) == b.iou(a)
    assert 0 <= a.iou(b) <= 1
    assert a.iou(a) == 1


@given(boxes(), st.integers(1, 5000), st.integers(1, 5000), st.floats(0.01, 8), st.floats(0.01, 8))
def test_a_scaled_box_lies_inside_and_is_not_empty(
    box: Box, width: int, height: int, x: float, y: float
) -> None:
    found = box.scaled(x, y, Size(width, height))
    assert 0 <= found.left_px < found.right_px <= width
    assert 0 <= found.top_px < found.bottom_px <= height
