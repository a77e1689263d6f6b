"""Figures by condition: how well persons are found when they are small, blurred, or seen days apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .retrieval import Answers

FEW = 30
"""A slice of fewer queries says little."""
HEIGHTS_PX = (0, 64, 96, 128, 192, 256)
SHARPNESS = (0.0, 4.0, 8.0, 12.0)
DAYS = (0, 1, 7, 30)
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Slice:
    """The figures of the queries that meet one condition."""

    by: str
    """`height`, `sharpness`, `camera` or `days`."""
    condition: str
    queries: int
    rank_1: float
    low: float
    """95 % interval of `rank_1` (Wilson 1927)."""
    high: float
    mean_ap: float
    is_few: bool


@dataclass(frozen=True, slots=True, eq=False)
class Conditions:
    """What is known of each crop of a set."""

    heights_px: NDArray[np.int64]
    sharpness: NDArray[np.float64]
    cameras: Sequence[str]
    days: NDArray[np.int64] | None
    """Day of each; None: not known."""


def slices(
    found: Answers, queries: NDArray[np.int64], gallery: NDArray[np.int64], of: Conditions
) -> list[Slice]:
    """Return the figures by the query's height, sharpness and camera, and by the days to its first match.

    :param queries: row in `of` of each query, gallery: of each of the gallery.
    """
    asked = queries[found.queries]
    result = _banded("height", found, of.heights_px[asked], HEIGHTS_PX, "px")
    result += _banded("sharpness", found, of.sharpness[asked], SHARPNESS, "")
    names = np.array([of.cameras[row] for row in asked])
    result += [_slice("camera", str(name), found.of(names == name)) for name in np.unique(names)]
    if of.days is not None:
        apart = np.abs(of.days[asked] - of.days[gallery[found.right]])
        result += _banded("days", found, apart, DAYS, "days")
    return result


def _banded(
    by: str,
    found: Answers,
    values: NDArray[np.int64] | NDArray[np.float64],
    edges: Sequence[float],
    unit: str,
) -> list[Slice]:
    result = []
    for low, high in zip(edges, [*edges[1:], None], strict=True):
        chosen = (values >= low) & (values < high) if high is not None else values >= low
        if chosen.any():
            name = f"{low:g} to {high:g} {unit}" if high is not None else f"{low:g} {unit} and more"
            result.append(_slice(by, " ".join(name.split()), found.of(chosen)))
    return result


def _slice(by: str, condition: str, found: Answers) -> Slice:
    figures = found.figures()
    low, high = wilson(figures.rank_1, figures.queries)
    return Slice(
        by, condition, figures.queries, figures.rank_1, low, high, figures.mean_ap, figures.queries < FEW
    )


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of so many."""
    if not count:
        return 0.0, 1.0
    square = _Z * _Z / count
    middle = (share + square / 2) / (1 + square)
    half = _Z / (1 + square) * float(np.sqrt(share * (1 - share) / count + square / 4 / count))
    return max(0.0, middle - half), min(1.0, middle + half)
