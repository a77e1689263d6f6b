"""How high the sun stands: whether it was day or night at a place."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

HORIZON_DEG = -0.833
"""The middle of the sun at rise and set, refraction and radius counted in."""
CIVIL_DEG = -6.0
"""Below this it is dark without lamps."""
_EPOCH_DAY = 2_440_587.5 - 2_451_545.0
"""From the Unix epoch to J2000.0, in days."""


def sun_elevation_deg(utc_ms: ArrayLike, latitude_deg: float, longitude_deg: float) -> NDArray[np.float64]:
    """Return the height of the sun's middle over the horizon, for times of any shape.

    The low-precision formulas of the Astronomical Almanac: good to 0.01 degrees from 1950 to 2050, which is
    some seconds of sunrise; refraction, mountains and houses are not counted in.
    """
    days = np.asarray(utc_ms, dtype=np.float64) / 86_400_000 + _EPOCH_DAY
    mean = np.radians(280.460 + 0.9856474 * days)
    anomaly = np.radians(357.528 + 0.9856003 * days)
    ecliptic = mean + np.radians(1.915) * np.sin(anomaly) + np.radians(0.020) * np.sin(2 * anomaly)
    tilt = np.radians(23.439 - 0.0000004 * days)
    ascension = np.arctan2(np.cos(tilt) * np.sin(ecliptic), np.cos(ecliptic))
    declination = np.arcsin(np.sin(tilt) * np.sin(ecliptic))
    sidereal = np.radians((18.697374558 + 24.06570982441908 * days) * 15.0 + longitude_deg)
    latitude = np.radians(latitude_deg)
    height = np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(
        sidereal - ascension
    )
    return np.asarray(np.degrees(np.arcsin(np.clip(height, -1.0, 1.0))), dtype=np.float64)
