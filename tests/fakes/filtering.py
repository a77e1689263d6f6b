"""Whether a sighting passes the filters: the fake store's own answer, by brute force."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.area import Area
from reid_desktop.domain.capture import Place
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.query import Filters, NearPlace
from reid_desktop.domain.sighting import Sighting


def time_utc_ms(sighting: Sighting, item: MediaItem) -> int | None:
    """Return when the sighting begins."""
    if item.time is None:
        return None
    return item.time.utc_ms + int((sighting.start_s or 0.0) * 1000 + 0.5)


def passes(sighting: Sighting, item: MediaItem, filters: Filters) -> bool:
    """Tell whether the sighting passes."""
    of_exhibits = {copy.exhibit_id for copy in item.copies}
    return (
        _time_passes(time_utc_ms(sighting, item), filters)
        and _place_passes(item.place, filters)
        and (not filters.exhibits or bool(of_exhibits & filters.exhibits))
        and (filters.media is None or item.media_id in filters.media)
        and (filters.sightings is None or sighting.sighting_id in filters.sightings)
        and (not filters.sources or bool({copy.source_id for copy in item.copies} & filters.sources))
        and filters.camera.casefold() in f"{item.facts.make or ''} {item.facts.model or ''}".casefold()
        and (filters.area is None or _is_inside(item.place, filters.area))
        and (not filters.kinds or item.kind.value in filters.kinds)
        and sighting.quality >= filters.minimum_quality
        and _quality_passes(sighting, filters)
        and (not filters.flags or bool(item.flags & filters.flags))
        and not item.flags & filters.without_flags
        and filters.place_name.casefold() in (item.place_name or "").casefold()
    )


def _is_inside(place: Place | None, area: Area) -> bool:
    """Tell by the winding of the outline around the place, as seen from it; no edge runs through it."""
    if place is None:
        return False
    turns = 0.0
    corners = [*area.corners, area.corners[0]]
    angles = [
        np.arctan2(lat - place.latitude_deg, (lon - place.longitude_deg + 180) % 360 - 180)
        for lat, lon in corners
    ]
    for before, after in pairwise(angles):
        turns += (after - before + np.pi) % (2 * np.pi) - np.pi
    return bool(round(turns / (2 * np.pi)) % 2)


def _quality_passes(sighting: Sighting, filters: Filters) -> bool:
    found = sighting.assessment
    assert found is not None
    return (
        found.height_px >= filters.minimum_height_px
        and found.sharpness >= filters.minimum_sharpness
        and sighting.score >= filters.minimum_score
        and (found.overlap or 0.0) <= filters.maximum_overlap
        and not (filters.whole_only and found.truncated)
        and (sighting.is_quick or not filters.quick_only)
        and not (sighting.is_quick and filters.without_quick)
    )


def _time_passes(utc_ms: int | None, filters: Filters) -> bool:
    if filters.untimed_only and utc_ms is not None:
        return False
    after, before = filters.after_utc_ms, filters.before_utc_ms
    if utc_ms is None:
        return after is None and before is None
    return (after is None or utc_ms >= after) and (before is None or utc_ms <= before)


def _place_passes(place: Place | None, filters: Filters) -> bool:
    if filters.unplaced_only and place is not None:
        return False
    if filters.near is None:
        return True
    return place is not None and _distance_m(place, filters.near) <= filters.near.radius_m


def _distance_m(place: Place, near: NearPlace) -> float:
    """Angle between unit vectors times the mean earth radius."""

    def unit(latitude_deg: float, longitude_deg: float) -> NDArray[np.float64]:
        lat, lon = np.radians(latitude_deg), np.radians(longitude_deg)
        return np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])

    a, b = unit(place.latitude_deg, place.longitude_deg), unit(near.latitude_deg, near.longitude_deg)
    return float(np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b)) * 6_371_008.8
