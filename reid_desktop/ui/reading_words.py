"""The readings of time and place, put into words."""

from __future__ import annotations

from dataclasses import dataclass

from reid_desktop.domain.claims import PlaceTag, TimeTag
from reid_desktop.domain.testimony import CORRECTION, Reading

from . import text

TIME_TAGS = {
    TimeTag.EXIF_ORIGINAL: "EXIF, taken",
    TimeTag.EXIF_DIGITIZED: "EXIF, digitised",
    TimeTag.EXIF_CHANGED: "EXIF, changed",
    TimeTag.GPS: "GPS time",
    TimeTag.APPLE_CREATION: "QuickTime, taken",
    TimeTag.CONTAINER: "Video file",
    TimeTag.XMP_ORIGINAL: "XMP, taken",
    TimeTag.XMP_CREATED: "XMP, created",
    TimeTag.IPTC_CREATED: "IPTC, created",
    TimeTag.TAKEOUT: "Takeout sidecar",
    TimeTag.REPORT: "Extraction report",
    TimeTag.FILE_NAME: "File name",
    TimeTag.FILE_SYSTEM: "File date",
}
PLACE_TAGS = {
    PlaceTag.EXIF_GPS: "EXIF GPS",
    PlaceTag.CONTAINER: "Video file",
    PlaceTag.XMP: "XMP",
    PlaceTag.TAKEOUT: "Takeout sidecar",
    PlaceTag.REPORT: "Extraction report",
    PlaceTag.FILE_NAME: "File name",
}


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """One line of the table of readings."""

    where: str
    found: str
    """As found."""
    means: str
    """The moment or position it stands for, if it is one."""
    counts: bool
    disagrees: tuple[str, ...]


CORRECTED = "corrected by hand"


def reading_words(reading: Reading) -> ReadingWords:
    """Return a reading as the user reads it."""
    tags = {str(tag): words for tag, words in (TIME_TAGS if reading.is_time else PLACE_TAGS).items()}
    return ReadingWords(
        CORRECTED if reading.tag == CORRECTION else tags.get(reading.tag) or text.plain(reading.tag),
        text.plain(reading.text) or text.NOT_KNOWN,
        _means(reading),
        reading.counts,
        tuple(text.plain(words) for words in reading.disagrees),
    )


def count_words(readings: list[Reading]) -> str:
    """Return how many readings there are and how many disagree."""
    disagreeing = sum(bool(one.disagrees) for one in readings)
    words = text.number(len(readings))
    return f"{words} · {text.number(disagreeing)} disagree" if disagreeing else words


def as_line(words: ReadingWords) -> str:
    """Return a reading as one line for the clipboard."""
    parts = [words.found]
    if words.means:
        parts.append(f"= {words.means}")
    if words.counts:
        parts.append("(counts)")
    return " ".join([*parts, *(f"[{one}]" for one in words.disagrees)])


def _means(reading: Reading) -> str:
    if reading.latitude_deg is not None and reading.longitude_deg is not None:
        return text.degrees(reading.latitude_deg, reading.longitude_deg)
    zone = f", zone {text.plain(reading.zone)}" if reading.zone else ""
    if reading.utc_ms is not None:
        return f"{_moment(reading.utc_ms)}{zone}"
    if reading.wall is not None:
        return f"{text.plain(reading.wall.replace('T', ' '))}{zone or ', no zone'}"
    return ""


def _moment(utc_ms: int) -> str:
    try:
        return text.moment_utc(utc_ms)
    except (ValueError, OverflowError, OSError):
        return "a date beyond the calendar"
