"""Two decoders of JPEGs, one picture."""

from __future__ import annotations

import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image

from reid_desktop.adapters.media.decoding import decode
from reid_desktop.adapters.media.header import read_header
from reid_desktop.domain.geometry import Size

REDUCED = {
    1: cv2.IMREAD_COLOR_BGR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


def jpeg(mode: str = "RGB", **options: object) -> bytes:
    """Sides that no scale divides."""
    small = np.random.default_rng(5).integers(0, 256, (9, 13, 3), dtype=np.uint8)
    large = cv2.resize(small, (333, 211), interpolation=cv2.INTER_CUBIC)
    file = io.BytesIO()
    Image.fromarray(large).convert(mode).save(file, "JPEG", quality=90, **options)
    return file.getvalue()


@pytest.mark.parametrize("shrink", [1, 2, 4, 8])
@pytest.mark.parametrize(
    "data",
    [jpeg(subsampling=0), jpeg(subsampling=2), jpeg("L"), jpeg(progressive=True)],
    ids=["4:4:4", "4:2:0", "grey", "progressive"],
)
def test_a_whole_jpeg_has_the_pixels_that_opencv_finds(data: bytes, shrink: int) -> None:
    found, is_damaged = decode(data, read_header(io.BytesIO(data), "jpeg"), shrink)
    expected = cv2.imdecode(np.frombuffer(data, np.uint8), REDUCED[shrink] | cv2.IMREAD_IGNORE_ORIENTATION)
    np.testing.assert_array_equal(found, expected)
    assert not is_damaged


@pytest.mark.parametrize("shrink", [1, 2])
def test_of_a_cut_jpeg_opencv_finds_what_is_there(shrink: int) -> None:
    data = jpeg()
    header = read_header(io.BytesIO(data), "jpeg")
    whole, _ = decode(data, header, shrink)
    found, is_damaged = decode(data[: len(data) // 2], header, shrink)
    assert is_damaged
    np.testing.assert_array_equal(found[: len(found) // 4], whole[: len(found) // 4])


@pytest.mark.parametrize("stored", [Size(333, 210), Size(332, 211), Size(400, 300)])
def test_a_jpeg_of_another_size_than_promised_is_not_decoded_to_it(stored: Size) -> None:
    data = jpeg()
    header = replace(read_header(io.BytesIO(data), "jpeg"), stored=stored)
    assert decode(data, header)[0].shape[:2] == (211, 333)  # which the caller refuses
