"""Ordering candidates again by shared neighbours: k-reciprocal encoding (Zhong et al. 2017).

Who is among the probe's nearest and has the probe among their own nearest is
trusted, and candidates are compared by whom they trust in common. Done among
the first candidates only, so that it costs the same in a case of any size.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .geometry import Vectors

NEAREST = 10
"""Neighbours that count as near (k1); the 20 of the paper are too many where a person has few sightings."""
SMOOTHED = 3
"""A candidate's trust is the mean of that of so many nearest (k2)."""
OWN = 0.3
"""Weight of the likeness itself beside the shared neighbours (lambda of the paper)."""

Matrix = NDArray[np.float32]


def reranked(probe: NDArray[np.float32], candidates: Vectors) -> NDArray[np.float64]:
    """Return the distance of each candidate (n, d) from the probe, 0 to 1; the smaller the nearer."""
    everyone = np.concatenate([probe[None, :], candidates]).astype(np.float64)
    distances = np.clip(2 - 2 * (everyone @ everyone.T), 0, None)
    distances = (distances / np.maximum(distances.max(axis=0), 1e-9)).astype(np.float32)
    ranks = np.argsort(distances, axis=1, kind="stable")
    trust = _trust(distances, ranks)
    if SMOOTHED > 1:
        trust = trust[ranks[:, :SMOOTHED]].mean(axis=1)
    shared = np.minimum(trust[0], trust).sum(axis=1)
    jaccard = 1 - shared / np.maximum(2 - shared, 1e-9)
    return np.asarray(jaccard * (1 - OWN) + distances[0] * OWN, np.float64)[1:]


def _trust(distances: Matrix, ranks: NDArray[np.intp]) -> Matrix:
    """Return how much each trusts each other, rows that sum to 1."""
    mutual, half = (_mutual(ranks, count) for count in (NEAREST, max(1, round(NEAREST / 2))))
    trusted = mutual.copy()
    sizes = half.sum(axis=1)
    # Whose own half-sized circle lies mostly in somebody's circle brings that circle along.
    overlap = mutual.astype(np.float32) @ half.astype(np.float32).T
    brings = mutual & (overlap > 2 / 3 * sizes[None, :])
    trusted |= (brings.astype(np.float32) @ half.astype(np.float32)) > 0
    weights = np.where(trusted, np.exp(-distances), 0).astype(np.float32)
    return np.asarray(weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9), np.float32)


def _mutual(ranks: NDArray[np.intp], count: int) -> NDArray[np.bool_]:
    """Tell who is among whose `count` nearest, both ways; everybody is near to themselves."""
    near = np.zeros(ranks.shape, bool)
    np.put_along_axis(near, ranks[:, : count + 1], values=True, axis=1)
    return near & near.T
