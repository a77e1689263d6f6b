"""Exact search repeats to the last bit wherever a vector lies in memory."""

from __future__ import annotations

import numpy as np

from reid_desktop.adapters.index.exact import ExactIndex
from reid_desktop.domain.geometry import Vectors


def unit_vectors(count: int, dimensions: int, seed: int) -> Vectors:
    raw = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    unit: Vectors = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    return unit


def test_equal_vectors_far_apart_have_equal_scores() -> None:
    """A matrix product rounds some rows differently from others; the answer must not show it."""
    for count, dimensions in ((1001, 250), (4099, 511), (777, 33)):
        index = ExactIndex(dimensions)
        one, probe = unit_vectors(2, dimensions, seed=count)
        index.add(np.arange(count), np.repeat(one[None], count, axis=0))
        found = index.nearest(probe, 20)
        assert [i for i, _ in found] == list(range(20))
        assert len({score for _, score in found}) == 1
        assert index.nearest(probe, 20, np.arange(5, count)) == index.nearest(probe, 25)[5:]


def test_a_rough_first_pass_loses_nobody() -> None:
    """Scores closer together than single precision can tell are still ranked rightly."""
    dimensions, count = 256, 2000
    (probe,) = unit_vectors(1, dimensions, seed=1)
    vectors = np.repeat(probe[None], count, axis=0)
    vectors += np.random.default_rng(2).normal(0, 3e-8, vectors.shape).astype(np.float32)
    exact_scores = (vectors.astype(np.float64) * probe.astype(np.float64)).sum(axis=1)
    index = ExactIndex(dimensions)
    index.add(np.arange(count), vectors)
    expected = np.lexsort((np.arange(count), -exact_scores))[:15].tolist()
    assert [i for i, _ in index.nearest(probe, 15)] == expected
