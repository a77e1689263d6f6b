"""Where one was in a case, as text, so that it opens again at the same place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.services.listing import Order

from .kept_views import KeptViews, views_as_values, views_from_values

MOST_SELECTED, MOST_CHOSEN, MOST_DRAFTS = 2_000, 20_000, 40
"""More than these are not written down again and again: it would be felt."""
_KEPT = {str(one) for one in Order if one is not Order.RANK}


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """What was looked at, and what was begun and not yet kept in the case."""

    order: Order = Order.NEWEST
    search_id: SearchId | None = None
    search_order: Order = Order.RANK
    current: SightingId | None = None
    selected: tuple[SightingId, ...] = ()
    page: str = ""
    """Name of the page that was shown; one that is not known is the gallery."""
    chosen: tuple[SightingId, ...] | None = None
    """What was narrowed to one by one, such as an area on the map; None: nothing."""
    newer_than: SightingId | None = None
    put_away: tuple[str, ...] = ()
    """Docks that were hidden for the page alone."""
    drafts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Texts by what they are about and by field, as `drafts.Drafts` has them."""
    views: KeptViews = field(default_factory=KeptViews)


def place_as_text(place: KeptPlace) -> str:
    """Return JSON of a place."""
    return json.dumps(
        {
            "order": place.order,
            "search": place.search_id,
            "search_order": place.search_order,
            "current": place.current,
            "selected": place.selected,
            "page": place.page,
            "chosen": place.chosen,
            "newer_than": place.newer_than,
            "put_away": place.put_away,
            "views": views_as_values(place.views),
            "drafts": {about: dict(texts) for about, texts in list(place.drafts.items())[-MOST_DRAFTS:]},
        }
    )


def place_from_text(words: str) -> KeptPlace:
    """Return the place that `place_as_text` wrote; what makes no sense is left out."""
    try:
        kept = json.loads(words)
    except ValueError:
        return KeptPlace()
    if not isinstance(kept, dict):
        return KeptPlace()
    search, order, page = _number(kept.get("search")), kept.get("order"), kept.get("page")
    search_order, chosen = kept.get("search_order"), kept.get("chosen")
    return KeptPlace(
        Order(order) if order in _KEPT else Order.NEWEST,
        None if search is None else SearchId(search),
        Order(search_order) if search_order in _KEPT else Order.RANK,
        _sighting(kept.get("current")),
        _sightings(kept.get("selected")),
        page if isinstance(page, str) else "",
        _sightings(chosen) if isinstance(chosen, list) else None,
        _sighting(kept.get("newer_than")),
        _names(kept.get("put_away")),
        _drafts(kept.get("drafts")),
        views_from_values(kept.get("views")),
    )


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _sighting(value: Any) -> SightingId | None:
    number = _number(value)
    return None if number is None else SightingId(number)


def _sightings(value: Any) -> tuple[SightingId, ...]:
    values = value if isinstance(value, list) else []
    return tuple(SightingId(one) for one in values if _number(one) is not None)


def _names(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _drafts(value: Any) -> dict[str, dict[str, str]]:
    values = value.items() if isinstance(value, dict) else ()
    return {
        about: {name: str(words) for name, words in texts.items()}
        for about, texts in values
        if isinstance(texts, dict)
    }
