"""Proposing which sightings show one person: agglomeration by average likeness, with what cannot be.

Two groups are joined while the mean cosine of all pairs across them reaches a
limit (average linkage, UPGMA: Sokal and Michener 1958), the likest
neighbours first. Two sightings in one photo, or at one moment of one clip,
are two persons, so no group ever holds both. Only pairs that are near
neighbours are tried, so the work grows with the number of sightings and not
with its square. A group is a proposal, never a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .geometry import Vectors

Rows = NDArray[np.int64]
Breathe = Callable[[], None]

NEIGHBOURS = 16
"""So many of the likest others of each sighting are tried."""
WHOLE = 24_000
"""Up to so many sightings every pair is compared; above, those of like cells."""
CELL = 400
"""Sightings in a cell, about; each is compared with those of the `CELLS` likest cells."""
CELLS = 16
PASSES = 3
_BLOCK = 1024
_BREATHE_EVERY = 4096


@dataclass(frozen=True, slots=True)
class Moment:
    """Where and when a sighting was seen, as far as it rules out that two are one person."""

    media_id: int
    span_s: tuple[float, float] | None
    """First and last second in a clip; None for a photo."""

    def excludes(self, other: Moment) -> bool:
        """Tell whether the two cannot show one person: one photo, or one moment of one clip."""
        if self.media_id != other.media_id:
            return False
        if self.span_s is None or other.span_s is None:
            return True
        return self.span_s[0] <= other.span_s[1] and other.span_s[0] <= self.span_s[1]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Near neighbours, likest first."""

    first: Rows
    second: Rows
    cosine: NDArray[np.float32]


def near_pairs(vectors: Vectors, least: float, breathe: Breathe = lambda: None) -> Pairs:
    """Return each pair of near neighbours once, with a cosine of at least `least`, likest first.

    :param vectors: (n, d), rows of length 1.
    """
    count = len(vectors)
    found: list[tuple[Rows, Rows, NDArray[np.float32]]] = []
    for rows, others in _blocks(vectors):
        breathe()
        cosine = vectors[rows] @ vectors[others].T
        cosine[others[None, :] == rows[:, None]] = -2.0
        take = min(NEIGHBOURS, len(others) - 1)
        if take < 1:
            continue
        columns = np.argpartition(-cosine, take - 1, axis=1)[:, :take]
        values = np.take_along_axis(cosine, columns, axis=1)
        kept = values >= least
        from_, to = np.broadcast_to(rows[:, None], values.shape)[kept], others[columns][kept]
        found.append((np.minimum(from_, to), np.maximum(from_, to), values[kept]))
    if not found:
        nothing = np.empty(0, np.int64)
        return Pairs(nothing, nothing, np.empty(0, np.float32))
    first, second, values = (np.concatenate(column) for column in zip(*found, strict=True))
    _, once = np.unique(first * count + second, return_index=True)
    order = once[np.argsort(-values[once], kind="stable")]
    return Pairs(first[order], second[order], values[order])


def _blocks(vectors: Vectors) -> list[tuple[Rows, Rows]]:
    """Return rows with the rows that each is compared with."""
    count = len(vectors)
    everyone = np.arange(count)
    if count <= WHOLE:
        return [(everyone[start : start + _BLOCK], everyone) for start in range(0, count, _BLOCK)]
    centres = _centres(vectors, count // CELL)
    home = np.empty(count, np.int64)
    for start in range(0, count, _BLOCK):
        home[start : start + _BLOCK] = np.argmax(vectors[start : start + _BLOCK] @ centres.T, axis=1)
    holds = [np.flatnonzero(home == cell) for cell in range(len(centres))]
    blocks = []
    for cell, members in enumerate(holds):
        around = np.argsort(-(centres[cell] @ centres.T), kind="stable")[:CELLS]
        others = np.sort(np.concatenate([holds[one] for one in around]))
        blocks += [(members[start : start + _BLOCK], others) for start in range(0, len(members), _BLOCK)]
    return blocks


def _centres(vectors: Vectors, count: int) -> Vectors:
    """Return `count` centres of cells, the same for the same vectors (a few steps of k-means)."""
    random = np.random.default_rng(0)
    some = vectors[np.sort(random.choice(len(vectors), min(len(vectors), 20 * count), replace=False))]
    centres = some[random.choice(len(some), count, replace=False)].copy()
    for _ in range(4):
        nearest = np.argmax(some @ centres.T, axis=1)
        for cell in range(count):
            members = some[nearest == cell]
            if len(members):
                mean = members.mean(axis=0)
                centres[cell] = mean / max(float(np.linalg.norm(mean)), 1e-6)
    return np.asarray(centres, dtype=np.float32)


def group(
    vectors: Vectors,
    moments: Sequence[Moment],
    pairs: Pairs,
    least: float,
    together: Sequence[Sequence[int]] = (),
    breathe: Breathe = lambda: None,
) -> list[Rows]:
    """Return groups of two or more rows, largest first; the same input gives the same groups.

    :param least: mean cosine of all pairs across two groups from which on they are joined.
    :param together: rows that are known to show one person, such as those of one tracklet's appearance.
    """
    forest = _Forest(vectors, moments)
    for rows in together:
        for row in rows[1:]:
            forest.join(forest.root(rows[0]), forest.root(row))
    wanted = pairs.cosine >= least
    edges = list(zip(pairs.first[wanted].tolist(), pairs.second[wanted].tolist(), strict=True))
    for _ in range(PASSES):
        left = []
        for number, (first, second) in enumerate(edges):
            if number % _BREATHE_EVERY == 0:
                breathe()
            one, other = forest.root(first), forest.root(second)
            if one == other:
                continue
            if forest.likeness(one, other) >= least and forest.may_join(one, other):
                forest.join(one, other)
            else:
                left.append((first, second))
        if len(left) == len(edges) or not left:
            break
        edges = left
    return forest.groups()


class _Forest:
    """Groups as they grow: union-find with sums of vectors and the moments of each group."""

    def __init__(self, vectors: Vectors, moments: Sequence[Moment]) -> None:
        self._parent = list(range(len(vectors)))
        self._sums: list[NDArray[np.float32]] = list(vectors.astype(np.float32))
        self._sizes = [1] * len(vectors)
        self._moments: list[dict[int, list[Moment]]] = [{one.media_id: [one]} for one in moments]

    def root(self, row: int) -> int:
        parent = self._parent
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    def likeness(self, one: int, other: int) -> float:
        """Return the mean cosine of all pairs across two groups."""
        return float(self._sums[one] @ self._sums[other]) / (self._sizes[one] * self._sizes[other])

    def may_join(self, one: int, other: int) -> bool:
        few, many = sorted((self._moments[one], self._moments[other]), key=len)
        return not any(
            mine.excludes(theirs)
            for media_id, own in few.items()
            for theirs in many.get(media_id, ())
            for mine in own
        )

    def join(self, one: int, other: int) -> None:
        if one == other:
            return
        if self._sizes[one] < self._sizes[other]:
            one, other = other, one
        self._parent[other] = one
        self._sums[one] = self._sums[one] + self._sums[other]
        self._sizes[one] += self._sizes[other]
        for media_id, moments in self._moments[other].items():
            self._moments[one].setdefault(media_id, []).extend(moments)
        self._moments[other] = {}

    def groups(self) -> list[Rows]:
        roots = np.array([self.root(row) for row in range(len(self._parent))], np.int64)
        order = np.argsort(roots, kind="stable")
        starts = np.flatnonzero(np.diff(roots[order], prepend=-1))
        parts = [part for part in np.split(order, starts[1:]) if len(part) > 1] if len(order) else []
        return sorted(parts, key=lambda part: (-len(part), int(part[0])))
