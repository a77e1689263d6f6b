"""What the crops of one camera have in common, and taking it out of a comparison.

Vectors of one camera, clip or scene share a part that tells of light, lens and
background, not of who is shown. Taken out, the same person is found again in
other cameras far more often; no labels and no training are needed (the
mean-centring of each camera in Zhuang et al. 2020, `Rethinking the
Distribution Gap of Person Re-identification with Camera-based Batch
Normalization`, done on the vectors). In a group with few persons the mean *is*
the persons, so each group's mean is shrunk towards that of the wider group
around it, by how many distinct persons stand behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .geometry import Vectors
from .spread import FEWEST, Turns, evened_out, turns_from, within

HALF = 6.0
"""So many distinct persons besides one make a group's own mean count half; one person alone, not at all."""
ALIKE = 0.35
"""Two vectors of one group count as one person above this cosine, once what all vectors share is out."""
MOST = 256
"""A group's persons are counted on at most so many of its vectors, evenly spaced."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CommonPart:
    """The shared part of every group, and which group each vector is in."""

    groups: Rows
    """(n,) row in `means` of each vector."""
    means: Vectors
    """(g, d) shared part of each group; the last row is that of everything."""
    persons: NDArray[np.float32]
    """(g - 1,) distinct persons that were counted in each group."""

    @property
    def everything(self) -> int:
        """Return the row of the widest group, for a probe from nowhere known."""
        return len(self.means) - 1

    turns: Turns | None = None
    """How the vectors of a camera are turned, so that they spread as those of all do."""

    def without(self, vectors: Vectors, groups: Rows) -> Vectors:
        """Return vectors (m, d) without the part of their groups, spread alike, each of length 1."""
        apart = vectors - self.means[groups]
        return unit(apart if self.turns is None else self.turns.apply(apart, groups))


def common_part(vectors: Vectors, levels: list[Rows]) -> CommonPart:
    """Return what each group shares.

    :param vectors: (n, d), rows of length 1.
    :param levels: from the widest grouping below everything to the narrowest, such as device, then
        clip or scene: (n,) numbers of groups. Each group lies in one group of the level before.
    """
    everything = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], np.float32)
    apart = unit(vectors - everything)
    means, persons = everything[None, :], np.array([distinct(apart)], np.float32)
    groups = np.zeros(len(vectors), np.int64)
    turns: list[Vectors | None] = []
    cameras = groups
    for depth, level in enumerate(levels if len(vectors) else []):
        _, first, inner = np.unique(level, return_index=True, return_inverse=True)
        order = np.argsort(inner, kind="stable")
        members = np.split(order, np.cumsum(np.bincount(inner, minlength=len(first)))[:-1])
        persons = np.array([distinct(apart[rows]) for rows in members], np.float32)
        if depth == 0:
            turns, cameras = _turns(vectors, members, levels[-1], persons), inner.astype(np.int64)
        own = own_share(persons)[:, None]
        centres = np.array([vectors[rows].mean(axis=0) for rows in members])
        means = own * centres + (1 - own) * means[groups[first]]
        groups = inner.astype(np.int64)
    means = np.concatenate([means, everything[None, :]])
    camera_of = np.full(len(means), -1, np.int64)
    camera_of[groups] = cameras
    turned = turns_from(turns, camera_of, vectors.shape[1]) if turns else None
    return CommonPart(groups, means.astype(np.float32), persons, turned)


def _turns(
    vectors: Vectors, members: list[NDArray[np.intp]], scenes: Rows, persons: NDArray[np.float32]
) -> list[Vectors | None]:
    """Return what the vectors of each camera are multiplied with; those with few stay as they are."""
    samples = [within(vectors[rows], scenes[rows]) for rows in members]
    large = [number for number, one in enumerate(samples) if len(one) >= FEWEST]
    counts = [len(members[number]) for number in large]
    found = evened_out([samples[number] for number in large], counts, persons[large].tolist())
    turns: list[Vectors | None] = [None] * len(members)
    for number, one in zip(large, found, strict=True):
        turns[number] = one
    return turns


def distinct(vectors: Vectors) -> float:
    """Return about how many distinct persons vectors show: each counts one over its likes."""
    if len(vectors) == 0:
        return 0.0
    step = max(1, -(-len(vectors) // MOST))
    some = vectors[::step]
    alike = (some @ some.T) > ALIKE
    np.fill_diagonal(alike, val=True)
    return float((1.0 / alike.sum(axis=1)).sum())


def own_share(persons: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much a group's own mean counts: 0 for one person, half for `HALF` more, towards 1."""
    others = np.maximum(persons - 1, 0) ** 2
    return np.asarray(others / (others + HALF**2), dtype=np.float32)


def unit(vectors: Vectors) -> Vectors:
    """Return rows of length 1; a row without length stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-6), dtype=np.float32)
