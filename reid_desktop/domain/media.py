"""Media items: photos and videos known by their content."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from .capture import CaptureTime, Place
from .claims import Beside, PlaceClaim, TimeClaim
from .flags import MediaFlag
from .geometry import Size
from .ids import ExhibitId, MediaId, SourceId


class MediaKind(StrEnum):
    """What a media item is."""

    PHOTO = "photo"
    VIDEO = "video"


class Outcome(StrEnum):
    """How the import of one file ended; every file has exactly one."""

    IMPORTED = "imported"
    DUPLICATE = "duplicate"
    NOT_MEDIA = "not_media"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One file of a source, before it was opened."""

    path: str
    """Full path on this computer; undecodable bytes as surrogate escapes."""
    device_path: str
    """Path as the phone knew it (below the source), with `/`."""
    size_bytes: int
    mtime_ns: int
    beside: Beside = field(default_factory=Beside)
    """What the source knows of it besides its bytes."""


@dataclass(frozen=True, slots=True)
class EmbeddedPart:
    """A file inside a file, such as the video of a motion photo."""

    start_bytes: int
    size_bytes: int
    container: str

    def path_in(self, path: str) -> str:
        """Return the path by which it is opened as evidence, given that of the file around it."""
        return f"{path}!/@{self.start_bytes}+{self.size_bytes}.{self.container}"


_PART = re.compile(r"(.+)!/@[0-9]+\+[0-9]+(?:\.\w*)?", re.DOTALL)


def whole_of(path: str) -> str | None:
    """Return the path of the file around a part; None for what is no part."""
    found = _PART.fullmatch(path)
    return found[1] if found else None


@dataclass(frozen=True, slots=True)
class RawFacts:
    """What a file itself says, before the exhibit's zone and clock are applied.

    Texts are as found. `local_time` is a camera clock without zone
    (`YYYY-MM-DDTHH:MM:SS[.fff]`); the `*_utc_ms` are absolute.
    """

    size: Size | None = None
    """Upright size in pixels; None when the header does not tell."""
    orientation: int = 1
    """EXIF orientation 1-8 that was found (videos: the rotation, as EXIF)."""
    make: str | None = None
    model: str | None = None
    software: str | None = None
    local_time: str | None = None
    local_time_original: str | None = None
    utc_offset: str | None = None
    """`+HH:MM` from OffsetTimeOriginal, or None."""
    gps_utc_ms: int | None = None
    gps_time_original: str | None = None
    container_time_original: str | None = None
    container_utc_ms: int | None = None
    container_offset: str | None = None
    """`+HH:MM` of the container date, when it carried one."""
    place: Place | None = None
    duration_s: float | None = None
    codec: str | None = None
    times: tuple[TimeClaim, ...] = ()
    """Every time that the file states, best first."""
    places: tuple[PlaceClaim, ...] = ()
    serial: str | None = None
    """Serial number of the camera, if it wrote one."""
    content_id: str | None = None
    """Identifier that a live photo shares with its moving part."""
    parts: tuple[EmbeddedPart, ...] = ()
    impossible_times: tuple[str, ...] = ()
    """Dates as found that cannot be: zero, an epoch, the future, a 13th month."""
    impossible_places: tuple[str, ...] = ()
    """Positions as found that cannot be, or lack a part."""
    damage: tuple[str, ...] = ()
    """Sentences about what is cut short or broken; they also stand among the warnings."""
    warnings: tuple[str, ...] = ()
    """Sentences about what could not be read or looks wrong."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """A media file as it was read: hash, kind, facts."""

    sha256: str
    size_bytes: int
    kind: MediaKind
    container: str
    """Format found by content: `jpeg`, `png`, `webp`, `heic`, `tiff`, `mp4`, ..."""
    facts: RawFacts = field(default_factory=RawFacts)


@dataclass(frozen=True, slots=True)
class Copy:
    """One path at which a media item was found."""

    exhibit_id: ExhibitId
    source_id: SourceId
    path: str
    device_path: str
    size_bytes: int
    mtime_ns: int
    beside: Beside = field(default_factory=Beside)


@dataclass(frozen=True, slots=True)
class MediaItem:
    """A photo or video of the case with what is known about it."""

    media_id: MediaId
    sha256: str
    kind: MediaKind
    container: str
    size_bytes: int
    facts: RawFacts
    time: CaptureTime | None
    place: Place | None
    copies: tuple[Copy, ...]
    flags: MediaFlag = MediaFlag.NONE
    place_name: str | None = None
    """Nearest known place, such as `Leipzig, Saxony, DE`."""
    testimony: str = "[]"
    """JSON: every reading of time and place with what it disagrees with (`domain.testimony`)."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """How one file of an import ended, and why if it did not come in."""

    path: str
    outcome: Outcome
    reason: str | None = None
    size_bytes: int | None = None
    """Of a file that did not come in, so that a later change shows; None where it is not known."""
    mtime_ns: int | None = None
    sha256: str | None = None
    """Of such a file, where it was read to its end."""
