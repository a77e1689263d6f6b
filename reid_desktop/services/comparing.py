"""What a probe is compared with: vectors as they are, or without what one camera's crops share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.cameras import camera_levels
from reid_desktop.domain.common_part import CommonPart, common_part
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.ports.store import CaseReader, Ids
from reid_desktop.ports.vision import VectorIndex
from reid_desktop.services.indexing import bring_up

FEWEST = 50
"""In a case with fewer sightings nothing is taken out: too little is known of its cameras."""


class BareVectors:
    """Every vector as the network gave it."""

    description = ""

    def __init__(self, reader: CaseReader, model_key: str, make_exact: Callable[[], VectorIndex]) -> None:
        """Load them at the first use."""
        self._reader = reader
        self._model_key = model_key
        self._index = make_exact()

    def bring_up(self) -> VectorIndex:
        """Return the vectors, those that have come since among them."""
        bring_up(self._index, self._reader, self._model_key)
        return self._index

    def probe(self, vector: NDArray[np.float32], media_id: MediaId | None) -> NDArray[np.float32]:  # noqa: ARG002 - as its sibling
        """Return the probe as it is."""
        return vector


class VectorsWithoutCameras:
    """Every vector without the part that its camera's crops share.

    Made anew when sightings have come or a time has changed, always from all
    of them, so that the same case gives the same list.
    """

    def __init__(self, reader: CaseReader, model_key: str, make_exact: Callable[[], VectorIndex]) -> None:
        """Load and prepare at the first use."""
        self._reader = reader
        self._model_key = model_key
        self._make_exact = make_exact
        self._state: object = None
        self._index = make_exact()
        self._media: Ids = np.empty(0, np.int64)
        self._part: CommonPart | None = None
        self.description = ""

    def bring_up(self) -> VectorIndex:
        """Return the vectors, prepared again if the case has changed."""
        reader = self._reader
        # What the groups are made of: sightings, media, the clocks of exhibits, corrections by hand.
        state = (reader.mark(), tuple(reader.exhibits()), len(reader.corrections()))
        if state != self._state:
            table = reader.sighting_table(self._model_key)
            self._prepare(table.ids, table.media_ids, camera_levels(table.media_ids, reader.shots()))
            self._state = state
        return self._index

    def _prepare(self, ids: Ids, media_ids: Ids, levels: list[Ids]) -> None:
        found, vectors = self._reader.vectors(self._model_key)
        rows = np.searchsorted(ids, found)
        fits = (rows < len(ids)) & (ids[np.minimum(rows, max(len(ids) - 1, 0))] == found)
        found, vectors, rows = found[fits], vectors[fits], rows[fits]
        self._index, self._part, self.description = self._make_exact(), None, ""
        if len(found) < FEWEST:
            self._index.add(found, vectors)
            return
        self._part = common_part(vectors, [level[rows] for level in levels])
        self._media = media_ids[rows]
        self._index.add(found, self._part.without(vectors, self._part.groups))
        devices, scenes = (len(np.unique(level[rows])) for level in levels)
        self.description = (
            "what the crops of one camera share was taken out "
            f"({scenes} clips and scenes of {devices} devices)"
        )

    def probe(self, vector: NDArray[np.float32], media_id: MediaId | None) -> NDArray[np.float32]:
        """Return the probe without the part of its own camera, or of the whole case if that is unknown."""
        if self._part is None:
            return vector
        group = self._part.everything
        if media_id is not None:
            rows = np.flatnonzero(self._media == media_id)
            group = int(self._part.groups[rows[0]]) if len(rows) else group
        return np.asarray(self._part.without(vector[None, :], np.array([group]))[0], dtype=np.float32)


def sighting_ids(found: list[tuple[SightingId, float]]) -> Ids:
    """Return the ids of an answer, ascending."""
    return np.array(sorted(sighting_id for sighting_id, _ in found), dtype=np.int64)
