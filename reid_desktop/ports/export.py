"""Writing a case file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from reid_desktop.domain.audit_log import LogHead
from reid_desktop.domain.authority import Authority, Policy
from reid_desktop.domain.calibration import Calibration, Strength
from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.export_profile import Field
from reid_desktop.domain.ids import EntryId, ExhibitId, SearchId, SightingId
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.model_card import ModelCard
from reid_desktop.domain.query import Filters, SearchRecord
from reid_desktop.domain.review import Decision, SightingReview
from reid_desktop.domain.second_look import Outcome, Proficiency
from reid_desktop.domain.sighting import Sighting
from reid_desktop.domain.stacks import LinkKind

from .export_records import CaseRecords
from .store import Counts
from .system import JobControl


@dataclass(frozen=True, slots=True)
class Linked:
    """An item that belongs together with another, such as the moving part of a live photo."""

    kind: LinkKind
    detail: str
    """How that is known."""
    media: MediaItem


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One sighting with its item and, for a search, rank and score."""

    sighting: Sighting
    media: MediaItem
    rank: int | None
    score: float | None
    crop_path: Path
    scene_path: Path
    review: SightingReview | None = None
    """What counts now: decision, tags, grades, bookmark."""
    decisions: tuple[Decision, ...] = ()
    """Every decision about it, oldest first, withdrawn and undone ones among them."""
    strength: Strength | None = None
    """What the score is worth; None without a search."""
    opinions: tuple[Outcome, ...] = ()
    """What a second person, and a third, said without knowing of the first."""
    persons: tuple[str, ...] = ()
    """Names of the persons of interest whom an examiner has confirmed it to show."""
    left_out: frozenset[Field] = frozenset()
    """What was taken off this row, so that empty does not read as not known."""
    is_confirmed: bool = False
    """Whether it is confirmed: by the decision that counts, or for a person of interest. Never left out."""
    linked: tuple[Linked, ...] = ()
    """What belongs together with the item."""


@dataclass(frozen=True, slots=True)
class Oversight:
    """What entitles to the search, and what is known of the errors of methods and people."""

    policy: Policy
    authorities: tuple[Authority, ...]
    calibration: Calibration | None
    """Of the models that the export is about."""
    proficiency: tuple[Proficiency, ...]
    searched_under: Mapping[SearchId, EntryId] = field(default_factory=dict)
    """The authority that each search was made under."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What an export contains, frozen in one read transaction."""

    case: CaseFacts
    exhibits: tuple[Exhibit, ...]
    counts: Counts
    model_key: str | None
    cards: tuple[ModelCard, ...]
    search: SearchRecord | None
    """None: all sightings of the newest model key."""
    probe_crop_path: Path | None
    rows: Sequence[ExportRow]
    """Read again each time they are gone through, so that a hundred thousand need little memory."""
    created_utc: str
    log_head: LogHead
    """Where the case's log stood when the export was made."""
    filters: Filters = field(default_factory=Filters)
    """What the sightings are narrowed to, where there is no search."""
    is_logged: bool = True
    """False where the case cannot be written: its log does not know of the export."""
    records: CaseRecords | None = None
    """What else the case knows, for formats that tell more than the rows."""
    profile: str = ""
    """Name of the profile that was chosen."""
    left_out: frozenset[Field] = frozenset()
    """What this export leaves out."""
    of_search: Callable[[SearchId], Selection] | None = None
    """Selects a search of the case; refuses with NotAuthorisedError what may not be exported."""
    oversight: Oversight | None = None
    """How the case is run, and how often its methods and its people err."""
    subjects: frozenset[SightingId] = frozenset()
    """Who stays visible in redacted copies; empty: those rows that are confirmed."""
    exhibits_only: frozenset[ExhibitId] = frozenset()
    """The exhibits that the export is about; copies on others are not named. Empty: all."""


class Exporter(Protocol):
    """Writes one format."""

    format: str
    """`html`, `csv`, ..."""
    title: str
    """As the user reads it: `HTML report (one file)`."""

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out` (a file or folder that does not exist; the caller renames it).

        :raises ExportError: it cannot be written.
        """
        ...
