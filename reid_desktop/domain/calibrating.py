"""From labelled scores to a map of score to likelihood ratio.

The map is bi-Gaussianised calibration (Morrison 2024, `Bi-Gaussianized
calibration of likelihood ratios`, Law, Probability and Risk 23, mgae004): the
scores are moved, in their order, onto the mixture of two normal distributions
that a perfectly calibrated system of the same Cllr gives. Unlike logistic
regression it does not suppose that the logarithm of the odds is a straight
line of the cosine; unlike pooling adjacent violators or kernel densities it
rises everywhere and gives no infinite values at the ends. Logistic regression
is worked out beside it, to compare.

Likelihood ratios are limited to what the persons can support, after the
empirical bounds of Vergeer et al. 2016 (`Numerical likelihood ratios outputted
by LR systems are often based on extrapolation`): one more misleading person of
each kind must not make the ratios worse than saying nothing. Persons are
counted, not pairs: the pairs of one person depend on each other.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from .error_rates import BINS, CENTRES, Values, cllr, false_match, false_non_match

_STEPS = 25
_RIDGE = 1e-6
_NORMAL = NormalDist()
_GRID = np.linspace(-40.0, 40.0, 8001)
_SMALLEST_SPREAD, _LARGEST_SPREAD = 0.01, 12.0


def logistic(same: Values, different: Values) -> Values:
    """Return ln LR of each step by weighted logistic regression, both kinds counting half."""
    weight_same, weight_different = same / 2, different / 2
    offset, slope = 0.0, 1.0
    for _ in range(_STEPS):
        odds = offset + slope * CENTRES
        p = 1 / (1 + np.exp(-np.clip(odds, -500, 500)))
        error = weight_same * (1 - p) - weight_different * p
        spread = (weight_same + weight_different) * p * (1 - p)
        gradient = np.array([error.sum(), error @ CENTRES - _RIDGE * slope])
        cross = spread @ CENTRES
        hessian = np.array([[spread.sum() + 1e-12, cross], [cross, spread @ CENTRES**2 + _RIDGE]])
        step = np.linalg.solve(hessian, gradient)
        offset, slope = offset + float(step[0]), slope + float(step[1])
        if float(np.abs(step).max()) < 1e-9:
            break
    return np.asarray(offset + slope * CENTRES)


def bi_gaussianised(same: Values, different: Values) -> Values:
    """Return ln LR of each step: the scores' order laid onto a perfectly calibrated pair of normals."""
    spread = _spread_of(cllr(same, different, logistic(same, different)))
    mixture = (same + different) / 2
    below = np.clip(np.cumsum(mixture) - mixture / 2, 1e-9, 1 - 1e-9)
    cdf = _two_normals(spread)
    return np.asarray(np.interp(below, cdf, _GRID))


def _two_normals(spread: float) -> Values:
    """Return the distribution function, on `_GRID`, of the even mixture of both kinds' ln LR."""
    mean = spread * spread / 2
    high = np.array([_NORMAL.cdf((x - mean) / spread) for x in _GRID[::10]])
    low = np.array([_NORMAL.cdf((x + mean) / spread) for x in _GRID[::10]])
    cdf = np.interp(_GRID, _GRID[::10], (high + low) / 2)
    return np.maximum.accumulate(cdf + np.arange(len(cdf)) * 1e-15)


def _spread_of(cost: float) -> float:
    """Return the spread of ln LR of the perfectly calibrated pair of normals with this Cllr."""
    low, high = _SMALLEST_SPREAD, _LARGEST_SPREAD
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _cost_of(middle) > cost else (low, middle)
    return (low + high) / 2


def _cost_of(spread: float) -> float:
    z = np.linspace(-8, 8, 801)
    density = np.exp(-z * z / 2)
    density /= density.sum()
    mean = spread * spread / 2
    return float(density @ np.logaddexp(0.0, -(mean + spread * z)) / np.log(2))


def supported(same: Values, different: Values, ln_lr: Values, persons: int) -> tuple[float, float]:
    """Return the least and the greatest ln LR that so many persons can support."""
    extra = 1 / max(persons, 1)
    match, miss = false_match(different), false_non_match(same)
    threshold = np.exp(np.clip(ln_lr, -60, 60))
    cost = threshold * (match + extra) + miss + extra
    above = np.flatnonzero((ln_lr > 0) & (cost >= 1))
    below = np.flatnonzero((ln_lr < 0) & (cost >= threshold))
    highest = float(ln_lr[above[0]]) if len(above) else float(np.log(max(persons, 1)))
    lowest = float(ln_lr[below[-1]]) if len(below) else -float(np.log(max(persons, 1)))
    return min(lowest, 0.0), max(highest, 0.0)


def limited(ln_lr: Values, bounds: tuple[float, float]) -> Values:
    """Return ratios within the bounds, rising."""
    assert len(ln_lr) == BINS, "one value a step"
    return np.clip(np.maximum.accumulate(ln_lr), *bounds)
