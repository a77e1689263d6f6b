"""The window on the unit-square world: centre, zoom and size in pixels."""

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from reid_desktop.ui.geometry.mercator import Floats, to_unit, world_px

MAX_ZOOM = 19.0
#: Latitudes that a view of the whole world shows: the inhabited ones.
WORLD_BOUNDS_DEG = (-56.0, -180.0, 76.0, 180.0)


_LOW_PADDING = 0.13
"""Of the height, at most: a low map has no room for more."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle of the unit square; bottom is the larger y."""

    left: float
    top: float
    right: float
    bottom: float

    def contains(self, other: "Bounds") -> bool:
        """Tell whether the other rectangle lies inside this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def meets(self, other: "Bounds") -> bool:
        """Tell whether the rectangles have a part in common."""
        is_beside = self.left > other.right or self.right < other.left
        return not (is_beside or self.top > other.bottom or self.bottom < other.top)

    def grown(self, margin: float) -> "Bounds":
        """Return the rectangle with a margin added on every side."""
        return Bounds(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)


@dataclass(frozen=True, slots=True)
class Viewport:
    """What a map of width_px by height_px shows; sizes in device-independent pixels."""

    centre_x: float
    centre_y: float
    zoom: float
    width_px: int
    height_px: int
    seam: float = 0.0
    """Where the world is cut, 0 to 1: x runs from here to one more. 0 is the antimeridian."""

    @property
    def scale(self) -> float:
        """Pixels per unit of the world square."""
        return world_px(self.zoom)

    @property
    def min_zoom(self) -> float:
        """The zoom at which the world's width or height just fits, never under 0."""
        return max(0.0, math.log2(max(1, min(self.width_px, self.height_px)) / 256.0) - 0.25)

    @property
    def bounds(self) -> Bounds:
        """The part of the unit square in view (it may reach beyond the square)."""
        half_x, half_y = self.width_px / self.scale / 2, self.height_px / self.scale / 2
        return Bounds(
            self.centre_x - half_x, self.centre_y - half_y, self.centre_x + half_x, self.centre_y + half_y
        )

    def to_px(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Map points of the unit square to pixels from the top left of the view."""
        px = (np.asarray(x, dtype=np.float64) - self.centre_x) * self.scale + self.width_px / 2
        py = (np.asarray(y, dtype=np.float64) - self.centre_y) * self.scale + self.height_px / 2
        return px, py

    def point_px(self, x: float, y: float) -> tuple[float, float]:
        """Map one point of the unit square to pixels."""
        return (
            (x - self.centre_x) * self.scale + self.width_px / 2,
            (y - self.centre_y) * self.scale + self.height_px / 2,
        )

    def unit_at(self, px: float, py: float) -> tuple[float, float]:
        """Return the point of the unit square under a pixel."""
        return (
            self.centre_x + (px - self.width_px / 2) / self.scale,
            self.centre_y + (py - self.height_px / 2) / self.scale,
        )

    def panned(self, dx_px: float, dy_px: float) -> "Viewport":
        """Return the view after the content moved by so many pixels."""
        return replace(
            self, centre_x=self.centre_x - dx_px / self.scale, centre_y=self.centre_y - dy_px / self.scale
        ).held()

    def zoomed(self, levels: float, px: float, py: float) -> "Viewport":
        """Return the view zoomed by levels, with the world under the pixel kept in place."""
        zoom = min(max(self.zoom + levels, self.min_zoom), MAX_ZOOM)
        x, y = self.unit_at(px, py)
        scale = world_px(zoom)
        return replace(
            self,
            zoom=zoom,
            centre_x=x - (px - self.width_px / 2) / scale,
            centre_y=y - (py - self.height_px / 2) / scale,
        ).held()

    def resized(self, width_px: int, height_px: int) -> "Viewport":
        """Return the same centre and zoom in another size."""
        return replace(self, width_px=max(1, width_px), height_px=max(1, height_px)).held()

    def overscanned(self, share: float) -> "Viewport":
        """Return the view grown by a share of its size on every side, not held to the world."""
        return replace(
            self,
            width_px=self.width_px + 2 * round(self.width_px * share),
            height_px=self.height_px + 2 * round(self.height_px * share),
        )

    def held(self) -> "Viewport":
        """Return the view with zoom and centre held so that the world fills it where it can."""
        zoom = min(max(self.zoom, self.min_zoom), MAX_ZOOM)
        scale = world_px(zoom)
        half_x, half_y = self.width_px / scale / 2, self.height_px / scale / 2
        far = self.centre_x - self.seam
        x = self.seam + (min(max(far, half_x), 1 - half_x) if half_x < 0.5 else 0.5)
        y = min(max(self.centre_y, half_y), 1 - half_y) if half_y < 0.5 else 0.5
        return replace(self, zoom=zoom, centre_x=x, centre_y=y)

    def cut_at(self, seam: float) -> "Viewport":
        """Return the same place in a world that is cut elsewhere."""
        return replace(self, seam=seam, centre_x=seam + (self.centre_x - seam) % 1.0).held()

    def world_copies(self) -> "list[Viewport]":
        """Return this view moved by whole worlds so that one of them shows each part of 0..1 that is seen."""
        box = self.bounds
        found = [
            replace(self, centre_x=self.centre_x - shift, seam=0.0)
            for shift in (0, 1)
            if box.right > max(shift, self.seam) and box.left < min(shift + 1, self.seam + 1)
        ]
        return found or [self]

    def fitted(
        self, bounds: Bounds, padding_px: int = 48, max_zoom: float = 15.0, head_px: int = 0, foot_px: int = 0
    ) -> "Viewport":
        """Return the closest view that shows the bounds with a padding, and more above and below them."""
        width = max(1, self.width_px - 2 * padding_px) / max(bounds.right - bounds.left, 1e-12)
        aside_px = min(padding_px, round(self.height_px * _LOW_PADDING))
        room = max(1, self.height_px - 2 * aside_px - head_px - foot_px)
        height = room / max(bounds.bottom - bounds.top, 1e-12)
        zoom = min(math.log2(min(width, height) / 256.0), max_zoom)
        return replace(
            self,
            zoom=zoom,
            centre_x=(bounds.left + bounds.right) / 2,
            centre_y=(bounds.top + bounds.bottom) / 2 + (foot_px - head_px) / 2 / world_px(zoom),
        ).held()


def world_bounds() -> Bounds:
    """Return the inhabited world on the unit square."""
    south, west, north, east = WORLD_BOUNDS_DEG
    x, y = to_unit([north, south], [west, east])
    return Bounds(float(x[0]), float(y[0]), float(x[1]), float(y[1]))
