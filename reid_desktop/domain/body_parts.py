"""Parts of a person's picture: shown alone, or left out, to tell what a likeness rests on."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

import numpy as np

from .geometry import Pixels


class BodyPart(StrEnum):
    """A part of a person's picture that is compared on its own."""

    HEAD = "head"
    TORSO = "torso"
    LEGS = "legs"


BANDS: dict[BodyPart, tuple[float, float]] = {
    BodyPart.HEAD: (0.0, 0.20),
    BodyPart.TORSO: (0.17, 0.53),
    BodyPart.LEGS: (0.50, 1.0),
}
"""From which to which share of the height of an upright, whole person a part reaches."""


def alone(crop: Pixels, part: BodyPart) -> Pixels:
    """Return the crop with everything but a part painted over by the crop's mean colour."""
    painted = _plain(crop)
    top, bottom = _rows(crop, part)
    painted[top:bottom] = crop[top:bottom]
    return painted


def without(crop: Pixels, parts: Collection[BodyPart]) -> Pixels:
    """Return the crop with these parts painted over by its mean colour."""
    painted, plain = crop.copy(), _plain(crop)
    for part in parts:
        top, bottom = _rows(crop, part)
        painted[top:bottom] = plain[top:bottom]
    return painted


def _plain(crop: Pixels) -> Pixels:
    mean = crop.reshape(-1, crop.shape[2]).mean(axis=0)
    return np.broadcast_to(np.rint(mean).astype(np.uint8), crop.shape).copy()


def _rows(crop: Pixels, part: BodyPart) -> tuple[int, int]:
    top, bottom = (round(share * crop.shape[0]) for share in BANDS[part])
    return top, max(bottom, top + 1)
