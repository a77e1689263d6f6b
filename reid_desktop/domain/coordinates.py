"""Coordinates as people, maps and devices write them, read into degrees (WGS 84)."""

from __future__ import annotations

import re

from .grid_references import read_grid

Degrees = tuple[float, float]
"""Latitude and longitude."""

_NUMBER = r"[+-]?\d{1,3}(?:[.,]\d+)?"
_SIGNED = re.compile(rf"\(?\s*({_NUMBER})\s*°?\s*(?:[;,/]\s+|[;/]|\s+)\s*({_NUMBER})\s*°?\s*\)?")
_COMMA = re.compile(r"\(?\s*([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*,\s*([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*\)?")
_PAIR = r"([+-]?\d{1,3}(?:\.\d+)?),\s*([+-]?\d{1,3}(?:\.\d+)?)"
_LINKS = (
    re.compile(rf"^geo:{_PAIR}", re.IGNORECASE),
    re.compile(rf"@{_PAIR}"),
    re.compile(rf"[?&](?:q|ll|query|center|daddr|destination)=(?:loc:)?{_PAIR}"),
    re.compile(r"#map=\d+(?:\.\d+)?/([+-]?\d{1,3}(?:\.\d+)?)/([+-]?\d{1,3}(?:\.\d+)?)"),
    re.compile(r"mlat=([+-]?\d{1,3}(?:\.\d+)?)&mlon=([+-]?\d{1,3}(?:\.\d+)?)"),
)
_PART = re.compile(r"\d+(?:[.,]\d+)?")
_AXES = re.compile(r"[NSEW]")
_SIGNS = re.compile("[\u00b0\u00ba\u02da'\u2032\u2019\"\u2033\u201d:]|DEG|MIN|SEC")
"""Of degrees, minutes and seconds."""


def read_coordinates(words: str) -> Degrees | None:
    """Return (latitude, longitude), or None where the words are no coordinates or can mean two places.

    Read are decimal degrees (`52.3731, 4.8925`, with decimal commas `52,3731 4,8925`), degrees with minutes
    and seconds (`52°22'23"N 4°53'33"E`, `N 52 22.39 E 4 53.55`), `geo:` and the links of map services, UTM,
    MGRS and full plus codes. `O` is no direction: it is east in German and west in French.
    """
    words = words.strip()
    if not words or len(words) > 500:
        return None
    read = _link(words) or read_grid(words) or _by_letters(words) or _signed(words)
    return read if read is not None and abs(read[0]) <= 90 and abs(read[1]) <= 180 else None


def _link(words: str) -> Degrees | None:
    plain = words.replace("%2C", ",").replace("%2c", ",")
    found = next((found for found in (one.search(plain) for one in _LINKS) if found), None)
    return None if found is None else (float(found[1]), float(found[2]))


def _signed(words: str) -> Degrees | None:
    found = _COMMA.fullmatch(words) or _SIGNED.fullmatch(words)
    if found is None:
        return None
    return float(found[1].replace(",", ".")), float(found[2].replace(",", "."))


def _by_letters(words: str) -> Degrees | None:
    """Read two angles that say with a letter before or after them which way they go."""
    plain = _SIGNS.sub(" ", words.upper())
    axes = _AXES.findall(plain)
    if len(axes) != 2 or re.search(r"[^NSEW0-9.,;/\s]", plain):
        return None
    is_before = plain.lstrip()[0] in "NSEW"
    parts = [part for part in _AXES.split(plain) if part.strip(" ,;/")]
    if len(parts) != 2 or is_before == (plain.rstrip(" ,;/")[-1] in "NSEW"):
        return None
    angles = [_angle(part) for part in parts]
    if angles[0] is None or angles[1] is None:
        return None
    found = dict(zip((axis in "NS" for axis in axes), zip(angles, axes, strict=True), strict=True))
    if len(found) != 2:
        return None
    (latitude, north), (longitude, east) = found[True], found[False]
    assert latitude is not None
    assert longitude is not None
    return (-latitude if north == "S" else latitude), (-longitude if east == "W" else longitude)


def _angle(words: str) -> float | None:
    """Return degrees of `52.37`, `52 22.39` or `52 22 23.4`; only the last part may have a fraction."""
    parts = _PART.findall(words.strip(" ,;/"))
    if not 1 <= len(parts) <= 3 or _PART.sub("", words).strip(" ,;/"):
        return None
    if any("." in part or "," in part for part in parts[:-1]):
        return None
    values = [float(part.replace(",", ".")) for part in parts]
    if any(value >= 60 for value in values[1:]):
        return None
    return sum(value / scale for value, scale in zip(values, (1.0, 60.0, 3600.0), strict=False))
