"""Boxes and pictures in pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""An upright picture: (height, width, 3), 8 bit, channel order **BGR**."""

Vectors = NDArray[np.float32]
"""Embeddings: (count, dimensions), float32, each row of length 1."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of an upright picture."""

    width_px: int
    height_px: int

    def __post_init__(self) -> None:
        """Refuse an empty picture."""
        if self.width_px <= 0 or self.height_px <= 0:
            raise ValueError(f"empty picture: {self}")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the upright full frame, half-open right and below."""

    left_px: int
    top_px: int
    right_px: int
    bottom_px: int

    def __post_init__(self) -> None:
        """Refuse an empty or inverted box."""
        if self.right_px <= self.left_px or self.bottom_px <= self.top_px:
            raise ValueError(f"empty box: {self}")

    @property
    def width_px(self) -> int:
        """Width in pixels."""
        return self.right_px - self.left_px

    @property
    def height_px(self) -> int:
        """Height in pixels."""
        return self.bottom_px - self.top_px

    @property
    def area_px(self) -> int:
        """Area in square pixels."""
        return self.width_px * self.height_px

    def iou(self, other: Box) -> float:
        """Return intersection over union, 0 to 1."""
        width = min(self.right_px, other.right_px) - max(self.left_px, other.left_px)
        height = min(self.bottom_px, other.bottom_px) - max(self.top_px, other.top_px)
        if width <= 0 or height <= 0:
            return 0.0
        shared = width * height
        return shared / (self.area_px + other.area_px - shared)

    def shared(self, other: Box) -> Box | None:
        """Return what lies in both boxes; None where they do not meet."""
        left, top = max(self.left_px, other.left_px), max(self.top_px, other.top_px)
        right, bottom = min(self.right_px, other.right_px), min(self.bottom_px, other.bottom_px)
        return Box(left, top, right, bottom) if left < right and top < bottom else None

    def scaled(self, x: float, y: float, within: Size) -> Box:
        """Return the box in a picture `x` and `y` times as large, cut to `within`.

        The result keeps at least one pixel each way.
        """
        left = min(max(round(self.left_px * x), 0), within.width_px - 1)
        top = min(max(round(self.top_px * y), 0), within.height_px - 1)
        right = max(min(round(self.right_px * x), within.width_px), left + 1)
        bottom = max(min(round(self.bottom_px * y), within.height_px), top + 1)
        return Box(left, top, right, bottom)

    def clipped(self, within: Size) -> Box:
        """Return the part of the box inside `within`, at least one pixel."""
        return self.scaled(1.0, 1.0, within)


def crop(picture: Pixels, box: Box) -> Pixels:
    """Return the part of `picture` inside `box` (a view, not a copy)."""
    return picture[box.top_px : box.bottom_px, box.left_px : box.right_px]
