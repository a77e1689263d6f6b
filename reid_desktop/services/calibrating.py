"""Making a calibration from labelled crops, and judging it on persons it was not made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.calibrating import bi_gaussianised, limited, logistic, supported
from reid_desktop.domain.calibration import Condition, Figure, Knot
from reid_desktop.domain.error_rates import (
    BINS,
    CENTRES,
    Bins,
    Values,
    bins_of,
    cllr,
    equal_error_rate,
    false_match,
    false_non_match,
    least_cllr,
    shares,
)
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.persons import Comparison

DRAWS = 300_000
"""So many pairs of two persons are drawn, each person as often as any other."""
ROUNDS = 200
FEWEST_PERSONS = 10
TOO_FEW = (
    "A calibration needs two parts of {least} persons, each seen by two cameras; there are {found} in one."
)
_BLOCK = 10_000
KNOTS = np.round(np.arange(-1.0, 1.0001, 0.02), 2)
_TIPPETT = np.round(np.arange(-4.0, 4.0001, 0.1), 1)

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Scores of pairs of one set, with whose they are."""

    persons: int
    same_person: Labels
    same: Bins
    same_weights: Values
    """Each person's pairs weigh one together."""
    first: Labels
    second: Labels
    different: Bins

    def histograms(self, weights: Values | None = None) -> tuple[Values, Values]:
        """Return the shares of same-person and different-person scores, persons weighed."""
        if weights is None:
            return shares(self.same, self.same_weights), shares(self.different)
        return (
            shares(self.same, self.same_weights * weights[self.same_person]),
            shares(self.different, weights[self.first] * weights[self.second]),
        )


def pairs_of(
    queries: Vectors,
    gallery: Vectors,
    persons: Labels,
    cameras: Labels,
    random: np.random.Generator,
    draws: int = DRAWS,
) -> Pairs:
    """Return the pairs of two cameras (of any, where there is but one): all of one person, drawn ones of two.

    :param queries: (n, d) vectors of one side of each pair.
    :param gallery: (n, d) vectors of the same crops for the other side, such as reduced ones.
    :raises UsageError: there are too few persons with two crops.
    """
    across = len(np.unique(cameras)) > 1
    numbers = np.unique(persons, return_inverse=True)[1].astype(np.int64)
    count = int(numbers.max(initial=-1)) + 1
    rows_of = np.split(np.argsort(numbers, kind="stable"), np.cumsum(np.bincount(numbers))[:-1])
    whose, same, weights = [], [], []
    for number, rows in enumerate(rows_of):
        i, j = (rows[one] for one in np.triu_indices(len(rows), 1))
        kept = cameras[i] != cameras[j] if across else np.ones(len(i), bool)
        if kept.any():
            same.append(_cosines(queries, gallery, i[kept], j[kept]))
            whose.append(np.full(int(kept.sum()), number))
            weights.append(np.full(int(kept.sum()), 1 / kept.sum()))
    if len(same) < FEWEST_PERSONS:
        raise UsageError(TOO_FEW, least=FEWEST_PERSONS, found=len(same))
    sizes = np.array([len(rows) for rows in rows_of])
    order, starts = np.concatenate(rows_of), np.concatenate([[0], np.cumsum(sizes)[:-1]])
    draws = min(draws, 10 * len(persons) ** 2)  # of a small set, the same pairs would come again and again
    one, other = (random.integers(0, count, draws) for _ in range(2))
    i, j = (order[starts[who] + random.integers(0, sizes[who])] for who in (one, other))
    kept = (one != other) & ((cameras[i] != cameras[j]) if across else True)
    i, j, one, other = i[kept], j[kept], one[kept], other[kept]
    return Pairs(
        count,
        np.concatenate(whose),
        bins_of(np.concatenate(same)),
        np.concatenate(weights),
        one,
        other,
        bins_of(_cosines(queries, gallery, i, j)),
    )


def _cosines(queries: Vectors, gallery: Vectors, i: Labels, j: Labels) -> NDArray[np.float32]:
    """Return the cosine of each pair of rows, a block at a time: the vectors of all would fill the memory."""
    found = np.empty(len(i), np.float32)
    for start in range(0, len(i), _BLOCK):
        block = slice(start, start + _BLOCK)
        found[block] = np.einsum("ij,ij->i", queries[i[block]], gallery[j[block]])
    return found


def calibrate(
    comparison: Comparison, folds: Sequence[Pairs], rounds: int = ROUNDS, *, folds_are_sets: bool
) -> Condition:
    """Return the calibration of one way to compare.

    The map is made of all folds; its figures are those of each fold under a map made of the others. The
    intervals come from persons drawn anew, and from sets drawn anew where the folds are sets: how
    unlike data sets are is most of what is not known.
    """
    random = np.random.default_rng(0)
    whole = [fold.histograms() for fold in folds]
    held_out = [_map([*folds[:n], *folds[n + 1 :]], [*whole[:n], *whole[n + 1 :]]) for n in range(len(folds))]
    ln_lr = _map(folds, whole)
    maps, figures = [], []
    for _ in range(rounds):
        chosen = random.integers(0, len(folds), len(folds)) if folds_are_sets else np.arange(len(folds))
        drawn = [folds[n].histograms(_weights(folds[n], random)) for n in chosen]
        maps.append(_map([folds[n] for n in chosen], drawn)[bins_of(KNOTS)])
        figures.append(_figures(drawn, [held_out[n] for n in chosen]))
    values = _figures(whole, held_out)
    low, high = np.percentile(np.array(figures), (2.5, 97.5), axis=0)
    cost, least, equal = (
        Figure(round(value, 4), round(float(below), 4), round(float(above), 4))
        for value, below, above in zip(values, low, high, strict=True)
    )
    return Condition(
        comparison,
        _knots(whole, ln_lr, np.array(maps), sum(len(fold.different) for fold in folds)),
        cost,
        least,
        equal,
        {"bi_gaussianised": round(_other_cost(folds, whole, bi_gaussianised), 4)},
        _det(whole),
        _tippett(whole, held_out),
    )


def curves_of(
    folds: Sequence[Pairs],
) -> tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float, float], ...], float]:
    """Return the points of `Condition.det` and `Condition.tippett`, and the equal error rate.

    Each fold is judged by a map made of the others.
    """
    whole = [fold.histograms() for fold in folds]
    held_out = [_map([*folds[:n], *folds[n + 1 :]], [*whole[:n], *whole[n + 1 :]]) for n in range(len(folds))]
    return _det(whole), _tippett(whole, held_out), _figures(whole, held_out)[2]


def _map(
    folds: Sequence[Pairs],
    histograms: Sequence[tuple[Values, Values]],
    method: Callable[[Values, Values], Values] = logistic,
) -> Values:
    """Return ln LR of each step from several folds, each counting alike."""
    same, different = _mean(histograms)
    ln_lr = method(same, different)
    return limited(ln_lr, supported(same, different, ln_lr, sum(fold.persons for fold in folds)))


def _mean(histograms: Sequence[tuple[Values, Values]]) -> tuple[Values, Values]:
    same = np.mean([one for one, _ in histograms], axis=0)
    different = np.mean([other for _, other in histograms], axis=0)
    return same, different


def _weights(fold: Pairs, random: np.random.Generator) -> Values:
    return random.multinomial(fold.persons, np.full(fold.persons, 1 / fold.persons)).astype(np.float64)


def _figures(
    histograms: Sequence[tuple[Values, Values]], maps: Sequence[Values]
) -> tuple[float, float, float]:
    """Return Cllr under the maps, Cllr_min and EER, each the mean over the folds."""
    rows = [
        (cllr(same, different, ln_lr), least_cllr(same, different), equal_error_rate(same, different))
        for (same, different), ln_lr in zip(histograms, maps, strict=True)
    ]
    cost, least, equal = np.mean(rows, axis=0)
    return float(cost), float(least), float(equal)


def _other_cost(
    folds: Sequence[Pairs],
    whole: Sequence[tuple[Values, Values]],
    method: Callable[[Values, Values], Values],
) -> float:
    costs = [
        cllr(*whole[n], _map([*folds[:n], *folds[n + 1 :]], [*whole[:n], *whole[n + 1 :]], method))
        for n in range(len(folds))
    ]
    return float(np.mean(costs))


def _knots(
    whole: Sequence[tuple[Values, Values]], ln_lr: Values, maps: NDArray[np.float64], drawn: int
) -> tuple[Knot, ...]:
    same, different = _mean(whole)
    match, miss = false_match(different), false_non_match(same)
    low, high = np.percentile(maps, (2.5, 97.5), axis=0) / np.log(10)
    steps = bins_of(KNOTS)
    values = ln_lr[steps] / np.log(10)
    knots = [
        Knot(
            float(score),
            round(float(values[n]), 4),
            round(float(min(low[n], values[n])), 4),
            round(float(max(high[n], values[n])), 4),
            float(f"{max(float(match[step]), 1 / drawn):.4g}"),
            round(float(miss[step]), 6),
        )
        for n, (score, step) in enumerate(zip(KNOTS, steps, strict=True))
    ]
    return tuple(knots)


def _det(whole: Sequence[tuple[Values, Values]]) -> tuple[tuple[float, float], ...]:
    same, different = _mean(whole)
    match, miss = false_match(different), false_non_match(same)
    steps = bins_of(KNOTS)
    points = [(float(f"{match[step]:.4g}"), float(f"{miss[step]:.4g}")) for step in steps]
    return tuple(dict.fromkeys(points))


def _tippett(
    whole: Sequence[tuple[Values, Values]], maps: Sequence[Values]
) -> tuple[tuple[float, float, float], ...]:
    rows = []
    for log10 in _TIPPETT:
        reached = [ln_lr >= log10 * np.log(10) for ln_lr in maps]
        same = np.mean([s[r].sum() for (s, _), r in zip(whole, reached, strict=True)])
        different = np.mean([d[r].sum() for (_, d), r in zip(whole, reached, strict=True)])
        rows.append((float(log10), round(float(same), 6), round(float(different), 6)))
    return tuple(rows)


def cost_of(condition: Condition, pairs: Pairs) -> float:
    """Return the Cllr of other pairs under a calibration."""
    scores = [knot.score for knot in condition.knots]
    ln_lr = np.interp(CENTRES, scores, [knot.log10_lr * np.log(10) for knot in condition.knots])
    assert len(ln_lr) == BINS, "one value a step"
    return cllr(*pairs.histograms(), ln_lr)
