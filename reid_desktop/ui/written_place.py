"""Places as people write them."""

from __future__ import annotations

from reid_desktop.domain.query import NearPlace


def read_place(words: str, radius_m: float) -> NearPlace | None:
    """Return the circle that `52.3731, 4.8925` and a radius mean, or None."""
    parts = words.replace(";", ",").split(",") if "," in words or ";" in words else words.split()
    if len(parts) != 2:
        return None
    try:
        return NearPlace(float(parts[0]), float(parts[1]), radius_m)
    except ValueError:
        return None
