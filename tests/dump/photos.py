"""Stills as phones and messengers write them, with known times and places."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pillow_heif
from PIL import ExifTags, Image

from tests.dump.truth import Truth, local, offset, utc_ms

_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
_HEIC_SIDE_PX = 960


@dataclass(frozen=True)
class Shot:
    """One picture about to be laid out."""

    number: int
    picture: Image.Image
    made_from: str
    taken: datetime
    latitude_deg: float
    longitude_deg: float


Layout = Callable[[Shot], tuple[Truth, bytes]]


def camera_with_offset(shot: Shot) -> tuple[Truth, bytes]:
    """A newer Android phone: offset beside the clock, position, any orientation, milliseconds."""
    clock = local(shot.taken)
    turn = shot.number % 8 + 1
    exif = _exif(shot, turn)
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.SubsecTimeOriginal] = (
        f"{shot.taken.microsecond // 1000:03d}"
    )
    _add_offset(exif, shot)
    _add_place(exif, shot)
    path = f"DCIM/Camera/IMG_{clock:%Y%m%d_%H%M%S}_{shot.number:03d}.jpg"
    return _truth(shot, path, "offset_tag", has_place=True), _jpeg(shot.picture, turn, exif)


def pixel(shot: Shot) -> tuple[Truth, bytes]:
    """A Pixel: the name is in UTC, the EXIF clock local with its offset."""
    shot = _whole_second(shot)
    exif = _exif(shot, 1, make="Google", model="Pixel 8 Pro")
    _add_offset(exif, shot)
    path = f"DCIM/Camera/PXL_{shot.taken:%Y%m%d_%H%M%S}{shot.number % 1000:03d}.jpg"
    return _truth(shot, path, "offset_tag"), _jpeg(shot.picture, 1, exif)


def camera_without_zone(shot: Shot) -> tuple[Truth, bytes]:
    """An older camera: a clock, and nothing that tells its zone."""
    shot = _whole_second(shot)
    exif = _exif(shot, 6 if shot.number % 2 else 1, make="samsung", model="SM-G930F")
    path = f"DCIM/Camera/{local(shot.taken):%Y%m%d_%H%M%S}_{shot.number:03d}.jpg"
    return _truth(shot, path, "exhibit_zone"), _jpeg(shot.picture, 6 if shot.number % 2 else 1, exif)


def camera_with_fix(shot: Shot) -> tuple[Truth, bytes]:
    """A clock without zone, and the satellites' date and time in UTC."""
    shot = _whole_second(shot)
    exif = _exif(shot, 1, make="HUAWEI", model="VOG-L29")
    _add_place(exif, shot)
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSDateStamp] = f"{shot.taken:%Y:%m:%d}"
    gps[ExifTags.GPS.GPSTimeStamp] = (shot.taken.hour, shot.taken.minute, shot.taken.second)
    path = f"DCIM/Camera/IMG_{local(shot.taken):%Y%m%d_%H%M%S}_{shot.number:03d}.jpg"
    return _truth(shot, path, "gps_utc", has_place=True), _jpeg(shot.picture, 1, exif)


def iphone(shot: Shot) -> tuple[Truth, bytes]:
    """An iPhone: HEIC, a number for a name."""
    shot = _whole_second(_smaller(shot, _HEIC_SIDE_PX))
    exif = _exif(shot, 1, make="Apple", model="iPhone 13 Pro Max")
    _add_offset(exif, shot)
    _add_place(exif, shot)
    file = io.BytesIO()
    pillow_heif.from_pillow(shot.picture).save(file, quality=60, exif=exif.tobytes())
    path = f"DCIM/100APPLE/IMG_{shot.number:04d}.HEIC"
    return _truth(shot, path, "offset_tag", has_place=True), file.getvalue()


def whatsapp(shot: Shot) -> tuple[Truth, bytes]:
    """A messenger's copy: smaller, no EXIF, a day in the name."""
    shot = _smaller(shot, 1600)
    day = local(shot.taken)
    noon = day.replace(hour=12, minute=0, second=0, microsecond=0)
    path = f"WhatsApp/Media/WhatsApp Images/IMG-{day:%Y%m%d}-WA{shot.number:04d}.jpg"
    return _truth(shot, path, "file_name", at=noon), _jpeg(shot.picture, 1, None, quality=70)


def signal(shot: Shot) -> tuple[Truth, bytes]:
    """Another messenger's copy: no EXIF, a clock in the name."""
    shot = _smaller(shot, 1280)
    path = f"Pictures/Signal/signal-{local(shot.taken):%Y-%m-%d-%H-%M-%S}-{_milliseconds(shot)}.webp"
    file = io.BytesIO()
    shot.picture.save(file, "WEBP", quality=75)
    return _truth(shot, path, "file_name"), file.getvalue()


def screenshot(shot: Shot) -> tuple[Truth, bytes]:
    """A screenshot: PNG, a clock in the name."""
    shot = _smaller(shot, 720)
    clock = f"{local(shot.taken):%Y-%m-%d-%H-%M-%S}-{_milliseconds(shot)}"
    path = f"Pictures/Screenshots/Screenshot_{clock}_com.maps.png"
    file = io.BytesIO()
    shot.picture.save(file, "PNG", compress_level=1)
    return _truth(shot, path, "file_name"), file.getvalue()


def thumbnail(shot: Shot) -> tuple[Truth, bytes]:
    """A thumbnail that outlived its picture: no time at all."""
    shot = _smaller(shot, 320)
    path = f"DCIM/.thumbnails/{10_000 + shot.number}.jpg"
    return _truth(shot, path, None), _jpeg(shot.picture, 1, None, quality=60)


LAYOUTS: tuple[Layout, ...] = (
    camera_with_offset,
    whatsapp,
    camera_without_zone,
    camera_with_offset,
    pixel,
    camera_with_fix,
    screenshot,
    camera_with_offset,
    signal,
    camera_without_zone,
    thumbnail,
    camera_with_offset,
    camera_with_fix,
    whatsapp,
    iphone,
    camera_with_offset,
)


def _truth(
    shot: Shot, path: str, source: str | None, *, has_place: bool = False, at: datetime | None = None
) -> Truth:
    return Truth(
        path=path,
        kind="photo",
        width_px=shot.picture.width,
        height_px=shot.picture.height,
        utc_ms=utc_ms(at or shot.taken) if source else None,
        time_source=source,
        latitude_deg=shot.latitude_deg if has_place else None,
        longitude_deg=shot.longitude_deg if has_place else None,
        made_from=shot.made_from,
    )


def _milliseconds(shot: Shot) -> str:
    return f"{shot.taken.microsecond // 1000:03d}"


def _whole_second(shot: Shot) -> Shot:
    return Shot(
        shot.number,
        shot.picture,
        shot.made_from,
        shot.taken - timedelta(microseconds=shot.taken.microsecond),
        shot.latitude_deg,
        shot.longitude_deg,
    )


def _smaller(shot: Shot, longest_px: int) -> Shot:
    picture = shot.picture.copy()
    picture.thumbnail((longest_px, longest_px))
    return Shot(shot.number, picture, shot.made_from, shot.taken, shot.latitude_deg, shot.longitude_deg)


def _jpeg(picture: Image.Image, turn: int, exif: Image.Exif | None, quality: int = 88) -> bytes:
    file = io.BytesIO()
    stored = picture.transpose(_STORED[turn]) if turn in _STORED else picture
    if exif is None:
        stored.save(file, "JPEG", quality=quality)
    else:
        stored.save(file, "JPEG", quality=quality, exif=exif)
    return file.getvalue()


def _exif(shot: Shot, turn: int, make: str = "Xiaomi", model: str = "M2101K6G") -> Image.Exif:
    exif = Image.Exif()
    clock = f"{local(shot.taken):%Y:%m:%d %H:%M:%S}"
    exif[ExifTags.Base.Make] = make
    exif[ExifTags.Base.Model] = model
    exif[ExifTags.Base.Orientation] = turn
    exif[ExifTags.Base.DateTime] = clock
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.DateTimeOriginal] = clock
    inner[ExifTags.Base.DateTimeDigitized] = clock
    return exif


def _add_offset(exif: Image.Exif, shot: Shot) -> None:
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = offset(shot.taken)


def _add_place(exif: Image.Exif, shot: Shot) -> None:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "S" if shot.latitude_deg < 0 else "N"
    gps[ExifTags.GPS.GPSLatitude] = _parts(shot.latitude_deg)
    gps[ExifTags.GPS.GPSLongitudeRef] = "W" if shot.longitude_deg < 0 else "E"
    gps[ExifTags.GPS.GPSLongitude] = _parts(shot.longitude_deg)
    gps[ExifTags.GPS.GPSHPositioningError] = 5.0 + shot.number % 20


def _parts(degrees: float) -> tuple[float, float, float]:
    whole = abs(degrees)
    minutes = (whole - int(whole)) * 60
    return float(int(whole)), float(int(minutes)), round((minutes - int(minutes)) * 60, 4)
