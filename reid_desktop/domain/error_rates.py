"""How well scores tell one person from two, from histograms of same-person and different-person scores.

Everything is worked out on `BINS` equal steps of a score from -1 to 1, which
is far finer than the figures' own uncertainty, so that weights (of persons, in
a bootstrap) cost nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BINS = 4000
EDGES = np.linspace(-1.0, 1.0, BINS + 1)
CENTRES = (EDGES[:-1] + EDGES[1:]) / 2

Values = NDArray[np.float64]
Bins = NDArray[np.int64]


def bins_of(scores: NDArray[np.float32] | Values) -> Bins:
    """Return the step that each score falls into."""
    return np.clip(((np.asarray(scores, np.float64) + 1) * (BINS / 2)).astype(np.int64), 0, BINS - 1)


def shares(bins: Bins, weights: Values | None = None) -> Values:
    """Return the share of the scores in each step; the sum is 1 unless there is none."""
    counts = np.bincount(bins, weights, minlength=BINS).astype(np.float64)
    total = float(counts.sum())
    return counts / total if total > 0 else counts


def false_match(different: Values) -> Values:
    """Return for each step the share of different-person scores in it or above."""
    return np.cumsum(different[::-1])[::-1]


def false_non_match(same: Values) -> Values:
    """Return for each step the share of same-person scores below it."""
    return np.cumsum(same) - same


def equal_error_rate(same: Values, different: Values) -> float:
    """Return the rate at which both errors are equal, between the two nearest steps."""
    match, miss = false_match(different), false_non_match(same)
    first = int(np.argmax(miss >= match))
    if first == 0:
        return float((miss[0] + match[0]) / 2)
    before, after = match[first - 1] - miss[first - 1], miss[first] - match[first]
    share = before / (before + after) if before + after > 0 else 0.5
    return float(match[first - 1] + share * (match[first] - match[first - 1]))


def cllr(same: Values, different: Values, ln_lr: Values) -> float:
    """Return the cost of likelihood ratios (Brümmer and du Preez 2006): 0 perfect, 1 says nothing.

    :param ln_lr: natural logarithm of the likelihood ratio of each step.
    """
    missed = np.logaddexp(0.0, -ln_lr) / np.log(2)
    taken = np.logaddexp(0.0, ln_lr) / np.log(2)
    return 0.5 * (float(missed @ same) + float(taken @ different))


def best_monotone(same: Values, different: Values) -> Values:
    """Return ln LR of each step by pooling adjacent violators: the best any rising map can do.

    Infinite where only one kind of score is; meant for `cllr`'s least value, not for use.
    """
    weight = same + different
    steps = np.flatnonzero(weight > 0)
    values: list[float] = []
    weights: list[float] = []
    lengths: list[int] = []
    for step in steps:
        value, own, length = same[step] / weight[step], weight[step], 1
        while values and values[-1] >= value:
            value = (values[-1] * weights[-1] + value * own) / (weights[-1] + own)
            own += weights[-1]
            length += lengths[-1]
            del values[-1], weights[-1], lengths[-1]
        values.append(float(value))
        weights.append(float(own))
        lengths.append(length)
    posterior = np.full(BINS, 0.5)
    posterior[steps] = np.repeat(values, lengths)
    tiny = 1e-12
    return np.asarray(np.log(np.maximum(posterior, tiny)) - np.log(np.maximum(1 - posterior, tiny)))


def least_cllr(same: Values, different: Values) -> float:
    """Return Cllr_min: the cost that is left when the calibration is perfect."""
    return cllr(same, different, best_monotone(same, different))
