"""Reads the date that cameras and messengers write into file names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

_LONGEST = 300
_SEPARATED = re.compile(
    r"""
    (?<![0-9]) (?P<year> 19[89][0-9] | 20[0-9]{2})
    (?P<dash> [-_.]?) (?P<month> [01][0-9]) (?P=dash) (?P<day> [0-3][0-9])
    (?: [\ _T-] | ,?\ (?: at | um | om | kl\. | à ) \ | ,\ )
    (?P<hour> [0-2]?[0-9]) (?P<colon> [-_.:]?) (?P<minute> [0-5][0-9]) (?P=colon) (?P<second> [0-5][0-9])
    (?: [-.]? (?P<milli> [0-9]{3}) )? (?![0-9])
    (?: [\ \u202f] ? (?P<half> [AP]M) \b )?
    """,
    re.VERBOSE,
)
_PACKED = re.compile(
    r"(?:(?:IMG|VID|MVIMG|PANO|DJI|Screenshot|Video|Photo)[_-]?)?"
    r"(?P<year>20[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])"
    r"(?P<hour>[0-2][0-9])(?P<minute>[0-5][0-9])(?P<second>[0-5][0-9])(?P<milli>[0-9]{3})?(?![0-9A-Za-z])"
)
_DAY_FIRST = re.compile(  # Telegram Desktop
    r"(?:photo|video|file)_[0-9]+@(?P<day>[0-3][0-9])-(?P<month>[01][0-9])-(?P<year>20[0-9]{2})"
    r"_(?P<hour>[0-2][0-9])-(?P<minute>[0-5][0-9])-(?P<second>[0-5][0-9])"
)
_WHATSAPP_DAY = re.compile(
    r"(?:IMG|VID|AUD|PTT|STK|DOC)-(?P<day>(?:19[89]|20[0-9])[0-9][01][0-9][0-3][0-9])-WA[0-9]+"
)
_EPOCH = re.compile(
    r"(?P<prefix>FB_IMG_|FB_VID_|mmexport|wx_camera_|microMsg\.|line_|viber_image_|IMG_|VID_|cam_|camera_)"
    r"(?P<number>1[0-9]{12})(?![0-9])",
    re.IGNORECASE,
)
_TRASHED = re.compile(r"\.(?:trashed|pending)-[0-9]{9,11}-")
_UTC_PREFIX = "PXL_"
_TAKEN_PREFIXES = ("wx_camera_", "micromsg.", "img_", "vid_", "cam_", "camera_")
_MESSENGERS = (
    (re.compile(r"WhatsApp (?:Image|Video|Audio|Ptt|GIF|Animated)", re.I), "WhatsApp"),
    (re.compile(r"signal-[0-9]{4}-", re.I), "Signal"),
    (re.compile(r"(?:photo|video|file)_[0-9]{4}-[0-9]{2}-[0-9]{2}_", re.I), "Telegram"),
    (re.compile(r"KakaoTalk_", re.I), "KakaoTalk"),
    (re.compile(r"viber[ _]image", re.I), "Viber"),
)
_EPOCH_MESSENGERS = {"fb_img_": "Facebook", "fb_vid_": "Facebook", "mmexport": "WeChat", "line_": "LINE"}


class NameMeans(StrEnum):
    """What a date in a name is the date of."""

    TAKEN = "taken"
    """The shutter, or the screenshot."""
    RECEIVED = "received"
    """A messenger sent, received or saved the file; the picture may be older."""


@dataclass(frozen=True, slots=True)
class NamedClock:
    """A date found in a file name."""

    moment: datetime
    """Without zone; UTC if `is_utc`, else the device's wall clock."""
    uncertainty_s: float
    """As the name tells it; of what was received, the picture's own date may lie farther back."""
    text: str
    """The part of the name that was read."""
    is_utc: bool
    means: NameMeans = NameMeans.TAKEN
    app: str | None = None
    """The messenger that names files like this."""


def clock_in_name(name: str) -> NamedClock | None:
    """Return the date in a file name (with or without folders), or None.

    | name | means |
    |---|---|
    | `IMG_20240518_142233.jpg`, VID, MVIMG, PANO, bare digits, `IMG20240518142233` | wall clock |
    | `PXL_20240518_122233123.jpg` (Pixel) | UTC, by the maker's habit |
    | `Screenshot_2024-05-18-14-22-33.png`, `Screenshot 2024-05-18 at 14.22.33.png` | wall clock |
    | `IMG-20240518-WA0007.jpg` (WhatsApp) | the day it was sent or received: noon, plus or minus half a day |
    | `WhatsApp Image 2024-05-18 at 14.22.33.jpeg`, `signal-2024-05-18-142233.jpg` | sent, received or saved |
    | `photo_2024-05-18_14-22-33.jpg`, `photo_1@18-05-2024_14-22-33.jpg` (Telegram) | sent or received |
    | `FB_IMG_1716033753000.jpg`, `mmexport1716033753000.jpg` | milliseconds since 1970: saved by the app |
    | `IMG_1716033753000.jpg`, `wx_camera_1716033753000.jpg` | milliseconds since 1970: taken |

    Snapchat, GoPro, iPhones and plain cameras (`DSC_0042.JPG`) write no date into names.
    """
    base = _TRASHED.sub("", name.replace("\\", "/").rsplit("/", 1)[-1][:_LONGEST], count=1)
    return _whatsapp_day(base) or _epoch(base) or _wall_clock(base)


def _whatsapp_day(base: str) -> NamedClock | None:
    found = _WHATSAPP_DAY.match(base)
    if found is None:
        return None
    day = found["day"]
    try:
        midnight = datetime(int(day[:4]), int(day[4:6]), int(day[6:8]))  # noqa: DTZ001 - a wall clock has none
    except ValueError:
        return None
    noon, half_a_day_s = midnight + timedelta(hours=12), 12 * 3600.0
    return NamedClock(
        noon, half_a_day_s, base.rsplit(".", 1)[0], is_utc=False, means=NameMeans.RECEIVED, app="WhatsApp"
    )


def _epoch(base: str) -> NamedClock | None:
    found = _EPOCH.match(base)
    if found is None:
        return None
    prefix = found["prefix"].lower()
    moment = datetime.fromtimestamp(0, tz=UTC).replace(tzinfo=None) + timedelta(
        milliseconds=int(found["number"])
    )
    means = NameMeans.TAKEN if prefix in _TAKEN_PREFIXES else NameMeans.RECEIVED
    return NamedClock(moment, 1.0, found[0], is_utc=True, means=means, app=_EPOCH_MESSENGERS.get(prefix))


def _wall_clock(base: str) -> NamedClock | None:
    found = _DAY_FIRST.match(base)
    app = "Telegram" if found else next((app for start, app in _MESSENGERS if start.match(base)), None)
    found = found or _SEPARATED.search(base) or _PACKED.match(base)
    moment = _moment(found) if found else None
    if found is None or moment is None:
        return None
    means = NameMeans.RECEIVED if app else NameMeans.TAKEN
    is_utc = base.upper().startswith(_UTC_PREFIX)
    return NamedClock(moment, 1.0, found[0], is_utc=is_utc, means=means, app=app)


def _moment(found: re.Match[str]) -> datetime | None:
    parts = found.groupdict()
    hour = int(parts["hour"])
    if parts.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts["half"] == "PM" else 0)
    try:
        return datetime(  # noqa: DTZ001 - a wall clock has none
            int(parts["year"]),
            int(parts["month"]),
            int(parts["day"]),
            hour,
            int(parts["minute"]),
            int(parts["second"]),
            int(parts.get("milli") or 0) * 1000,
        )
    except ValueError:
        return None
