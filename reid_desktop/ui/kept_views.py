"""What of map and timeline is in view, and how they are set: kept with the place in a case."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reid_desktop.services.space_time import LaneBy

from .geometry.sun_nights import Nights

MOST_CORNERS = 1500
"""An outline with more is not written down again and again; what was chosen with it still is."""
LAYERS = ("shows_heat", "shows_circles", "shows_legend", "shows_own_names")


@dataclass(frozen=True, slots=True)
class KeptViews:
    """Where map and timeline were moved to."""

    map_spot: tuple[float, float, float] | None = None
    """Latitude and longitude in degrees, zoom; None: all is shown."""
    time_ms: tuple[float, float] | None = None
    """From when to when, UTC; None: all is shown."""
    layers: Mapping[str, bool] = field(default_factory=dict)
    """What was turned on or off, by its name among the layers of the map."""
    area: tuple[tuple[float, float], ...] = ()
    """The outline that was drawn on the map, on its unit square."""
    circle: tuple[float, float, float] | None = None
    """Latitude, longitude, metres, where the outline is one of those within a distance."""
    lists_map: bool = False
    """Whether the list stands beside the map."""
    lanes: LaneBy = LaneBy.EXHIBIT
    nights: Nights = Nights.SUN


def views_as_values(kept: KeptViews) -> dict[str, Any]:
    """Return views as JSON can hold them."""
    return {
        "map": kept.map_spot,
        "time_ms": kept.time_ms,
        "layers": dict(kept.layers),
        "area": kept.area,
        "circle": kept.circle,
        "lists_map": kept.lists_map,
        "lanes": kept.lanes,
        "nights": kept.nights,
    }


def views_from_values(values: Any) -> KeptViews:
    """Return the views that `views_as_values` gave; what makes no sense is left out."""
    if not isinstance(values, dict):
        return KeptViews()
    spot, time_ms = _numbers(values.get("map"), 3), _numbers(values.get("time_ms"), 2)
    circle = _numbers(values.get("circle"), 3)
    layers, lanes, nights = values.get("layers"), values.get("lanes"), values.get("nights")
    return KeptViews(
        None if spot is None or abs(spot[0]) > 90 or abs(spot[1]) > 180 else (spot[0], spot[1], spot[2]),
        None if time_ms is None or time_ms[0] >= time_ms[1] else (time_ms[0], time_ms[1]),
        {one: layers[one] is True for one in LAYERS if one in layers} if isinstance(layers, dict) else {},
        _outline(values.get("area")),
        None if circle is None else (circle[0], circle[1], circle[2]),
        values.get("lists_map") is True,
        LaneBy(lanes) if lanes in set(LaneBy) else LaneBy.EXHIBIT,
        Nights(nights) if nights in set(Nights) else Nights.SUN,
    )


def _outline(value: Any) -> tuple[tuple[float, float], ...]:
    spots = [_numbers(one, 2) for one in value] if isinstance(value, list) else []
    real = tuple((spot[0], spot[1]) for spot in spots if spot is not None)
    return real if len(real) == len(spots) and MOST_CORNERS >= len(real) >= 3 else ()


def _numbers(value: Any, count: int) -> list[float] | None:
    """Return so many numbers that are neither too large nor none."""
    if not isinstance(value, list) or len(value) != count:
        return None
    real = [float(one) for one in value if isinstance(one, int | float) and abs(one) < 1e15]
    return real if len(real) == count and all(map(math.isfinite, real)) else None
