"""The readings of time and place, put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reid_desktop.domain.claims import PlaceTag, TimeTag
from reid_desktop.domain.testimony import CORRECTION, Reading

from . import text
from .translating import said, tr

TIME_TAGS = {
    TimeTag.EXIF_ORIGINAL: said("EXIF, taken"),
    TimeTag.EXIF_DIGITIZED: said("EXIF, digitised"),
    TimeTag.EXIF_CHANGED: said("EXIF, changed"),
    TimeTag.GPS: said("GPS time"),
    TimeTag.APPLE_CREATION: said("QuickTime, taken"),
    TimeTag.CONTAINER: said("Video file"),
    TimeTag.XMP_ORIGINAL: said("XMP, taken"),
    TimeTag.XMP_CREATED: said("XMP, created"),
    TimeTag.IPTC_CREATED: said("IPTC, created"),
    TimeTag.TAKEOUT: said("Takeout sidecar"),
    TimeTag.REPORT: said("Extraction report"),
    TimeTag.FILE_NAME: said("File name"),
    TimeTag.FILE_SYSTEM: said("File date"),
}
PLACE_TAGS = {
    PlaceTag.EXIF_GPS: said("EXIF GPS"),
    PlaceTag.CONTAINER: said("Video file"),
    PlaceTag.XMP: said("XMP"),
    PlaceTag.TAKEOUT: said("Takeout sidecar"),
    PlaceTag.REPORT: said("Extraction report"),
    PlaceTag.FILE_NAME: said("File name"),
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


CORRECTED = said("corrected by hand")


def reading_words(reading: Reading) -> ReadingWords:
    """Return a reading as the user reads it."""
    tags = {str(tag): words for tag, words in (TIME_TAGS if reading.is_time else PLACE_TAGS).items()}
    return ReadingWords(
        _where(reading, tags),
        text.plain(reading.text) or tr(text.NOT_KNOWN),
        _means(reading),
        reading.counts,
        tuple(text.told(words) for words in reading.disagrees),
    )


def _where(reading: Reading, tags: Mapping[str, str]) -> str:
    if reading.tag == CORRECTION:
        return tr(CORRECTED)
    return tr(tags[reading.tag]) if reading.tag in tags else text.plain(reading.tag)


def count_words(readings: list[Reading]) -> str:
    """Return how many readings there are and how many disagree."""
    disagreeing = sum(bool(one.disagrees) for one in readings)
    words = text.number(len(readings))
    told = text.plural(disagreeing, "{count} disagrees", "{count} disagree")
    return f"{words} · {told}" if disagreeing else words


def as_line(words: ReadingWords) -> str:
    """Return a reading as one line for the clipboard."""
    parts = [words.found]
    if words.means:
        parts.append(f"= {words.means}")
    if words.counts:
        parts.append(f"({tr('counts')})")
    return " ".join([*parts, *(f"[{one}]" for one in words.disagrees)])


def _means(reading: Reading) -> str:
    if reading.latitude_deg is not None and reading.longitude_deg is not None:
        return text.degrees(reading.latitude_deg, reading.longitude_deg)
    zone = ", " + tr("zone {zone}", zone=text.plain(reading.zone)) if reading.zone else ""
    if reading.utc_ms is not None:
        return f"{_moment(reading.utc_ms)}{zone}"
    if reading.wall is not None:
        return f"{text.plain(reading.wall.replace('T', ' '))}{zone or ', ' + tr('no zone')}"
    return ""


def _moment(utc_ms: int) -> str:
    try:
        return text.moment_utc(utc_ms)
    except (ValueError, OverflowError, OSError):
        return tr("a date beyond the calendar")
