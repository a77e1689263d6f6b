"""What a further look at a clip takes the place of: sightings of a quick pass, or of another rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.sighting import NewSighting, Sighting


class SupersedingReader(Protocol):
    """Part of a case store that reads."""

    def quick_due(
        self, model_key: str, from_s: float, limit: int, leave_out: Sequence[MediaId] = ()
    ) -> list[MediaItem]:
        """Return clips of at least `from_s` seconds that nothing was seen of yet, newest first."""
        ...

    def to_supersede(self, media_id: MediaId, model_key: str) -> list[Sighting]:
        """Return what the next result of an item takes the place of; nothing once it is analysed.

        What somebody drew over a clip that was looked through stays; what was drawn over the key frames of
        one is among it, since the whole clip shows the same person over time.
        """
        ...

    def successors(self, ids: Sequence[SightingId]) -> dict[SightingId, SightingId]:
        """Return what stands in the place of those of the sightings that were superseded, or put right."""
        ...

    def clips_at_another_rate(self, model_key: str, frames_per_s: float) -> int:
        """Return how many clips were looked at another number of times a second, as far as it was noted."""
        ...


class SupersedingWriter(Protocol):
    """Part of a transaction."""

    def finish_quick_pass(
        self, media_id: MediaId, model_key: str, sightings: Sequence[NewSighting]
    ) -> list[SightingId]:
        """Keep what the key frames of a clip show; the clip goes on waiting. Done once."""
        ...

    def supersede(self, old: SightingId, new: SightingId | None) -> None:
        """Let `new` stand for `old`, or nothing: it is no longer found or searched, but stays by its id.

        :raises CaseError: it was superseded before.
        """
        ...

    def stand_alone(self, ids: Sequence[SightingId]) -> None:
        """Take sightings out of the appearances of their clips, whose numbers mean others from now on."""
        ...

    def look_again(self, model_key: str, frames_per_s: float) -> int:
        """Have clips that were looked at another number of times a second wait again; return how many."""
        ...
