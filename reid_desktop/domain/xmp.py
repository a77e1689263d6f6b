"""What the properties of an XMP packet claim about time and place.

The properties are named as in the XMP specification, part 2 (2016): `exif:DateTimeOriginal`. Who parses
the packet (`adapters/media/xmp.py`) and who finds it, in a file or beside it, are others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from .capture import Place, PlaceSource
from .claims import PlaceClaim, PlaceTag, TimeClaim, TimeTag

_TIMES = (
    ("exif:DateTimeOriginal", TimeTag.XMP_ORIGINAL),
    ("photoshop:DateCreated", TimeTag.XMP_ORIGINAL),
    ("xmp:CreateDate", TimeTag.XMP_CREATED),
    ("exif:DateTimeDigitized", TimeTag.XMP_CREATED),
)
_DATE = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:T(?P<minute>[0-9]{2}:[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<part>[0-9]{1,9}))?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?)?",
    re.ASCII,
)
_DEGREES = re.compile(
    r"(?P<degrees>[0-9]{1,3}),(?P<minutes>[0-9]{1,2}(?:\.[0-9]{1,20})?)"
    r"(?:,(?P<seconds>[0-9]{1,2}(?:\.[0-9]{1,20})?))?(?P<side>[NSEW])",
    re.ASCII,
)
_PLAIN = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?", re.ASCII)
_RATIO = re.compile(r"(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)(?:/([0-9]{1,15}))?", re.ASCII)
LONGEST_TEXT = 200
"""A date or a coordinate that is longer is none."""


@dataclass(frozen=True, slots=True)
class XmpClaims:
    """What a packet claims."""

    times: tuple[TimeClaim, ...] = ()
    places: tuple[PlaceClaim, ...] = ()


def xmp_claims(properties: Mapping[str, str]) -> XmpClaims:
    """Return the times and places that the properties claim; what makes no sense is left out."""
    times = [xmp_time(properties.get(name, ""), tag) for name, tag in _TIMES]
    fix = xmp_time(properties.get("exif:GPSTimeStamp", ""), TimeTag.GPS)
    if fix is not None and fix.wall is not None and fix.zone is not None:
        times.append(TimeClaim(TimeTag.GPS, fix.text, utc_ms=_utc_ms(fix.wall, fix.zone), step_s=fix.step_s))
    place = _place(properties)
    kept = dict.fromkeys(claim for claim in times if claim is not None)
    return XmpClaims(tuple(kept), (place,) if place is not None else ())


def xmp_time(text: str, tag: TimeTag) -> TimeClaim | None:
    """Return a date as XMP writes it (ISO 8601, cut off at the day or finer), or None.

    `2024-05-18T14:22:33.5+02:00`; a `Z` becomes the zone `+00:00`. Years and months alone are no times.
    """
    found = _DATE.fullmatch(text.strip()) if len(text) <= LONGEST_TEXT else None
    if found is None:
        return None
    clock = f"{found['minute'] or '00:00'}:{found['second'] or '00'}"
    wall = f"{found['day']}T{clock}" + (f".{found['part'][:6].ljust(6, '0')}" if found["part"] else "")
    try:
        datetime.fromisoformat(wall)
        zone = _zone(found["zone"])
    except ValueError:
        return None
    step_s = 1.0 if found["second"] else 60.0 if found["minute"] else 86_400.0
    return TimeClaim(tag, text.strip(), wall=wall, zone=zone, step_s=step_s)


def xmp_degrees(text: str, sides: str) -> float | None:
    """Return degrees of a `GPSCoordinate` (`51,20.38N`, `51,20,22N`) or of plain decimals, or None.

    `sides` is `NS` or `EW`; the second letter is negative.
    """
    cleaned = text.strip() if len(text) <= LONGEST_TEXT else ""
    largest = 90.0 if sides == "NS" else 180.0
    if _PLAIN.fullmatch(cleaned):
        plain = float(cleaned)
        return plain if abs(plain) <= largest else None
    found = _DEGREES.fullmatch(cleaned)
    if found is None or found["side"] not in sides:
        return None
    minutes, seconds = float(found["minutes"]), float(found["seconds"] or 0)
    if minutes >= 60 or seconds >= 60:
        return None
    degrees = int(found["degrees"]) + minutes / 60 + seconds / 3600
    if degrees > largest:
        return None
    return -degrees if found["side"] == sides[1] else degrees


def xmp_number(text: str | None) -> float | None:
    """Return a `Rational` such as `821/10`, or a plain number, or None."""
    found = _RATIO.fullmatch(text.strip()) if text and len(text) <= LONGEST_TEXT else None
    if found is None:
        return None
    below = float(found[2]) if found[2] else 1.0
    value = float(found[1]) / below if below else math.nan
    return value if math.isfinite(value) else None


def _place(properties: Mapping[str, str]) -> PlaceClaim | None:
    north, east = properties.get("exif:GPSLatitude", ""), properties.get("exif:GPSLongitude", "")
    latitude, longitude = xmp_degrees(north, "NS"), xmp_degrees(east, "EW")
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None
    altitude = xmp_number(properties.get("exif:GPSAltitude"))
    if altitude is not None and properties.get("exif:GPSAltitudeRef", "0").strip() == "1":
        altitude = -abs(altitude)
    accuracy = xmp_number(properties.get("exif:GPSHPositioningError"))
    if accuracy is not None and accuracy <= 0:
        accuracy = None
    place = Place(latitude, longitude, PlaceSource.SIDECAR, accuracy, altitude)
    return PlaceClaim(PlaceTag.XMP, f"{north.strip()} {east.strip()}", place)


def _zone(text: str | None) -> str | None:
    if text is None:
        return None
    if text == "Z":
        return "+00:00"
    if int(text[1:3]) > 14 or int(text[4:6]) > 59:
        raise ValueError(f"no such offset: {text}")
    return text


def _utc_ms(wall: str, zone: str) -> int:
    sign = -1 if zone[0] == "-" else 1
    offset = sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
    moment = datetime.fromisoformat(wall).replace(tzinfo=timezone(offset))
    return round(moment.timestamp() * 1000)
