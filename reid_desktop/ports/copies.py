"""What leaves or enters a case as a copy of it: a part for others to read, the review of another copy."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.query import Filters


@dataclass(frozen=True, slots=True)
class MergeRequest:
    """Take over what another examiner said in a copy of the case (answer: Merged)."""

    other: Path
    """Folder of the copy; it is only read."""
    label: str = ""
    """Whose review it is; empty: the name of the folder."""


@dataclass(frozen=True, slots=True)
class PortableRequest:
    """Write a part of the case as a case that can only be read (answer: Carried)."""

    out: Path
    """Folder of the part, which must not be there."""
    search_id: SearchId | None = None
    """Its candidates go along, whole; None: what passes `filters`."""
    filters: Filters = field(default_factory=Filters)
    reason: str = ""


CopyRequest = MergeRequest | PortableRequest


@dataclass(frozen=True, slots=True)
class Carried:
    """A part of a case that was written."""

    path: Path
    sightings: int
    pictures: int
