"""On what the likeness of candidates rests: head, torso and legs compared on their own."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.body_parts import BodyPart, alone, without
from reid_desktop.domain.common_part import unit
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Pixels, Vectors
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import ProbeOrigin, SearchRecord
from reid_desktop.ports.inspection import PartsRequest, PartsTold
from reid_desktop.ports.media import ThumbnailPaths
from reid_desktop.ports.store import CaseReader
from reid_desktop.ports.vision import Embedder

BESIDE = 20
"""So many candidates are compared at least, to tell what their painted crops share."""
NO_CANDIDATE = "Sighting {number} is not among the candidates of search {search_id}."
NO_PROBE = "The crop of the probe of search {search_id} is no longer in the case folder; search for it again."


@dataclass(frozen=True, slots=True)
class PartLikeness:
    """One candidate, part by part."""

    rank: int
    """In the recorded search."""
    sighting_id: SightingId
    score: float
    """As recorded: the whole person."""
    parts: dict[BodyPart, float] | None
    """Cosine of each part on its own; None where the crop is missing."""
    rest: float | None
    """Cosine of what is left when the parts to be ignored are painted over; None if none are."""


class ComparePart:
    """Describes the kept crops of a search again, part by part; the recorded search stays as it is.

    The mean of the compared crops is taken out of each part, as the search takes out what cameras share:
    painted crops have much in common.
    """

    def __init__(
        self,
        reader: CaseReader,
        thumbnails: ThumbnailPaths,
        read_crop: Callable[[bytes], Pixels],
        embedder: Embedder,
    ) -> None:
        """Use the embedder of the search."""
        self._reader, self._thumbnails = reader, thumbnails
        self._read_crop, self._embedder = read_crop, embedder

    def __call__(
        self, record: SearchRecord, count: int, ignored: Collection[BodyPart] = ()
    ) -> list[PartLikeness]:
        """Return the first `count` candidates, in their order, or by `rest` if parts are ignored.

        :raises CaseError: the probe's crop is no longer there.
        """
        probe = self._crop(self._probe_path(record.probe))
        if probe is None:
            raise CaseError(NO_PROBE, search_id=record.search_id)
        candidates = record.candidates[:count]
        crops = [self._crop(self._sighting_path(one.sighting_id)) for one in candidates]
        there = [crop for crop in crops if crop is not None]
        by_part = {part: self._cosines(probe, there, partial(alone, part=part)) for part in BodyPart}
        rest = self._cosines(probe, there, lambda c: without(c, ignored)) if ignored else None
        found, row = [], 0
        for one, crop in zip(candidates, crops, strict=True):
            if crop is None:
                found.append(PartLikeness(one.rank, one.sighting_id, one.score, None, None))
                continue
            parts = {part: round(float(by_part[part][row]), 4) for part in BodyPart}
            left = None if rest is None else round(float(rest[row]), 4)
            found.append(PartLikeness(one.rank, one.sighting_id, one.score, parts, left))
            row += 1
        if ignored:
            found.sort(key=lambda one: (-(one.rest if one.rest is not None else -2.0), one.rank))
        return found

    def tell(self, request: PartsRequest) -> PartsTold:
        """Compare one candidate; some others beside it tell what painted crops have in common.

        :raises CaseError: there is no such search or candidate, or the probe's crop is no longer there.
        """
        record = self._reader.search(request.search_id)
        rank = next((c.rank for c in record.candidates if c.sighting_id == request.sighting_id), None)
        if rank is None:
            raise CaseError(NO_CANDIDATE, number=request.sighting_id, search_id=request.search_id)
        found = self(record, max(rank, BESIDE), request.ignored)
        one = next(one for one in found if one.sighting_id == request.sighting_id)
        return PartsTold(request, one.parts, one.rest)

    def _cosines(
        self, probe: Pixels, crops: list[Pixels], show: Callable[[Pixels], Pixels]
    ) -> NDArray[np.float32]:
        vectors: Vectors = self._embedder.embed([show(crop) for crop in (probe, *crops)])
        apart = unit(vectors - vectors.mean(axis=0)) if len(vectors) > 2 else vectors
        return np.asarray(apart[1:] @ apart[0], np.float32)

    def _probe_path(self, probe: ProbeOrigin) -> Path | None:
        if probe.sighting_id is not None:
            return self._sighting_path(probe.sighting_id)
        crop_path = self._thumbnails.crop_path
        return None if probe.box is None else crop_path(probe.sha256, probe.box, probe.at_s)

    def _sighting_path(self, sighting_id: SightingId) -> Path | None:
        found = self._reader.sightings([sighting_id])
        if not found:
            return None
        [item] = self._reader.media([found[0].media_id])
        return self._thumbnails.crop_path(item.sha256, found[0].box, found[0].best_s)

    def _crop(self, path: Path | None) -> Pixels | None:
        try:
            return None if path is None else self._read_crop(path.read_bytes())
        except OSError:
            return None
