"""The evidence as exporters meet it: its bytes, its exact pictures, and how pictures are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.media import MediaItem

Breathe = Callable[[], None]
"""Called every now and then in long work: shows life, and raises Cancelled."""


@dataclass(frozen=True, slots=True, eq=False)
class ExactFrame:
    """One frame of a video, and which one it is."""

    number: int
    """From 0, in order of presentation, counted over the pictures of the video track."""
    pts: int | None
    """Presentation time stamp as the container holds it; None where it holds none."""
    time_base: str
    """Seconds a unit of `pts`, as a fraction such as `1/90000`."""
    time_s: float
    """Seconds since the start of the clip."""
    pixels: Pixels
    """Upright."""


class Sink(Protocol):
    """Takes bytes, as a file opened for writing does."""

    def write(self, data: bytes, /) -> object:
        """Take some."""
        ...


class EvidencePictures(Protocol):
    """Reads evidence; each file is checked against the SHA-256 of its import before it is used.

    Every method raises SourceError when no copy can be reached or none is what was imported, and
    MediaError when it cannot be decoded.
    """

    def original(self, item: MediaItem, out: Sink, breathe: Breathe) -> str:
        """Copy the bytes of an item to `out`; return the path that they came from."""
        ...

    def photo(self, item: MediaItem, breathe: Breathe) -> Pixels:
        """Return a photo at full size, upright."""
        ...

    def frames(self, item: MediaItem, start_s: float, end_s: float, breathe: Breathe) -> Iterator[ExactFrame]:
        """Yield every frame from the one shown at `start_s` to the last that begins by `end_s`."""
        ...


class PictureEncoder(Protocol):
    """Writes pictures for others to open."""

    def png(self, pixels: Pixels) -> bytes:
        """Return a picture without loss."""
        ...

    def jpeg(self, pixels: Pixels) -> bytes:
        """Return a picture with little loss; it carries no metadata."""
        ...

    def clip(self, out: Path, frames: Iterable[ExactFrame]) -> int:
        """Write frames as a video without sound, at the times they have; return how many.

        `out` must not exist. The first frame is shown at 0 s.

        :raises OSError: it cannot be written.
        """
        ...
