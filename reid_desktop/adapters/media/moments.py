"""Understands dates as EXIF, GPS and containers write them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

DAY_S = 86_400.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR_OFFSET_H = 14
_LONGEST = 64

_DAY_PART = r"(?P<year>\d{4})(?:[:/.\- ](?P<month>\d{1,2})[:/.\- ](?P<day>\d{1,2})|(?P<packed>\d{4}))"
_CLOCK_PART = (
    r"(?P<hour>\d{1,2})[:.\-](?P<minute>\d{1,2})(?:[:.\-](?P<second>\d{1,2})(?:[.,:](?P<part>\d{1,9}))?)?"
    r"|(?P<run>\d{6})(?:[.,](?P<run_part>\d{1,9}))?"
)
_ZONE_PART = r"(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d\d(?::?\d\d)?)"
_DATE = re.compile(
    rf"{_DAY_PART}(?:[ T_,]+(?:{_CLOCK_PART})\s*(?P<half>[AP]\.?M\.?)?\s*{_ZONE_PART}?)?",
    re.ASCII | re.IGNORECASE,
)
_C_TIME = re.compile(  # AVI's IDIT, as C's asctime() writes it
    r"(?:[A-Z]{3},? +)?(?P<name>[A-Z]{3}) +(?P<day>\d{1,2}) +(?P<clock>\d{1,2}:\d{2}:\d{2}) +(?P<year>\d{4})",
    re.ASCII | re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_GPS_DAY = re.compile(r"(\d{4})(?:[:/.\- ](\d{1,2})[:/.\- ](\d{1,2})(?!\d)|(\d\d)(\d\d)(?!\d))", re.ASCII)
_GPS_CLOCK = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)", re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])(\d{1,2})(?::?(\d\d))?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A date as somebody wrote it."""

    moment: datetime
    """Without zone; where the text is coarser, the start of what it covers."""
    zone: str | None
    """`+HH:MM`, if it stood behind the date."""
    step_s: float
    """How fine the text is: a day, a minute, a second, a fraction of one."""


def written(text: str) -> Written | None:
    """Return the date that a text states, or None if it states none.

    Year, month and day are needed, in this order (or as `Sat May 18 14:22:33 2024`), with
    `:`, `-`, `/`, `.` or a blank between them, or nothing. An hour of 24 is that of phones
    which count from 1 to 24: midnight, at the start of the day.
    """
    cleaned = " ".join(_in_ascii(text[: 4 * _LONGEST]).replace("\0", " ").split())[:_LONGEST]
    found = _DATE.fullmatch(cleaned)
    if found:
        return _read(found)
    named = _C_TIME.fullmatch(cleaned)
    if named and named["name"].lower() in _MONTHS:
        month = _MONTHS.index(named["name"].lower()) + 1
        return written(f"{named['year']}:{month}:{named['day']} {named['clock']}")
    return None


def _in_ascii(text: str) -> str:
    """Return the text with the digits of any script as ASCII: some phones write those of their language."""
    return "".join(str(unicodedata.decimal(char, char)) for char in text)


def _read(found: re.Match[str]) -> Written | None:
    packed = found["packed"]
    month, day = (packed[:2], packed[2:]) if packed else (found["month"], found["day"])
    run = found["run"]
    hour, minute, second = (
        (run[:2], run[2:4], run[4:]) if run else (found["hour"], found["minute"], found["second"])
    )
    digits = found["part"] or found["run_part"] or ""
    hours = _hour(int(hour or 0), found["half"])
    if hours is None:
        return None
    try:
        moment = datetime(  # noqa: DTZ001 - a wall clock has no zone
            int(found["year"]), int(month), int(day), hours, int(minute or 0), min(int(second or 0), 59)
        )
    except ValueError:
        return None
    step_s = DAY_S if hour is None else 60.0 if second is None else 1.0
    if hour is not None and int(second or 0) > 60:
        return None
    return Written(moment + sub_second(digits), offset(found["zone"] or ""), fineness(digits, step_s))


def _hour(hour: int, half: str | None) -> int | None:
    if half:
        return hour % 12 + (12 if half[0] in "pP" else 0) if 1 <= hour <= 12 else None
    return 0 if hour == 24 else hour if hour < 24 else None


def is_unset(moment: datetime) -> bool:
    """Return whether a clock was never set: the epochs of Unix and of QuickTime, give or take a zone."""
    day = moment.replace(tzinfo=None)
    unix, quicktime = _EPOCH.replace(tzinfo=None), datetime(1904, 1, 1)  # noqa: DTZ001 - compared as bare dates
    return moment.year < 1900 or any(abs(day - zero) < timedelta(hours=26) for zero in (unix, quicktime))


def sub_second(text: str) -> timedelta:
    """Return the fraction of a second that SubSecTime digits mean (`7` is 0.7 s)."""
    digits = _digits(text)
    return timedelta(microseconds=int(digits.ljust(6, "0")[:6])) if digits else timedelta()


def fineness(text: str, otherwise_s: float = 1.0) -> float:
    """Return the step in seconds that SubSecTime digits are written in (`78` is 0.01 s)."""
    digits = _digits(text)
    return round(0.1 ** min(len(digits), 6), 6) if digits else otherwise_s


def _digits(text: str) -> str:
    digits = text.strip().lstrip(".")
    return digits if digits.isascii() and digits.isdecimal() else ""


def offset(text: str) -> str | None:
    """Return a UTC offset as `+HH:MM`, or None if it is none."""
    cleaned = text.strip(" \0")
    if cleaned.upper() in {"Z", "UTC", "GMT"}:
        return "+00:00"
    found = _OFFSET.fullmatch(cleaned)
    if not found or int(found[2]) > _FAR_OFFSET_H or int(found[3] or 0) > 59:
        return None
    return f"{found[1]}{int(found[2]):02d}:{found[3] or '00'}"


def gps_moment(day: str, parts: tuple[Fraction | None, ...]) -> datetime | None:
    """Return the UTC moment of GPSDateStamp and GPSTimeStamp, or None.

    What stands behind the date is ignored: some writers add a clock or a zone.
    """
    found = _GPS_DAY.match(day.strip())
    if not found or len(parts) != 3:
        return None
    hour, minute, second = parts
    if hour is None or minute is None:
        return None
    second = second if second is not None else Fraction(0)
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 61):
        return None
    try:
        midnight = datetime(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5]), tzinfo=UTC)
        return midnight + timedelta(milliseconds=round((hour * 3600 + minute * 60 + second) * 1000))
    except (ValueError, OverflowError):
        return None


def gps_clock(text: str) -> tuple[Fraction | None, ...]:
    """Return hour, minute and second of a GPSTimeStamp that was written as text; nothing if it is none."""
    found = _GPS_CLOCK.match(text.strip())
    return tuple(Fraction(part) for part in found.groups()) if found else ()


def iso_local(moment: datetime) -> str:
    """Return `YYYY-MM-DDTHH:MM:SS[.fff]`; digits beyond the millisecond are left away."""
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


def utc_ms(moment: datetime, zone: str = "+00:00") -> int:
    """Return milliseconds since 1970; a moment without zone is read in `zone` (`+HH:MM`)."""
    if moment.tzinfo is None:
        length = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        moment = moment.replace(tzinfo=timezone(-length if zone[0] == "-" else length))
    return round((moment - _EPOCH) / timedelta(milliseconds=1))
