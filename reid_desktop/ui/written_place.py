"""Places as people write them."""

from __future__ import annotations

import re

from reid_desktop.domain.coordinates import read_coordinates
from reid_desktop.domain.query import NearPlace

from .translating import winds

_WINDS = "NESW"


def read_degrees(words: str) -> tuple[float, float] | None:
    """Return the latitude and longitude that coordinates in any notation mean, or None.

    The winds have the letters of the window's language here, and those of English where these mean nothing
    else: what the window shows can be written back.
    """
    meant = {own: english for own, english in zip(winds(), _WINDS, strict=True) if own != english}
    if meant:
        alone = rf"(?<![^\W\d_])[{''.join(meant)}](?![^\W\d_])"
        words = re.sub(alone, lambda found: meant[found[0].upper()], words, flags=re.IGNORECASE)
    return read_coordinates(words)


def read_place(words: str, radius_m: float) -> NearPlace | None:
    """Return the circle that coordinates in any notation and a radius mean, or None."""
    found = read_degrees(words)
    try:
        return None if found is None else NearPlace(*found, radius_m)
    except ValueError:
        return None
