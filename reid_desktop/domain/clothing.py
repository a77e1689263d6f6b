"""What somebody wears, as far as it can be told: words to narrow a search by, never facts.

Of persons themselves (sex, age, race, mood) nothing is ever told.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .geometry import Pixels


class Worn(StrEnum):
    """What a network for clothing sees."""

    BAG = "bag"
    BACKPACK = "backpack"
    HAT = "hat"
    LONG_SLEEVES = "long-sleeves"
    LONG_TROUSERS = "long-trousers"
    COAT = "coat"


class Colour(StrEnum):
    """Names for measured colours."""

    BLACK = "black"
    GREY = "grey"
    WHITE = "white"
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"
    PINK = "pink"
    BROWN = "brown"


UPPER, LOWER = "upper", "lower"
_ROWS = {UPPER: (0.20, 0.45), LOWER: (0.55, 0.85)}
"""Where trunk and legs of a standing person lie in the box, from the top."""
_COLUMNS = (0.30, 0.70)
ENOUGH = 0.35
"""A colour is told when it covers at least this share of the middle of the part."""

CLOTHING_NOTICE = "Words about clothing are an aid for narrowing a search, never a fact."
"""Stands wherever such words are chosen or shown."""

WORDS: frozenset[str] = frozenset(
    [*Worn, *(f"{part}:{colour}" for part in (UPPER, LOWER) for colour in Colour)]
)
"""Everything that can be asked for: `backpack`, `upper:red`."""


def colours_of(crop: Pixels) -> frozenset[str]:
    """Return the colours of the upper and lower body, such as `upper:red`; none where no colour prevails."""
    found = set()
    height, width = crop.shape[:2]
    left, right = (round(share * width) for share in _COLUMNS)
    for part, shares in _ROWS.items():
        top, bottom = (round(share * height) for share in shares)
        names = _names(crop[top:bottom, left : max(right, left + 1)])
        counts = np.bincount(names, minlength=len(Colour)) / max(len(names), 1)
        found |= {f"{part}:{colour}" for colour, share in zip(Colour, counts, strict=True) if share >= ENOUGH}
    return frozenset(found)


def _names(pixels: Pixels) -> NDArray[np.int64]:
    """Return the number in `Colour` of each pixel, by hue, chroma and lightness (HSV)."""
    blue, green, red = (pixels[..., channel].reshape(-1).astype(np.float32) / 255 for channel in range(3))
    high, low = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    chroma = high - low
    safe = np.maximum(chroma, 1e-6)
    hue = np.where(
        high == red,
        ((green - blue) / safe) % 6,
        np.where(high == green, (blue - red) / safe + 2, (red - green) / safe + 4),
    )
    hue = hue * 60
    saturation = chroma / np.maximum(high, 1e-6)
    order = list(Colour)
    names = np.select(
        [hue < 15, hue < 40, hue < 70, hue < 165, hue < 255, hue < 290, hue < 345],
        [order.index(c) for c in _WHEEL],
        order.index(Colour.RED),
    )
    names[(names == order.index(Colour.RED)) & (high > 0.75) & (saturation < 0.5)] = order.index(Colour.PINK)
    is_warm = np.isin(names, [order.index(Colour.RED), order.index(Colour.ORANGE)])
    names[is_warm & (high < 0.55) & (saturation < 0.75)] = order.index(Colour.BROWN)
    is_plain = saturation < 0.18
    names[is_plain] = order.index(Colour.GREY)
    names[is_plain & (high > 0.75)] = order.index(Colour.WHITE)
    names[(high < 0.22) | (is_plain & (high < 0.3))] = order.index(Colour.BLACK)
    return np.asarray(names, np.int64)


_WHEEL = (
    Colour.RED, Colour.ORANGE, Colour.YELLOW, Colour.GREEN, Colour.BLUE, Colour.PURPLE, Colour.PINK,
)  # fmt: skip
