"""What one camera's vectors share, and what is left without it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from reid_desktop.domain.common_part import common_part, distinct, unit
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.retrieval import Labelled, Retrieval, retrieve

Ids = NDArray[np.int64]
DIMENSIONS = 64


def seen(persons: int, cameras: int, views: int, shared: float, seed: int = 3) -> tuple[Vectors, Ids, Ids]:
    """Return vectors of persons seen by cameras that each add a part of their own."""
    chance = np.random.default_rng(seed)
    who = unit(chance.normal(size=(persons, DIMENSIONS)).astype(np.float32))
    where = unit(chance.normal(size=(cameras, DIMENSIONS)).astype(np.float32))
    person, camera, _ = (axis.ravel() for axis in np.meshgrid(range(persons), range(cameras), range(views)))
    noise = chance.normal(scale=0.8 / DIMENSIONS**0.5, size=(len(person), DIMENSIONS))
    return unit((who[person] + shared * where[camera] + noise).astype(np.float32)), person, camera


def found(vectors: Vectors, persons: Ids, cameras: Ids) -> Retrieval:
    everyone = Labelled(vectors, persons, cameras)
    return retrieve(everyone, everyone)


def test_without_the_shared_part_persons_are_found_across_cameras() -> None:
    vectors, persons, cameras = seen(40, 3, 2, shared=0.7)
    part = common_part(vectors, [cameras])
    before, after = (found(v, persons, cameras) for v in (vectors, part.without(vectors, part.groups)))
    assert after.mean_ap > before.mean_ap + 0.05
    assert after.rank_1 > 0.9


def test_groups_of_one_person_lose_nothing() -> None:
    vectors, persons, cameras = seen(30, 3, 3, shared=0.0)
    alone = persons * 100 + cameras
    part = common_part(vectors, [alone])
    before, after = (found(v, persons, cameras) for v in (vectors, part.without(vectors, part.groups)))
    assert after.mean_ap > before.mean_ap - 0.01


def test_a_small_scene_takes_after_its_device() -> None:
    vectors, persons, cameras = seen(40, 2, 2, shared=1.0)
    scenes = cameras * 100 + persons
    part = common_part(vectors, [cameras, scenes])
    device = common_part(vectors, [cameras])
    apart = np.linalg.norm(part.means[part.groups] - device.means[device.groups], axis=1)
    assert apart.max() < 0.1


@given(st.integers(1, 12), st.integers(1, 3), st.integers(1, 3), st.integers(0, 50))
@settings(max_examples=40)
def test_every_vector_keeps_length_one_and_order_does_not_matter(
    persons: int, cameras: int, views: int, seed: int
) -> None:
    vectors, _, camera = seen(persons, cameras, views, 0.5, seed)
    part = common_part(vectors, [camera])
    left = part.without(vectors, part.groups)
    lengths = np.linalg.norm(left, axis=1)
    assert np.all((lengths < 1.001) & ((lengths > 0.999) | (lengths < 1e-3)))
    assert part.everything == len(part.means) - 1
    order = np.random.default_rng(seed).permutation(len(vectors))
    turned = common_part(vectors[order], [camera[order]])
    np.testing.assert_allclose(turned.without(vectors[order], turned.groups), left[order], atol=1e-4)


@pytest.mark.parametrize(("persons", "views"), [(1, 5), (12, 1), (12, 6)])
def test_persons_are_counted_not_crops(persons: int, views: int) -> None:
    vectors, _, _ = seen(persons, 1, views, 0.0)
    assert distinct(vectors) == pytest.approx(persons, rel=0.3)


def test_no_vectors_have_no_part() -> None:
    assert distinct(np.empty((0, 4), np.float32)) == 0
    part = common_part(np.empty((0, 4), np.float32), [np.empty(0, np.int64)])
    assert part.means.tolist() == [[0] * 4] * 2
