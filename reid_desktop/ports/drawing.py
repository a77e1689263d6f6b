"""Persons that somebody outlined by hand: whom the detector missed, and boxes put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.sighting import NewSighting


@dataclass(frozen=True, slots=True)
class DrawRequest:
    """Add a sighting by hand, or put the box of one right (answer: Drawn)."""

    sha256: str
    """Of the photo or video."""
    box: Box
    """Upright pixels of the full frame."""
    at_s: float | None = None
    """Moment of the video; None for a photo."""
    replaces: SightingId | None = None
    """The sighting whose box was wrong: it leaves gallery and searches, and stays in what names it."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GetReadyRequest:
    """Load what a drawn sighting takes, while somebody still draws (answer: Settling, of nothing)."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The sighting that was added."""

    sighting_id: SightingId
    replaced: SightingId | None = None


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """Who drew a sighting."""

    sighting_id: SightingId
    replaces: SightingId | None
    author: str
    at_utc: str
    reason: str


class DrawnReader(Protocol):
    """What can be asked about sightings drawn by hand."""

    def drawn_boxes(self) -> list[DrawnBox]:
        """Return all sightings that were drawn by hand, oldest first."""
        ...


class DrawnWriter(Protocol):
    """What can be written about them inside one transaction."""

    def draw_sighting(
        self, media_id: MediaId, model_key: str, new: NewSighting, drawn: DrawnBox
    ) -> SightingId:
        """Add a sighting (the id in `drawn` is ignored); what it replaces is no longer found or searched.

        :raises CaseError: the item has no such sighting, or it was replaced before.
        """
        ...
