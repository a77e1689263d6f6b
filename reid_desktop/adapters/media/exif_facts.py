"""Turns EXIF tags into facts about time, place and camera."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from reid_desktop.adapters.media import moments
from reid_desktop.adapters.media.tags import Tag, Tags
from reid_desktop.adapters.media.text import clean_text
from reid_desktop.domain.capture import Place, PlaceSource

_LAST_CHANGE = "There is no date of capture; the date of the last change was taken."
_DAY_MS = 24 * 3600 * 1000
# Tag of the date, of its fraction, of its own offset, and what it means if it is not the shutter's.
_CLOCKS = (
    ("EXIF DateTimeOriginal", "EXIF SubSecTimeOriginal", "EXIF OffsetTimeOriginal", None),
    (
        "EXIF DateTimeDigitized",
        "EXIF SubSecTimeDigitized",
        "EXIF OffsetTimeDigitized",
        "There is no date of capture; the date of digitising was taken.",
    ),
    ("Image DateTime", "EXIF SubSecTime", None, _LAST_CHANGE),
)


@dataclass(slots=True)
class ExifFacts:
    """What an EXIF block says; field names as in `RawFacts`."""

    make: str | None = None
    model: str | None = None
    software: str | None = None
    orientation: int = 1
    local_time: str | None = None
    local_time_original: str | None = None
    utc_offset: str | None = None
    gps_utc_ms: int | None = None
    gps_time_original: str | None = None
    place: Place | None = None
    warnings: list[str] = field(default_factory=list)


def exif_facts(tags: Tags, now_utc_ms: int) -> ExifFacts:
    """Return what the tags say; doubtful values are left out with a warning (CIPA DC-008)."""
    facts = ExifFacts(
        make=_text(tags, "Image Make"),
        model=_text(tags, "Image Model"),
        software=_text(tags, "Image Software"),
        orientation=_orientation(tags),
    )
    _read_clock(tags, facts, now_utc_ms)
    _read_fix_time(tags, facts, now_utc_ms)
    _read_place(tags, facts)
    return facts


def _text(tags: Tags, name: str) -> str | None:
    value = tags.get(name)
    if isinstance(value, tuple):
        value = bytes(int(part) for part in value if part is not None and 0 <= part <= 255)
    return clean_text(value)


def _numbers(tags: Tags, name: str) -> tuple[Fraction | None, ...]:
    value: Tag | None = tags.get(name)
    return value if isinstance(value, tuple) else ()


def _number(tags: Tags, name: str) -> Fraction | None:
    values = _numbers(tags, name)
    return values[0] if values else None


def _orientation(tags: Tags) -> int:
    value = _number(tags, "Image Orientation")
    return int(value) if value is not None and value in range(1, 9) else 1


def _read_clock(tags: Tags, facts: ExifFacts, now_utc_ms: int) -> None:
    for date_tag, fraction_tag, offset_tag, warning in _CLOCKS:
        text = _text(tags, date_tag)
        if text is None:
            continue
        found = moments.wall_clock(text)
        if found is None or not _believable(found[0], now_utc_ms):
            if any(char in "123456789" for char in text):
                facts.warnings.append(f"The date “{text[:40]}” cannot be; it was not used.")
            continue
        moment, trailing = found
        if not moment.microsecond:
            moment += moments.sub_second(_text(tags, fraction_tag) or "")
        facts.local_time = moments.iso_local(moment)
        facts.local_time_original = text
        facts.utc_offset = moments.offset(_text(tags, offset_tag) or "") if offset_tag else None
        facts.utc_offset = facts.utc_offset or trailing
        if warning:
            facts.warnings.append(warning)
        return


def _believable(moment: datetime, now_utc_ms: int) -> bool:
    return not moments.is_unset(moment) and moments.utc_ms(moment) <= now_utc_ms + _DAY_MS


def _read_fix_time(tags: Tags, facts: ExifFacts, now_utc_ms: int) -> None:
    day = _text(tags, "GPS GPSDate") or _text(tags, "GPS GPSDateStamp")
    parts = _numbers(tags, "GPS GPSTimeStamp")
    if day is None or not parts:
        return
    moment = moments.gps_moment(day, parts)
    if moment is None or not _believable(moment, now_utc_ms):
        return
    facts.gps_utc_ms = moments.utc_ms(moment)
    clock = ":".join("?" if part is None else f"{float(part):g}".zfill(2) for part in parts)
    facts.gps_time_original = f"{day} {clock} UTC"


def _read_place(tags: Tags, facts: ExifFacts) -> None:
    latitude = _angle(tags, "GPS GPSLatitude", "NS")
    longitude = _angle(tags, "GPS GPSLongitude", "EW")
    if latitude is None or longitude is None:
        if _numbers(tags, "GPS GPSLatitude"):
            facts.warnings.append("The position is incomplete; it was not used.")
        return
    if (latitude == 0 and longitude == 0) or not (abs(latitude) <= 90 and abs(longitude) <= 180):
        facts.warnings.append("The position is zero or does not exist; it was not used.")
        return
    datum = _text(tags, "GPS GPSMapDatum")
    if datum and "84" not in datum:
        facts.warnings.append(f"The position refers to {datum[:40]}, not WGS 84: it may be 100 m off.")
    if (_text(tags, "GPS GPSStatus") or "").upper().startswith("V"):
        facts.warnings.append("The receiver had no fix when it wrote the position.")
    error = _number(tags, "GPS GPSHPositioningError") or _number(tags, "GPS Tag 0x001F")
    facts.place = Place(
        latitude_deg=round(float(latitude), 8),
        longitude_deg=round(float(longitude), 8),
        source=PlaceSource.GPS_TAG,
        accuracy_m=float(error) if error is not None and 0 < error < 1_000_000 else None,
        altitude_m=_altitude(tags),
    )


def _angle(tags: Tags, name: str, signs: str) -> Fraction | None:
    """Return degrees from degrees, minutes, seconds and the letter; None if any is missing."""
    parts = _numbers(tags, name)
    letter = (_text(tags, f"{name}Ref") or "")[:1].upper()
    if not 1 <= len(parts) <= 3 or not letter or letter not in signs:
        return None
    angle = Fraction(0)
    for part, unit in zip(parts, (1, 60, 3600), strict=False):
        # Where degrees carry the fraction, some phones write 0/0 for the rest.
        if part is None and unit == 1:
            return None
        if part is not None:
            angle += part / unit
    return -angle if letter == signs[1] else angle


def _altitude(tags: Tags) -> float | None:
    height = _number(tags, "GPS GPSAltitude")
    if height is None or not -12_000 < height < 100_000:
        return None
    below = _numbers(tags, "GPS GPSAltitudeRef")
    return float(-height if below and below[0] == 1 else height)
