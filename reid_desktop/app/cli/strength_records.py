"""Calibrated strength as JSON rows and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from reid_desktop.app.cli.records import Row
from reid_desktop.domain.calibration import STRENGTH_NOTICE, Calibration, Strength
from reid_desktop.domain.ids import SightingId


def strength_row(strength: Strength) -> Row:
    """Return what a score is worth, or why nothing can be said."""
    return {
        "log10_lr": strength.log10_lr,
        "low": strength.low,
        "high": strength.high,
        "reason": strength.reason or None,
        "expected_false": strength.expected_false,
    }


def with_strengths(search: Row, strengths: Mapping[SightingId, Strength]) -> Row:
    """Return the row of a search with the strength of each candidate."""
    candidates = search["candidates"]
    assert isinstance(candidates, list)
    judged = [{**row, "strength": strength_row(strengths[row["sighting_id"]])} for row in candidates]
    return {**search, "candidates": judged, "strength_notice": STRENGTH_NOTICE}


def strength_words(strength: Strength) -> str:
    """Return the strength for a column of a list."""
    return "--" if strength.log10_lr is None else f"{strength.log10_lr:+.2f}"


def calibration_row(calibration: Calibration, kept: str | None) -> Row:
    """Return a calibration with its figures, curves and map."""
    return {**asdict(calibration), "kept": kept, "notice": STRENGTH_NOTICE}
