"""Decodes a whole still picture to BGR as it is stored, damaged ones as far as they go."""

from __future__ import annotations

import io
from dataclasses import replace

import cv2
import numpy as np
import pillow_heif
import simplejpeg
from PIL import Image

from reid_desktop.adapters.media.header import RAW, PictureHeader, checked, open_pillow
from reid_desktop.adapters.media.quiet import pillow_alone, truncated_welcome
from reid_desktop.adapters.media.raw import develop, open_raw
from reid_desktop.domain.geometry import Pixels, Size

CUT_SHORT = "The file is cut short or damaged; the part that could be decoded was used."

_REDUCED = {
    1: cv2.IMREAD_COLOR_BGR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}
_END_OF_IMAGE = b"\xff\xd9"
# What OpenCV decodes right and faster than Pillow does. It drops transparency, and
# reads CMYK its own way, so those stay with Pillow.
_OPENCV_MODES = {"jpeg": {"RGB", "L"}, "png": {"RGB", "L", "I;16", "I;16B"}}


def keep_to_one_thread() -> None:
    """Have OpenCV use no threads of its own in this process.

    For an analysis that has a thread a core: OpenCV's would wait for work
    awake, on the cores that the networks need.
    """
    cv2.setNumThreads(1)


def decode(data: bytes, header: PictureHeader, shrink: int = 1) -> tuple[Pixels, bool]:
    """Return the stored picture (BGR, not turned) and whether it was damaged.

    Colour profiles are not applied: detectors and people alike cope with the
    small difference. Transparent parts become white.

    :param shrink: 1, 2, 4 or 8; honoured for JPEG only (`shrinks` tells).
    """
    if header.container in RAW:
        return _raw(data, header, shrink)
    if header.mode in _OPENCV_MODES.get(header.container, ()):
        found = _turbo(data, header, shrink) or _opencv(data, header, shrink)
        if found is not None:
            return found
    if header.container == "heic":
        return _heic(data), False
    return _pillow(data, header.container)


def shrinks(header: PictureHeader) -> bool:
    """Return whether `decode` can deliver this picture smaller than it is stored."""
    return header.is_preview or (header.container == "jpeg" and header.mode in _OPENCV_MODES["jpeg"])


def _raw(data: bytes, header: PictureHeader, shrink: int) -> tuple[Pixels, bool]:
    preview = open_raw(data).preview if header.is_preview else None
    if preview is None:
        return develop(data), False
    jpeg = replace(header, container="jpeg")
    found = _turbo(preview, jpeg, shrink) or _opencv(preview, jpeg, shrink)
    return found if found is not None else _pillow(preview, "jpeg")


def _turbo(data: bytes, header: PictureHeader, shrink: int) -> tuple[Pixels, bool] | None:
    """Return what an undamaged JPEG holds, the same pixels as OpenCV's; None for all else.

    OpenCV goes through fresh memory for each picture, a tenth of the time.
    """
    if header.container != "jpeg":
        return None
    height, width = -(-header.stored.height_px // shrink), -(-header.stored.width_px // shrink)
    # Room for the size that the header promised and no other: more is refused, not allocated.
    room = np.empty((height, width, 3), dtype=np.uint8)
    try:
        found = simplejpeg.decode_jpeg(
            data, "BGR", min_height=height, min_width=width, min_factor=shrink, buffer=room
        )
    except ValueError:  # damaged in whatever way
        return None
    return (found, False) if _is_expected(found.shape, header.stored, shrink) else None


def _opencv(data: bytes, header: PictureHeader, shrink: int) -> tuple[Pixels, bool] | None:
    flags = _REDUCED[shrink if header.container == "jpeg" else 1] | cv2.IMREAD_IGNORE_ORIENTATION
    # OpenCV refuses a JPEG without an end marker; given one, it decodes what is there.
    attempts = (
        ((data, False), (data + _END_OF_IMAGE, True)) if header.container == "jpeg" else ((data, False),)
    )
    for attempt, is_damaged in attempts:
        try:
            found = cv2.imdecode(np.frombuffer(attempt, dtype=np.uint8), flags)
        except cv2.error:
            return None
        if found is not None and _is_expected(found.shape, header.stored, shrink):
            return np.asarray(found, dtype=np.uint8), is_damaged
    return None


def _is_expected(shape: tuple[int, ...], stored: Size, shrink: int) -> bool:
    """Two decoders that disagree about the size would put every box in the wrong place."""
    return shape[:2] == (-(-stored.height_px // shrink), -(-stored.width_px // shrink))


def _heic(data: bytes) -> Pixels:
    picture = pillow_heif.open_heif(io.BytesIO(data), bgr_mode=True)
    checked(*picture.size)
    return _three_channels(np.asarray(picture))


def _pillow(data: bytes, container: str) -> tuple[Pixels, bool]:
    with pillow_alone():
        try:
            return _loaded(data, container), False
        except (OSError, SyntaxError, EOFError, ValueError):
            with truncated_welcome():
                return _loaded(data, container), True


def _loaded(data: bytes, container: str) -> Pixels:
    with open_pillow(io.BytesIO(data), container) as picture:
        picture.load()
        checked(*picture.size)
        if picture.mode.startswith("I") or picture.mode == "F":
            return _three_channels(_eight_bit(np.asarray(picture), picture.mode))
        if picture.has_transparency_data:
            over = Image.new("RGBA", picture.size, "white")
            over.alpha_composite(picture.convert("RGBA"))
            picture = over
        return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])


def _eight_bit(values: np.ndarray[tuple[int, ...], np.dtype[np.generic]], mode: str) -> Pixels:
    """Bring 16-bit, 32-bit and floating grey to 8 bit."""
    grey = values.astype(np.float32)
    if mode.startswith("I;16"):
        return (grey / 257).round().astype(np.uint8)
    grey = np.nan_to_num(grey, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(grey.min()), float(grey.max())
    if low >= 0 and high <= 255:
        return grey.astype(np.uint8)
    return ((grey - low) * (255 / max(high - low, 1e-9))).astype(np.uint8)


def _three_channels(picture: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Pixels:
    found = np.asarray(picture, dtype=np.uint8)
    if found.ndim == 2:
        return np.asarray(cv2.cvtColor(found, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    if found.shape[2] == 4:
        alpha = found[:, :, 3:].astype(np.uint16)
        mixed = (found[:, :, :3] * alpha + 255 * (255 - alpha) + 127) // 255
        return mixed.astype(np.uint8)
    return np.ascontiguousarray(found)
