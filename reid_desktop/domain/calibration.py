"""What a score is worth: the likelihood ratio it was measured to stand for, and where that holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp, log

import numpy as np

from .persons import Comparison

STRENGTH_NOTICE = (
    "Likelihood ratio of this model's score on labelled pairs: how much oftener pairs of one person have it "
    "than pairs of two. It weighs how alike two persons look, not who they are, and is no probability."
)

UNCALIBRATED = "These models have no calibration: make one from labelled pairs."


@dataclass(frozen=True, slots=True)
class Knot:
    """What one score stands for; between two knots, straight lines."""

    score: float
    log10_lr: float
    low: float
    """95 % interval of `log10_lr`, from persons (and sets) drawn anew."""
    high: float
    false_match: float
    """Share of pairs of two persons with this score or a higher one."""
    false_non_match: float
    """Share of pairs of one person below this score."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Validity:
    """Which pairs the calibration was made of, so where it holds."""

    least_height_px: int
    """Of the smaller of the two persons: below, the figures were clearly worse or not measured."""
    tallest_measured_px: int
    """Taller persons were not among the pairs; the network sees them scaled down."""
    least_sharpness: float
    across_cameras: bool
    """Made of pairs of two cameras: says nothing about two pictures of one clip or scene."""
    most_hours: float = 24.0
    """Made of persons in the same clothes."""
    most_overlap: float = 0.3
    """Made of persons of whom others cover hardly anything."""


@dataclass(frozen=True, slots=True)
class Condition:
    """The calibration of one way to compare."""

    comparison: Comparison
    knots: tuple[Knot, ...]
    """By rising score."""
    cllr: Figure
    """Of persons the map was not made of."""
    least_cllr: Figure
    equal_error_rate: Figure
    other_methods: dict[str, float]
    """Cllr of persons the map was not made of, by other methods."""
    det: tuple[tuple[float, float], ...]
    """(false match, false non-match) at rising scores."""
    tippett: tuple[tuple[float, float, float], ...]
    """(log10 LR, share of same-person pairs at least so, share of different-person pairs at least so)."""
    heights: tuple[tuple[int, float], ...] = ()
    """(height in px that one of the two crops was reduced to, Cllr)."""

    def at(self, score: float) -> Knot:
        """Return what a score stands for; beyond the ends it is worth what the end is."""
        scores = [knot.score for knot in self.knots]
        names = ("log10_lr", "low", "high", "false_non_match")
        values = [float(np.interp(score, scores, [getattr(k, name) for k in self.knots])) for name in names]
        rates = [log(knot.false_match) for knot in self.knots]
        rate = exp(float(np.interp(score, scores, rates)))
        return Knot(score, values[0], values[1], values[2], rate, values[3])

    def threshold(self, false_match: float) -> float | None:
        """Return the lowest score of a knot whose false match rate is at most so; None if there is none."""
        fits = (k.score for k in self.knots if k.false_match <= false_match)
        return next(fits, None)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the scores of one embedder are worth."""

    embedder: str
    """Its key: name, hash and preprocessing."""
    method: str
    sets: tuple[str, ...]
    persons: int
    same_pairs: int
    different_pairs: int
    made: str
    """How and with what, in a sentence."""
    validity: Validity
    conditions: tuple[Condition, ...] = field(repr=False)

    def condition(self, comparison: Comparison) -> Condition | None:
        """Return the calibration of a way to compare, if there is one."""
        return next((one for one in self.conditions if one.comparison is comparison), None)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one of the two sightings that were compared; None: not known."""

    height_px: int | None = None
    sharpness: float | None = None
    truncated: bool | None = None
    overlap: float | None = None
    time_utc_ms: int | None = None
    scene: object = None
    """Equal for two of one clip or scene; None: a picture from elsewhere."""


@dataclass(frozen=True, slots=True)
class Strength:
    """What a score is worth, or why nothing can be said."""

    log10_lr: float | None
    low: float | None
    high: float | None
    reason: str
    """Why there is no calibrated strength; empty where there is one."""
    expected_false: float | None
    """So many other persons' sightings of a gallery of this size would score as high or higher."""


def strength(
    calibration: Calibration | None,
    comparison: Comparison,
    score: float,
    pair: tuple[Seen, Seen],
    gallery: int,
) -> Strength:
    """Return what a score is worth in a gallery of so many sightings."""
    if calibration is None:
        return Strength(
            None, None, None, "These models have no calibration: make one from labelled pairs.", None
        )
    condition = calibration.condition(comparison)
    if condition is None:
        return Strength(None, None, None, "The calibration is not of this way to compare.", None)
    knot = condition.at(score)
    expected = float(f"{knot.false_match * gallery:.3g}")
    reason = outside(calibration.validity, pair)
    if reason:
        return Strength(None, None, None, reason, expected)
    return Strength(round(knot.log10_lr, 2), round(knot.low, 2), round(knot.high, 2), "", expected)


def outside(validity: Validity, pair: tuple[Seen, Seen]) -> str:
    """Say why a pair is none of those that the calibration was made of; empty if it may be one."""
    one, other = pair
    heights = [seen.height_px for seen in pair if seen.height_px is not None]
    sharpness = [seen.sharpness for seen in pair if seen.sharpness is not None]
    overlap = [seen.overlap for seen in pair if seen.overlap is not None]
    if heights and min(heights) < validity.least_height_px:
        return f"One of the two is {min(heights)} px tall; calibrated from {validity.least_height_px} px on."
    if any(seen.truncated for seen in pair):
        return "The edge of the frame cuts one of the two; calibrated on whole persons."
    if overlap and max(overlap) > validity.most_overlap:
        return "Others cover too much of one of the two; calibrated on persons in full view."
    if sharpness and min(sharpness) < validity.least_sharpness:
        return "One of the two is less sharp than what it was calibrated on."
    if validity.across_cameras and one.scene is not None and one.scene == other.scene:
        return "Both are of one clip or scene; calibrated on pairs of different cameras."
    if one.time_utc_ms is not None and other.time_utc_ms is not None:
        hours = abs(one.time_utc_ms - other.time_utc_ms) / 3_600_000
        if hours > validity.most_hours:
            days = hours // 24
            if days >= 2:
                return f"{days:.0f} days lie between the two; calibrated on persons in the same clothes."
            return f"{hours:.0f} hours lie between the two; calibrated on persons in the same clothes."
    return ""
