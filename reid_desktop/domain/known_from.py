"""How times, places and zones are known, in the words that window, command line and reports share."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from .capture import PlaceSource, TimeSource
from .flags import MediaFlag


class PlaceKind(IntEnum):
    """Whether a place was measured where the picture was taken, best first; maps tell them apart."""

    MEASURED = 0
    """By the device itself: GPS tag, video container."""
    DERIVED = 1
    """Told by something beside the picture: a sidecar, a name."""
    MANUAL = 2
    """Entered by the examiner."""


PLACE_KINDS: dict[PlaceSource, PlaceKind] = {
    PlaceSource.GPS_TAG: PlaceKind.MEASURED,
    PlaceSource.VIDEO_ATOM: PlaceKind.MEASURED,
    PlaceSource.SIDECAR: PlaceKind.DERIVED,
    PlaceSource.REPORT: PlaceKind.DERIVED,
    PlaceSource.FILE_NAME: PlaceKind.DERIVED,
    PlaceSource.MANUAL: PlaceKind.MANUAL,
}


class ZoneKnown(StrEnum):
    """How the zone of a clock is known, best first."""

    WRITTEN = "written"
    SIBLING = "sibling"
    UTC = "utc"
    UTC_STANDARD = "utc_standard"
    UTC_HABIT = "utc_habit"
    FIX = "fix"
    PLACE = "place"
    EXHIBIT = "exhibit"
    ASSUMED = "assumed"


TIME_KNOWN_FROM: dict[TimeSource, str] = {
    TimeSource.OFFSET_TAG: "camera clock, with the UTC offset the camera wrote beside it",
    TimeSource.GPS_UTC: "time of the GPS fix, in UTC by definition",
    TimeSource.CONTAINER_OFFSET: "video container date with a UTC offset",
    TimeSource.CONTAINER_UTC: "video container date, in UTC by the standard",
    TimeSource.GPS_ZONE: "camera clock; the zone is taken from the GPS time in the same file",
    TimeSource.PLACE_ZONE: "camera clock; the zone is taken from the position",
    TimeSource.EXHIBIT_ZONE: "camera clock; the zone is the one declared for the exhibit",
    TimeSource.SIDECAR: "sidecar file beside the picture",
    TimeSource.XMP: "XMP or IPTC record in the file, which programs write",
    TimeSource.REPORT: "report of the tool that extracted the file",
    TimeSource.FILE_NAME: "the file name",
    TimeSource.FILE_SYSTEM: "file system date of the copy; may be the date of copying",
    TimeSource.CHANGED: "date of the file's last change; the picture may be older",
    TimeSource.ASSUMED_UTC: "camera clock of unknown zone, read as UTC; may be 14 hours off",
    TimeSource.MANUAL: "entered by the examiner",
}

PLACE_KNOWN_FROM: dict[PlaceSource, str] = {
    PlaceSource.GPS_TAG: "GPS tag in the file",
    PlaceSource.VIDEO_ATOM: "position written in the video container",
    PlaceSource.SIDECAR: "sidecar file beside the picture",
    PlaceSource.REPORT: "report of the tool that extracted the file",
    PlaceSource.FILE_NAME: "the file name",
    PlaceSource.MANUAL: "entered by the examiner, not measured",
}

ZONE_KNOWN_FROM: dict[ZoneKnown, str] = {
    ZoneKnown.WRITTEN: "written beside the time",
    ZoneKnown.SIBLING: "written beside another date of the file that shows the same clock",
    ZoneKnown.UTC: "UTC by definition",
    ZoneKnown.UTC_STANDARD: "UTC by the standard of the container",
    ZoneKnown.UTC_HABIT: "UTC by the habit of the maker",
    ZoneKnown.FIX: "taken from the GPS time in the same file",
    ZoneKnown.PLACE: "taken from the position",
    ZoneKnown.EXHIBIT: "declared for the exhibit",
    ZoneKnown.ASSUMED: "not known; read as UTC",
}

FLAG_WORDS: dict[MediaFlag, str] = {
    MediaFlag.TIMES_DISAGREE: "times disagree",
    MediaFlag.GPS_TIME_DISAGREES: "GPS time and camera clock disagree",
    MediaFlag.NAME_DISAGREES: "file name and content disagree on the time",
    MediaFlag.PLACES_DISAGREE: "places disagree",
    MediaFlag.EDITED: "edited or changed after it was taken",
    MediaFlag.STRIPPED: "no camera facts (stripped, as messengers do)",
    MediaFlag.CLOCK_AMBIGUOUS: "hour doubled or left out by daylight saving",
    MediaFlag.IMPOSSIBLE_TIME: "holds a date that cannot be",
    MediaFlag.IMPOSSIBLE_PLACE: "holds a position that cannot be",
    MediaFlag.ZONE_ASSUMED: "time zone not known",
    MediaFlag.DAMAGED: "damaged",
    MediaFlag.CORRECTED: "corrected by hand",
}


def zone_known_from(known: str | None) -> str:
    """Return how a zone is known in words; empty for None."""
    try:
        return ZONE_KNOWN_FROM[ZoneKnown(known)] if known else ""
    except ValueError:
        return str(known)


def flag_names(flags: MediaFlag) -> list[str]:
    """Return the names of the flags that are set, such as `times_disagree`, in the order of their bits."""
    return [flag.name.lower() for flag in MediaFlag if flag in flags and flag.name]


def flag_words(flags: MediaFlag) -> list[str]:
    """Return the flags that are set in words."""
    return [FLAG_WORDS[flag] for flag in MediaFlag if flag in flags and flag]
