"""What the report of a Cellebrite extraction says about one file: dates and positions in many forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from reid_desktop.domain.capture import Place, PlaceSource
from reid_desktop.domain.claims import PlaceClaim, PlaceTag, TimeClaim, TimeTag

_CAPTURE = ("capturetime", "capture time", "datetimeoriginal")
_FILE_DATES = {"creationtime": "created", "modifytime": "changed"}
_NUMBER = r"[-+]?[0-9]{1,3}(?:[.,][0-9]+)?"
_PAIR = re.compile(rf"\(?\s*({_NUMBER})\s*[/;,]\s*({_NUMBER})\s*\)?")
_YEAR_FIRST = re.compile(
    r"(?P<year>[0-9]{4})[-:/](?P<month>[0-9]{1,2})[-:/](?P<day>[0-9]{1,2})[T ]+"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]{1,6})[0-9]*)?"
    r"\s*(?P<zone>.*)"
)
_YEAR_LAST = re.compile(
    r"(?P<day>[0-9]{1,2})(?P<mark>[/.])(?P<month>[0-9]{1,2})[/.](?P<year>[0-9]{4})[T ,]+"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]{1,6})[0-9]*)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>.*)"
)
"""As the examiner's computer wrote it: `18/05/2024 14:22:33`, in the United States `5/18/2024 2:22:33 PM`."""
_OFFSET = re.compile(r"\(?(?:UTC|GMT)?\s*(?P<sign>[-+])(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?\)?")


def time_claims(stamps: Mapping[str, str], items: Mapping[str, str]) -> tuple[TimeClaim, ...]:
    """Return the dates of capture that the report read, then those of the phone's file system.

    :param stamps: name -> text of the file's time stamps; `items` the same of its metadata.
    """
    found = [
        time_claim(TimeTag.REPORT, text) for name, text in items.items() if name.casefold().endswith(_CAPTURE)
    ]
    for name, text in stamps.items():
        told = _FILE_DATES.get(name.casefold())
        found.append(time_claim(TimeTag.FILE_SYSTEM, text, told) if told else None)
    return tuple(dict.fromkeys(claim for claim in found if claim is not None))


def time_claim(tag: TimeTag, text: str, told: str | None = None) -> TimeClaim | None:
    """Return a date as a claim: absolute where it has an offset, else a wall clock.

    None for no date, and for one that may mean several: `05/06/2024 2:22:33 PM` is May in one country and
    June in another, and a zone that is told in words is no wall clock of the phone.
    """
    try:
        moment, zone = _year_first(text.strip()) or _year_last(text.strip()) or (None, "")
        if moment is None:
            return None
        offset = _offset(zone)
        if offset is None:
            wall = moment.isoformat()
            return TimeClaim(tag, text, wall=wall) if tag is not TimeTag.FILE_SYSTEM and not zone else None
        utc_ms = round(moment.replace(tzinfo=timezone(offset)).astimezone(UTC).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
    return TimeClaim(tag, f"{told} {text}" if told else text, utc_ms=utc_ms) if utc_ms > 0 else None


def _year_first(text: str) -> tuple[datetime, str] | None:
    match = _YEAR_FIRST.fullmatch(text)
    if match is None:
        return None
    return _moment(match, int(match["month"]), int(match["day"]), int(match["hour"])), match["zone"].strip()


def _year_last(text: str) -> tuple[datetime, str] | None:
    match = _YEAR_LAST.fullmatch(text)
    if match is None:
        return None
    day, month, hour, half = int(match["day"]), int(match["month"]), int(match["hour"]), match["half"]
    if half:
        if day <= 12 and month <= 12 and day != month and match["mark"] == "/":
            return None
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half[0] in "Pp" else 0)
    if month > 12 and match["mark"] == "/":
        day, month = month, day
    return _moment(match, month, day, hour), match["zone"].strip()


def _moment(match: re.Match[str], month: int, day: int, hour: int) -> datetime:
    part_us = int((match["part"] or "0").ljust(6, "0"))
    minute, second = int(match["minute"]), int(match["second"])
    return datetime(int(match["year"]), month, day, hour, minute, second, part_us)  # noqa: DTZ001 - a wall clock


def _offset(text: str) -> timedelta | None:
    """Return an offset; None where nothing says which zone a clock shows."""
    if text.upper() in {"Z", "UTC", "GMT", "(UTC)"}:
        return timedelta(0)
    found = _OFFSET.fullmatch(text)
    if found is None:
        return None
    size = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return -size if found["sign"] == "-" else size


def place_claims(items: Mapping[str, str]) -> tuple[PlaceClaim, ...]:
    """Return the positions that the report read: a pair in one text, or latitude and longitude in two."""
    found: dict[tuple[float, float], str] = {}
    halves: dict[bool, tuple[float, str]] = {}
    for name, text in items.items():
        folded = name.casefold()
        if "lat" in folded and "lon" in folded:
            pair = _PAIR.fullmatch(text.strip())
            if pair is not None:
                found.setdefault((_number(pair[1]), _number(pair[2])), text)
        elif folded.endswith(("latitude", "longitude")) and re.fullmatch(_NUMBER, text.strip()):
            halves.setdefault(folded.endswith("latitude"), (_number(text), text))
    if len(halves) == 2:
        (latitude, one), (longitude, other) = halves[True], halves[False]
        found.setdefault((latitude, longitude), f"{one}, {other}")
    claims = []
    for (latitude, longitude), text in found.items():
        if (latitude, longitude) != (0.0, 0.0) and abs(latitude) <= 90 and abs(longitude) <= 180:
            place = Place(latitude, longitude, PlaceSource.REPORT)
            claims.append(PlaceClaim(PlaceTag.REPORT, text, place))
    return tuple(claims)


def _number(text: str) -> float:
    return float(text.strip().replace(",", "."))
