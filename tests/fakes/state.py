"""What the case in memory holds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.alarms import RaisedAlarm
from reid_desktop.domain.audit_log import LogHead
from reid_desktop.domain.case import AuditEntry, Exhibit
from reid_desktop.domain.corrections import Correction
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import (
    ActId,
    AlarmId,
    DecisionId,
    ExhibitId,
    MediaId,
    ProbeId,
    SearchId,
    SightingId,
    SourceId,
)
from reid_desktop.domain.ledger import Entry
from reid_desktop.domain.media import FileOutcome, MediaItem
from reid_desktop.domain.persons import PersonEvent, PersonProbe
from reid_desktop.domain.query import SearchRecord
from reid_desktop.domain.review import Act, GradeSet, Looked, Note
from reid_desktop.domain.search_options import Unsearched
from reid_desktop.domain.sighting import NewSighting, Sighting
from reid_desktop.domain.stacks import LinkKind, MediaLink
from reid_desktop.domain.stage_times import StretchTimes
from reid_desktop.domain.undoing import Step
from reid_desktop.ports.drawing import DrawnBox


@dataclass
class Found:
    """A sighting and what else is kept of it."""

    sighting: Sighting
    model_key: str
    vector: NDArray[np.float32]
    track: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class Said:
    """One value given to one sighting."""

    item_id: DecisionId
    act_id: ActId
    group: ActId
    sighting_id: SightingId
    act: Act


@dataclass
class State:
    """Everything the case holds; copied to undo a transaction."""

    exhibits: dict[ExhibitId, Exhibit] = field(default_factory=dict)
    sources: dict[tuple[ExhibitId, str], SourceId] = field(default_factory=dict)
    kinds: dict[SourceId, str] = field(default_factory=dict)
    media: dict[MediaId, MediaItem] = field(default_factory=dict)
    outcomes: dict[tuple[SourceId, str], FileOutcome] = field(default_factory=dict)
    outcome_numbers: dict[tuple[SourceId, str], int] = field(default_factory=dict)
    analyses: dict[tuple[str, MediaId], bool] = field(default_factory=dict)
    found: dict[SightingId, Found] = field(default_factory=dict)
    searches: dict[SearchId, SearchRecord] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)
    head: list[LogHead] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    links: dict[tuple[MediaId, MediaId, LinkKind], MediaLink] = field(default_factory=dict)
    fingerprints: dict[MediaId, bytes] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    steps: list[tuple[str, Step]] = field(default_factory=list)
    """With who did them."""
    acts: list[ActId] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    grade_sets: list[GradeSet] = field(default_factory=list)
    looks: list[Looked] = field(default_factory=list)
    person_events: list[PersonEvent] = field(default_factory=list)
    probes: dict[ProbeId, tuple[PersonProbe, bytes]] = field(default_factory=dict)
    alarms: dict[AlarmId, RaisedAlarm] = field(default_factory=dict)
    stretches: list[StretchTimes] = field(default_factory=list)
    alarm_marks: dict[str, SightingId] = field(default_factory=dict)
    probe_vectors: dict[tuple[ProbeId, str], NDArray[np.float32]] = field(default_factory=dict)
    ledger: list[Entry] = field(default_factory=list)
    clips: dict[tuple[MediaId, str], bytes] = field(default_factory=dict)
    """How far clips have come, by model key."""
    changes: list[tuple[str, int]] = field(default_factory=list)
    """What a search has to follow: kind and row."""
    search_vectors: dict[SearchId, Vectors] = field(default_factory=dict)
    left_out: dict[tuple[SearchId, Unsearched], NDArray[np.int64]] = field(default_factory=dict)
    drawn: list[DrawnBox] = field(default_factory=list)
    pending: dict[tuple[str, MediaId], str] = field(default_factory=dict)
    """Items that wait although something is known of them."""
    rates: dict[tuple[str, MediaId], float] = field(default_factory=dict)
    """How often a second clips were looked at."""
    superseded: dict[SightingId, SightingId | None] = field(default_factory=dict)
    clothing: dict[SightingId, frozenset[str]] = field(default_factory=dict)


def found_from(sighting_id: SightingId, media_id: MediaId, model_key: str, new: NewSighting) -> Found:
    """Return what is kept of a new sighting."""
    sighting = Sighting(
        sighting_id,
        media_id,
        new.box,
        new.frame_size,
        new.score,
        new.quality.value,
        new.start_s,
        new.end_s,
        new.best_s,
        new.quality,
        new.appearance,
        new.turn_deg,
        new.is_quick,
    )
    return Found(sighting, model_key, np.array(new.vector, np.float32), new.track)
