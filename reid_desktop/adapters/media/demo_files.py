"""Writes made-up phone files: JPEG and HEIC with EXIF, a clip, a screenshot, a damaged picture."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pillow_heif
from PIL import ExifTags, Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational

from reid_desktop.domain.geometry import Pixels

CLIP_FPS = 24
_JPEG_QUALITY = 88


@dataclass(frozen=True, slots=True)
class Shot:
    """What a phone notes about a picture it takes."""

    make: str
    model: str
    taken: datetime
    """With its zone."""
    place: tuple[float, float] | None = None
    """Latitude and longitude in degrees."""
    has_offset: bool = True


def write_jpeg(path: Path, pixels: Pixels, shot: Shot | None) -> None:
    """Write a photo; without `shot` it carries no EXIF, like a messenger's copy."""
    exif = _exif(shot) if shot else Image.Exif()
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(_rgb(pixels)).save(path, "JPEG", quality=_JPEG_QUALITY, exif=exif)
    if shot:
        _date(path, shot.taken)


def write_heic(path: Path, pixels: Pixels, shot: Shot) -> bool:
    """Write a HEIC photo; return False where no HEVC encoder is installed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        picture = pillow_heif.from_pillow(Image.fromarray(_rgb(pixels)))
        picture.save(path, quality=60, exif=_exif(shot).tobytes())
    except (OSError, RuntimeError, ValueError):
        path.unlink(missing_ok=True)
        return False
    _date(path, shot.taken)
    return True


def write_clip(path: Path, original: Pixels, seconds: float, taken: datetime) -> None:
    """Write a clip that pans over a picture from left to right and back."""
    height, width = 540, 540
    scale = height / original.shape[0]
    strip_width = max(round(original.shape[1] * scale), width)
    strip = np.asarray(cv2.resize(original, (strip_width, height)), dtype=np.uint8)
    way = max(strip.shape[1] - width, 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        container.metadata["creation_time"] = taken.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        stream = container.add_stream(_codec(), rate=CLIP_FPS)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.bit_rate = 1_500_000
        count = round(seconds * CLIP_FPS)
        for number in range(count):
            left = round(way * (1 - abs(1 - 2 * number / count)))
            picture = np.ascontiguousarray(strip[:, left : left + width])
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, CLIP_FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    _date(path, taken)


def write_screenshot(path: Path, lines: list[str]) -> None:
    """Write a drawn picture of a chat, with no person in it."""
    picture = Image.new("RGB", (720, 1560), (236, 240, 244))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 720, 110), fill=(40, 92, 130))
    for number, text in enumerate(lines):
        left = 40 if number % 2 else 220
        top = 170 + 150 * number
        draw.rounded_rectangle((left, top, left + 460, top + 100), 24, fill=(255, 255, 255))
        draw.text((left + 28, top + 32), text, fill=(30, 34, 40), font_size=28)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, "PNG")


def write_cut_short(path: Path, pixels: Pixels, part: float) -> None:
    """Write only the first `part` (0 to 1) of a JPEG's bytes, as from a failing memory card."""
    buffer = io.BytesIO()
    Image.fromarray(_rgb(pixels)).save(buffer, "JPEG", quality=_JPEG_QUALITY)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue()[: round(len(buffer.getvalue()) * part)])


def _rgb(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(pixels[:, :, ::-1])


def _date(path: Path, taken: datetime) -> None:
    os.utime(path, (taken.timestamp(), taken.timestamp()))


def _codec() -> str:
    try:
        av.codec.Codec("libx264", "w")
    except av.error.FFmpegError:
        return "mpeg4"
    return "libx264"


def _exif(shot: Shot) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = shot.make
    exif[ExifTags.Base.Model] = shot.model
    exif[ExifTags.Base.Orientation] = 1
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = shot.taken.strftime("%Y:%m:%d %H:%M:%S")
    if shot.has_offset:
        offset = shot.taken.strftime("%z")
        details[ExifTags.Base.OffsetTimeOriginal] = f"{offset[:3]}:{offset[3:]}"
    if shot.place is not None:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        latitude, longitude = shot.place
        gps[ExifTags.GPS.GPSLatitudeRef] = "N" if latitude >= 0 else "S"
        gps[ExifTags.GPS.GPSLatitude] = _degrees(latitude)
        gps[ExifTags.GPS.GPSLongitudeRef] = "E" if longitude >= 0 else "W"
        gps[ExifTags.GPS.GPSLongitude] = _degrees(longitude)
    return exif


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Return degrees, minutes and seconds."""
    seconds = round(abs(value) * 3600 * 100)
    return (
        IFDRational(seconds // 360_000, 1),
        IFDRational(seconds // 6_000 % 60, 1),
        IFDRational(seconds % 6_000, 100),
    )
