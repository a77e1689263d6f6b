"""Distances and directions on a sphere."""

from __future__ import annotations

import math

RADIUS_M = 6_371_008.8
"""Mean radius of the earth (IUGG)."""
_WINDS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


def distance_m(
    latitude_deg: float, longitude_deg: float, other_latitude_deg: float, other_longitude_deg: float
) -> float:
    """Return the great-circle distance (haversine formula; within 0.6 % of the ellipsoid's)."""
    one, two = math.radians(latitude_deg), math.radians(other_latitude_deg)
    across = math.radians(other_longitude_deg - longitude_deg)
    half = math.sin((two - one) / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(across / 2) ** 2
    return 2 * RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def wind(
    latitude_deg: float, longitude_deg: float, other_latitude_deg: float, other_longitude_deg: float
) -> str:
    """Return where the second place lies as seen from the first: `N`, `NE`, ..."""
    one, two = math.radians(latitude_deg), math.radians(other_latitude_deg)
    across = math.radians(other_longitude_deg - longitude_deg)
    bearing = math.atan2(
        math.sin(across) * math.cos(two),
        math.cos(one) * math.sin(two) - math.sin(one) * math.cos(two) * math.cos(across),
    )
    return _WINDS[round(bearing / (math.pi / 4)) % 8]
