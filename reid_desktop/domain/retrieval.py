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


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """How each query fared that has a match in the gallery; one row a query."""

    queries: Labels
    """Row of the query."""
    firsts: Labels
    """Place of the first match, from 0."""
    precisions: NDArray[np.float64]
    penalties: NDArray[np.float64]
    top: Labels
    """Row in the gallery of the first candidate, right or wrong."""
    right: Labels
    """Row in the gallery of the first match."""
    scores: NDArray[np.float32]
    """(n, 2) similarity of those two."""
    gallery: int

    def of(self, chosen: NDArray[np.bool_]) -> Answers:
        """Return those of some queries."""
        return Answers(
            self.queries[chosen],
            self.firsts[chosen],
            self.precisions[chosen],
            self.penalties[chosen],
            self.top[chosen],
            self.right[chosen],
            self.scores[chosen],
            self.gallery,
        )

    def figures(self) -> Retrieval:
        """Return the figures of all of them."""
        if not len(self.firsts):
            return Retrieval(0, self.gallery, (0.0,) * len(RANKS), 0.0, 0.0)
        cmc = tuple(float(np.mean(self.firsts < rank)) for rank in RANKS)
        return Retrieval(
            len(self.firsts),
            self.gallery,
            cmc,
            float(np.mean(self.precisions)),
            float(np.mean(self.penalties)),
        )

    def curve(self, ranks: int) -> tuple[float, ...]:
        """Return the share of queries whose first match is at rank 1, 2, ... or before."""
        counts = np.bincount(np.minimum(self.firsts, ranks), minlength=ranks + 1)[:ranks]
        return tuple((np.cumsum(counts) / max(1, len(self.firsts))).tolist())


def retrieve(queries: Labelled, gallery: Labelled, *, across_cameras: bool = True) -> Retrieval:
    """Return the figures of `answers`."""
    return answers(queries, gallery, across_cameras=across_cameras).figures()


def answers(queries: Labelled, gallery: Labelled, *, across_cameras: bool = True) -> Answers:
    """Rank the gallery for every query by the standard protocol (Zheng et al. 2015, Market-1501).

    With `across_cameras`, what shows the query's person in the query's own
    camera (the query itself among it) is left out; other persons of that camera
    stay. Queries without a match are not counted. Equal similarities keep the
    order of the gallery. The precision averaged is that at each match.
    """
    rows: list[tuple[int, int, float, float, int, int, float, float]] = []
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
            top, right = int(order[0]), int(order[places[0]])
            precision = float(np.mean(np.arange(1, len(places) + 1) / (places + 1)))
            penalty = len(places) / (int(places[-1]) + 1)
            both = float(similarity[top]), float(similarity[right])
            rows.append((query, int(places[0]), precision, penalty, top, right, *both))
    table = np.array(rows, np.float64).reshape(len(rows), 8)
    whole = table[:, [0, 1, 4, 5]].astype(np.int64)
    return Answers(
        whole[:, 0],
        whole[:, 1],
        table[:, 2],
        table[:, 3],
        whole[:, 2],
        whole[:, 3],
        table[:, 6:].astype(np.float32),
        len(gallery.persons),
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
