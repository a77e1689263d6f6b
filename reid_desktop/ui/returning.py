"""Map and timeline as they were when the case was left."""

from __future__ import annotations

from .kept_views import LAYERS, MOST_CORNERS, KeptViews
from .panels import Panels


def views_of(panels: Panels) -> KeptViews:
    """Return how map and timeline are now."""
    layers = panels.map.layers
    return KeptViews(
        panels.map.spot_in_view,
        panels.timeline.time_in_view,
        {name: bool(getattr(layers, name)) for name in LAYERS},
        *panels.map.area_drawn(MOST_CORNERS),
        panels.map_panel.is_listing,
        panels.workbench.question.lanes,
        panels.timeline.menu.nights,
    )


def bring_back(panels: Panels, kept: KeptViews) -> None:
    """Have map and timeline as they were; the lanes are asked for with everything else that is shown."""
    layers = panels.map.layers
    for name, is_on in kept.layers.items():
        setattr(layers, name, is_on)
    layers.changed.emit()
    panels.timeline.shade_nights(kept.nights)
    if kept.lists_map:
        panels.map.want_table()
    if kept.area and panels.workbench.question.filters.sightings is not None:
        panels.map.bring_area(kept.area, kept.circle)
    if kept.map_spot is not None:
        panels.map.show_spot(*kept.map_spot)
    if kept.time_ms is not None:
        panels.timeline.show_time(*kept.time_ms)
