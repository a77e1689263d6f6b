"""Proposed groups of sightings."""

from __future__ import annotations

from dataclasses import dataclass

from .ids import PersonId, SightingId
from .persons import Comparison

GROUP_NOTICE = "Proposed groups: likeness of clothes and build, not persons. Nothing is confirmed."
"""Stands on every list and page of groups."""


@dataclass(frozen=True, slots=True)
class PersonGroup:
    """Sightings that may show one person."""

    sightings: tuple[SightingId, ...]
    """Those most like the whole group first."""
    cohesion: float
    """Mean cosine of its pairs."""
    near_person: PersonId | None = None
    """A person of interest whose confirmed sightings are about as like as the group is in itself."""
    near_score: float | None = None


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups at one place of the slider, largest first."""

    model_key: str
    comparison: Comparison
    least: float
    """Mean cosine of all pairs of two groups from which on they were joined."""
    groups: tuple[PersonGroup, ...]
    alone: int
    """Sightings that are in no group."""
