"""Finds the pictures whose hashes are nearly the same, without comparing each with each.

Two hashes that differ in at most 31 of 256 bits differ in at most one bit of one of 16 bands of 16 bits. So
only those are compared that share a band but for one bit: of 100,000 pictures some hundred each.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .fingerprints import FARTHEST_BITS, HASH_BYTES, Fingerprints, show_one_moment

_BANDS = HASH_BYTES // 2
_FLIPS = np.array([0, *(1 << bit for bit in range(16))], np.uint16)
_AT_ONCE, _PAIRS_AT_ONCE = 512, 1 << 15
_MOST_IN_BAND = 512
"""A band that more pictures share says nothing; what is near has others in common as well."""
_MOST_BESIDE = 2048

_Rows = NDArray[np.int64]
Near = tuple[int, int, int]
"""Row asked for, row known, bits apart."""


class _Sorted:
    """Fingerprints sorted by all bands."""

    def __init__(self, known: Fingerprints) -> None:
        self._known = known
        bands = _bands(known)
        self._orders = [np.argsort(band, kind="stable") for band in bands]
        self._many = [np.bincount(band, minlength=1 << 16) for band in bands]
        self._starts = [np.cumsum(many) - many for many in self._many]
        for many in self._many:
            many[many > _MOST_IN_BAND] = 0

    def near(self, asked: Fingerprints) -> Iterator[Near]:
        """Yield what is near, each pair once."""
        found = [self._sharing(band, number, asked) for number, band in enumerate(_bands(asked))]
        pairs = np.unique(np.concatenate(found))
        count = max(len(self._known), 1)
        yield from _of_one_moment(asked, self._known, pairs // count, pairs % count)

    def _sharing(self, band: NDArray[np.uint16], number: int, asked: Fingerprints) -> _Rows:
        """Return the near ones among those that share a band but for one bit: query * all known + row."""
        wanted = (band[:, None] ^ _FLIPS[None, :]).ravel()
        counts = self._many[number][wanted]
        total = int(counts.sum())
        inside = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
        rows = self._orders[number][np.repeat(self._starts[number][wanted], counts) + inside]
        queries = np.repeat(np.arange(len(wanted)) // len(_FLIPS), counts)
        bits = np.bitwise_count(_words(asked)[queries] ^ _words(self._known)[rows]).sum(axis=1)
        is_near = bits <= FARTHEST_BITS
        return np.asarray(queries[is_near] * len(self._known) + rows[is_near], np.int64)


class _Heads:
    """The better pictures met so far, each of another moment: the old ones sorted, the new ones in a list."""

    def __init__(self, prints: Fingerprints) -> None:
        self._prints = prints
        self._old: list[int] = []
        self._new: list[int] = []
        self._index = _Sorted(prints[:0])

    def near(self, rows: _Rows) -> list[Near]:
        """Return (place in `rows`, head, bits apart), nearest first for each."""
        asked = self._prints[rows]
        found = [(q, self._old[r], bits) for q, r, bits in self._index.near(asked)]
        new = self._prints[self._new]
        queries, others = np.nonzero(_apart(asked, new) <= FARTHEST_BITS)
        near = _of_one_moment(asked, new, queries, others)
        return found + [(q, self._new[r], bits) for q, r, bits in near]

    def add(self, rows: Sequence[int]) -> None:
        """Take pictures in."""
        self._new += rows
        if len(self._new) > _MOST_BESIDE:
            self._old += self._new
            self._new = []
            self._index = _Sorted(self._prints[self._old])


@dataclass(frozen=True, slots=True)
class Pairing:
    """A picture and the better one that it is a near double of, as rows."""

    better: int
    other: int
    bits: int


class Groups:
    """Which rows lie together, and which are to be kept apart; changed as pairs are joined."""

    def __init__(self, joined: Iterable[tuple[int, int]], apart: Iterable[tuple[int, int]]) -> None:
        """`apart` are pairs that a person took apart: they shall not meet again by way of a third."""
        self._above: dict[int, int] = {}
        self._apart: dict[int, list[int]] = {}
        for one, other in apart:
            self._apart.setdefault(one, []).append(other)
            self._apart.setdefault(other, []).append(one)
        for one, other in joined:
            self.join(one, other)

    def may_meet(self, one: int, other: int) -> bool:
        """Tell whether nothing keeps the groups of two rows apart."""
        top, there = self._top(one), self._top(other)
        return all(self._top(row) != there for row in self._apart.get(top, ()))

    def join(self, one: int, other: int) -> None:
        """Put two groups together."""
        low, high = sorted((self._top(one), self._top(other)))
        if low != high:
            self._above[high] = low
            self._apart.setdefault(low, []).extend(self._apart.pop(high, ()))

    def _top(self, row: int) -> int:
        while row in self._above:
            row = self._above[row]
        return row


def pairings(prints: Fingerprints, rows: Sequence[int], groups: Groups) -> Iterator[Pairing]:
    """Pair each picture with the nearest better one, where there is one.

    :param rows: the pictures to look at, the best first; those paired already are left out by the caller.
    :param groups: what lies together, by row; it is kept up.
    """
    heads = _Heads(prints)
    for start in range(0, len(rows), _AT_ONCE):
        part = np.asarray(rows[start : start + _AT_ONCE], np.int64)
        near: dict[int, list[tuple[int, int]]] = {}
        for place, head, bits in heads.near(part):
            near.setdefault(place, []).append((bits, head))
        left = []
        for place, row in enumerate(part.tolist()):
            wanted = sorted(near.get(place, ()))
            found = next(((bits, head) for bits, head in wanted if groups.may_meet(row, head)), None)
            if found is None:
                left.append(row)
                continue
            groups.join(row, found[1])
            yield Pairing(found[1], row, found[0])
        heads.add((yield from _among(prints, left, groups)))


def _among(prints: Fingerprints, rows: Sequence[int], groups: Groups) -> Generator[Pairing, None, list[int]]:
    """Pair a few rows, the best first, with one another; return those that are paired with no better one."""
    here = prints[list(rows)]
    is_near = np.triu(_apart(here, here) <= FARTHEST_BITS, 1)
    is_paired = np.zeros(len(rows), bool)
    for place in np.flatnonzero(is_near.any(axis=1)).tolist():
        if is_paired[place]:
            continue
        others = np.flatnonzero(is_near[place] & ~is_paired)
        same = _of_one_moment(here, here, others, np.full(len(others), place))
        for other, _, bits in same:
            if groups.may_meet(rows[place], rows[other]):
                groups.join(rows[place], rows[other])
                is_paired[other] = True
                yield Pairing(rows[place], rows[other], bits)
    return [row for place, row in enumerate(rows) if not is_paired[place]]


def _apart(ones: Fingerprints, others: Fingerprints) -> NDArray[np.int64]:
    """Return how many bits each is apart from each: for a few only."""
    both = _words(ones)[:, None, :] ^ _words(others)[None, :, :]
    return np.asarray(np.bitwise_count(both).sum(axis=2), np.int64)


def _of_one_moment(asked: Fingerprints, known: Fingerprints, queries: _Rows, rows: _Rows) -> Iterator[Near]:
    """Yield those pairs of rows that show one moment."""
    for start in range(0, len(queries), _PAIRS_AT_ONCE):
        q, r = queries[start : start + _PAIRS_AT_ONCE], rows[start : start + _PAIRS_AT_ONCE]
        is_same = show_one_moment(asked[q], known[r])
        q, r = q[is_same], r[is_same]
        bits = np.bitwise_count(_words(asked)[q] ^ _words(known)[r]).sum(axis=1)
        yield from zip(q.tolist(), r.tolist(), bits.tolist(), strict=True)


def _words(found: Fingerprints) -> NDArray[np.uint64]:
    return np.ascontiguousarray(found[:, :HASH_BYTES]).view("<u8")


def _bands(found: Fingerprints) -> list[NDArray[np.uint16]]:
    words = np.ascontiguousarray(found[:, :HASH_BYTES]).view("<u2")
    return [np.ascontiguousarray(words[:, band]) for band in range(_BANDS)]
