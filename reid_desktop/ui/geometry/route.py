"""A path through places on the unit square, for drawing."""

from dataclasses import dataclass

import numpy as np

from reid_desktop.ui.geometry.mercator import Floats, to_unit


@dataclass(frozen=True, slots=True)
class Stretch:
    """A leg to be pointed out: its ends, the short way round the earth, and what is said of it."""

    start: tuple[float, float]
    end: tuple[float, float]
    text: str
    is_flagged: bool
    """Else it is only fast, possible within the uncertainty."""
    is_apart: bool = False
    """Its ends do not follow one another."""


@dataclass(frozen=True, slots=True)
class Route:
    """Stops in order of time (n, 2), without jumps at the antimeridian, and the legs to be pointed out."""

    stops: Floats
    stretches: tuple[Stretch, ...]

    @classmethod
    def through(
        cls,
        latitude_deg: list[float],
        longitude_deg: list[float],
        flags: list[tuple[int, int, str, bool]],
    ) -> "Route":
        """Lay a route; flags are (start, end, text, is flagged) of places in the lists."""
        x, y = to_unit(latitude_deg, longitude_deg)
        stops = np.column_stack([np.unwrap(x, period=1.0), y])
        stretches = tuple(
            Stretch(_spot(stops[a]), _near(stops[a], stops[b]), text, is_flagged, b > a + 1)
            for a, b, text, is_flagged in flags
        )
        return cls(stops, stretches)


def _spot(point: Floats) -> tuple[float, float]:
    return float(point[0]), float(point[1])


def _near(start: Floats, end: Floats) -> tuple[float, float]:
    """Return the copy of the end that is nearest to the start."""
    across = (float(end[0]) - float(start[0]) + 0.5) % 1.0 - 0.5
    return float(start[0]) + across, float(end[1])
