"""Round lengths for the scale bar, round degrees for the grid, and coordinates as text."""

import math

from reid_desktop.ui.geometry.mercator import to_degrees
from reid_desktop.ui.geometry.viewport import Bounds
from reid_desktop.ui.translating import winds

_GRID_STEPS_DEG = (30.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005)


def scale_bar(metres_per_px: float, widest_px: float) -> tuple[float, str]:
    """Return (length_px, text) of the longest bar of 1, 2 or 5 times a power of ten metres that fits."""
    most = metres_per_px * widest_px
    power = 10.0 ** math.floor(math.log10(most))
    length = next(step * power for step in (5.0, 2.0, 1.0) if step * power <= most)
    text = f"{length / 1000:,g} km" if length >= 1000 else f"{length:g} m"
    return length / metres_per_px, text


def grid_step_deg(bounds: Bounds, width_px: float, widest_gap_px: float = 220.0) -> float:
    """Return the round number of degrees between meridians that keeps them at most a gap apart."""
    per_px = (bounds.right - bounds.left) * 360.0 / max(width_px, 1.0)
    return next((step for step in _GRID_STEPS_DEG if step <= per_px * widest_gap_px), _GRID_STEPS_DEG[-1])


def grid_lines(bounds: Bounds, step_deg: float) -> tuple[list[float], list[float]]:
    """Return (latitudes, longitudes) of the grid inside the bounds, in degrees."""
    latitude, longitude = to_degrees(
        [bounds.left, bounds.right], [max(bounds.top, 0.0), min(bounds.bottom, 1.0)]
    )
    return (
        _multiples(float(latitude[1]), float(latitude[0]), step_deg),
        _multiples(max(float(longitude[0]), -180.0), min(float(longitude[1]), 540.0), step_deg),
    )


def _multiples(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(i * step, 6) for i in range(first, last + 1)]


def degrees_text(latitude_deg: float, longitude_deg: float, digits: int) -> str:
    """Return a position as text: 50.8467° N, 4.3525° E; 190 degrees east are 170 west."""
    longitude_deg = (longitude_deg + 180.0) % 360.0 - 180.0 if longitude_deg > 180.0 else longitude_deg
    north, east, south, west = winds()
    latitude = f"{abs(latitude_deg):.{digits}f}° {north if latitude_deg >= 0 else south}"
    return f"{latitude}, {abs(longitude_deg):.{digits}f}° {east if longitude_deg >= 0 else west}"


def useful_digits(metres_per_px: float) -> int:
    """Return how many decimals of a degree one pixel is worth (0 to 6)."""
    return min(max(math.ceil(-math.log10(metres_per_px / 111_000.0)), 0), 6)
