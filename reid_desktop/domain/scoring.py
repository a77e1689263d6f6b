"""Scoring and ordering that does not depend on where a vector lies in memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .geometry import Vectors
from .id_sets import among
from .ids import SightingId

Ids = NDArray[np.int64]
Ranked = list[tuple[SightingId, float]]
"""Ids with their cosine, best first."""

_ROWS_AT_ONCE = 4096


def cosines(vectors: Vectors, probe: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the cosine of each row with `probe`, in double precision.

    A matrix product may round the same vector differently in different rows;
    a sum along each row does not, so equal vectors get equal scores.
    """
    wide = probe.astype(np.float64)
    scores = np.empty(len(vectors), np.float64)
    for start in range(0, len(vectors), _ROWS_AT_ONCE):
        part = vectors[start : start + _ROWS_AT_ONCE].astype(np.float64)
        scores[start : start + len(part)] = (part * wide).sum(axis=1)
    return scores


def best_first(ids: Ids, scores: NDArray[np.float64], count: int) -> Ranked:
    """Return the best `count` as (id, cosine), ties by id."""
    order = np.lexsort((ids, -scores))[:count]
    clipped = np.clip(scores[order], -1.0, 1.0)
    return [(SightingId(int(i)), float(s)) for i, s in zip(ids[order], clipped, strict=True)]


def merged(one: Ranked, other: Ranked, count: int) -> Ranked:
    """Return the best `count` of two lists that have no id in common."""
    return sorted([*one, *other], key=lambda pair: (-pair[1], pair[0]))[:count]


def latest_of_each(ids: Ids, vectors: Vectors, dimensions: int) -> tuple[Ids, Vectors]:
    """Return ids (ascending, once each) and their last vectors; refuse other lengths.

    :raises ValueError: the vectors are not (len(ids), dimensions).
    """
    if vectors.shape != (len(ids), dimensions):
        raise ValueError(f"vectors of shape {vectors.shape} for {len(ids)} ids of {dimensions} numbers")
    ids = np.asarray(ids, np.int64)
    if np.all(ids[1:] > ids[:-1]):  # how they come out of the database: no copy
        return ids, np.ascontiguousarray(vectors, np.float32)
    unique, last = np.unique(ids[::-1], return_index=True)
    return unique, np.ascontiguousarray(vectors[len(ids) - 1 - last], np.float32)


def positions(ids: Ids, wanted: Ids) -> NDArray[np.intp]:
    """Return where those of `wanted` that are in `ids` (ascending) stand."""
    return np.flatnonzero(among(ids, wanted))
