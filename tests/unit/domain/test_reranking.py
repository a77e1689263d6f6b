"""Shared neighbours bring a person's sightings together."""

from __future__ import annotations

import numpy as np

from reid_desktop.domain.common_part import unit
from reid_desktop.domain.reranking import reranked


def test_who_shares_neighbours_comes_before_who_is_only_near() -> None:
    rng = np.random.default_rng(4)
    persons = unit(rng.normal(size=(30, 64)).astype(np.float32))
    vectors = unit(np.repeat(persons, 8, axis=0) + 0.14 * rng.normal(size=(240, 64)).astype(np.float32))
    before = after = 0
    for probe in range(0, 240, 8):
        others = np.delete(np.arange(240), probe)
        scores = vectors[others] @ vectors[probe]
        near = others[np.argsort(-scores, kind="stable")[:100]]
        again = near[np.argsort(reranked(vectors[probe], vectors[near]), kind="stable")]
        before += int((near[:7] // 8 == probe // 8).sum())
        after += int((again[:7] // 8 == probe // 8).sum())
    assert after > before


def test_it_holds_with_few_candidates() -> None:
    one = unit(np.eye(3, 8, dtype=np.float32))
    assert reranked(one[0], one[:1]).shape == (1,)
    distances = reranked(one[0], one)
    assert distances[0] == distances.min()
    assert ((distances >= 0) & (distances <= 1 + 1e-6)).all()
