"""How the time and the place of an item are known, corrections by hand told with who made them, and why."""

from __future__ import annotations

from .capture import PlaceSource, TimeSource
from .known_from import PLACE_KNOWN_FROM, TIME_KNOWN_FROM
from .media import MediaItem
from .testimony import CORRECTION, Reading, readings_of


def time_known_from(item: MediaItem) -> str | None:
    """Return in words how the capture time is known; None without one. May hold hostile text."""
    if item.time is None:
        return None
    words = TIME_KNOWN_FROM[item.time.source]
    return words + _corrected(item, is_time=True) if item.time.source is TimeSource.MANUAL else words


def place_known_from(item: MediaItem) -> str | None:
    """Return in words how the place is known, and what was found; None without one. May hold hostile text."""
    if item.place is None:
        return None
    words = PLACE_KNOWN_FROM[item.place.source]
    if item.place.source is not PlaceSource.MANUAL:
        return words
    found = next((one for one in readings_of(item) if not one.is_time and one.tag != CORRECTION), None)
    return words + _corrected(item, is_time=False) + (f"; as found: {_position(found)}" if found else "")


def _corrected(item: MediaItem, *, is_time: bool) -> str:
    note = next(
        (one.note for one in readings_of(item) if one.tag == CORRECTION and one.is_time is is_time), ""
    )
    return f" ({note})" if note else ""


def _position(reading: Reading) -> str:
    if reading.latitude_deg is None or reading.longitude_deg is None:
        return reading.text
    return f"{reading.latitude_deg:.6f} {reading.longitude_deg:.6f}"
