"""The outline that a user draws on the map: by hand, as a rectangle, or as a circle on the earth."""

from enum import Enum

import numpy as np

from reid_desktop.ui.geometry.circle import EarthCircle
from reid_desktop.ui.geometry.lasso import rectangle_outline
from reid_desktop.ui.geometry.mercator import Floats
from reid_desktop.ui.geometry.viewport import Bounds, Viewport

_LEAST_STEP_PX = 3.0
_LEAST_SIDE_PX = 6.0


class AreaShape(Enum):
    """What is drawn."""

    LASSO = "lasso"
    RECTANGLE = "rectangle"
    CIRCLE = "circle"


class AreaDrawing:
    """Collects an outline on the unit square while the pointer moves; keeps it when closed."""

    def __init__(self) -> None:
        """Start with no outline."""
        self.closed: Floats | None = None
        self.circle: EarthCircle | None = None
        """What `closed` is the rim of, where it is one."""
        self._points: list[tuple[float, float]] = []
        self._shape = AreaShape.LASSO

    @property
    def is_drawing(self) -> bool:
        """Whether an outline is being drawn."""
        return bool(self._points)

    @property
    def open_circle(self) -> EarthCircle | None:
        """The circle so far, or None when none is being drawn."""
        if len(self._points) < 2 or self._shape is not AreaShape.CIRCLE:
            return None
        return EarthCircle.through(self._points[0], self._points[-1])

    @property
    def open_outline(self) -> Floats | None:
        """The outline so far, or None when nothing is being drawn."""
        if len(self._points) < 2:
            return None
        circle = self.open_circle
        if circle is not None:
            return circle.outline(self._points[0][0])
        if self._shape is AreaShape.RECTANGLE:
            return rectangle_outline(*self._points[0], *self._points[-1])
        return np.array(self._points)

    def begin(self, view: Viewport, px: float, py: float, shape: AreaShape) -> None:
        """Start at a pixel."""
        self._points = [view.unit_at(px, py)]
        self._shape = shape

    def extend(self, view: Viewport, px: float, py: float) -> None:
        """Go on to a pixel; steps too small to see are left out."""
        x, y = view.point_px(*self._points[-1])
        if self._shape is not AreaShape.LASSO:
            self._points = [self._points[0], view.unit_at(px, py)]
        elif abs(x - px) + abs(y - py) >= _LEAST_STEP_PX:
            self._points.append(view.unit_at(px, py))

    def finish(self, view: Viewport) -> bool:
        """Close the outline; False, and the former one stays, when it is too small to mean one."""
        outline, circle = self.open_outline, self.open_circle
        self._points = []
        if outline is None or len(outline) < 3:
            return False
        sides_px = (outline.max(axis=0) - outline.min(axis=0)) * view.scale
        if float(sides_px.max()) < _LEAST_SIDE_PX or _surface(outline * view.scale) < _LEAST_SIDE_PX**2:
            return False  # a slip of the hand, or a stroke with nothing inside
        self.closed, self.circle = outline, circle
        return True

    def close_with(self, outline: Floats) -> None:
        """Take an outline that was not drawn."""
        self.closed, self.circle = outline, None

    def close_with_circle(self, circle: EarthCircle, near_x: float) -> None:
        """Take a circle that was not drawn, where it lies nearest to an x."""
        self.closed, self.circle = circle.outline(near_x), circle

    def box(self) -> Bounds | None:
        """Return the rectangle around the closed outline."""
        if self.closed is None:
            return None
        (left, top), (right, bottom) = self.closed.min(axis=0), self.closed.max(axis=0)
        return Bounds(float(left), float(top), float(right), float(bottom))

    def abandon(self) -> None:
        """Forget the outline that is being drawn."""
        self._points = []

    def clear(self) -> None:
        """Forget every outline."""
        self._points = []
        self.closed = self.circle = None


def _surface(outline: Floats) -> float:
    """Return the surface inside an outline (m, 2), in its unit squared (shoelace formula)."""
    x, y = (outline - outline[0]).T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2
