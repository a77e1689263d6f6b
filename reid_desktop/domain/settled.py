"""The time and place of an item that count."""

from __future__ import annotations

from dataclasses import dataclass

from .capture import CaptureTime, Place
from .flags import MediaFlag


@dataclass(frozen=True, slots=True)
class Settled:
    """The time and place of an item that count, and what led there."""

    time: CaptureTime | None
    place: Place | None
    flags: MediaFlag = MediaFlag.NONE
    place_name: str | None = None
    testimony: str = "[]"
    """JSON, as `MediaItem.testimony`."""
