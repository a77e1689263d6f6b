"""Reads the date that cameras and messengers write into file names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_CLOCK = re.compile(
    r"""
    (?<![0-9]) (?P<year> 19[89][0-9] | 20[0-9]{2})
    (?P<dash> [-_.]?) (?P<month> [01][0-9]) (?P=dash) (?P<day> [0-3][0-9])
    (?: [\ _T-] | \ at\  )
    (?P<hour> [0-2]?[0-9]) (?P<colon> [-_.:]?) (?P<minute> [0-5][0-9]) (?P=colon) (?P<second> [0-5][0-9])
    (?: -? (?P<milli> [0-9]{3}) )? (?![0-9])
    (?: \ ? (?P<half> [AP]M) \b )?
    """,
    re.VERBOSE,
)
_DAY = re.compile(r"(?:IMG|VID|AUD|PTT|STK|DOC)-(?P<day>(?:19[89]|20[0-9])[0-9][01][0-9][0-3][0-9])-WA[0-9]+")
_UTC_PREFIXES = ("PXL_",)
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class NamedClock:
    """A date found in a file name."""

    moment: datetime
    """Without zone; UTC if `is_utc`, else the device's wall clock."""
    uncertainty_s: float
    text: str
    """The part of the name that was read."""
    is_utc: bool


def clock_in_name(name: str) -> NamedClock | None:
    """Return the date in a file name, or None.

    Known: `IMG_20240518_142233.jpg` and its kin (VID, MVIMG, PANO, bare
    digits), `PXL_20240518_122233123.jpg` (UTC by the maker's habit),
    `IMG-20240518-WA0007.jpg` (a day only: noon, plus or minus half a day),
    `Screenshot_2024-05-18-14-22-33.png`, `signal-2024-05-18-14-22-33.jpg`,
    `WhatsApp Image 2024-05-18 at 14.22.33.jpeg`, `photo_2024-05-18_14-22-33.jpg`.
    """
    base = name.replace("\\", "/").rsplit("/", 1)[-1][:_LONGEST]
    day = _DAY.match(base)
    if day:
        return _noon(day["day"], base)
    found = _CLOCK.search(base)
    if not found:
        return None
    moment = _moment(found)
    if moment is None:
        return None
    return NamedClock(moment, 1.0, found[0], base.upper().startswith(_UTC_PREFIXES))


def _noon(day: str, base: str) -> NamedClock | None:
    try:
        midnight = datetime(int(day[:4]), int(day[4:6]), int(day[6:8]))  # noqa: DTZ001 - a wall clock has none
    except ValueError:
        return None
    return NamedClock(midnight + timedelta(hours=12), 12 * 3600.0, base.rsplit(".", 1)[0], is_utc=False)


def _moment(found: re.Match[str]) -> datetime | None:
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] == "PM" else 0)
    try:
        return datetime(  # noqa: DTZ001 - a wall clock has none
            int(found["year"]),
            int(found["month"]),
            int(found["day"]),
            hour,
            int(found["minute"]),
            int(found["second"]),
            int(found["milli"] or 0) * 1000,
        )
    except ValueError:
        return None
