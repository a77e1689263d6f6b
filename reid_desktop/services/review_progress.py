"""What is to be reviewed, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass, field

from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import VERDICTS, About


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review of some sightings is."""

    total: int
    counts: dict[str, int]
    """By the words of `domain.review.VERDICTS`; all four are there."""

    @property
    def left(self) -> int:
        """Return how many are undecided."""
        return self.counts[VERDICTS[0]]

    @property
    def sentence(self) -> str:
        """Return it in words: `128 of 640 left`."""
        return f"{self.left:,} of {self.total:,} left"


@dataclass(frozen=True, slots=True)
class Queue:
    """What is to be reviewed: the candidates of a search, or what passes filters."""

    search_id: SearchId | None = None
    person_id: int | None = None
    filters: Filters = field(default_factory=Filters)

    @property
    def about(self) -> About:
        """Return what its decisions are about."""
        return About(self.search_id, self.person_id)
