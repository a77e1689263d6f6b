"""Reads the header of a still picture: its size, how it must be turned, its EXIF block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

import pillow_heif
from PIL import Image, UnidentifiedImageError

from reid_desktop.adapters.media.evidence import reason
from reid_desktop.adapters.media.quiet import pillow_alone, truncated_welcome
from reid_desktop.domain.errors import MediaError
from reid_desktop.domain.geometry import Size

PIXEL_LIMIT = 256_000_000
"""Larger than any phone's picture (200 MP); a full decode of this takes 770 MB."""
PHOTO_LIMIT_BYTES = 512 * 1024 * 1024
_LONGEST_SIDE_PX = 65_535
_ORIENTATION_TAG = 0x0112
_TOO_LARGE = "The header promises more than the limit of {limit} megapixels; the file was not decoded."

_PILLOW_FORMATS = {
    "jpeg": ("JPEG",),
    "png": ("PNG",),
    "gif": ("GIF",),
    "tiff": ("TIFF",),
    "bmp": ("BMP",),
    "webp": ("WEBP",),
    "avif": ("AVIF",),
}


@dataclass(frozen=True, slots=True)
class PictureHeader:
    """What the header of a still picture tells."""

    container: str
    mode: str
    """Pillow's name of the pixel layout: `RGB`, `L`, `CMYK`, `I;16`, ..."""
    stored: Size
    """Size of what the decoder delivers, before it is turned."""
    turn: int
    """EXIF orientation 1-8 that the decoded picture still needs."""
    exif: bytes
    """The TIFF-shaped EXIF block, or nothing; for a TIFF the whole file."""

    @property
    def upright(self) -> Size:
        """Size once turned."""
        if self.turn < 5:
            return self.stored
        return Size(self.stored.height_px, self.stored.width_px)


def read_header(file: BinaryIO, container: str) -> PictureHeader:
    """Read the header of a photo of known format; decode nothing.

    :raises MediaError: the header is nonsense, or promises more than the pixel limit.
    """
    try:
        file.seek(0)
        found = _heic_header(file) if container == "heic" else _pillow_header(file, container)
    except MediaError:
        raise
    except UnidentifiedImageError as cause:
        raise MediaError("The {container} header is damaged.", container=container) from cause
    except Image.DecompressionBombError as cause:
        raise MediaError(_TOO_LARGE, limit=PIXEL_LIMIT // 1_000_000) from cause
    except Exception as cause:
        raise MediaError(
            "The {container} header cannot be read: {reason}.", container=container, reason=reason(cause)
        ) from cause
    return found


def open_pillow(file: BinaryIO, container: str) -> Image.Image:
    """Open with the one Pillow plugin that fits, so that no other ever sees hostile bytes.

    To be called inside `pillow_alone`.

    :raises MediaError: more pixels than the limit allows.
    """
    # Pillow's own limit would refuse a 200 MP phone; `checked` puts ours in its place. Pillow
    # warns above its limit and fails above twice that: frames that grow later meet that.
    Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT // 2
    picture = Image.open(file, formats=_PILLOW_FORMATS[container])
    checked(*picture.size)
    return picture


def checked(width_px: int, height_px: int) -> Size:
    """Return the size if it can be a picture's.

    :raises MediaError: empty, or over the limit.
    """
    if width_px < 1 or height_px < 1:
        raise MediaError("The picture is empty: its header says {w} by {h} pixels.", w=width_px, h=height_px)
    if width_px * height_px > PIXEL_LIMIT or max(width_px, height_px) > _LONGEST_SIDE_PX:
        raise MediaError(
            _TOO_LARGE + " It promises {w} by {h} pixels.",
            w=width_px,
            h=height_px,
            limit=PIXEL_LIMIT // 1_000_000,
        )
    return Size(width_px, height_px)


def _pillow_header(file: BinaryIO, container: str) -> PictureHeader:
    with pillow_alone():
        try:
            picture = open_pillow(file, container)
        except OSError:
            # Such as a PNG cut off in the chunks before the pixels: what is there will be tried.
            with truncated_welcome():
                file.seek(0)
                picture = open_pillow(file, container)
        exif = _tiff_part(_exif_of(picture))
        # Pillow turns TIFFs by itself while loading.
        turn = 1 if container == "tiff" else _orientation(exif)
        size, mode = checked(*picture.size), picture.mode
    if container == "tiff":
        file.seek(0)
        return PictureHeader(container, mode, size, turn, file.read(PHOTO_LIMIT_BYTES))
    return PictureHeader(container, mode, size, turn, exif)


def _exif_of(picture: Image.Image) -> bytes:
    """Return the EXIF bytes that Pillow met on its way (its `getexif` would decode a whole PNG)."""
    exif = picture.info.get("exif")
    if isinstance(exif, bytes):
        return exif
    # Older tools keep EXIF in a PNG as text: three lines of heading, then hexadecimal digits.
    text = picture.info.get("Raw profile type exif")
    if not isinstance(text, str):
        return b""
    try:
        return bytes.fromhex("".join(text.split("\n")[3:]))
    except ValueError:
        return b""


def _heic_header(file: BinaryIO) -> PictureHeader:
    """The HEIF decoder turns by the container's own boxes; EXIF orientation does not count there."""
    picture = pillow_heif.open_heif(file)
    size = checked(*picture.size)
    exif = picture.info.get("exif")
    return PictureHeader("heic", picture.mode, size, 1, _tiff_part(exif if isinstance(exif, bytes) else b""))


def _orientation(exif: bytes) -> int:
    if not exif:
        return 1
    found = Image.Exif()
    try:
        found.load(exif)
        value = found.get(_ORIENTATION_TAG, 1)
    except Exception:  # noqa: BLE001 - hostile EXIF; the picture itself may be sound
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _tiff_part(exif: bytes) -> bytes:
    """Cut off what stands before the TIFF header (`Exif\\0\\0`, sometimes twice)."""
    for start in (b"II*\0", b"MM\0*"):
        at = exif.find(start, 0, 64)
        if at >= 0:
            return exif[at:]
    return b""
