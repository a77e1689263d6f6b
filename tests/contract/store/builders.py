"""Small values that the suite fills a store with."""

from __future__ import annotations

import numpy as np

from reid_desktop.domain.capture import CaptureTime, Place, TimeSource
from reid_desktop.domain.case import CaseFacts
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import ExhibitId, MediaId, SearchId
from reid_desktop.domain.media import Copy, FileOutcome, Inspection, MediaKind, Outcome, RawFacts
from reid_desktop.domain.query import (
    Candidate,
    Filters,
    IndexKind,
    IndexState,
    ProbeOrigin,
    SearchRecord,
)
from reid_desktop.domain.sighting import NewSighting, Quality
from reid_desktop.ports.store import CaseWriter

FACTS = CaseFacts("2024-17", "Harbour", "D. Adler", "Police", "W-9", "2024-05-18T12:00:00.000Z", "0.1.0")
EXHIBIT = ExhibitId("EX-1")
OTHER = ExhibitId("EX-2/ß")
KEY = "detector@1#v1 + embedder@2#v1"
NEWER_KEY = "detector@1#v1 + embedder@3#v1"


def inspection(name: str, kind: MediaKind = MediaKind.PHOTO) -> Inspection:
    return Inspection(f"{hash(name) & (2**64 - 1):064x}", 1000, kind, "jpeg", RawFacts(make=name))


def at(utc_ms: int) -> CaptureTime:
    return CaptureTime(utc_ms, 1.0, "2024:05:18 14:22:33", None, TimeSource.ASSUMED_UTC)


def new_sighting(value: float = 0.5, start_s: float | None = None, dimensions: int = 4) -> NewSighting:
    vector = np.zeros(dimensions, np.float32)
    vector[0] = 1.0
    return NewSighting(
        Box(1, 2, 30, 40),
        Size(100, 200),
        0.75,
        Quality(value, 38, 1.5, False),
        vector,
        start_s,
        None if start_s is None else start_s + 1,
        start_s,
    )


def add(
    writer: CaseWriter,
    name: str,
    *,
    time: CaptureTime | None = None,
    place: Place | None = None,
    exhibit: ExhibitId = EXHIBIT,
    kind: MediaKind = MediaKind.PHOTO,
) -> MediaId:
    """Add an item with one copy and its outcome, as an import does."""
    source = writer.add_source(exhibit, "/seized", "folder")
    media_id, is_new = writer.add_media(inspection(name, kind), time, place)
    writer.add_copy(media_id, Copy(exhibit, source, f"/seized/{name}", name, 1000, 5))
    outcome = Outcome.IMPORTED if is_new else Outcome.DUPLICATE
    writer.add_outcome(source, FileOutcome(f"/seized/{name}", outcome))
    return media_id


def search_record(candidates: tuple[Candidate, ...] = (), filters: Filters | None = None) -> SearchRecord:
    return SearchRecord(
        SearchId(0),
        "2024-05-18T12:00:00.000Z",
        "D. Adler",
        ProbeOrigin("probe.jpg", "ab" * 32, Box(1, 2, 3, 4), None),
        KEY,
        filters or Filters(),
        100,
        IndexState(IndexKind.EXACT, True, 10, 5, "small"),
        candidates,
    )
