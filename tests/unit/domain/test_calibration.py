"""What a score is worth, and where nothing can be said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reid_desktop.domain.calibration import (
    UNCALIBRATED,
    Calibration,
    Condition,
    Figure,
    Knot,
    Seen,
    Validity,
    outside,
    strength,
)
from reid_desktop.domain.persons import Comparison

FIGURE = Figure(0.2, 0.1, 0.3)
KNOTS = (
    Knot(0.0, -2.0, -2.5, -1.5, 0.5, 0.0),
    Knot(0.5, 1.0, 0.5, 1.5, 0.01, 0.2),
    Knot(1.0, 2.0, 1.5, 2.5, 0.0001, 0.9),
)
CONDITION = Condition(
    Comparison.WITHOUT_CAMERAS, KNOTS, FIGURE, FIGURE, FIGURE, {"bi_gaussianised": 0.2}, ((0.5, 0.0),),
    ((0.0, 1.0, 0.5),), ((64, 0.3),),
)  # fmt: skip
VALID = Validity(64, 160, 5.0, across_cameras=True)
CALIBRATION = Calibration(
    "emb@111111111111#v1", "logistic regression", ("a",), 100, 200, 300_000, "by a test", VALID, (CONDITION,)
)
GOOD = Seen(128, 9.0, False, 0.0, 0, "scene 1")
OTHER = replace(GOOD, scene="scene 2", time_utc_ms=3_600_000)


def test_between_two_knots_a_score_is_worth_what_lies_between() -> None:
    found = strength(CALIBRATION, Comparison.WITHOUT_CAMERAS, 0.25, (GOOD, OTHER), 1000)
    assert (found.log10_lr, found.low, found.high, found.reason) == (-0.5, -1.0, 0.0, "")
    assert found.expected_false == pytest.approx(
        70.71, abs=0.01
    )  # rates go in equal steps of their logarithm
    assert strength(CALIBRATION, Comparison.WITHOUT_CAMERAS, 7.0, (GOOD, OTHER), 0).log10_lr == 2.0


@pytest.mark.parametrize(
    ("one", "word"),
    [
        (replace(GOOD, height_px=63), "63 px"),
        (replace(GOOD, truncated=True), "edge"),
        (replace(GOOD, overlap=0.5), "cover"),
        (replace(GOOD, sharpness=4.0), "sharp"),
        (replace(GOOD, scene="scene 2"), "clip or scene"),
        (replace(GOOD, time_utc_ms=-90_000_000), "26 hours"),
        (replace(GOOD, time_utc_ms=-3_000_000_000), "34 days"),
    ],
)
def test_outside_its_range_there_is_no_strength_but_a_reason(one: Seen, word: str) -> None:
    for pair in ((one, OTHER), (OTHER, one)):
        found = strength(CALIBRATION, Comparison.WITHOUT_CAMERAS, 0.9, pair, 100)
        assert found.log10_lr is None
        assert word in found.reason
        assert found.expected_false is not None


def test_what_is_not_known_does_not_rule_out() -> None:
    assert outside(VALID, (Seen(), Seen())) == ""
    assert outside(VALID, (Seen(100), GOOD)) == ""


def test_without_a_calibration_nothing_is_said() -> None:
    found = strength(None, Comparison.BARE, 0.9, (GOOD, OTHER), 100)
    assert (found.log10_lr, found.reason, found.expected_false) == (None, UNCALIBRATED, None)
    other = strength(CALIBRATION, Comparison.BARE, 0.9, (GOOD, OTHER), 100)
    assert (other.log10_lr, other.expected_false) == (None, None)


def test_a_threshold_is_the_first_score_rare_enough_among_strangers() -> None:
    assert CONDITION.threshold(0.02) == 0.5
    assert CONDITION.threshold(0.00001) is None
