"""How much of the exact answer the approximate index finds, measured on the case itself."""

from __future__ import annotations

import math
from dataclasses import dataclass

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
ENOUGH = 0.98
"""The least effort is chosen that finds so much of the exact best ..."""
EFFORTS = (130, 200, 300, 450, 700, 1000, 1500)
"""... of these: candidates that the graph looks at for `AMONG`."""
GROWTH = 1.02
"""Measured again when the index has grown by more than this."""
OVERFETCH = 1.25
"""The graph is asked for so many times the candidates wanted; they are then scored exactly."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What an approximate index is worth on this case."""

    recall: float
    """Mean share of the exact best `AMONG` that it finds, 0 to 1."""
    effort: int
    """With how much effort for `AMONG` candidates."""


class RecallGauge:
    """Searches for some of the case's own sightings exactly and approximately, and compares."""

    def __init__(self, reader: VectorReader, model_key: str, compared: ComparedVectors) -> None:
        """Measure nothing yet."""
        self._reader = reader
        self._model_key = model_key
        self._compared = compared
        self._size = 0
        self._measured = Measured(0.0, EFFORTS[-1])

    def of(self, index: StoredIndex) -> Measured:
        """Return what the index is worth and the effort that takes; measured if that is due."""
        if not self._size or not self._size / GROWTH <= len(index) <= self._size * GROWTH:
            self._measured, self._size = self._measure(index), len(index)
        return self._measured

    def _measure(self, index: StoredIndex) -> Measured:
        ids = self._compared.ids
        chosen = ids[np.unique(np.linspace(0, len(ids) - 1, min(PROBES, len(ids))).astype(np.int64))]
        found, vectors = self._reader.vectors_of(self._model_key, chosen)
        media = self._compared.media_of(found).tolist()
        probes = [
            self._compared.probe(vector, MediaId(item), bare=False)
            for item, vector in zip(media, vectors, strict=True)
        ]
        best = [{i for i, _ in self._compared.rank(probe, AMONG)} for probe in probes]
        recall = 0.0
        for effort in EFFORTS:
            shares = [
                len(right & self._found(index, probe, effort)) / len(right)
                for right, probe in zip(best, probes, strict=True)
            ]
            recall = round(float(np.mean(shares)), 4)
            if recall >= ENOUGH:
                break
        return Measured(recall, effort)

    def _found(self, index: StoredIndex, probe: Compared, effort: int) -> set[int]:
        ids = near(index, probe.vector, AMONG, None, effort)
        return {i for i, _ in self._compared.score(probe, ids, AMONG)}


def near(index: StoredIndex, probe: NDArray[np.float32], top: int, allowed: Ids | None, effort: int) -> Ids:
    """Return the ids that the graph holds for the nearest, ascending; more than `top`.

    :param effort: as `RecallGauge` tells it, for `AMONG` candidates; more of them take more.
    """
    count = min(math.ceil(OVERFETCH * top), len(index))
    found = index.nearest(probe, count, allowed, math.ceil(effort * max(1.0, top / AMONG)))
    return np.array(sorted(sighting_id for sighting_id, _ in found), dtype=np.int64)
