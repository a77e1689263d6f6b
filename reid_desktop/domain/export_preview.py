"""What an export would hold, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """How much an export would hold."""

    rows: int
    media: int
    without_time: int
    without_place: int
    decisions: Mapping[str, int]
    """Count by verdict, and of the undecided."""
    visible: int
    """Sightings that stay visible in redacted copies."""
