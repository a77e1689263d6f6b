"""All vectors of a case as they are compared, for what looks at every one of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reid_desktop.domain.cameras import camera_levels
from reid_desktop.domain.common_part import CommonPart, common_part
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.persons import Comparison
from reid_desktop.ports.store import CaseReader, Ids
from reid_desktop.services.comparing import FEWEST


class ComparableVectors:
    """The vectors of one model key without what their cameras share, as the search compares them.

    Made anew when something came in, always from all that there is.
    """

    def __init__(self, reader: CaseReader, model_key: str) -> None:
        """Load at the first `bring_up`."""
        self._reader = reader
        self._model_key = model_key
        self._state: object = None
        self._part: CommonPart | None = None
        self.ids: Ids = np.empty(0, np.int64)
        """Ascending."""
        self.media_ids: Ids = np.empty(0, np.int64)
        self.vectors: Vectors = np.empty((0, 0), np.float32)
        """(n, d), rows of length 1."""

    @property
    def comparison(self) -> Comparison:
        """Return how scores of these vectors are to be understood."""
        return Comparison.BARE if self._part is None else Comparison.WITHOUT_CAMERAS

    def bring_up(self) -> None:
        """Follow what was written since the last time."""
        reader = self._reader
        state = (reader.mark(), tuple(reader.exhibits()), len(reader.corrections()))
        if state == self._state:
            return
        table = reader.sighting_table(self._model_key)
        found, vectors = reader.vectors(self._model_key)
        known = np.isin(found, table.ids)  # both are read one after the other: one may be ahead
        self.ids, vectors = found[known], vectors[known]
        self.media_ids = table.media_ids[np.searchsorted(table.ids, self.ids)]
        self._part = None
        if len(self.ids) >= FEWEST:
            self._part = common_part(vectors, camera_levels(self.media_ids, reader.shots()))
            vectors = self._part.without(vectors, self._part.groups)
        self.vectors = vectors
        self._state = state

    def probes(self, vectors: Vectors, media: Sequence[MediaId | None]) -> Vectors:
        """Return probes (m, d) as they are compared, each without the part of its own camera if known."""
        if self._part is None or not len(vectors):
            return vectors
        groups = [self._part.everything] * len(media)
        for number, media_id in enumerate(media):
            rows = np.flatnonzero(self.media_ids == (-1 if media_id is None else media_id))
            groups[number] = int(self._part.groups[rows[0]]) if len(rows) else groups[number]
        return self._part.without(vectors, np.array(groups, np.int64))
