"""Quality of crops."""

from __future__ import annotations

import numpy as np

from reid_desktop.domain.geometry import Box, Pixels, Size
from reid_desktop.domain.quality import assess

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
