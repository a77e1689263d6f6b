"""How well vectors rank: CMC, mAP and mINP."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .geometry import Vectors

RANKS = (1, 5, 10, 20)
_QUERIES_AT_ONCE = 256

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Vectors whose persons and cameras are known."""

    vectors: Vectors
    """(n, d), rows of length 1."""
    persons: Labels
    cameras: Labels

    def rows(self, chosen: Labels) -> Labelled:
        """Return some of them."""
        return Labelled(self.vectors[chosen], self.persons[chosen], self.cameras[chosen])


@dataclass(frozen=True, slots=True)
class Retrieval:
    """How well queries find their persons in a gallery; shares from 0 to 1."""

    queries: int
    """Queries that have a match in the gallery."""
    gallery: int
    cmc: tuple[float, ...]
    """Share of queries whose first match is at one of `RANKS` or before."""
    mean_ap: float
    mean_inp: float
    """Mean inverse negative penalty (Ye et al. 2021, `Deep Learning for Person Re-identification`)."""

    @property
    def rank_1(self) -> float:
        """Share of queries whose first candidate is right."""
        return self.cmc[0]


def retrieve(queries: Labelled, gallery: Labelled, *, across_cameras: bool = True) -> Retrieval:
    """Rank the gallery for every query by the standard protocol (Zheng et al. 2015, Market-1501).

    With `across_cameras`, what shows the query's person in the query's own
    camera (the query itself among it) is left out; other persons of that camera
    stay. Queries without a match are not counted. Equal similarities keep the
    order of the gallery. The precision averaged is that at each match.
    """
    firsts: list[int] = []
    precisions: list[float] = []
    penalties: list[float] = []
    for start in range(0, len(queries.vectors), _QUERIES_AT_ONCE):
        block = queries.vectors[start : start + _QUERIES_AT_ONCE] @ gallery.vectors.T
        for query, similarity in enumerate(block, start=start):
            same_person = gallery.persons == queries.persons[query]
            order = np.argsort(-similarity, kind="stable")
            if across_cameras:
                left_out = same_person & (gallery.cameras == queries.cameras[query])
                order = order[~left_out[order]]
            places = np.flatnonzero(same_person[order])
            if not len(places):
                continue
            firsts.append(int(places[0]))
            precisions.append(float(np.mean(np.arange(1, len(places) + 1) / (places + 1))))
            penalties.append(len(places) / (int(places[-1]) + 1))
    if not firsts:
        return Retrieval(0, len(gallery.persons), (0.0,) * len(RANKS), 0.0, 0.0)
    first = np.array(firsts)
    cmc = tuple(float(np.mean(first < rank)) for rank in RANKS)
    return Retrieval(
        len(first), len(gallery.persons), cmc, float(np.mean(precisions)), float(np.mean(penalties))
    )


def mean_of(splits: list[Retrieval]) -> Retrieval:
    """Return the mean figures of repeated splits."""
    return Retrieval(
        round(sum(one.queries for one in splits) / len(splits)),
        round(sum(one.gallery for one in splits) / len(splits)),
        tuple(float(np.mean([one.cmc[rank] for one in splits])) for rank in range(len(RANKS))),
        float(np.mean([one.mean_ap for one in splits])),
        float(np.mean([one.mean_inp for one in splits])),
    )
