"""Reading the values of options; argparse turns what is wrong into exit code 2."""

from __future__ import annotations

import argparse
import math
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from reid_desktop.domain.area import Area
from reid_desktop.domain.audit_log import LogHead
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.name_template import name_template
from reid_desktop.domain.query import NearPlace
from reid_desktop.domain.review import GradeLevel, grade_text, parsed_grade

FARTHEST_CLOCK_S = 100 * 365.25 * 24 * 3600
LARGEST = 1_000_000_000
MOST_IDS = 10_000_000


def box(text: str) -> Box:
    """Read `L,T,R,B` in upright pixels."""
    try:
        left, top, right, bottom = (int(part) for part in text.split(","))
        found = Box(left, top, right, bottom)
    except ValueError as cause:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no box; give LEFT,TOP,RIGHT,BOTTOM in pixels"
        ) from cause
    if min(left, top) < 0:
        raise argparse.ArgumentTypeError("a box begins at 0,0 or later")
    return found


def size_px(text: str) -> tuple[int, int]:
    """Read `WIDTHxHEIGHT` in pixels, each 1 to 9999."""
    found = re.fullmatch(r"([1-9]\d{0,3})x([1-9]\d{0,3})", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; give WIDTHxHEIGHT in pixels, as 1280x720")
    return int(found[1]), int(found[2])


def moment_ms(text: str) -> int:
    """Read an ISO 8601 time; without a zone it is UTC. Returns milliseconds since 1970 UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as cause:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time; give ISO 8601 such as 2024-05-18T14:00:00+02:00"
        ) from cause
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


def near(text: str) -> NearPlace:
    """Read `LAT,LON,METRES`."""
    try:
        latitude, longitude, radius = (float(part) for part in text.split(","))
        return NearPlace(latitude, longitude, radius)
    except ValueError as cause:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no place; give LATITUDE,LONGITUDE,METRES in degrees and metres"
        ) from cause


def area(text: str) -> Area:
    """Read `LAT,LON;LAT,LON;...`, three corners or more."""
    try:
        return Area(tuple(position(corner) for corner in text.split(";")))
    except (ValueError, argparse.ArgumentTypeError) as cause:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no area; give LAT,LON;LAT,LON;LAT,LON with three corners or more, in degrees"
        ) from cause


def position(text: str) -> tuple[float, float]:
    """Read `LAT,LON` in degrees."""
    try:
        latitude, longitude = (float(part) for part in text.split(","))
        NearPlace(latitude, longitude, 1.0)
    except ValueError as cause:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no place; give LATITUDE,LONGITUDE in degrees"
        ) from cause
    return latitude, longitude


def event(text: str) -> tuple[int, int]:
    """Read `DEVICE=TRUE`, two ISO 8601 times; without a zone they are UTC."""
    device, separator, true = text.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError(f"{text!r} is no event; give DEVICE_TIME=TRUE_TIME")
    return moment_ms(device), moment_ms(true)


def sha256_pair(text: str) -> tuple[str, str]:
    """Read `SHA256=SHA256`."""
    own, _, other = text.lower().partition("=")
    for digest in (own, other):
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise argparse.ArgumentTypeError(f"{text!r} is no pair; give SHA256=SHA256")
    return own, other


def flag(text: str) -> MediaFlag:
    """Read the name of a flag."""
    names = {one.name.lower(): one for one in MediaFlag if one.name}
    if text not in names:
        raise argparse.ArgumentTypeError(f"{text!r} is no flag; there are {', '.join(names)}")
    return names[text]


def zone(text: str) -> str:
    """Read an IANA time zone name or `+HH:MM`."""
    if re.fullmatch(r"[+-](0\d|1[0-4]):[0-5]\d", text):
        return text
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError) as cause:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time zone; give a name such as Europe/Berlin, or an offset such as +02:00"
        ) from cause
    return text


def template(text: str) -> str:
    """Read a template of file names."""
    try:
        return name_template(text).text
    except UsageError as cause:
        raise argparse.ArgumentTypeError(str(cause)) from cause


def exhibit(text: str) -> str:
    """Read an exhibit number: something that can be seen, printed and quoted."""
    cleaned = text.strip()
    if not cleaned or not cleaned.isprintable():
        raise argparse.ArgumentTypeError(f"{text!r} is no exhibit number; give one such as EX-1")
    return cleaned


def clock_offset_s(text: str) -> float:
    """Read seconds to add to a clock."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not abs(value) <= FARTHEST_CLOCK_S:
        raise argparse.ArgumentTypeError(f"{text!r} is no clock offset; give seconds, at most 100 years")
    return value


def positive(text: str) -> int:
    """Read a whole number from 1."""
    if not text.isdecimal() or not 1 <= int(text) <= LARGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {LARGEST:,}")
    return int(text)


def speed_kmh(text: str) -> float:
    """Read a speed above 0 in km/h."""
    value = _number(text)
    if not 0 < value <= LARGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no speed; give km/h, such as 300")
    return value


def number(text: str) -> int:
    """Read a whole number from 0."""
    if not (text.isascii() and text.isdigit()) or int(text) > LARGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to {LARGEST:,}")
    return int(text)


def id_range(text: str) -> range:
    """Read `7` or `3-9`, both ends included."""
    first, dash, last = text.partition("-")
    ends = (positive(first), positive(last if dash else first))
    if ends[0] > ends[1] or ends[1] - ends[0] >= MOST_IDS:
        raise argparse.ArgumentTypeError(f"{text!r} is no range; give one such as 3-9, at most {MOST_IDS:,}")
    return range(ends[0], ends[1] + 1)


def assignment(text: str) -> tuple[str, str]:
    """Read `NAME=VALUE`."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name.strip(), value.strip()


def level(text: str) -> GradeLevel:
    """Read `N=TITLE`, a level of a set of grades."""
    name, title = assignment(text)
    return GradeLevel(grade(name), title)


def grade(text: str) -> int:
    """Read the number of a grade."""
    if not (text.isascii() and text.isdigit() and int(text) <= 99):
        raise argparse.ArgumentTypeError(f"{text!r} is no grade; give a number from 0 to 99")
    return int(text)


def graded(text: str) -> str:
    """Read `SET:N`."""
    try:
        return grade_text(*parsed_grade(text))
    except UsageError as cause:
        raise argparse.ArgumentTypeError(str(cause)) from cause


def share(text: str) -> float:
    """Read a number from 0 to 1."""
    value = _number(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no share; give a number from 0 to 1, such as 0.5")
    return value


def score(text: str) -> float:
    """Read a cosine from -1 to 1."""
    value = _number(text)
    if not -1 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no score; give a number from -1 to 1, such as 0.6")
    return value


def not_negative(text: str) -> float:
    """Read a number from 0."""
    value = _number(text)
    if not 0 <= value <= LARGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to {LARGEST:,}")
    return value


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def rate(text: str) -> float:
    """Read frames a second."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 120:
        raise argparse.ArgumentTypeError(f"{text!r} is no rate; give frames a second, such as 3")
    return value


def rate_s(text: str) -> float:
    """Read seconds between two looks, a tenth at least."""
    value = _number(text)
    if not 0.1 <= value <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is no interval; give seconds from 0.1 to 3600")
    return value


def log_head(text: str) -> LogHead:
    """Read `ROW:SHA256` as an export tells it."""
    found = re.fullmatch(r"(\d{1,12}):([0-9a-fA-F]{64})", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is no row of a log with its hash; give ROW:SHA256")
    return LogHead(int(found[1]), found[2].lower(), "what was written down elsewhere")
