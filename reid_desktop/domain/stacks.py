"""Media items that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .ids import MediaId


class LinkKind(StrEnum):
    """How two items belong together."""

    LIVE_PHOTO = "live_photo"
    """The still (first) and its moving part in a file of its own (second)."""
    MOTION_PHOTO = "motion_photo"
    """The still (first) and the video inside its file (second)."""
    NEAR_DOUBLE = "near_double"
    """The same picture in another size, crop or compression; the first is the better one."""


@dataclass(frozen=True, slots=True)
class MediaLink:
    """Two items that belong together."""

    first: MediaId
    second: MediaId
    kind: LinkKind
    detail: str = ""
    """How that is known: `content identifier`, `name`, `perceptual hash, 3 bits apart`."""
    is_undone: bool = False
    """A person took them apart; they are never joined again by themselves."""
