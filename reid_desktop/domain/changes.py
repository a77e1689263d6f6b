"""What a committed write touched."""

from __future__ import annotations

from dataclasses import dataclass, fields

from .ids import AlarmId, ExhibitId, MediaId, PersonId, SearchId, SightingId


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Ids touched by committed operations; merges with `|`."""

    media: frozenset[MediaId] = frozenset()
    sightings: frozenset[SightingId] = frozenset()
    searches: frozenset[SearchId] = frozenset()
    exhibits: frozenset[ExhibitId] = frozenset()
    case: bool = False
    """The facts of the case, or how files ended."""
    reviews: frozenset[SightingId] = frozenset()
    """Sightings whose decision, tags, grades, bookmark or notes are different."""
    persons: frozenset[PersonId] = frozenset()
    alarms: frozenset[AlarmId] = frozenset()
    log: bool = False
    """Rows of the log came."""

    def __or__(self, other: ChangeSet) -> ChangeSet:
        """Return everything that either touched."""
        return ChangeSet(*(getattr(self, f.name) | getattr(other, f.name) for f in fields(self)))

    def __bool__(self) -> bool:
        """Tell whether anything was touched."""
        return self != ChangeSet()
