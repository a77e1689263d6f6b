"""Keeps the small pictures that the window shows, named by what they are made of."""

from __future__ import annotations

import itertools
import os
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np

from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Box, Pixels

CROP_WIDTH_PX, CROP_HEIGHT_PX = 160, 320
SCENE_SIDE_PX = 1280
PROBE_SIDE_PX = 640
SCENE_ENOUGH_PX = 1000
"""A view is halved, which is five times as quick as scaling, where it stays at least this long."""
_CROP_QUALITY, _SCENE_QUALITY = 85, 80


class ThumbnailFolder(ThumbnailNames):
    """JPEG files below a folder, 256 folders wide; each is written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made when the first picture comes."""
        super().__init__(folder)
        self._numbers = itertools.count()

    def put_crop(self, sha256: str, box: Box, best_s: float | None, crop: Pixels) -> None:
        """Keep the crop of a sighting, fitted into 160 by 320 pixels, never enlarged.

        :raises CaseError: the disk is full or cannot be written.
        """
        self._put(self.crop_path(sha256, box, best_s), crop, (CROP_WIDTH_PX, CROP_HEIGHT_PX), _CROP_QUALITY)

    def put_scene(self, sha256: str, best_s: float | None, picture: Pixels) -> None:
        """Keep a view of the whole frame, its longest side 1000 to 1280 pixels where the frame has them.

        :raises CaseError: the disk is full or cannot be written.
        """
        while max(picture.shape[:2]) > SCENE_SIDE_PX and max(picture.shape[:2]) >= 2 * SCENE_ENOUGH_PX:
            picture = _halved(picture)
        self._put(self.scene_path(sha256, best_s), picture, (SCENE_SIDE_PX, SCENE_SIDE_PX), _SCENE_QUALITY)

    def _put(self, path: Path, picture: Pixels, limits: tuple[int, int], quality: int) -> None:
        if path.exists():
            return
        data = _encoded(_fitted(picture, *limits), quality)
        aside = path.with_name(f"{path.name}.{os.getpid()}-{next(self._numbers)}.part")
        try:
            _write(aside, data)
            aside.replace(path)
        except OSError as cause:
            with suppress(OSError):  # where nothing could be made, nothing can be left
                aside.unlink()
            raise CaseError(
                "A thumbnail cannot be written to {folder}: {reason}. Check the free space of the disk.",
                folder=str(path.parent),
                reason=cause.strerror or str(cause),
            ) from cause


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except FileNotFoundError:  # the first in its folder
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def encode_view(picture: Pixels, longest_side_px: int = SCENE_SIDE_PX) -> bytes:
    """Return a JPEG of `picture`, its longest side at most `longest_side_px`."""
    return _encoded(_fitted(picture, longest_side_px, longest_side_px), _SCENE_QUALITY)


def encode_probe(crop: Pixels) -> bytes:
    """Return a PNG of a probe's crop, its longest side at most 640 pixels: more than any embedder sees."""
    is_done, data = cv2.imencode(".png", _fitted(crop, PROBE_SIDE_PX, PROBE_SIDE_PX))
    if not is_done:
        raise ValueError(f"no PNG of {crop.shape}")
    return data.tobytes()


def shrink(crop: Pixels, height_px: int) -> Pixels:
    """Return a crop of so many pixels in height, as a camera farther away would have it."""
    height, width = crop.shape[:2]
    size = (max(1, round(width * height_px / height)), height_px)
    return np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _fitted(picture: Pixels, width_px: int, height_px: int) -> Pixels:
    height, width = picture.shape[:2]
    scale = min(width_px / width, height_px / height)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    # Halved until bilinear reads every pixel: a sixth of the time that averaging to any size takes.
    while picture.shape[1] >= 2 * size[0] and picture.shape[0] >= 2 * size[1]:
        picture = _halved(picture)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _halved(picture: Pixels) -> Pixels:
    """Return the means of blocks of 2 by 2; an odd last row or column is left out."""
    height, width = picture.shape[0] // 2, picture.shape[1] // 2
    even = picture[: 2 * height, : 2 * width]
    return np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _encoded(picture: Pixels, quality: int) -> bytes:
    is_done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not is_done:
        raise ValueError(f"no JPEG of {picture.shape}")
    return data.tobytes()
