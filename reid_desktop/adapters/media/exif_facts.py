"""Turns EXIF tags into facts about time, place and camera."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from reid_desktop.adapters.media import moments
from reid_desktop.adapters.media.directories import Tag, apple_content_id, orientation_in
from reid_desktop.adapters.media.findings import Findings, believable_height, believable_radius
from reid_desktop.adapters.media.tags import Tags
from reid_desktop.adapters.media.text import clean_text
from reid_desktop.domain.claims import PlaceTag, TimeTag

# Tag of the date, of its fraction, of its own offset (CIPA DC-008, tables 4 and 8).
_CLOCKS = (
    (
        TimeTag.EXIF_ORIGINAL,
        "EXIF DateTimeOriginal",
        "EXIF SubSecTimeOriginal",
        "EXIF OffsetTimeOriginal",
    ),
    (
        TimeTag.EXIF_DIGITIZED,
        "EXIF DateTimeDigitized",
        "EXIF SubSecTimeDigitized",
        "EXIF OffsetTimeDigitized",
    ),
    (TimeTag.EXIF_CHANGED, "Image DateTime", "EXIF SubSecTime", "EXIF OffsetTime"),
)
_NEXT_BEST = {
    TimeTag.EXIF_DIGITIZED: "There is no date of capture; the date of digitising was taken.",
    TimeTag.EXIF_CHANGED: "There is no date of capture; the date of the last change was taken.",
}
_ROLLED_OVER = (
    "The date “{text}” of the satellite fix lies 1,024 weeks off the camera's: the receiver's count of weeks"
    " ran over; it was not used."
)
_ROLLOVER = timedelta(weeks=1024)
RANGE_ERROR_M = 5.0
"""Usual error of one range of a phone's receiver: a fix is as many metres off as the DOP times this."""
_WORST_DOP = 50


@dataclass(slots=True)
class CameraFacts:
    """What an EXIF block says of the camera."""

    make: str | None
    model: str | None
    software: str | None
    serial: str | None
    orientation: int
    content_id: str | None


def exif_facts(tags: Tags, found: Findings) -> CameraFacts:
    """Return what the tags say of the camera; times and places go to `found` (CIPA DC-008)."""
    _read_clocks(tags, found)
    _read_fix_time(tags, found)
    _read_place(tags, found)
    note = tags.get("EXIF MakerNote")
    return CameraFacts(
        make=_text(tags, "Image Make"),
        model=_text(tags, "Image Model"),
        software=_text(tags, "Image Software"),
        serial=_text(tags, "EXIF BodySerialNumber") or _text(tags, "Image CameraSerialNumber"),
        orientation=orientation_in(tags),
        content_id=apple_content_id(note) if isinstance(note, bytes) else None,
    )


def _text(tags: Tags, name: str) -> str | None:
    value = tags.get(name)
    if isinstance(value, tuple):
        value = bytes(int(part) for part in value if part is not None and 0 <= part <= 255)
    return clean_text(value)


def _numbers(tags: Tags, name: str) -> tuple[Fraction | None, ...]:
    value: Tag | None = tags.get(name)
    return value if isinstance(value, tuple) else ()


def _number(tags: Tags, *names: str) -> Fraction | None:
    for name in names:
        values = _numbers(tags, name)
        if values and values[0] is not None:
            return values[0]
    return None


def _read_clocks(tags: Tags, found: Findings) -> None:
    for tag, date_name, fraction_name, offset_name in _CLOCKS:
        text = _text(tags, date_name)
        if text is None:
            continue
        zone = moments.offset(_text(tags, offset_name) or "")
        if zone is None and tag is TimeTag.EXIF_ORIGINAL:
            zone = _whole_hours(tags)
        first = not found.times
        found.text_time(tag, text, fraction=_text(tags, fraction_name) or "", zone=zone)
        if first and found.times and tag in _NEXT_BEST:
            found.warn(_NEXT_BEST[tag])


def _whole_hours(tags: Tags) -> str | None:
    """Return the zone of TimeZoneOffset (TIFF/EP): hours, for the date of capture first."""
    hours = _number(tags, "EXIF TimeZoneOffset", "Image TimeZoneOffset")
    if hours is None or hours.denominator != 1 or abs(hours) > 14:
        return None
    return f"{'-' if hours < 0 else '+'}{abs(int(hours)):02d}:00"


def _read_fix_time(tags: Tags, found: Findings) -> None:
    day = _text(tags, "GPS GPSDate") or _text(tags, "GPS GPSDateStamp")
    parts = _numbers(tags, "GPS GPSTimeStamp") or moments.gps_clock(_text(tags, "GPS GPSTimeStamp") or "")
    if day is None or not parts:
        return
    clock = ":".join("?" if part is None else f"{float(part):g}".zfill(2) for part in parts[:3])
    text = f"{day} {clock} UTC"
    moment = moments.gps_moment(day, parts)
    if moment is None or moment.year < 1981:  # 1980-01-06 is where the system's own count starts
        if any(char in "123456789" for char in day):
            found.no_time(text)
    elif _has_rolled_over(moment.replace(tzinfo=None), found):
        found.no_time(text, _ROLLED_OVER)
    else:
        found.absolute_time(TimeTag.GPS, text, moment, 1.0 if parts[2] is not None else 60.0)


def _has_rolled_over(fix: datetime, found: Findings) -> bool:
    """Return whether the camera's clock says the same, but for one count of weeks (IS-GPS-200)."""
    clocks = (claim.wall for claim in found.times if claim.wall)
    return any(
        abs(abs(datetime.fromisoformat(clock) - fix) - _ROLLOVER) < timedelta(days=2) for clock in clocks
    )


def _read_place(tags: Tags, found: Findings) -> None:
    north, east = _numbers(tags, "GPS GPSLatitude"), _numbers(tags, "GPS GPSLongitude")
    if not north and not east:
        return
    sides = _text(tags, "GPS GPSLatitudeRef") or "", _text(tags, "GPS GPSLongitudeRef") or ""
    if not any((*north, *east)) and not "".join(sides):
        return  # the empty block that phones write without a fix
    datum = _text(tags, "GPS GPSMapDatum")
    if datum and "84" not in datum:
        found.warn(f"The position refers to {datum[:40]}, not WGS 84: it may be 100 m off.")
    if (_text(tags, "GPS GPSStatus") or "").upper().startswith("V"):
        found.warn("The receiver had no fix when it wrote the position.")
    found.place(
        PlaceTag.EXIF_GPS,
        f"{_shown(north)} {sides[0]}, {_shown(east)} {sides[1]}".strip(),
        (_angle(north, sides[0], "NS"), _angle(east, sides[1], "EW")),
        accuracy_m=_radius(tags),
        altitude_m=_altitude(tags),
    )


def _shown(parts: tuple[Fraction | None, ...]) -> str:
    """Return the numbers as found, with no rounding beyond the tenth digit."""
    return " ".join("?" if part is None else f"{float(part):.10g}" for part in parts[:3]) or "?"


def _angle(parts: tuple[Fraction | None, ...], side: str, letters: str) -> float | None:
    """Return degrees from degrees, minutes, seconds and the letter.

    None if degrees or letter are missing: half of the world is no place. A sign that
    somebody wrote into the number itself does in place of the letter.
    """
    if not 1 <= len(parts) <= 3 or parts[0] is None:
        return None
    # Where degrees carry the fraction, some phones write 0/0 for the rest.
    angle = sum(
        (abs(part) / unit for part, unit in zip(parts, (1, 60, 3600), strict=False) if part), Fraction()
    )
    is_negative = any(part is not None and part < 0 for part in parts)
    letter = side.strip()[:1].upper()
    if (letter and letter not in letters) or not (letter or is_negative):
        return None
    return float(-angle if is_negative or letter == letters[1] else angle)


def _radius(tags: Tags) -> float | None:
    """Return the error that the phone states; else the dilution of precision times the range error.

    DOP says how much the geometry of the satellites widens the error of a single range.
    """
    error = _number(tags, "GPS GPSHPositioningError", "GPS Tag 0x001F")
    if error is not None and error > 0:
        return believable_radius(float(error))
    dilution = _number(tags, "GPS GPSDOP")
    if dilution is None or not 0 < dilution < _WORST_DOP:
        return None
    return round(float(dilution) * RANGE_ERROR_M, 1)


def _altitude(tags: Tags) -> float | None:
    """Return the height; reference 1 and 3 are below the sea or the ellipsoid (CIPA DC-008-2023)."""
    height = _number(tags, "GPS GPSAltitude")
    if height is None:
        return None
    reference = tags.get("GPS GPSAltitudeRef")
    first = reference[0] if reference and not isinstance(reference, str) else None
    if isinstance(reference, str) and reference[:1] in "0123":
        first = int(reference[0])
    return believable_height(float(-abs(height) if first in (1, 3, ord("1"), ord("3")) else height))
