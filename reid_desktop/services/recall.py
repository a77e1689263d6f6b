"""How much of the exact answer the approximate index finds, measured on the case itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.ids import MediaId
from reid_desktop.ports.scan import Ids
from reid_desktop.ports.vectors import VectorReader
from reid_desktop.ports.vision import StoredIndex
from reid_desktop.services.comparing import Compared, ComparedVectors

PROBES = 30
"""Sightings of the case that are searched for, both ways."""
AMONG = 100
"""Recall is measured among so many candidates."""
GROWTH = 1.02
"""Measured again when the index has grown by more than this."""
OVERFETCH = 2
"""The graph is asked for so many times the candidates wanted; they are then scored exactly."""


class RecallGauge:
    """Searches for some of the case's own sightings exactly and approximately, and compares."""

    def __init__(self, reader: VectorReader, model_key: str, compared: ComparedVectors) -> None:
        """Measure nothing yet."""
        self._reader = reader
        self._model_key = model_key
        self._compared = compared
        self._size = 0
        self._recall = 0.0

    def of(self, index: StoredIndex) -> float:
        """Return the mean share of the exact best that the index finds, 0 to 1; measured if that is due."""
        if not self._size or not self._size / GROWTH <= len(index) <= self._size * GROWTH:
            self._recall, self._size = self._measure(index), len(index)
        return self._recall

    def _measure(self, index: StoredIndex) -> float:
        ids = self._compared.ids
        chosen = ids[np.unique(np.linspace(0, len(ids) - 1, min(PROBES, len(ids))).astype(np.int64))]
        found, vectors = self._reader.vectors_of(self._model_key, chosen)
        shares = []
        for media, vector in zip(self._compared.media_of(found).tolist(), vectors, strict=True):
            probe = self._compared.probe(vector, MediaId(media), bare=False)
            best = {i for i, _ in self._compared.rank(probe, AMONG)}
            shares.append(len(best & self._found(index, probe)) / len(best))
        return round(float(np.mean(shares)), 4)

    def _found(self, index: StoredIndex, probe: Compared) -> set[int]:
        ids = near(index, probe.vector, AMONG, None)
        return {i for i, _ in self._compared.score(probe, ids, AMONG)}


def near(index: StoredIndex, probe: NDArray[np.float32], top: int, allowed: Ids | None) -> Ids:
    """Return the ids that the graph holds for the nearest, ascending; more than `top`."""
    found = index.nearest(probe, min(OVERFETCH * top, len(index)), allowed)
    return np.array(sorted(sighting_id for sighting_id, _ in found), dtype=np.int64)
