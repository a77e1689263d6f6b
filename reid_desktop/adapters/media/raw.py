"""Opens raw photos (DNG and the camera makers' formats) with LibRaw, by their preview where it is large.

The preview is the picture that the phone showed, as the phone developed it. Where there is none, or a small
one, the sensor's data are developed: camera white balance, no brightening.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import rawpy
from PIL import Image

from reid_desktop.domain.geometry import Pixels

_ENOUGH = 0.5
"""A preview with this share of the sensor's longest side stands for the whole."""


@dataclass(frozen=True, slots=True)
class RawPicture:
    """What a raw file holds, before it is decoded; sizes as stored, not turned."""

    width_px: int
    height_px: int
    preview: bytes | None
    """The JPEG to decode instead, if it is large enough."""
    small_preview: bytes | None = None
    """Any JPEG inside: some formats keep their EXIF there."""


def open_raw(data: bytes) -> RawPicture:
    """Read the header.

    :raises rawpy.LibRawError: it is no raw file that LibRaw knows, or a damaged one.
    """
    with rawpy.imread(io.BytesIO(data)) as opened:
        width_px, height_px = opened.sizes.iwidth, opened.sizes.iheight
        preview = _preview(opened)
    size = _size_of(preview) if preview else None
    if size and max(size) >= _ENOUGH * max(width_px, height_px):
        return RawPicture(*size, preview, preview)
    return RawPicture(width_px, height_px, None, preview)


def develop(data: bytes) -> Pixels:
    """Return the sensor's picture as BGR, not turned.

    :raises rawpy.LibRawError: it cannot be developed.
    """
    with rawpy.imread(io.BytesIO(data)) as opened:
        found = opened.postprocess(use_camera_wb=True, user_flip=0, output_bps=8)
    return np.ascontiguousarray(np.asarray(found, dtype=np.uint8)[:, :, ::-1])


def _preview(opened: rawpy.RawPy) -> bytes | None:
    try:
        found = opened.extract_thumb()
    except rawpy.LibRawError:
        return None
    return found.data if found.format == rawpy.ThumbFormat.JPEG and isinstance(found.data, bytes) else None


def _size_of(preview: bytes) -> tuple[int, int] | None:
    try:
        with Image.open(io.BytesIO(preview), formats=("JPEG",)) as picture:
            return picture.size if picture.mode in ("RGB", "L") else None
    except (OSError, SyntaxError, ValueError):
        return None
