"""Persons found in media."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .geometry import Box, Size
from .ids import MediaId, SightingId


@dataclass(frozen=True, slots=True)
class ModelKey:
    """Which weights and preprocessing made a box or a vector.

    Vectors of different keys are never compared.
    """

    name: str
    sha256: str
    preprocessing: str
    """Version of the input and output handling, such as `v1` or `v1-bf16`."""

    def __str__(self) -> str:
        """Return the key as text: `name@first-12-of-hash#preprocessing`."""
        return f"{self.name}@{self.sha256[:12]}#{self.preprocessing}"


@dataclass(frozen=True, slots=True)
class PersonBox:
    """A person in one frame, as the detector saw them."""

    box: Box
    score: float
    """Detector confidence, 0 to 1."""
    turn_deg: int = 0
    """Clockwise turn of the frame, 0, 90, 180 or 270, that brings the person upright."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How much a crop can carry."""

    value: float
    """0 (useless) to 1 (good): size, sharpness, truncation and overlap together."""
    height_px: int
    """Of the person, from head to foot as the box has it, at full resolution."""
    sharpness: float
    truncated: bool
    """The box touches the edge of the frame."""
    overlap: float | None = 0.0
    """Share of the box, 0 to 1, that boxes of other persons in front of it cover; None: not measured."""


@dataclass(frozen=True, slots=True, eq=False)
class NewSighting:
    """A sighting as the analysis hands it over, before it has an id."""

    box: Box
    frame_size: Size
    score: float
    quality: Quality
    vector: NDArray[np.float32]
    """(dimensions,), length 1."""
    start_s: float | None = None
    """First and last second in the video; None for a photo."""
    end_s: float | None = None
    best_s: float | None = None
    """Time of the frame that `box` is from."""
    track: NDArray[np.float32] | None = None
    """A tracklet's boxes: (n, 5) rows of time_s, left, top, right, bottom."""
    appearance: int | None = None
    """Number within the clip; tracklets of one person who left and came back share it."""
    turn_deg: int = 0
    """Clockwise turn of the frame, 0, 90, 180 or 270, that brings the person upright; crops are turned so."""
    is_quick: bool = False
    """Seen in a key frame of a clip, before the clip was looked through."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One appearance of one person in one media item."""

    sighting_id: SightingId
    media_id: MediaId
    box: Box
    frame_size: Size
    score: float
    quality: float
    start_s: float | None
    end_s: float | None
    best_s: float | None
    assessment: Quality | None = None
    """What the quality is made of; None for cases analysed before it was kept."""
    appearance: int | None = None
    turn_deg: int = 0
    """Clockwise turn of the frame that brings the person upright; `box` is in the frame as it is shown."""
    is_quick: bool = False
    """Seen in a key frame of a clip; nothing that the whole clip gave stands for it."""


def are_two(one: Sighting, other: Sighting) -> bool:
    """Tell whether two sightings must be two persons: both in one photo, or at one moment of a clip."""
    if one.media_id != other.media_id or one.sighting_id == other.sighting_id:
        return False
    if one.start_s is None or other.start_s is None:
        return True
    one_end_s = one.start_s if one.end_s is None else one.end_s
    other_end_s = other.start_s if other.end_s is None else other.end_s
    return one.start_s <= other_end_s and other.start_s <= one_end_s
