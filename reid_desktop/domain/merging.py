"""Two reviews of one case brought together: what was taken over, and where the two differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .ids import EntryId, SightingId
from .review import VERDICTS, About, Slot, SlotKind

CONFLICT = "merge conflict"
"""Tag of the sightings about which the two differ."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A sighting of which the two say different things."""

    sighting_id: SightingId
    slot: Slot
    about: About
    ours: int
    our_author: str
    theirs: int
    their_author: str

    def row(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "sighting_id": self.sighting_id,
            "what": self.slot.kind.value,
            "name": self.slot.name or None,
            "search_id": self.about.search_id,
            "person": self.about.person_id,
            "ours": self._word(self.ours),
            "our_author": self.our_author,
            "theirs": self._word(self.theirs),
            "their_author": self.their_author,
        }

    def _word(self, code: int) -> str | int:
        return VERDICTS[code] if self.slot.kind is SlotKind.DECISION else code


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge took over."""

    entry_id: EntryId
    values: int
    """Decisions, tags, grades and bookmarks."""
    notes: int
    unknown: int
    """Values about sightings that this case does not have."""
    conflicts: tuple[Conflict, ...]
