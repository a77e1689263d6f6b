"""Where one was in a case, as text, so that it opens again at the same place."""

from __future__ import annotations

import json
from dataclasses import dataclass

from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.services.listing import Order

_KEPT = {str(one) for one in Order if one is not Order.RANK}


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """What was looked at."""

    order: Order = Order.NEWEST
    search_id: SearchId | None = None
    current: SightingId | None = None


def place_as_text(place: KeptPlace) -> str:
    """Return JSON of a place."""
    return json.dumps({"order": place.order, "search": place.search_id, "current": place.current})


def place_from_text(words: str) -> KeptPlace:
    """Return the place that `place_as_text` wrote; what makes no sense is left out."""
    try:
        kept = json.loads(words)
    except ValueError:
        return KeptPlace()
    if not isinstance(kept, dict):
        return KeptPlace()
    search, current = kept.get("search"), kept.get("current")
    order = kept.get("order")
    return KeptPlace(
        Order(order) if order in _KEPT else Order.NEWEST,
        SearchId(search) if isinstance(search, int) else None,
        SightingId(current) if isinstance(current, int) else None,
    )
