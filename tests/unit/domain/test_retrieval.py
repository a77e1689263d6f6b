"""CMC, mAP and mINP against a computation that follows the definitions word by word."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reid_desktop.domain.common_part import unit
from reid_desktop.domain.retrieval import RANKS, Labelled, mean_of, retrieve


def drawn(count: int, persons: int, cameras: int, seed: int) -> Labelled:
    chance = np.random.default_rng(seed)
    vectors = unit(chance.normal(size=(count, 5)).astype(np.float32))
    return Labelled(vectors, chance.integers(0, persons, count), chance.integers(0, cameras, count))


def by_definition(queries: Labelled, gallery: Labelled) -> tuple[int, list[float], float, float]:
    """Walk down each query's list, one candidate after another."""
    hits: list[list[bool]] = []
    for vector, person, camera in zip(queries.vectors, queries.persons, queries.cameras, strict=True):
        scored = []
        for row, other in enumerate(gallery.vectors):
            if gallery.persons[row] == person and gallery.cameras[row] == camera:
                continue
            scored.append((-float(np.dot(other, vector)), row, bool(gallery.persons[row] == person)))
        right = [is_right for _, _, is_right in sorted(scored)]
        if any(right):
            hits.append(right)
    cmc = [sum(any(right[:rank]) for right in hits) / max(len(hits), 1) for rank in RANKS]
    precisions, penalties = [], []
    for right in hits:
        seen, total = 0, 0.0
        for place, is_right in enumerate(right, start=1):
            if is_right:
                seen += 1
                total += seen / place
                last = place
        precisions.append(total / seen)
        penalties.append(seen / last)
    count = max(len(hits), 1)
    return len(hits), cmc, sum(precisions) / count, sum(penalties) / count


@given(st.integers(1, 25), st.integers(1, 40), st.integers(1, 6), st.integers(1, 3), st.integers(0, 999))
@settings(max_examples=80)
def test_the_figures_are_those_of_the_definitions(
    queries: int, gallery: int, persons: int, cameras: int, seed: int
) -> None:
    asked, held = drawn(queries, persons, cameras, seed), drawn(gallery, persons, cameras, seed + 1)
    found = retrieve(asked, held)
    counted, cmc, mean_ap, mean_inp = by_definition(asked, held)
    assert found.queries == counted
    assert found.cmc == pytest.approx(cmc, abs=1e-4)
    assert (found.mean_ap, found.mean_inp) == pytest.approx((mean_ap, mean_inp), abs=1e-4)


def test_without_cameras_only_the_gallery_decides() -> None:
    asked = Labelled(np.eye(2, dtype=np.float32), np.array([1, 2]), np.array([1, 1]))
    held = Labelled(np.eye(2, dtype=np.float32), np.array([1, 1]), np.array([1, 1]))
    assert retrieve(asked, held).queries == 0
    assert retrieve(asked, held, across_cameras=False).queries == 1


def test_splits_are_averaged() -> None:
    one = retrieve(drawn(9, 2, 2, 1), drawn(9, 2, 2, 2))
    two = retrieve(drawn(9, 2, 2, 3), drawn(9, 2, 2, 4))
    assert mean_of([one, two]).mean_ap == pytest.approx((one.mean_ap + two.mean_ap) / 2)
    assert mean_of([one]) == one
