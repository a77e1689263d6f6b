"""Places as people write them."""

from __future__ import annotations

import re

from reid_desktop.domain.coordinates import read_coordinates
from reid_desktop.domain.query import NearPlace

from .translating import tr


def read_degrees(words: str) -> tuple[float, float] | None:
    """Return the latitude and longitude that coordinates in any notation mean, or None.

    East has the letter of the window's language here: what the window shows can be written back.
    """
    east = tr("E (east)")[0]
    if east != "E":
        words = re.sub(rf"(?<![^\W\d_]){east}(?![^\W\d_])", "E", words, flags=re.IGNORECASE)
    return read_coordinates(words)


def read_place(words: str, radius_m: float) -> NearPlace | None:
    """Return the circle that coordinates in any notation and a radius mean, or None."""
    found = read_degrees(words)
    try:
        return None if found is None else NearPlace(*found, radius_m)
    except ValueError:
        return None
