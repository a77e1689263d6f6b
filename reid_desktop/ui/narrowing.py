"""Taking one filter out of several, by the name its chip has."""

from __future__ import annotations

from dataclasses import replace

from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.query import Filters


def without(filters: Filters, name: str) -> Filters:
    """Return the filters less the one of that name (see `facts.filter_chips`)."""
    kind, _, value = name.partition(":")
    match kind:
        case "time":
            return replace(filters, after_utc_ms=None, before_utc_ms=None)
        case "near":
            return replace(filters, near=None)
        case "area":
            return replace(filters, sightings=None)
        case "exhibit":
            return replace(filters, exhibits=filters.exhibits - {ExhibitId(value)})
        case "kind":
            return replace(filters, kinds=filters.kinds - {value})
        case "quality":
            return replace(filters, minimum_quality=0.0)
        case "untimed":
            return replace(filters, untimed_only=False)
        case "unplaced":
            return replace(filters, unplaced_only=False)
        case _:
            return filters
