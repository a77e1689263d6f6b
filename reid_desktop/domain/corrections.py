"""Corrections by hand: an overlay; what was found stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .capture import CaptureTime, Place
from .ids import MediaId


class Corrected(StrEnum):
    """What a correction is about."""

    TIME = "time"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction of one item; the newest of its kind counts."""

    media_id: MediaId
    about: Corrected
    time: CaptureTime | None
    """The corrected time (source MANUAL); None withdraws earlier ones."""
    place: Place | None
    author: str
    reason: str
    at_utc: str
    correction_id: int = 0
    """Given by the store."""

    def __post_init__(self) -> None:
        """Refuse a correction without author or reason, or of both kinds."""
        if not self.author.strip() or not self.reason.strip():
            raise ValueError("a correction needs an author and a reason")
        if (self.time is not None and self.about is not Corrected.TIME) or (
            self.place is not None and self.about is not Corrected.PLACE
        ):
            raise ValueError(f"a correction of the {self.about} carries something else")
