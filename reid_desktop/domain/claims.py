"""What a file, its name and its neighbours claim about time and place, each as it was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .capture import Place


class TimeTag(StrEnum):
    """Where a time was found."""

    EXIF_ORIGINAL = "exif_original"
    EXIF_DIGITIZED = "exif_digitized"
    EXIF_CHANGED = "exif_changed"
    """EXIF DateTime: when the file was last changed."""
    GPS = "gps"
    APPLE_CREATION = "apple_creation"
    """`com.apple.quicktime.creationdate`, with the offset of the place."""
    CONTAINER = "container"
    """`mvhd` and its kin: UTC by ISO 14496-12, wall clock by the habit of some makers."""
    XMP_ORIGINAL = "xmp_original"
    XMP_CREATED = "xmp_created"
    IPTC_CREATED = "iptc_created"
    """IPTC Date Created and Time Created."""
    TAKEOUT = "takeout"
    """`photoTakenTime` of a Google Takeout sidecar."""
    REPORT = "report"
    """Report of an extraction tool that came with the file."""
    FILE_NAME = "file_name"
    FILE_SYSTEM = "file_system"


class PlaceTag(StrEnum):
    """Where a place was found."""

    EXIF_GPS = "exif_gps"
    CONTAINER = "container"
    XMP = "xmp"
    TAKEOUT = "takeout"
    REPORT = "report"
    FILE_NAME = "file_name"


@dataclass(frozen=True, slots=True)
class TimeClaim:
    """One time as found; either a wall clock or an absolute time."""

    tag: TimeTag
    text: str
    """As found, such as `2024:05:18 14:22:33`."""
    wall: str | None = None
    """Clock without zone: `YYYY-MM-DDTHH:MM:SS[.ffffff]`."""
    zone: str | None = None
    """Offset written beside the clock, `+HH:MM`."""
    utc_ms: int | None = None
    """Milliseconds since 1970 in UTC, when the claim is absolute."""
    step_s: float = 1.0
    """The claim is no finer than this."""

    def __post_init__(self) -> None:
        """Refuse a claim that says nothing."""
        if (self.wall is None) == (self.utc_ms is None):
            raise ValueError(f"a time is either a wall clock or absolute: {self}")


@dataclass(frozen=True, slots=True)
class PlaceClaim:
    """One place as found."""

    tag: PlaceTag
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of a file from outside its bytes: sidecars, reports, its name."""

    times: tuple[TimeClaim, ...] = ()
    places: tuple[PlaceClaim, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    """Fields parsed from the file name, such as `person`, `camera`, `sequence`, `frame` (Market-1501)."""
    app: str | None = None
    """Which app's folder or naming it has: `WhatsApp`, `Telegram`, ..."""
    sidecars: tuple[str, ...] = ()
    """Paths of what was read beside it."""
    notes: tuple[str, ...] = ()
    """Sentences about it, such as `deleted on the device`."""


def joined(first: Beside, second: Beside) -> Beside:
    """Return what two neighbours know together; where they differ, the first is heard first."""
    return Beside(
        tuple(dict.fromkeys((*first.times, *second.times))),
        tuple(dict.fromkeys((*first.places, *second.places))),
        {**second.fields, **first.fields},
        first.app or second.app,
        tuple(dict.fromkeys((*first.sidecars, *second.sidecars))),
        tuple(dict.fromkeys((*first.notes, *second.notes))),
    )
