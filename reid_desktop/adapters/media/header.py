"""Reads the header of a still picture: its size, how it must be turned, its EXIF block."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import pillow_heif
from PIL import Image, UnidentifiedImageError

from reid_desktop.adapters.media.directories import Directories, orientation_in
from reid_desktop.adapters.media.evidence import reason
from reid_desktop.adapters.media.jpeg_blocks import Blocks, jpeg_blocks, tiff_part
from reid_desktop.adapters.media.png_blocks import png_blocks
from reid_desktop.adapters.media.quiet import pillow_alone, truncated_welcome
from reid_desktop.adapters.media.raw import open_raw
from reid_desktop.adapters.media.video_boxes import canon_blocks, jp2_blocks
from reid_desktop.domain.errors import MediaError
from reid_desktop.domain.geometry import Size

PIXEL_LIMIT = 256_000_000
"""Larger than any phone's picture (200 MP); a full decode of this takes 770 MB."""
PHOTO_LIMIT_BYTES = 512 * 1024 * 1024
_LONGEST_SIDE_PX = 65_535
_TOO_LARGE = "The header promises more than the limit of {limit} megapixels; the file was not decoded."

_PILLOW_FORMATS = {
    "jpeg": ("JPEG",),
    "png": ("PNG",),
    "gif": ("GIF",),
    "tiff": ("TIFF",),
    "bmp": ("BMP",),
    "webp": ("WEBP",),
    "avif": ("AVIF",),
    "jp2": ("JPEG2000",),
}
RAW = ("dng", "raw")
_FUJI = b"FUJIFILMCCD-RAW "
TIFF_STARTS = (b"II*\0", b"MM\0*")


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
    blocks: Blocks
    """EXIF and its kin; of a TIFF or a raw file only what does not stand in its own directories."""
    is_preview: bool = False
    """Whether what is decoded is the preview inside a raw file."""

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
        if container in RAW:
            found = _raw_header(file, container)
        else:
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
        blocks = _blocks(file, container, picture)
        # Pillow turns TIFFs by itself while loading.
        turn = 1 if container == "tiff" else _orientation(blocks)
        size, mode = checked(*picture.size), picture.mode
    return PictureHeader(container, mode, size, turn, blocks)


def _blocks(file: BinaryIO, container: str, picture: Image.Image) -> Blocks:
    if container == "jpeg":
        return jpeg_blocks(file)
    if container == "png":
        return png_blocks(file)
    if container == "jp2":
        exif, xmp = jp2_blocks(file)
        return Blocks(exif=[found for block in exif if (found := tiff_part(block))], xmp=xmp)
    return _told_by(picture.info, with_exif=container != "tiff")


def _told_by(info: Mapping[Any, object], *, with_exif: bool = True) -> Blocks:
    """Return what the decoder met on its way (its `getexif` would decode a whole picture)."""
    exif, xmp = info.get("exif"), info.get("xmp")
    block = tiff_part(exif) if with_exif and isinstance(exif, bytes) else b""
    return Blocks(exif=[block] if block else [], xmp=[xmp] if isinstance(xmp, bytes) and xmp else [])


def _raw_header(file: BinaryIO, container: str) -> PictureHeader:
    """Return the header of a raw file; of one that LibRaw does not know, that of the TIFF that it may be."""
    data = file.read(PHOTO_LIMIT_BYTES)
    try:
        picture = open_raw(data)
    except Exception:
        if data[:4] not in TIFF_STARTS:
            raise
        file.seek(0)
        return _pillow_header(file, "tiff")
    size = checked(picture.width_px, picture.height_px)
    blocks = _raw_blocks(data, picture.small_preview)
    turn = orientation_in(Directories(io.BytesIO(data)).tags())
    if data[:4] not in TIFF_STARTS:
        turn = _orientation(blocks)
    return PictureHeader(container, "RGB", size, turn, blocks, is_preview=picture.preview is not None)


def _raw_blocks(data: bytes, preview: bytes | None) -> Blocks:
    """Return what a raw file says outside directories of its own: in boxes (CR3), or in its JPEG (RAF)."""
    canon = canon_blocks(io.BytesIO(data)) if data[4:8] == b"ftyp" else {}
    if canon:
        exif = [canon[name] for name in (b"CMT1", b"CMT2") if name in canon]
        return Blocks(exif=exif, gps=[canon[b"CMT4"]] if b"CMT4" in canon else [])
    if data.startswith(_FUJI):
        start, size = (int.from_bytes(data[at : at + 4], "big") for at in (84, 88))
        return jpeg_blocks(io.BytesIO(data[start : start + size]))
    return jpeg_blocks(io.BytesIO(preview)) if preview else Blocks()


def _heic_header(file: BinaryIO) -> PictureHeader:
    """The HEIF decoder turns by the container's own boxes; EXIF orientation does not count there."""
    picture = pillow_heif.open_heif(file)
    size = checked(*picture.size)
    return PictureHeader("heic", picture.mode, size, 1, _told_by(picture.info))


def _orientation(blocks: Blocks) -> int:
    return orientation_in(Directories(io.BytesIO(blocks.exif[0])).tags()) if blocks.exif else 1
