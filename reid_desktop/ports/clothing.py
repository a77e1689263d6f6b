"""Describing what persons wear, and keeping it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.sighting import ModelKey


@dataclass(frozen=True, slots=True)
class DressRequest:
    """Describe what the persons of the case wear, where that was not done yet (answer: Dressed)."""


@dataclass(frozen=True, slots=True)
class Dressed:
    """What came of it."""

    described: int
    missing: int
    """Crops that are no longer in the case folder: of those nothing is told."""


class ClothingModel(Protocol):
    """Tells what the persons of crops wear; never anything else of them."""

    @property
    def key(self) -> ModelKey:
        """Weights and preprocessing."""
        ...

    def describe(self, crops: Sequence[Pixels]) -> list[frozenset[str]]:
        """Return the words of `domain.clothing.Worn` that hold, for each crop."""
        ...


class ClothingReader(Protocol):
    """What can be asked about clothing."""

    def undressed(self, model_key: str, limit: int) -> list[SightingId]:
        """Return sightings of a model key whose clothing was not described yet, ascending."""
        ...

    def undressed_count(self, model_key: str) -> int:
        """Return how many sightings of a model key were not described yet."""
        ...

    def clothing(self, ids: Sequence[SightingId]) -> dict[SightingId, frozenset[str]]:
        """Return the words about these sightings; those not described are left out."""
        ...


class ClothingWriter(Protocol):
    """What can be written about clothing inside one transaction."""

    def dress(self, sighting_id: SightingId, model: str, words: Collection[str]) -> None:
        """Keep what a sighting wears, under the key of what told it; the first word stays."""
        ...
