"""Cameras whose crops spread otherwise are evened out; chance and few persons change nothing."""

from __future__ import annotations

import numpy as np
import pytest

from reid_desktop.domain.common_part import common_part, unit
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.retrieval import Labelled, retrieve
from reid_desktop.domain.spread import evened_out

WIDTH = 48


def two_cameras(persons: int, stretch: float, seed: int = 1) -> Labelled:
    """Return two crops of each person in each of two cameras, the second of which stretches the vectors."""
    rng = np.random.default_rng(seed)
    who = rng.normal(size=(persons, WIDTH)).astype(np.float32)
    scale = np.linspace(1.0, stretch, WIDTH).astype(np.float32)
    parts = [(who + 0.9 * rng.normal(size=who.shape).astype(np.float32)) * s for s in (1, 1, scale, scale)]
    names = np.tile(np.arange(persons), 4)
    return Labelled(unit(np.concatenate(parts)), names, np.repeat([0, 1], 2 * persons))


def searched(of: Labelled) -> Vectors:
    part = common_part(of.vectors, [of.cameras])
    return part.without(of.vectors, part.groups)


def rank_1(of: Labelled, vectors: Vectors) -> float:
    everyone = Labelled(vectors, of.persons, of.cameras)
    return retrieve(everyone, everyone).rank_1


def test_the_same_person_is_found_again_in_a_camera_that_stretches() -> None:
    of = two_cameras(300, 8.0)
    part = common_part(of.vectors, [of.cameras])
    assert part.turns is not None
    only_mean = unit(of.vectors - part.means[part.groups])
    assert rank_1(of, searched(of)) > rank_1(of, only_mean) + 0.05


def test_what_differs_by_chance_alone_stays_as_it_is() -> None:
    of = two_cameras(300, 1.0)
    assert common_part(of.vectors, [of.cameras]).turns is None


@pytest.mark.parametrize("persons", [[1.0, 1.0], [3.0, 2.0]])
def test_few_persons_say_nothing_of_a_camera(persons: list[float]) -> None:
    of = two_cameras(300, 8.0)
    groups = [of.vectors[of.cameras == camera] for camera in (0, 1)]
    assert evened_out(groups, [600, 600], persons) == [None, None]
    assert evened_out(groups[:1], [600], [300.0]) == [None]


def test_what_was_turned_spreads_as_everything_does() -> None:
    of = two_cameras(2000, 8.0)
    groups = [of.vectors[of.cameras == camera] for camera in (0, 1)]
    groups = [one - one.mean(axis=0) for one in groups]
    together = sum(one.T @ one for one in groups) / len(of.vectors)
    turns = evened_out(groups, [4000, 4000], [2000.0, 2000.0])
    for one, turn in zip(groups, turns, strict=True):
        assert turn is not None
        own = one @ turn
        apart = np.abs(own.T @ own / len(own) - together).max()
        assert apart < 0.5 * np.abs(one.T @ one / len(one) - together).max()
