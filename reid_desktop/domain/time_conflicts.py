"""Which readings of the time cannot be squared with the one that counts."""

from __future__ import annotations

from collections.abc import Sequence

from .claims import TimeTag
from .flags import MediaFlag
from .time_readings import TimeReading

SLACK_S = 2.0
"""Clocks that are written one after the other."""
FILE_DATE_SLACK_S = 15 * 3600.0
"""File systems of cameras keep the wall clock, so a file's date may be a zone off."""


def off_s(reading: TimeReading, utc_ms: int) -> float:
    """Return how much later a reading is than a moment."""
    return (reading.utc_ms - utc_ms) / 1000


def disagrees(reading: TimeReading, utc_ms: int, uncertainty_s: float, may_be_later: bool) -> bool:
    """Tell whether a reading and the moment that counts cannot both be right.

    What may be later than the picture (a date of receipt, of change, of the file) is
    contradicted only by a picture that was taken after it.
    """
    apart_s = off_s(reading, utc_ms)
    slack_s = FILE_DATE_SLACK_S if reading.claim.tag is TimeTag.FILE_SYSTEM else SLACK_S
    room_s = reading.uncertainty_s + uncertainty_s + slack_s
    if reading.may_be_later and apart_s > 0:
        return False
    if may_be_later and apart_s < 0:
        return False
    return abs(apart_s) > room_s


def flags_of(conflicting: Sequence[TimeReading], counted: TimeReading | None) -> MediaFlag:
    """Return what conflicts are called; a file system date alone is none."""
    flags = MediaFlag.NONE
    tags = {reading.claim.tag for reading in conflicting} - {TimeTag.FILE_SYSTEM}
    against = {counted.claim.tag} if counted is not None and tags else set()
    for tag in tags:
        if tag is TimeTag.GPS or TimeTag.GPS in against:
            flags |= MediaFlag.GPS_TIME_DISAGREES
        elif tag is TimeTag.FILE_NAME or TimeTag.FILE_NAME in against:
            flags |= MediaFlag.NAME_DISAGREES
        else:
            flags |= MediaFlag.TIMES_DISAGREE
    return flags


def sentence(apart_s: float) -> str:
    """Say how far a reading is from the time that counts."""
    return (
        f"It is {span_words(abs(apart_s))} {'later' if apart_s > 0 else 'earlier'} than the time that counts."
    )


def span_words(seconds: float) -> str:
    """Return a span in its two largest units, such as `2 h 3 min`."""
    units = ((365 * 86_400, "years"), (86_400, "days"), (3600, "h"), (60, "min"), (1, "s"))
    rest, words = round(seconds), list[str]()
    for length, name in units:
        count, rest = divmod(rest, length)
        if count or (words and len(words) < 2):
            words.append(f"{count:,} {name}")
        if len(words) == 2:
            break
    return " ".join(word for word in words if not word.startswith("0 ")) or f"{seconds:.1f} s"
