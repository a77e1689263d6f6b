"""Probes, filters, searches and candidates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .area import Area
from .audit_log import LogHead
from .flags import MediaFlag
from .geometry import Box
from .ids import ExhibitId, MediaId, SearchId, SightingId, SourceId
from .review import ANYTHING, About
from .search_options import DEFAULT, LeftOut, SearchOptions

LEAD_NOTICE = "Candidate list: an investigative lead, not an identification."
"""Stands on every list and page of candidates."""

DEFAULT_TOP = 100


class IndexKind(StrEnum):
    """How the neighbours were found."""

    EXACT = "exact"
    HNSW = "hnsw"


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A circle on the earth."""

    latitude_deg: float
    longitude_deg: float
    radius_m: float

    def __post_init__(self) -> None:
        """Refuse coordinates and radii that do not exist."""
        if not (-90 <= self.latitude_deg <= 90 and -180 <= self.longitude_deg <= 180):
            raise ValueError(f"no such place: {self}")
        if not self.radius_m > 0:
            raise ValueError(f"no such radius: {self}")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search or a gallery is narrowed to; the empty value lets all pass.

    A time or place filter leaves out what has no known time or place.
    """

    after_utc_ms: int | None = None
    before_utc_ms: int | None = None
    near: NearPlace | None = None
    exhibits: frozenset[ExhibitId] = frozenset()
    media: frozenset[MediaId] | None = None
    sightings: frozenset[SightingId] | None = None
    """Only these, such as the ones lassoed on the map."""
    kinds: frozenset[str] = frozenset()
    minimum_quality: float = 0.0
    untimed_only: bool = False
    unplaced_only: bool = False
    minimum_height_px: int = 0
    minimum_sharpness: float = 0.0
    minimum_score: float = 0.0
    """Of the detector."""
    maximum_overlap: float = 1.0
    """Leave out persons of whom others in front cover more than this share; those never measured stay."""
    whole_only: bool = False
    """Leave out persons whom the frame cuts."""
    flags: MediaFlag = MediaFlag.NONE
    """Only media that carry any of these."""
    without_flags: MediaFlag = MediaFlag.NONE
    """No media that carry any of these."""
    place_name: str = ""
    """Only media whose place name holds this text, whatever its case."""
    decisions: frozenset[str] = frozenset()
    """Only sightings so decided: words of `domain.review.VERDICTS`, `undecided` among them."""
    decided_about: About = ANYTHING
    """What the decisions must be about to count for `decisions`; the empty value: the newest of each."""
    tags: frozenset[str] = frozenset()
    """Only sightings that carry any of these."""
    without_tags: frozenset[str] = frozenset()
    """No sightings that carry any of these."""
    grades: frozenset[str] = frozenset()
    """Only sightings graded so: `SET:NUMBER`, such as `vic:1`."""
    bookmarked_only: bool = False
    newer_than: SightingId | None = None
    """Only sightings that were found after this one, such as after one looked last."""
    camera: str = ""
    """Only media of a camera whose make and model hold this text, whatever its case."""
    sources: frozenset[SourceId] = frozenset()
    """Only media of which a copy was found in one of these."""
    area: Area | None = None
    """Only media with a place inside."""
    wearing: frozenset[str] = frozenset()
    """Only sightings described with all of these words of `domain.clothing.WORDS`."""
    quick_only: bool = False
    """Only sightings that are known from the quick pass over a clip's key frames alone."""
    without_quick: bool = False
    """None of those."""

    @property
    def is_empty(self) -> bool:
        """Tell whether everything passes."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class ProbeOrigin:
    """Where a probe crop comes from."""

    name: str
    """File name, `clipboard`, or `sighting 42`."""
    sha256: str
    """Of the probe picture's bytes."""
    box: Box | None
    """Chosen box in upright pixels of the probe picture."""
    sighting_id: SightingId | None = None
    note: str = ""
    """What the user should know about it (`no person was found: the whole picture was used`)."""
    person: int = 0
    """Which of the persons looked for it shows, from 0."""
    at_s: float | None = None
    """When the frame that was taken begins in its clip; None for a picture."""


@dataclass(frozen=True, slots=True)
class IndexState:
    """What was searched."""

    kind: IndexKind
    exact: bool
    size: int
    """Number of vectors of the model key in the case."""
    searched: int
    """Number of vectors left by the filters."""
    note: str = ""
    """Why this index was chosen, or what is missing (`hnswlib is not installed`)."""
    shared_part: str = ""
    """What was taken out of the vectors before they were compared; empty: nothing."""
    recall: float | None = None
    """Of an approximate search: share of the exact best 100 that it finds, measured on this case."""
    newest: SightingId | None = None
    """Highest sighting that was there."""
    change: int = 0
    """Last change of times, places and vectors that was followed."""
    sha256: str = ""
    """Of the vectors that were there, as they are scanned."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sighting in a search."""

    rank: int
    """From 1."""
    sighting_id: SightingId
    score: float
    """Cosine similarity, -1 to 1; comparable only within one model key."""
    person: int = 0
    """Which of the persons looked for it is like."""
    joint: float | None = None
    """Where several persons are to be together: the least of their scores there."""


def list_sha256(candidates: Iterable[Candidate]) -> str:
    """Return the hash of a ranked list, which stands in the log: SHA-256 over lines `rank sighting score`.

    Where several persons are to be together, ` person joint` follows.
    """
    digest = hashlib.sha256()
    for candidate in candidates:
        line = f"{candidate.rank} {candidate.sighting_id} {candidate.score:.6f}"
        if candidate.joint is not None:
            line += f" {candidate.person} {candidate.joint:.6f}"
        digest.update(f"{line}\n".encode("ascii"))
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """A search that was made: immutable."""

    search_id: SearchId
    created_utc: str
    examiner: str
    probe: ProbeOrigin
    model_key: str
    filters: Filters
    top: int
    index: IndexState
    candidates: tuple[Candidate, ...]
    log_head: LogHead | None = None
    """Where the case's log stood when the search was recorded; set by the store."""
    also: tuple[ProbeOrigin, ...] = ()
    """Further crops, of the same person or of others."""
    options: SearchOptions = DEFAULT
    left_out: tuple[LeftOut, ...] = ()
    """What was not searched; the ids are asked for apart."""
    program: str = ""
    """Version of the program that searched."""

    @property
    def probes(self) -> tuple[ProbeOrigin, ...]:
        """Return all probe crops."""
        return (self.probe, *self.also)
