"""Places as people write them."""

from __future__ import annotations

from reid_desktop.domain.coordinates import read_coordinates
from reid_desktop.domain.query import NearPlace


def read_place(words: str, radius_m: float) -> NearPlace | None:
    """Return the circle that coordinates in any notation and a radius mean, or None."""
    found = read_coordinates(words)
    try:
        return None if found is None else NearPlace(*found, radius_m)
    except ValueError:
        return None
