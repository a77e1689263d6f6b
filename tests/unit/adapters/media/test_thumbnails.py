"""Small pictures of our own: fitted, whole, named by content."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from reid_desktop.adapters.media.thumbnails import ThumbnailFolder, encode_view
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Box, Pixels

SHA = "0123abcd" * 8


def blank(width: int, height: int) -> Pixels:
    return np.full((height, width, 3), (30, 120, 210), dtype=np.uint8)


def shape(path: Path) -> tuple[int, int]:
    found = cv2.imread(str(path))
    assert found is not None
    np.testing.assert_allclose(found[0, 0], (30, 120, 210), atol=3)
    return found.shape[1], found.shape[0]


@pytest.mark.parametrize(
    ("given", "kept"),
    [((400, 800), (160, 320)), ((800, 400), (160, 80)), ((40, 90), (40, 90)), ((2, 3000), (1, 320))],
)
def test_crops_fit_and_are_never_enlarged(
    tmp_path: Path, given: tuple[int, int], kept: tuple[int, int]
) -> None:
    store = ThumbnailFolder(tmp_path)
    store.put_crop(SHA, Box(0, 0, 5, 5), None, blank(*given))
    assert shape(store.crop_path(SHA, Box(0, 0, 5, 5), None)) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ((4032, 3024), (1008, 756)),
        ((1512, 2016), (756, 1008)),
        ((1920, 1080), (1280, 720)),
        ((640, 480), (640, 480)),
    ],
)
def test_views_are_1000_to_1280_pixels_long_and_never_enlarged(
    tmp_path: Path, given: tuple[int, int], kept: tuple[int, int]
) -> None:
    store = ThumbnailFolder(tmp_path)
    store.put_scene(SHA, 2.5, blank(*given))
    path = store.scene_path(SHA, 2.5)
    assert shape(path) == kept
    assert path.parent.name == "01"
    assert "2500ms" in path.name


def test_fine_patterns_become_grey_and_not_stripes(tmp_path: Path) -> None:
    stripes = np.zeros((1601, 801, 3), np.uint8)
    stripes[:, ::2] = 255
    store = ThumbnailFolder(tmp_path)
    store.put_crop(SHA, Box(0, 0, 801, 1601), None, stripes)
    found = cv2.imread(str(store.crop_path(SHA, Box(0, 0, 801, 1601), None)))
    assert found is not None
    assert found.shape == (320, 160, 3)
    np.testing.assert_allclose(found, 128, atol=4)


def test_a_kept_picture_is_not_written_again(tmp_path: Path) -> None:
    store = ThumbnailFolder(tmp_path)
    for _ in range(2):
        store.put_scene(SHA, None, blank(64, 64))
        path = store.scene_path(SHA, None)
        before = path.stat().st_mtime_ns
    assert path.stat().st_mtime_ns == before
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_a_disk_that_cannot_be_written_is_a_case_error(tmp_path: Path) -> None:
    (tmp_path / "thumbs").write_text("a file stands where the folder should be")
    with pytest.raises(CaseError, match="cannot be written"):
        ThumbnailFolder(tmp_path / "thumbs").put_scene(SHA, None, blank(8, 8))


def test_a_view_can_be_had_as_bytes() -> None:
    found = cv2.imdecode(np.frombuffer(encode_view(blank(200, 100), 50), dtype=np.uint8), cv2.IMREAD_COLOR)
    assert found is not None
    assert found.shape == (25, 50, 3)
