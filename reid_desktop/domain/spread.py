"""Evening out how the crops of each camera spread, where that differs by more than chance.

Beside a common part, light, lens and distance give the crops of a camera a
spread of their own: they stretch some directions and press others. Turned so
that each camera's crops spread as those of all cameras do (CORAL: Sun, Feng
and Saenko 2016), persons are found again in other cameras more often; no
labels are needed. A covariance of few vectors is mostly chance, so each is
shrunk towards that of all by what Ledoit and Wolf (2004) say of chance, and
further where few persons stand behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .geometry import Vectors
from .id_sets import runs

HALF = 40.0
"""So many distinct persons besides one let a camera's own spread count half."""
LEAST = 0.05
"""Below this share of its own spread a camera is left as it is."""
FEWEST = 100
"""So is one with fewer vectors."""
_FLOOR = 1e-6

Rows = NDArray[np.int64]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Turns:
    """What the vectors of each group are multiplied with once their mean is out."""

    matrices: Vectors
    """(t, d, d)."""
    of_group: Rows
    """(g,) row in `matrices`; -1: the group stays as it is."""
    norms: NDArray[np.float32]
    """(t,) how much longer each makes a vector, at most."""
    wide: Matrix
    """The matrices in double precision."""

    def apply(self, apart: Vectors, groups: Rows, *, is_exact: bool = True) -> Vectors:
        """Return vectors (n, d) of groups (n,) turned.

        A product in single precision rounds a vector as its neighbours have it, which would make scores
        depend on what else is compared; in double precision that is lost in the rounding to single.

        :param is_exact: False: quicker, to some 1e-6.
        """
        found = np.array(apart, np.float32)
        turns = self.of_group[groups]
        for turn in np.flatnonzero(np.bincount(turns + 1)[1:]):
            rows = np.flatnonzero(turns == turn)
            if is_exact:
                found[rows] = apart[rows].astype(np.float64) @ self.wide[turn]
            else:
                found[rows] = apart[rows] @ self.matrices[turn]
        return found


def within(vectors: Vectors, scenes: Rows) -> Vectors:
    """Return vectors (n, d) of a camera without the mean of their clip or scene.

    Those alone in theirs are left out; the others are as long as with the true mean.
    """
    if not len(vectors):
        return np.asarray(vectors, np.float32)
    order = np.argsort(scenes, kind="stable")
    starts = runs(scenes[order])
    counts = np.diff(np.append(starts, len(order)))
    inner = np.empty(len(order), np.int64)
    inner[order] = np.repeat(np.arange(len(starts)), counts)
    sums = np.add.reduceat(vectors[order].astype(np.float64), starts, axis=0)
    rows = np.flatnonzero(counts[inner] > 1)
    many = counts[inner[rows]][:, None]
    apart = (vectors[rows] - sums[inner[rows]] / many) * np.sqrt(many / (many - 1))
    return np.asarray(apart, np.float32)


def evened_out(
    groups: Sequence[Vectors], counts: Sequence[int], persons: Sequence[float]
) -> list[Vectors | None]:
    """Return what the vectors of each group are multiplied with; None: they stay as they are.

    :param groups: vectors of each as `within` returns them, or of an even sample; at least one.
    :param counts: how many each has.
    :param persons: how many distinct persons each shows.
    """
    if len(groups) < 2:
        return [None] * len(groups)
    wide = [np.asarray(one, np.float64) for one in groups]
    own = [one.T @ one / len(one) for one in wide]
    together = np.average(np.array(own), axis=0, weights=np.array(counts, np.float64))
    root = _power(together, 0.5)
    found: list[Vectors | None] = []
    for vectors, spread, number in zip(wide, own, persons, strict=True):
        share = _own_share(vectors, spread, together) * max(number - 1, 0) ** 2
        share /= max(number - 1, 0) ** 2 + HALF**2
        if share < LEAST:
            found.append(None)
            continue
        shrunk = share * spread + (1 - share) * together
        found.append(np.asarray(_power(shrunk, -0.5) @ root, np.float32))
    return found


def _own_share(vectors: Matrix, spread: Matrix, together: Matrix) -> float:
    """Return how much of what sets a covariance apart is not chance (Ledoit and Wolf 2004)."""
    apart = float(((spread - together) ** 2).sum())
    chance = float(((vectors**2).sum(axis=1) ** 2).mean() - (spread**2).sum()) / len(vectors)
    return max(0.0, 1 - max(chance, 0.0) / apart) if apart > 0 else 0.0


def _power(matrix: Matrix, exponent: float) -> Matrix:
    values, axes = np.linalg.eigh(matrix)
    return np.asarray((axes * np.maximum(values, _FLOOR) ** exponent) @ axes.T, np.float64)


def turns_from(matrices: Sequence[Vectors | None], of_group: Rows, dimensions: int) -> Turns | None:
    """Return the turns of groups whose wider group is `of_group` (-1: none); None if nothing is turned."""
    places = np.cumsum([one is not None for one in matrices]) - 1
    place_of = np.array([*(p if m is not None else -1 for p, m in zip(places, matrices, strict=True)), -1])
    turned = [one for one in matrices if one is not None]
    if not turned:
        return None
    whole = np.array(turned, np.float32).reshape(len(turned), dimensions, dimensions)
    norms = np.array([np.linalg.norm(one, 2) for one in whole], np.float32) * np.float32(1.001)
    return Turns(whole, place_of[of_group].astype(np.int64), norms, whole.astype(np.float64))
