"""Every reading of time and place with what it disagrees with, kept as JSON with the item."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .media import MediaItem

CORRECTION = "correction"
"""Tag of what was corrected by hand; its note tells who did, and why."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One time or place as found, what it means, and what speaks against it."""

    tag: str
    """Where it was found: a `TimeTag` or a `PlaceTag`; or `CORRECTION`."""
    text: str
    """As found; hostile."""
    is_time: bool = True
    utc_ms: int | None = None
    """What it means; None for a place, or where no zone makes it a moment."""
    wall: str | None = None
    """Clock without zone that it stands for, when it is one."""
    zone: str | None = None
    """The zone it was read in: `+02:00` or an IANA name; None when nothing tells."""
    zone_known: str | None = None
    """How the zone is known: a `ZoneKnown`."""
    uncertainty_s: float | None = None
    """The moment is meant to plus or minus this, as far as the reading itself tells."""
    off_s: float | None = None
    """How much later it says it was than the time that counts."""
    latitude_deg: float | None = None
    longitude_deg: float | None = None
    off_m: float | None = None
    """How far it lies from the place that counts."""
    exhibit: str | None = None
    """Whose copy says so; None for what stands in the file itself."""
    note: str = ""
    """What to know about this reading (`the date on which WhatsApp received or sent it`)."""
    counts: bool = False
    """The capture time or place is taken from this one."""
    disagrees: tuple[str, ...] = ()
    """Sentences about the readings that it cannot be squared with."""


def as_json(readings: Sequence[Reading]) -> str:
    """Return the text that `MediaItem.testimony` keeps; what is empty is left out."""
    kept = []
    for one in readings:
        bare = Reading("", "")
        told = {name: getattr(one, name) for name in Reading.__slots__}
        filled = {name: value for name, value in told.items() if value != getattr(bare, name)}
        kept.append({"tag": one.tag, "text": one.text, **filled})
    return json.dumps(kept)


def readings_in(testimony: str) -> list[Reading]:
    """Return what `as_json` kept; what cannot be understood is left out."""
    try:
        found = json.loads(testimony)
    except ValueError:
        return []
    rows = found if isinstance(found, list) else []
    return [one for one in map(_reading, rows) if one is not None]


def readings_of(item: MediaItem) -> list[Reading]:
    """Return the readings of an item: its testimony, else the bare claims of its file and its copies."""
    return readings_in(item.testimony) or list(_claims(item))


def _claims(item: MediaItem) -> Iterable[Reading]:
    beside = [copy.beside for copy in item.copies]
    for time in (*item.facts.times, *(time for one in beside for time in one.times)):
        yield Reading(str(time.tag), time.text, utc_ms=time.utc_ms, wall=time.wall, zone=time.zone)
    for spot in (*item.facts.places, *(spot for one in beside for spot in one.places)):
        place = spot.place
        yield Reading(
            str(spot.tag),
            spot.text,
            is_time=False,
            latitude_deg=place.latitude_deg,
            longitude_deg=place.longitude_deg,
        )


def _reading(row: Any) -> Reading | None:
    try:
        known = {name: row[name] for name in Reading.__slots__ if name in row}
        return Reading(**{**known, "disagrees": tuple(str(one) for one in known.get("disagrees", ()))})
    except (TypeError, KeyError):
        return None
