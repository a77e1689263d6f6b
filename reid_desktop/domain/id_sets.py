"""Sets of ids as ascending arrays: what is in which, in milliseconds for a million.

numpy's own set functions sort or hash everything anew, which for a million ids
takes longer than comparing a million vectors.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]

FEW = 20
"""Below one in so many, those wanted are sought one by one."""
WIDEST = 16
"""A table is made of a span of at most so many times the ids in it."""


def among(ids: Ids, wanted: Ids) -> NDArray[np.bool_]:
    """Return which of `ids` are in `wanted`; both ascend, each id once."""
    found = np.zeros(len(ids), bool)
    if not len(ids) or not len(wanted):
        return found
    first, last = int(ids[0]), int(ids[-1])
    some = wanted[np.searchsorted(wanted, first) : np.searchsorted(wanted, last, side="right")]
    span = last - first + 1
    if FEW * len(some) < len(ids) or span > WIDEST * len(ids):
        places = np.searchsorted(ids, some)
        found[places[ids[places] == some]] = True
        return found
    table = np.zeros(span, bool)
    table[some - first] = True
    return table if span == len(ids) else table[ids - first]


def missing(ids: Ids, others: Ids) -> Ids:
    """Return those of `ids` that are not in `others`; both ascend, each id once."""
    return ids if not len(others) else ids[~among(ids, others)]


def shared(ids: Ids, others: Ids) -> Ids:
    """Return those of `ids` that are in `others`; both ascend, each id once."""
    return ids[among(ids, others)]


def runs(groups: Ids) -> NDArray[np.intp]:
    """Return where each run of equal numbers begins."""
    if not len(groups):
        return np.empty(0, np.intp)
    return np.concatenate([np.zeros(1, np.intp), np.flatnonzero(groups[1:] != groups[:-1]) + 1])
