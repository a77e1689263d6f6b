"""How a search was to be made, and what it did not look at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .ids import SightingId


class Together(StrEnum):
    """How several persons looked for at once belong together."""

    ONE = "one"
    """There is one person."""
    ANY = "any"
    """Whoever is like any of them."""
    ALL = "all"
    """Where all of them are: in one media item, or within a time."""


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """What beside the probes and the filters decides the list; the empty value is the default search."""

    bare: bool = False
    """Vectors are compared as the network gave them."""
    together: Together = Together.ONE
    within_s: float | None = None
    """With `ALL`: within this time of each other instead of in one media item."""
    liked: tuple[SightingId, ...] = ()
    """Sightings marked as more like the person."""
    unliked: tuple[SightingId, ...] = ()
    """Sightings marked as not the person."""
    rerank: bool = False
    """The list is ordered again by shared neighbours."""
    expand: bool = False
    """The probe is joined by its first candidates."""


DEFAULT = SearchOptions()
"""The search that is made when nothing is said."""


class Unsearched(StrEnum):
    """Why something of the case was not compared with the probe."""

    UNDECODABLE_FILE = "undecodable_file"
    """A file that never became a photo or video of the case (numbers of its outcome)."""
    UNDECODABLE = "undecodable"
    """A photo or video that could not be analysed (media)."""
    WAITING = "not_yet_analysed"
    """A photo or video without a result under these models (media)."""
    NOBODY = "no_person_found"
    """A photo or video in which no person was found (media)."""
    LOW_QUALITY = "below_quality"
    """A sighting below the quality that was asked for."""
    FILTERED = "filtered_out"
    """A sighting that other filters leave out."""


OF_SIGHTINGS = frozenset({Unsearched.LOW_QUALITY, Unsearched.FILTERED})
"""Reasons whose ids are sightings."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was not searched for one reason."""

    reason: Unsearched
    count: int
