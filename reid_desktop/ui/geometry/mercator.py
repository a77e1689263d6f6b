"""Web Mercator on the unit square: degrees to x, y in 0..1 and back.

x grows eastwards from the antimeridian, y southwards from the northern edge, as in the tile
scheme of web maps (EPSG:3857 scaled to one; OGC 17-083r2, annex D).
"""

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

EARTH_CIRCUMFERENCE_M = 40_075_016.685578488
MAX_LATITUDE_DEG = math.degrees(math.atan(math.sinh(math.pi)))
TILE_PX = 256


def to_unit(latitude_deg: npt.ArrayLike, longitude_deg: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Project degrees (any equal shapes) to the unit square; latitudes are held at +-85.0511."""
    latitude = np.clip(np.asarray(latitude_deg, dtype=np.float64), -MAX_LATITUDE_DEG, MAX_LATITUDE_DEG)
    x = np.asarray(longitude_deg, dtype=np.float64) / 360.0 + 0.5
    y = 0.5 - np.arcsinh(np.tan(np.radians(latitude))) / (2.0 * math.pi)
    return x, y


def to_degrees(x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return (latitude_deg, longitude_deg) of points of the unit square."""
    longitude = (np.asarray(x, dtype=np.float64) - 0.5) * 360.0
    latitude = np.degrees(np.arctan(np.sinh((0.5 - np.asarray(y, dtype=np.float64)) * 2.0 * math.pi)))
    return latitude, longitude


def world_px(zoom: float) -> float:
    """Return the side of the whole world in pixels at a zoom (256 at zoom 0)."""
    return float(TILE_PX * 2.0**zoom)


def metres_per_px(latitude_deg: float, zoom: float) -> float:
    """Return the ground length of one pixel at a latitude, on the sphere of Web Mercator."""
    held = min(max(latitude_deg, -MAX_LATITUDE_DEG), MAX_LATITUDE_DEG)
    return EARTH_CIRCUMFERENCE_M * math.cos(math.radians(held)) / world_px(zoom)
