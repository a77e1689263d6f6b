"""The case store: what is read from a case, and how it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.audit_log import LogHead
from reid_desktop.domain.capture import CaptureTime, Place
from reid_desktop.domain.case import AuditEntry, CaseFacts, Exhibit, Source
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.corrections import Correction
from reid_desktop.domain.ids import ExhibitId, MediaId, SightingId, SourceId
from reid_desktop.domain.media import Copy, FileOutcome, Inspection, MediaItem, Outcome
from reid_desktop.domain.query import Filters
from reid_desktop.domain.settled import Settled
from reid_desktop.domain.sighting import NewSighting, Sighting
from reid_desktop.domain.stacks import MediaLink
from reid_desktop.ports.clip_progress import ClipProgressReader, ClipProgressWriter
from reid_desktop.ports.clothing import ClothingReader, ClothingWriter
from reid_desktop.ports.drawing import DrawnReader, DrawnWriter
from reid_desktop.ports.ledger import LedgerReader, LedgerWriter
from reid_desktop.ports.persons import PersonReader, PersonWriter
from reid_desktop.ports.review import ReviewReader, ReviewWriter
from reid_desktop.ports.searches import SearchReader, SearchWriter
from reid_desktop.ports.stage_times import StageTimeReader, StageTimeWriter
from reid_desktop.ports.superseding import SupersedingReader, SupersedingWriter
from reid_desktop.ports.vectors import VectorReader

from .columns import NO_TIME as NO_TIME
from .columns import ColumnReader
from .columns import Ids as Ids
from .columns import SightingTable as SightingTable


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a case holds."""

    media: int
    photos: int
    videos: int
    copies: int
    sightings: int
    analysed: int
    waiting: int
    """Media not yet analysed under the model key asked for."""
    unreadable: int
    searches: int


@dataclass(frozen=True, slots=True)
class Mark:
    """The newest rows of a case at one moment: what is newer was written since."""

    outcome: int
    media: int
    sighting: int


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """One file of a source as it was imported."""

    copy_id: int
    """Grows with every file that is noted, and is never given again."""
    sha256: str
    size_bytes: int
    mtime_ns: int
    path: str
    device_path: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What was written since a mark."""

    counts: dict[Outcome, int]
    """Files by outcome; all four keys are there."""
    failures: tuple[FileOutcome, ...]
    photos: int
    videos: int
    sightings: int


class CaseReader(
    VectorReader,
    SearchReader,
    DrawnReader,
    ClothingReader,
    ReviewReader,
    LedgerReader,
    PersonReader,
    ColumnReader,
    ClipProgressReader,
    StageTimeReader,
    SupersedingReader,
    Protocol,
):
    """What can be asked of a case; safe from several threads."""

    def facts(self) -> CaseFacts:
        """Return the case facts."""
        ...

    def exhibits(self) -> list[Exhibit]:
        """Return the exhibits in the order they were added."""
        ...

    def sources(self) -> list[Source]:
        """Return what was imported, in the order it came."""
        ...

    def counts(self, model_key: str | None) -> Counts:
        """Return how much the case holds (`None`: under the newest model key)."""
        ...

    def media_ids(self) -> list[MediaId]:
        """Return all media items, oldest import first."""
        ...

    def media(self, ids: Sequence[MediaId]) -> list[MediaItem]:
        """Return the items asked for, in that order; unknown ids are left out."""
        ...

    def media_by_sha256(self, sha256: str) -> MediaId | None:
        """Return the item with this content, if the case has it."""
        ...

    def known_copy(self, exhibit_id: ExhibitId, path: str) -> Copy | None:
        """Return the copy already noted at `path` for the exhibit."""
        ...

    def media_on(self, exhibit_id: ExhibitId) -> list[MediaId]:
        """Return the items that have a copy on an exhibit, each once, oldest import first."""
        ...

    def copies(self) -> Iterator[tuple[MediaItem, Copy]]:
        """Yield every copy with its item."""
        ...

    def outcomes(self, source_id: SourceId | None = None) -> Iterator[FileOutcome]:
        """Yield how each file of a source (or of all) ended."""
        ...

    def mark(self) -> Mark:
        """Return where the case stands now."""
        ...

    def is_noted_since(self, mark: Mark, source_id: SourceId, path: str) -> bool:
        """Tell whether the outcome of a file was first noted after the mark."""
        ...

    def brought(self, mark: Mark, source_ids: Sequence[SourceId], model_key: str | None) -> Brought:
        """Return what came into the sources since the mark; sightings in their media, under `model_key`.

        A file that the analysis could not open counts as failed, not as imported.
        """
        ...

    def undone(self, model_key: str, limit: int, leave_out: Sequence[MediaId] = ()) -> list[MediaItem]:
        """Return media not yet analysed to their end under `model_key`: photos first, newest first."""
        ...

    def newest_model_key(self) -> str | None:
        """Return the model key of the newest analysis, if any."""
        ...

    def model_keys(self) -> list[str]:
        """Return the model keys that have analysed media, oldest first."""
        ...

    def sightings(self, ids: Sequence[SightingId]) -> list[Sighting]:
        """Return the sightings asked for, in that order; unknown ids are left out."""
        ...

    def sighting_table(self, model_key: str) -> SightingTable:
        """Return all sightings of a model key as columns."""
        ...

    def sightings_of_media(self, media_id: MediaId, model_key: str) -> list[Sighting]:
        """Return the sightings found in one item."""
        ...

    def filtered(self, model_key: str, filters: Filters) -> Ids:
        """Return the ids of the sightings that pass, ascending."""
        ...

    def track(self, sighting_id: SightingId) -> NDArray[np.float32] | None:
        """Return a tracklet's boxes: (n, 5) rows of time_s, left, top, right, bottom; None for a photo."""
        ...

    def corrections(self, media_id: MediaId | None = None) -> list[Correction]:
        """Return the corrections of one item, or of all, oldest first."""
        ...

    def links(self, media_id: MediaId | None = None) -> list[MediaLink]:
        """Return the links that one item is in, or all, undone ones among them."""
        ...

    def fingerprints(self) -> dict[MediaId, bytes]:
        """Return the perceptual hashes of all items that have one."""
        ...

    def log_heads(self) -> list[LogHead]:
        """Return what the case itself remembers of how far its log had come."""
        ...

    def manifest(self, source_id: SourceId) -> Iterator[ManifestLine]:
        """Yield what was noted of each file of a source, in the order it was noted."""
        ...

    @property
    def is_read_only(self) -> bool:
        """Tell whether nothing can be written to the case."""
        ...

    def audit(self) -> Iterator[AuditEntry]:
        """Yield the log, oldest first."""
        ...


class CaseWriter(
    SearchWriter,
    DrawnWriter,
    ClothingWriter,
    ReviewWriter,
    LedgerWriter,
    PersonWriter,
    ClipProgressWriter,
    StageTimeWriter,
    SupersedingWriter,
    Protocol,
):
    """What can be written inside one transaction."""

    def add_exhibit(self, exhibit: Exhibit) -> None:
        """Add an exhibit, or change its declared facts."""
        ...

    def add_source(self, exhibit_id: ExhibitId, path: str, kind: str) -> SourceId:
        """Note that `path` was brought in (again) for the exhibit; return its id (the old one if known)."""
        ...

    def add_media(
        self, inspection: Inspection, time: CaptureTime | None, place: Place | None
    ) -> tuple[MediaId, bool]:
        """Add an item by content; return its id and whether it is new."""
        ...

    def add_copy(self, media_id: MediaId, copy: Copy) -> bool:
        """Note a path; return False if it was noted before."""
        ...

    def add_outcome(self, source_id: SourceId, outcome: FileOutcome) -> None:
        """Note how one file ended; a second note for the same path replaces the first."""
        ...

    def drop_outcome(self, source_id: SourceId, path: str) -> None:
        """Take back what was noted of a folder (never of a file): it could be listed after all."""
        ...

    def finish_media(
        self,
        media_id: MediaId,
        model_key: str,
        sightings: Sequence[NewSighting],
        elapsed_ms: float,
        frames_per_s: float | None = None,
    ) -> list[SightingId]:
        """Record that an item is analysed, with what was found; do nothing if it already was.

        `frames_per_s` tells how often a clip was looked at.

        Boxes, vectors and facts go in; crops and scenes do not.
        """
        ...

    def fail_media(self, media_id: MediaId, model_key: str, reason: str) -> None:
        """Record that an item cannot be analysed; its files then count as failed."""
        ...

    def settle(self, media_id: MediaId, settled: Settled) -> None:
        """Set the capture time and place that count, with what disagrees; what was found stays."""
        ...

    def add_correction(self, correction: Correction) -> int:
        """Keep a correction by hand; return its id. `settle` is a call of its own."""
        ...

    def set_fingerprint(self, media_id: MediaId, fingerprint: bytes) -> None:
        """Keep the perceptual hash of an item."""
        ...

    def put_link(self, link: MediaLink) -> None:
        """Add a link, or change its detail and whether it is undone."""
        ...

    def add_link(self, link: MediaLink) -> bool:
        """Add a link unless it is known; return False if it is, undone or not."""
        ...

    def log(self, action: str, object_: str, **detail: object) -> None:
        """Append a row to the audit log."""
        ...


class CaseStore(CaseReader, Protocol):
    """A case that can be read and written."""

    def transaction(self, who: str) -> AbstractContextManager[CaseWriter]:
        """Write all or nothing; leaving it commits, then announces the ChangeSet."""
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...


class Listener(Protocol):
    """Is told, in the writing thread, what a committed transaction touched."""

    def __call__(self, changes: ChangeSet) -> None:
        """Take note."""
        ...
