"""Groups of sightings: what is alike is joined, what cannot be is not."""

from __future__ import annotations

from unittest import mock

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain import grouping
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.grouping import Moment, group, near_pairs

Labels = NDArray[np.int64]


def persons(count: int, each: int, spread: float, seed: int = 1) -> tuple[Vectors, Labels]:
    """Return vectors of `count` persons, `each` of one, in mixed order."""
    random = np.random.default_rng(seed)
    labels = random.permutation(np.repeat(np.arange(count), each))
    centres = random.normal(size=(count, 64))
    vectors = centres[labels] + spread * random.normal(size=(len(labels), 64))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32), labels


def apart(count: int) -> list[Moment]:
    """Return moments of different photos."""
    return [Moment(number, None) for number in range(count)]


def test_clear_persons_become_groups_of_their_own() -> None:
    vectors, labels = persons(20, 6, 0.35)
    groups = group(vectors, apart(len(vectors)), near_pairs(vectors, 0.5), 0.6)
    assert sorted(len(rows) for rows in groups) == [6] * 20
    assert all(len(set(labels[rows])) == 1 for rows in groups)


def test_the_limit_decides_how_much_is_joined() -> None:
    vectors, _ = persons(10, 5, 0.6)
    pairs = near_pairs(vectors, 0.1)
    strict, loose = (group(vectors, apart(len(vectors)), pairs, least) for least in (0.95, 0.5))
    assert len(strict) == 0 < len(loose)


def test_no_group_holds_two_of_one_photo() -> None:
    vectors = np.tile(np.eye(1, 8, dtype=np.float32), (6, 1))
    moments = [Moment(number // 2, None) for number in range(6)]
    groups = group(vectors, moments, near_pairs(vectors, 0.5), 0.5)
    assert [len(rows) for rows in groups] == [3, 3]
    assert all(len({moments[row].media_id for row in rows}) == 3 for rows in groups)


def test_one_moment_of_a_clip_holds_two_persons_and_one_after_the_other_may_be_one() -> None:
    vectors = np.tile(np.eye(1, 8, dtype=np.float32), (3, 1))
    moments = [Moment(1, (0.0, 2.0)), Moment(1, (1.0, 3.0)), Moment(1, (4.0, 5.0))]
    [rows] = group(vectors, moments, near_pairs(vectors, 0.5), 0.5)
    assert 2 in rows
    assert len(rows) == 2


def test_what_is_known_to_be_one_person_stays_together() -> None:
    vectors = np.eye(3, 8, dtype=np.float32)
    [rows] = group(vectors, apart(3), near_pairs(vectors, 0.5), 0.5, [[0, 2]])
    assert rows.tolist() == [0, 2]


def test_one_chain_of_likes_is_not_one_person() -> None:
    """Average linkage: the ends of a chain are strangers, so it breaks."""
    angles = np.linspace(0, np.pi / 2, 7)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    groups = group(vectors, apart(7), near_pairs(vectors, 0.5), 0.9)
    assert max(len(rows) for rows in groups) < 7


def test_cells_find_nearly_all_near_pairs() -> None:
    vectors, _ = persons(150, 8, 0.3)
    everyone = near_pairs(vectors, 0.7)
    with mock.patch.multiple(grouping, WHOLE=100, CELL=60):
        some = near_pairs(vectors, 0.7)
    whole = set(zip(everyone.first.tolist(), everyone.second.tolist(), strict=True))
    found = set(zip(some.first.tolist(), some.second.tolist(), strict=True))
    assert len(found & whole) >= 0.98 * len(whole)
    assert found <= whole | found


def test_nobody_and_one_alone_are_no_group() -> None:
    for count in (0, 1):
        vectors = np.eye(count, 8, dtype=np.float32)
        assert group(vectors, apart(count), near_pairs(vectors, 0.5), 0.5) == []
