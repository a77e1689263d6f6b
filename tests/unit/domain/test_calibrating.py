"""Scores to likelihood ratios, against what is known of normal distributions."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.calibrating import bi_gaussianised, limited, logistic, supported
from reid_desktop.domain.error_rates import (
    BINS,
    CENTRES,
    Values,
    best_monotone,
    bins_of,
    cllr,
    equal_error_rate,
    false_match,
    false_non_match,
    least_cllr,
    shares,
)

APART, SPREAD = 0.4, 0.12


def normal(mean: float) -> Values:
    """Return the shares of a normal distribution of scores."""
    density = np.exp(-(((CENTRES - mean) / SPREAD) ** 2) / 2)
    return np.asarray(density / density.sum())


SAME, DIFFERENT = normal(0.2 + APART / 2), normal(0.2 - APART / 2)
TRUE = (CENTRES - 0.2) * APART / SPREAD**2
"""ln LR of two normal distributions of equal spread."""


def test_the_equal_error_rate_is_that_of_two_normals() -> None:
    expected = NormalDist().cdf(-APART / 2 / SPREAD)
    assert equal_error_rate(SAME, DIFFERENT) == pytest.approx(expected, abs=2e-4)


def test_error_rates_count_the_score_itself_as_a_match() -> None:
    same, different = shares(bins_of(np.array([0.5, 0.7]))), shares(bins_of(np.array([0.1, 0.5])))
    step = int(bins_of(np.array([0.5]))[0])
    assert (false_match(different)[step], false_non_match(same)[step]) == (0.5, 0.0)
    assert (false_match(different)[step + 1], false_non_match(same)[step + 1]) == (0.0, 0.5)


def test_cllr_of_no_information_is_one_and_of_wrong_ratios_more() -> None:
    assert cllr(SAME, DIFFERENT, np.zeros(BINS)) == pytest.approx(1.0)
    assert cllr(SAME, DIFFERENT, -TRUE) > 1
    assert least_cllr(SAME, SAME) == pytest.approx(1.0, abs=1e-6)


def test_every_method_finds_the_true_ratios_of_two_normals() -> None:
    inside = (SAME + DIFFERENT) > 1e-5
    best = cllr(SAME, DIFFERENT, TRUE)
    for method in (logistic, bi_gaussianised):
        found = method(SAME, DIFFERENT)
        assert np.abs(found - TRUE)[inside].max() < 0.25, method
        assert cllr(SAME, DIFFERENT, found) == pytest.approx(best, abs=1e-3)
    assert least_cllr(SAME, DIFFERENT) == pytest.approx(best, abs=1e-3)


def test_ratios_go_no_farther_than_persons_support() -> None:
    low, high = supported(SAME, DIFFERENT, TRUE, 100)
    assert np.log(20) < high < np.log(100)
    assert -np.log(100) < low < -np.log(20)
    wide = supported(SAME, DIFFERENT, TRUE, 10_000)
    assert wide[1] > high
    assert limited(TRUE, (low, high)).max() == pytest.approx(high)


def test_what_cannot_be_told_apart_is_worth_nothing() -> None:
    ln_lr = logistic(SAME, SAME)
    assert np.abs(ln_lr[(SAME > 1e-5)]).max() < 1e-3
    low, high = supported(SAME, SAME, ln_lr, 50)
    assert low <= 0 <= high


@given(
    st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=40),
    st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=40),
)
def test_figures_stay_within_their_range(same: list[float], different: list[float]) -> None:
    one, other = shares(bins_of(np.array(same))), shares(bins_of(np.array(different)))
    assert 0 <= equal_error_rate(one, other) <= 1
    assert 0 <= least_cllr(one, other) <= 1 + 1e-9
    assert (np.diff(best_monotone(one, other)[(one + other) > 0]) >= -1e-9).all()
    ln_lr = limited(logistic(one, other), supported(one, other, logistic(one, other), 30))
    assert np.isfinite(ln_lr).all()
    assert (np.diff(ln_lr) >= 0).all()
