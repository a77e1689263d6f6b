"""Which place counts, and which claims lie elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .capture import Place
from .claims import PlaceClaim, PlaceTag
from .earth import distance_m, wind
from .ids import ExhibitId

SLACK_M = 200.0
"""Positions of one place written by two programs."""
UNSAID_M = 50.0
"""What a position without an accuracy is taken to be good for."""
_ORDER = (
    PlaceTag.EXIF_GPS, PlaceTag.CONTAINER, PlaceTag.XMP,
    PlaceTag.TAKEOUT, PlaceTag.REPORT, PlaceTag.FILE_NAME,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """One claim about the place."""

    claim: PlaceClaim
    exhibit_id: ExhibitId | None
    """Whose copy claims it; None for what stands in the file."""


def best_place(readings: Iterable[PlaceReading]) -> PlaceReading | None:
    """Return the reading that counts, whatever their order."""
    return min(readings, key=_rank, default=None)


def _rank(reading: PlaceReading) -> tuple[object, ...]:
    place = reading.claim.place
    accuracy_m = place.accuracy_m if place.accuracy_m is not None else 1e9
    whose = str(reading.exhibit_id or "")
    return _ORDER.index(reading.claim.tag), accuracy_m, place.latitude_deg, place.longitude_deg, whose


def apart_m(one: Place, other: Place) -> float:
    """Return how far two places lie apart."""
    return distance_m(one.latitude_deg, one.longitude_deg, other.latitude_deg, other.longitude_deg)


def lies_elsewhere(one: Place, other: Place) -> bool:
    """Tell whether two places cannot be the same, as far as they tell how good they are."""
    known = (UNSAID_M if place.accuracy_m is None else place.accuracy_m for place in (one, other))
    return apart_m(one, other) > SLACK_M + sum(known)


def sentence(counted: Place, other: Place) -> str:
    """Say where a place lies as seen from the one that counts."""
    metres = apart_m(counted, other)
    where = wind(counted.latitude_deg, counted.longitude_deg, other.latitude_deg, other.longitude_deg)
    if metres < 10_000:
        return f"It lies {metres:,.0f} m {where} of the place that counts."
    return f"It lies {metres / 1000:,.0f} km {where} of the place that counts."


def readings_of(claims: Sequence[PlaceClaim], exhibit_id: ExhibitId | None) -> list[PlaceReading]:
    """Return claims with whose they are."""
    return [PlaceReading(claim, exhibit_id) for claim in claims]
