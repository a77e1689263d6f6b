"""From which score on a detector's box is taken for a person."""

from __future__ import annotations

from collections.abc import Mapping

LEAST_SCORE: Mapping[str, float] = {"yolo": 0.25, "ssd": 0.3}
"""By the kind of a model's output; scores are from 0 to 1. Others decide by themselves."""
