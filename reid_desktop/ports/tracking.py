"""Joining the boxes of a clip's frames to tracks, one a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from reid_desktop.domain.sighting import PersonBox
from reid_desktop.domain.tracking import Track


class Tracker(Protocol):
    """Takes the frames of one clip in order of time, however far apart they are."""

    @property
    def open_tracks(self) -> list[Track]:
        """Return the tracks that may still go on."""
        ...

    def resume(self, tracks: Sequence[Track], count: int) -> None:
        """Go on as if `tracks` were open and numbers up to `count` were given; before the first frame."""
        ...

    def step(self, time_s: float, persons: Sequence[PersonBox]) -> tuple[list[Track | None], list[Track]]:
        """Take the boxes of the next frame.

        Returns the track of each box, in the order given, the box being its last point (None for a box
        that is a double of another), and the tracks that are closed now and will not change any more.
        """
        ...

    def finish(self) -> list[Track]:
        """Close what is still open, and return it."""
        ...
