"""How well vectors rank: CMC, mAP and mINP."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .geometry import Vectors

_QUERIES_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Retrieval:
    """How well a set of labelled crops finds itself; shares from 0 to 1."""

    queries: int
    """Crops that have a match in another camera."""
    rank_1: float
    rank_5: float
    rank_10: float
    mean_ap: float
    mean_inp: float
    """Mean inverse negative penalty (Ye et al. 2021, `Deep Learning for Person Re-identification`)."""


def retrieve(vectors: Vectors, persons: NDArray[np.int64], cameras: NDArray[np.int64]) -> Retrieval:
    """Rank every crop against all others by the standard protocol (Zheng et al. 2015, Market-1501).

    Crops of the same person from the same camera are left out, other persons
    of that camera stay. Equal similarities keep the order of the crops.

    :param vectors: (n, d), rows of length 1.
    """
    firsts: list[int] = []
    precisions: list[float] = []
    penalties: list[float] = []
    for start in range(0, len(vectors), _QUERIES_AT_ONCE):
        block = vectors[start : start + _QUERIES_AT_ONCE] @ vectors.T
        for offset, similarity in enumerate(block):
            query = start + offset
            same_person = persons == persons[query]
            allowed = ~(same_person & (cameras == cameras[query]))
            order = np.argsort(-similarity, kind="stable")
            places = np.flatnonzero(same_person[order[allowed[order]]])
            if not len(places):
                continue
            firsts.append(int(places[0]))
            precisions.append(float(np.mean(np.arange(1, len(places) + 1) / (places + 1))))
            penalties.append(len(places) / (int(places[-1]) + 1))
    if not firsts:
        return Retrieval(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    first = np.array(firsts)
    rank_1, rank_5, rank_10 = (float(np.mean(first < rank)) for rank in (1, 5, 10))
    return Retrieval(
        len(first), rank_1, rank_5, rank_10, float(np.mean(precisions)), float(np.mean(penalties))
    )
