"""Understands dates as EXIF, GPS and containers write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

_DATE = re.compile(
    r"\s*(\d{4})[:/.\-](\d{1,2})[:/.\-](\d{1,2})[ T]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?"
    r"\s*(Z|[+-]\d\d:?\d\d)?\s*\Z"
)
_DAY = re.compile(r"\s*(\d{4})[:/.\-](\d{1,2})[:/.\-](\d{1,2})\s*\Z")
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)\Z")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR_OFFSET_H = 14


def wall_clock(text: str) -> tuple[datetime, str | None] | None:
    """Return a camera clock (no zone) and the offset written behind it, if any; None if it is no date."""
    found = _DATE.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    micro = int((found[7] or "0").ljust(6, "0")[:6])
    try:
        moment = datetime(year, month, day, hour, minute, min(second, 59), micro)  # noqa: DTZ001 - a wall clock
    except ValueError:
        return None
    return moment, offset(found[8] or "")


def is_unset(moment: datetime) -> bool:
    """Return whether a clock was never set: the epochs of Unix and of QuickTime, give or take a zone."""
    day = moment.replace(tzinfo=None)
    unix, quicktime = _EPOCH.replace(tzinfo=None), datetime(1904, 1, 1)  # noqa: DTZ001 - compared as bare dates
    return moment.year < 1900 or any(abs(day - zero) < timedelta(hours=26) for zero in (unix, quicktime))


def sub_second(text: str) -> timedelta:
    """Return the fraction of a second that SubSecTime digits mean (`7` is 0.7 s)."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal()):
        return timedelta()
    return timedelta(microseconds=int(digits.ljust(6, "0")[:6]))


def offset(text: str) -> str | None:
    """Return a UTC offset as `+HH:MM`, or None if it is none."""
    cleaned = text.strip()
    if cleaned == "Z":
        return "+00:00"
    found = _OFFSET.match(cleaned)
    if not found or int(found[2]) > _FAR_OFFSET_H or int(found[3]) > 59:
        return None
    return f"{found[1]}{found[2]}:{found[3]}"


def gps_moment(day: str, parts: tuple[Fraction | None, ...]) -> datetime | None:
    """Return the UTC moment of GPSDateStamp and GPSTimeStamp, or None."""
    found = _DAY.match(day)
    if not found or len(parts) != 3:
        return None
    hour, minute, second = parts
    if hour is None or minute is None or second is None:
        return None
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 61):
        return None
    try:
        midnight = datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
    except ValueError:
        return None
    milli = round((hour * 3600 + minute * 60 + second) * 1000)
    return midnight + timedelta(milliseconds=milli)


def iso_local(moment: datetime) -> str:
    """Return `YYYY-MM-DDTHH:MM:SS[.fff]`."""
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


def utc_ms(moment: datetime, zone: str = "+00:00") -> int:
    """Return milliseconds since 1970; a moment without zone is read in `zone` (`+HH:MM`)."""
    if moment.tzinfo is None:
        length = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        moment = moment.replace(tzinfo=timezone(-length if zone[0] == "-" else length))
    return round((moment - _EPOCH) / timedelta(milliseconds=1))
