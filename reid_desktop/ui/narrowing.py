"""Taking one filter out of several, by the name its chip has."""

from __future__ import annotations

from dataclasses import replace

from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.query import Filters

_FIELDS = {
    "time": ("after_utc_ms", "before_utc_ms"),
    "near": ("near",),
    "area": ("sightings",),
    "quality": ("minimum_quality",),
    "untimed": ("untimed_only",),
    "unplaced": ("unplaced_only",),
    "minimum_height_px": ("minimum_height_px",),
    "minimum_sharpness": ("minimum_sharpness",),
    "minimum_score": ("minimum_score",),
    "maximum_overlap": ("maximum_overlap",),
    "whole_only": ("whole_only",),
    "quick": ("quick_only", "without_quick"),
    "place_name": ("place_name",),
    "camera": ("camera",),
    "bookmarked": ("bookmarked_only",),
    "new": ("newer_than",),
}

_SETS = {
    "kind": "kinds",
    "decision": "decisions",
    "tag": "tags",
    "untagged": "without_tags",
    "grade": "grades",
    "wearing": "wearing",
}
"""Filters of several words, each with a chip of its own."""


def without(filters: Filters, name: str) -> Filters:
    """Return the filters less the one of that name (see `chip_words.filter_chips`)."""
    kind, _, value = name.partition(":")
    match kind:
        case "exhibit":
            return replace(filters, exhibits=filters.exhibits - {ExhibitId(value)})
        case "flag":
            return replace(filters, flags=filters.flags & ~MediaFlag(int(value)))
        case "without":
            return replace(filters, without_flags=filters.without_flags & ~MediaFlag(int(value)))
        case _ if kind in _SETS:
            field = _SETS[kind]
            return replace(filters, **{field: getattr(filters, field) - {value}})
        case _:
            empty = Filters()
            return replace(filters, **{field: getattr(empty, field) for field in _FIELDS.get(kind, ())})
