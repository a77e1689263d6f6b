"""Vectors in 8 bits, how far off they may be, and who may be among the best all the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .geometry import Vectors

LEVELS = 127
_ROUNDING = 2e-6
"""More than sums of some thousand single-precision products of unit vectors can be off."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """Vectors as 8-bit numbers: each row is about `scales[row] * values[row]`."""

    values: NDArray[np.int8]
    """(n, d)."""
    scales: Floats
    """(n,)."""
    errors: Floats
    """(n,) length of what the code leaves out of each vector, never less."""

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.scales)


def encode(vectors: Vectors) -> Codes:
    """Return vectors (n, d) in 8 bits."""
    peaks = np.abs(vectors).max(axis=1, initial=0.0)
    scales = np.where(peaks > 0, peaks, 1).astype(np.float32) / np.float32(LEVELS)
    values = np.rint(vectors / scales[:, None]).astype(np.int8)
    left = vectors - scales[:, None] * values
    errors = np.sqrt(np.einsum("ij,ij->i", left, left, dtype=np.float32)) * np.float32(1.0001)
    return Codes(values, scales, (errors + np.float32(_ROUNDING)).astype(np.float32))


def decode(codes: Codes, rows: NDArray[np.intp] | slice = slice(None)) -> Vectors:
    """Return what the codes stand for: the same row always gives the same numbers."""
    return np.asarray(codes.values[rows] * codes.scales[rows][:, None], dtype=np.float32)


def inverse_bounds(lengths: Floats, slack: Floats) -> tuple[Floats, Floats]:
    """Return between which two numbers `1 / length` lies, where each length is off by at most `slack`."""
    short = np.maximum(lengths - (slack + np.float32(_ROUNDING)), np.float32(1e-6))
    long = np.maximum(lengths + (slack + np.float32(_ROUNDING)), np.float32(1e-6))
    return (1 / long).astype(np.float32), (1 / short).astype(np.float32)


def bounds(shares: Floats, slack: Floats, inverse: tuple[Floats, Floats] | None) -> tuple[Floats, Floats]:
    """Return between which two numbers a cosine lies; `shares` and `slack` are used up.

    :param shares: (n,) numerators, each off by at most `slack`.
    :param inverse: between which two numbers 1 over the length of each vector lies; None: all are 1.
    """
    slack += np.float32(_ROUNDING)
    lower = shares - slack
    upper = np.add(shares, slack, out=shares)
    if inverse is not None:
        low = lower * inverse[0]
        lower *= inverse[1]
        np.minimum(lower, low, out=lower)
        np.multiply(upper, inverse[0], out=low)
        upper *= inverse[1]
        np.maximum(upper, low, out=upper)
        lower -= np.float32(_ROUNDING)
        upper += np.float32(_ROUNDING)
    return lower, upper


def contenders(lower: Floats, upper: Floats, count: int) -> NDArray[np.intp]:
    """Return the rows that may be among the best `count`, ties included; never too few.

    Whoever's upper bound lies below the lower bounds of `count` others is out.
    """
    if count <= 0:
        return np.empty(0, np.intp)
    if len(lower) <= count:
        return np.arange(len(lower))
    block = max(1, len(lower) // (8 * count))
    border = np.float32(-np.inf)
    if block > 1:  # the best of each block give a first border, so that few have to be sorted
        whole = len(lower) // block * block
        best = lower[:whole].reshape(-1, block).max(axis=1)
        border = np.partition(best, len(best) - count)[len(best) - count]
    some = lower[lower >= border]
    border = np.partition(some, len(some) - count)[len(some) - count]
    return np.flatnonzero(upper >= border)
