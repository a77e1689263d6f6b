"""What a search looks at and what it does not, by reason."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reid_desktop.domain.id_sets import missing, shared
from reid_desktop.domain.query import Filters
from reid_desktop.domain.search_options import Unsearched
from reid_desktop.ports.store import CaseReader, Ids


@dataclass(frozen=True, slots=True, eq=False)
class Narrowed:
    """The sightings a search looks at."""

    allowed: Ids | None
    """Ascending; None for all."""
    left_out: dict[Unsearched, Ids]
    """What is not looked at; reasons without any are left out."""


def narrowed(reader: CaseReader, model_key: str, filters: Filters, ids: Ids) -> Narrowed:
    """Return what the filters leave of `ids` (ascending), and everything that is not searched."""
    left_out = reader.unsearched_media(model_key)
    allowed = None
    if not filters.is_empty:
        passed = reader.filtered(model_key, filters)
        allowed = shared(passed, ids)
        rest = missing(ids, allowed)
        quality = _quality_alone(filters)
        good = ids if quality.is_empty else passed
        if not quality.is_empty and quality != filters:
            good = reader.filtered(model_key, quality)
        left_out[Unsearched.LOW_QUALITY] = missing(rest, good)
        left_out[Unsearched.FILTERED] = shared(rest, good)
    return Narrowed(allowed, {reason: found for reason, found in left_out.items() if len(found)})


def _quality_alone(filters: Filters) -> Filters:
    """Return the part of the filters that is about the quality of a crop."""
    return replace(
        Filters(),
        minimum_quality=filters.minimum_quality,
        minimum_height_px=filters.minimum_height_px,
        minimum_sharpness=filters.minimum_sharpness,
        minimum_score=filters.minimum_score,
        maximum_overlap=filters.maximum_overlap,
        whole_only=filters.whole_only,
    )
