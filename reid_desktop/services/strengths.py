"""What the scores of a search are worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reid_desktop.domain.calibration import UNCALIBRATED, Calibration, Seen, Strength, strength
from reid_desktop.domain.cameras import scene_of
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.persons import Comparison
from reid_desktop.domain.query import ProbeOrigin, SearchRecord
from reid_desktop.domain.search_options import DEFAULT
from reid_desktop.domain.sighting import Sighting
from reid_desktop.ports.calibrations import Calibrations
from reid_desktop.ports.store import CaseReader


def embedder_in(model_key: str) -> str:
    """Return the embedder's part of a model key."""
    return model_key.rpartition(" + ")[2]


def comparison_of(record: SearchRecord) -> Comparison:
    """Return how the vectors of a search were compared."""
    return Comparison.WITHOUT_CAMERAS if record.index.shared_part else Comparison.BARE


REDUCED = "-bf16"
"""Moves a score by 0.002 in the mean and a log10 ratio by 0.01: measured in docs/models.md."""
COMPOSED = "Calibrated on single crops compared as they are; this list was composed of several, or otherwise."


class Strengths:
    """Judges candidates by the calibration of the models that a search was made with."""

    def __init__(self, reader: CaseReader, calibrations: Calibrations) -> None:
        """Look calibrations up once a model key."""
        self._reader = reader
        self._calibrations = calibrations
        self._found: dict[str, Calibration | None] = {}
        self.problem = ""
        """Why a calibration that is there cannot be used."""

    def calibration(self, model_key: str) -> Calibration | None:
        """Return the calibration of a model key's embedder; in bf16, if it has none, that in float32."""
        embedder = embedder_in(model_key)
        if embedder not in self._found:
            try:
                found = self._calibrations.find(embedder)
                if found is None and embedder.endswith(REDUCED):
                    found = self._calibrations.find(embedder.removesuffix(REDUCED))
                self._found[embedder] = found
            except ModelError as cause:
                self._found[embedder], self.problem = None, str(cause)
        return self._found[embedder]

    def of_record(self, record: SearchRecord) -> dict[SightingId, Strength]:
        """Return what each candidate's score is worth; sightings that are gone are left out."""
        found = self._reader.sightings([candidate.sighting_id for candidate in record.candidates])
        sightings = {sighting.sighting_id: sighting for sighting in found}
        media = sorted({sighting.media_id for sighting in found})
        items = {item.media_id: item for item in self._reader.media(media)}
        there = tuple(one for one in record.candidates if one.sighting_id in sightings)
        return self.of_search(replace(record, candidates=there), sightings, items)

    def of_search(
        self,
        record: SearchRecord,
        sightings: Mapping[SightingId, Sighting],
        items: Mapping[MediaId, MediaItem],
    ) -> dict[SightingId, Strength]:
        """Return what each candidate's score is worth.

        :param sightings: of the candidates.
        :param items: of the sightings.
        """
        calibration, comparison = self.calibration(record.model_key), comparison_of(record)
        # A list that is ordered by neighbours keeps the scores of single crops.
        if len(record.probes) > 1 or replace(record.options, bare=False, rerank=False) != DEFAULT:
            nothing = Strength(None, None, None, COMPOSED if calibration else UNCALIBRATED, None)
            return {candidate.sighting_id: nothing for candidate in record.candidates}
        probe = self._probe(record.probe)
        scenes = self._scenes([sighting.media_id for sighting in sightings.values()])
        found: dict[SightingId, Strength] = {}
        for candidate in record.candidates:
            sighting = sightings[candidate.sighting_id]
            seen = _seen(sighting, items[sighting.media_id], scenes.get(sighting.media_id))
            found[candidate.sighting_id] = strength(
                calibration, comparison, candidate.score, (probe, seen), record.index.searched
            )
        return found

    def _probe(self, origin: ProbeOrigin) -> Seen:
        media_id = self._reader.media_by_sha256(origin.sha256)
        scene = None if media_id is None else self._scenes([media_id]).get(media_id)
        item = None if media_id is None else self._reader.media([media_id])[0]
        if origin.sighting_id is not None and item is not None:
            known = self._reader.sightings([origin.sighting_id])
            if known:
                return _seen(known[0], item, scene)
        time_ms = None
        if item is not None and item.time is not None:
            time_ms = item.time.utc_ms + round((origin.at_s or 0.0) * 1000)
        return Seen(origin.box.height_px if origin.box else None, time_utc_ms=time_ms, scene=scene)

    def _scenes(self, media_ids: list[MediaId]) -> dict[MediaId, object]:
        """Return the clip or scene of each item; a photo without a time is one of its own."""
        shots = self._reader.shots_of(sorted(set(media_ids)))
        return {
            MediaId(shot.media_id): scene_of(shot, shot.device)
            if shot.is_video or shot.time_utc_ms is not None
            else ("photo", shot.media_id)
            for shot in shots
        }


def _seen(sighting: Sighting, item: MediaItem, scene: object) -> Seen:
    quality = sighting.assessment
    time_ms = None if item.time is None else item.time.utc_ms + round((sighting.start_s or 0.0) * 1000)
    return Seen(
        sighting.box.height_px if quality is None else quality.height_px,
        None if quality is None else quality.sharpness,
        None if quality is None else quality.truncated,
        None if quality is None else quality.overlap,
        time_ms,
        scene,
    )
