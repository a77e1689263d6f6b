"""What is told beside each candidate: which others say the same, and how far it is from the probe in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reid_desktop.domain.candidate_groups import CLOTHES_S, apart_s, grouped
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.query import SearchRecord
from reid_desktop.domain.sighting import Sighting
from reid_desktop.ports.store import CaseReader


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """About one candidate."""

    group: int
    """Rank of the best candidate of its group (one person in a clip, burst or near doubles)."""
    apart_s: float | None
    """Time between it and the nearest probe; None where one of them is unknown."""

    @property
    def is_clothing_weak(self) -> bool | None:
        """Tell whether so much time lies between that clothes may have been changed; None: unknown."""
        return None if self.apart_s is None else self.apart_s > CLOTHES_S


def candidate_facts(
    reader: CaseReader,
    record: SearchRecord,
    sightings: Mapping[SightingId, Sighting],
    items: Mapping[MediaId, MediaItem],
) -> list[CandidateFacts]:
    """Return the facts of each candidate, in the order of the list."""
    shown = [sightings[candidate.sighting_id] for candidate in record.candidates]
    media = sorted({sighting.media_id for sighting in shown})
    links = [(link.first, link.second) for link in reader.links() if not link.is_undone]
    vectors = _vectors(reader, record.model_key, shown)
    groups = grouped(shown, vectors, reader.shots_of(media), links)
    far = times_apart(reader, record, sightings, items)
    return [
        CandidateFacts(record.candidates[first].rank, far[one.sighting_id])
        for first, one in zip(groups, shown, strict=True)
    ]


def times_apart(
    reader: CaseReader,
    record: SearchRecord,
    sightings: Mapping[SightingId, Sighting],
    items: Mapping[MediaId, MediaItem],
) -> dict[SightingId, float | None]:
    """Return the time between each sighting and the nearest probe, in s; None where it is not known."""
    probes = _probe_times(reader, record)
    return {
        number: apart_s(_time(items[one.media_id], one.start_s), probes) for number, one in sightings.items()
    }


def _vectors(reader: CaseReader, model_key: str, shown: Sequence[Sighting]) -> Vectors:
    """Return a vector for each; zeros for a sighting whose box was put right since."""
    found, vectors = reader.vectors_of(model_key, np.array(sorted({i.sighting_id for i in shown}), np.int64))
    rows = {sighting_id: row for row, sighting_id in enumerate(found.tolist())}
    nothing = np.zeros((1, vectors.shape[1]), np.float32)
    places = [rows.get(one.sighting_id, len(found)) for one in shown]
    return np.asarray(np.concatenate([vectors, nothing])[places], np.float32)


def _probe_times(reader: CaseReader, record: SearchRecord) -> list[int | None]:
    times: list[int | None] = []
    for probe in record.probes:
        media_id = reader.media_by_sha256(probe.sha256)
        items = reader.media([media_id]) if media_id is not None else []
        known = reader.sightings([probe.sighting_id]) if probe.sighting_id is not None else []
        at_s = known[0].start_s if known else probe.at_s
        times.append(_time(items[0], at_s) if items else None)
    return times


def _time(item: MediaItem, at_s: float | None) -> int | None:
    return None if item.time is None else item.time.utc_ms + round((at_s or 0.0) * 1000)
