"""Looking closely: original pixels and exact frames, encoded by the product in the analysis process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from reid_desktop.domain.body_parts import BodyPart
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import SearchId, SightingId

from .media import VideoFrame


@dataclass(frozen=True, slots=True)
class CloseUpRequest:
    """Show a person in original pixels (answer: CloseUp): a sighting, or a box in a picture."""

    sighting_id: SightingId | None = None
    path: str | None = None
    data: bytes | None = field(default=None, repr=False)
    """An encoded picture; `path` and `data` are for probes from outside the case."""
    box: Box | None = None
    """Upright pixels of the full frame; None for the sighting's own box, or the whole picture."""
    margin: float = 0.5
    """How much is shown around the box, in parts of its height."""
    is_whole: bool = False
    """Show the whole frame."""
    at_s: float | None = None
    """A moment of the clip; None for the frame that the sighting is best seen in."""


@dataclass(frozen=True, slots=True)
class CloseUp:
    """A part of a frame as it was stored: not scaled, not sharpened, without loss."""

    request: CloseUpRequest
    png: bytes = field(repr=False)
    frame_size: Size
    region: Box
    """What the picture shows, in pixels of the upright full frame."""
    time_s: float | None
    """When the frame begins in its clip; None for a photo."""


@dataclass(frozen=True, slots=True)
class FramesRequest:
    """Show frames of the clip of a sighting, one after another (answer: ClipFrames)."""

    sighting_id: SightingId
    from_s: float
    """The first frame is the one shown at this moment of the clip."""
    count: int = 24


@dataclass(frozen=True, slots=True)
class ClipFrame:
    """One frame, encoded by the product, its longest side at most 1280 pixels."""

    time_s: float
    jpeg: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClipFrames:
    """Frames in order of time, none left out between the first and the last."""

    request: FramesRequest
    frame_size: Size
    """Of the full frame; boxes are in its pixels."""
    frames: tuple[ClipFrame, ...]
    is_end: bool
    """The clip has no frame after these."""


@dataclass(frozen=True, slots=True)
class KeepFrameRequest:
    """Write the exact frame of a sighting as a PNG with its facts beside it (answer: the PNG's path)."""

    sighting_id: SightingId
    at_s: float | None = None
    out: Path | None = None
    """None: into the case's folder of exports, under a name that tells item and moment."""


@dataclass(frozen=True, slots=True)
class ViewedRequest:
    """Note in the log that sightings were looked at with a changed display (answer: Viewed)."""

    sightings: tuple[SightingId, ...]
    display: Mapping[str, str]
    """What was changed, such as brightness to `+20 %`."""


@dataclass(frozen=True, slots=True)
class LaidRequest:
    """Note in the log that a file was laid on the map, or taken off (answer: Viewed)."""

    path: str
    kind: str
    """`mbtiles`, `pmtiles`, `geojson`, `kml`, `kmz` or `gpx`."""
    name: str
    sha256: str = ""
    """Empty for an archive of tiles that lies there before its hash is known: `is_hashed` follows."""
    size_bytes: int | None = None
    is_on: bool = True
    is_hashed: bool = False
    """It lay there already; this tells its hash."""
    is_read_now: bool = True
    """Else it was hashed at an earlier opening, and its size and times of change are as they were."""


@dataclass(frozen=True, slots=True)
class Viewed:
    """What was noted."""

    sightings: int


class FrameReader(Protocol):
    """Decodes frames one after another."""

    def run(self, path: str, from_s: float, count: int) -> Iterator[VideoFrame]:
        """Yield at most `count` upright frames, from the one shown at `from_s` on, none left out.

        :raises SourceError: the file cannot be opened.
        :raises MediaError: nothing can be decoded there.
        """
        ...

    def frame_at(self, path: str, time_s: float) -> VideoFrame:
        """Return the frame shown at `time_s`.

        :raises MediaError: it cannot be decoded.
        """
        ...


@dataclass(frozen=True, slots=True)
class PartsRequest:
    """Compare a candidate with the probe part by part (answer: PartsTold)."""

    search_id: SearchId
    sighting_id: SightingId
    ignored: frozenset[BodyPart] = frozenset({BodyPart.TORSO})
    """What is painted over for `rest`."""


@dataclass(frozen=True, slots=True)
class PartsTold:
    """On what the likeness of a candidate rests."""

    request: PartsRequest
    parts: Mapping[BodyPart, float] | None
    """Cosine of each part on its own, without what the compared crops share; None: a crop is missing."""
    rest: float | None
    """The same of what is left when the ignored parts are painted over."""


InspectRequest = (
    CloseUpRequest | FramesRequest | KeepFrameRequest | ViewedRequest | LaidRequest | PartsRequest
)
InspectAnswer = CloseUp | ClipFrames | Viewed | PartsTold
