"""What exporters may ask of a case besides the rows of the export: a part of `CaseReader`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.alarms import RaisedAlarm
from reid_desktop.domain.case import AuditEntry, Source
from reid_desktop.domain.corrections import Correction
from reid_desktop.domain.ids import AlarmId, MediaId, SearchId, SightingId, SourceId
from reid_desktop.domain.media import Copy, FileOutcome, MediaItem
from reid_desktop.domain.persons import PersonEvent
from reid_desktop.domain.query import SearchRecord
from reid_desktop.domain.review import Decision, Note, NoteTarget, SightingReview
from reid_desktop.domain.sighting import Sighting


class CaseRecords(Protocol):
    """Reads a case; the methods are those of `CaseReader`."""

    def sources(self) -> list[Source]:
        """Return what was imported, in the order it came."""
        ...

    def media(self, ids: Sequence[MediaId]) -> list[MediaItem]:
        """Return the items asked for, in that order; unknown ids are left out."""
        ...

    def copies(self) -> Iterator[tuple[MediaItem, Copy]]:
        """Yield every copy with its item."""
        ...

    def outcomes(self, source_id: SourceId | None = None) -> Iterator[FileOutcome]:
        """Yield how each file of a source (or of all) ended."""
        ...

    def model_keys(self) -> list[str]:
        """Return the model keys that have analysed media, oldest first."""
        ...

    def sightings(self, ids: Sequence[SightingId]) -> list[Sighting]:
        """Return the sightings asked for, in that order; unknown ids are left out."""
        ...

    def sightings_of_media(self, media_id: MediaId, model_key: str) -> list[Sighting]:
        """Return the sightings found in one item."""
        ...

    def track(self, sighting_id: SightingId) -> NDArray[np.float32] | None:
        """Return a tracklet's boxes: (n, 5) rows of time_s, left, top, right, bottom; None for a photo."""
        ...

    def corrections(self, media_id: MediaId | None = None) -> list[Correction]:
        """Return the corrections of one item, or of all, oldest first."""
        ...

    def searches(self) -> list[SearchRecord]:
        """Return all searches, oldest first, without their candidates."""
        ...

    def search(self, search_id: SearchId) -> SearchRecord:
        """Return one search with its candidates."""
        ...

    def reviews(self, ids: Sequence[SightingId]) -> list[SightingReview]:
        """Return what counts now for each sighting, in that order."""
        ...

    def decisions(self, ids: Sequence[SightingId]) -> list[Decision]:
        """Return every decision ever made about these sightings, oldest first."""
        ...

    def notes(self, target: NoteTarget | None = None) -> list[Note]:
        """Return the notes on one thing, or all, oldest first, replaced ones among them."""
        ...

    def person_events(self) -> list[PersonEvent]:
        """Return all that was done with persons of interest, oldest first."""
        ...

    def alarms(self, after: AlarmId | None = None) -> list[RaisedAlarm]:
        """Return all alarms, or those newer than `after`, oldest first, with their decisions."""
        ...

    def audit(self) -> Iterator[AuditEntry]:
        """Yield the log, oldest first."""
        ...
