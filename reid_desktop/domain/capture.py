"""When and where a picture was taken, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class TimeSource(StrEnum):
    """How a capture time is known, best first."""

    OFFSET_TAG = "offset_tag"
    """Camera clock with the UTC offset that the camera wrote beside it."""
    GPS_UTC = "gps_utc"
    """Time of the GPS fix, UTC by definition."""
    CONTAINER_OFFSET = "container_offset"
    """Video container date with an offset (QuickTime creationdate)."""
    CONTAINER_UTC = "container_utc"
    """Video container date, UTC by the standard (ISO 14496-12 mvhd)."""
    GPS_ZONE = "gps_zone"
    """Camera clock, zone taken from the time of the GPS fix."""
    PLACE_ZONE = "place_zone"
    """Camera clock, zone taken from the position."""
    EXHIBIT_ZONE = "exhibit_zone"
    """Camera clock, zone declared for the exhibit."""
    SIDECAR = "sidecar"
    """File beside the picture, such as the JSON of a Google Takeout."""
    XMP = "xmp"
    """XMP record inside the file, which programs write."""
    REPORT = "report"
    """Report of the tool that extracted the file."""
    FILE_NAME = "file_name"
    FILE_SYSTEM = "file_system"
    """Never taken for a capture time: every copying may change it."""
    CHANGED = "changed"
    """Date of the last change in the file's EXIF; the picture may be older."""
    ASSUMED_UTC = "assumed_utc"
    """Camera clock of unknown zone, read as UTC; may be 14 hours off."""
    MANUAL = "manual"


class PlaceSource(StrEnum):
    """How a place is known."""

    GPS_TAG = "gps_tag"
    VIDEO_ATOM = "video_atom"
    SIDECAR = "sidecar"
    REPORT = "report"
    """Report of the tool that extracted the file."""
    FILE_NAME = "file_name"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class CaptureTime:
    """When the shutter opened, and how far that may be trusted."""

    utc_ms: int
    """Milliseconds since 1970-01-01T00:00:00 UTC."""
    uncertainty_s: float
    """The truth lies within plus or minus this, as far as the source tells."""
    original: str
    """The text as found, such as `2024:05:18 14:22:33`."""
    zone: str | None
    """`+02:00`, an IANA name, or None when nothing tells."""
    source: TimeSource

    def __post_init__(self) -> None:
        """Refuse a negative uncertainty."""
        if self.uncertainty_s < 0:
            raise ValueError(f"negative uncertainty: {self}")

    @property
    def iso_utc(self) -> str:
        """Return ISO 8601 in UTC with milliseconds, such as `2024-05-18T12:22:33.000Z`."""
        return iso_utc(self.utc_ms)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the camera stood (WGS 84), and how that is known."""

    latitude_deg: float
    longitude_deg: float
    source: PlaceSource
    accuracy_m: float | None = None
    altitude_m: float | None = None

    def __post_init__(self) -> None:
        """Refuse coordinates that do not exist."""
        if not (-90 <= self.latitude_deg <= 90 and -180 <= self.longitude_deg <= 180):
            raise ValueError(f"no such place: {self}")


def iso_utc(utc_ms: int) -> str:
    """Return ISO 8601 in UTC with milliseconds and `Z`."""
    moment = datetime.fromtimestamp(utc_ms // 1000, tz=UTC)
    # Not strftime: it writes the year 987 with three digits.
    return f"{moment.replace(tzinfo=None).isoformat()}.{utc_ms % 1000:03d}Z"
