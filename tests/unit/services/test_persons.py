"""A crop comes from the scaled picture while that shows the embedder enough."""

import numpy as np
import pytest

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.services.persons import cut
from tests.fakes.media import FakePhoto

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
