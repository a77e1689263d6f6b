"""Filters as text, so that a case opens as narrowed as it was left."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.ids import ExhibitId, SourceId
from reid_desktop.domain.query import Filters, NearPlace

_NOT_KEPT = {"sightings", "media", "newer_than", "decided_about", "area"}
"""An area drawn on the map is gone with the window, and so is what is new and what is compared."""


def filters_as_text(filters: Filters) -> str:
    """Return JSON of everything that is narrowed, but for chosen sightings and media."""
    empty = Filters()
    kept: dict[str, Any] = {}
    for field in fields(Filters):
        value = getattr(filters, field.name)
        if field.name in _NOT_KEPT or value == getattr(empty, field.name):
            continue
        if isinstance(value, NearPlace):
            value = [value.latitude_deg, value.longitude_deg, value.radius_m]
        elif isinstance(value, frozenset):
            value = sorted(value)
        elif isinstance(value, MediaFlag):
            value = int(value)
        kept[field.name] = value
    return json.dumps(kept)


def filters_from_text(words: str) -> Filters:
    """Return the filters that `filters_as_text` wrote; what makes no sense is left out."""
    try:
        kept = json.loads(words)
    except ValueError:
        return Filters()
    filters = Filters()
    for name, value in kept.items() if isinstance(kept, dict) else ():
        try:
            filters = replace(filters, **{name: _restored(name, value)})
        except (TypeError, ValueError):
            continue
    return filters


def _restored(name: str, value: Any) -> Any:
    if name == "near":
        latitude_deg, longitude_deg, radius_m = value
        return NearPlace(float(latitude_deg), float(longitude_deg), float(radius_m))
    if name in ("flags", "without_flags"):
        return MediaFlag(value)
    if name == "sources":
        return frozenset(SourceId(int(one)) for one in value)
    if name in ("exhibits", "kinds"):
        return frozenset(ExhibitId(str(one)) for one in value)
    if name in ("decisions", "tags", "without_tags", "grades", "wearing"):
        return frozenset(str(one) for one in value)
    wanted = getattr(Filters(), name, None)
    if name in _NOT_KEPT or isinstance(value, list | dict):
        raise ValueError(name)
    if wanted is None:
        return int(value)
    return type(wanted)(value)
