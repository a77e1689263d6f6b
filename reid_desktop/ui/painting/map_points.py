"""The sightings on the map: their bubbles at the current view, what is chosen, what is hit."""

import numpy as np
import numpy.typing as npt

from reid_desktop.ui.geometry.circle import EarthCircle
from reid_desktop.ui.geometry.clustering import NO_RANK, Bubbles, PointIndex
from reid_desktop.ui.geometry.lasso import points_inside
from reid_desktop.ui.geometry.mercator import Floats
from reid_desktop.ui.geometry.viewport import Bounds, Viewport

Ints = npt.NDArray[np.int64]
_MARGIN = 0.3
_HIT_SLACK_PX = 3.0
_RANK_PX = 18.0
"""Of a rank, above a bubble or in its place."""
_GESTURE_LEVELS = 0.6


class PointLayer:
    """Keeps the bubbles of the view; regroups only when the view leaves them or the zoom changes."""

    def __init__(self) -> None:
        """Start with no points."""
        nothing = np.zeros(0)
        self.is_in_gesture = False
        """While the view is zoomed step by step, points are not grouped anew for each."""
        self.index = PointIndex.build(nothing.astype(np.int64), nothing, nothing, None)
        self._chosen = np.zeros(0, dtype=np.int64)
        self._chosen_places = np.zeros(0, dtype=np.int64)
        """Of the chosen in the order of the index, ascending."""
        self._current: int | None = None
        self._bubbles: Bubbles | None = None
        self._made_for: Viewport | None = None
        self._shares: Floats = nothing

    def show(self, index: PointIndex) -> None:
        """Take other points; selection and current sighting stay as ids."""
        self.index = index
        self._bubbles = None
        self.choose(self._chosen)

    def choose(self, ids: Ints) -> None:
        """Mark ids (those without a point are kept for later points)."""
        self._chosen = ids
        self._chosen_places = np.sort(self.index.positions(ids))
        self._shares = np.zeros(0) if self._bubbles is None else self._chosen_shares(self._bubbles)

    def set_current(self, sighting: int | None) -> None:
        """Remember which sighting is looked at."""
        self._current = sighting

    def current_spot(self) -> tuple[float, float] | None:
        """Return the place of the current sighting on the unit square, or None."""
        if self._current is None:
            return None
        found = self.index.positions(np.array([self._current], dtype=np.int64))
        return (float(self.index.x[found[0]]), float(self.index.y[found[0]])) if len(found) else None

    def current_bubble(self, view: Viewport) -> int | None:
        """Return the bubble that holds the current sighting, or None when none in view does."""
        bubbles = self.bubbles(view)
        if self._current is None or len(bubbles) == 0:
            return None
        found = self.index.positions(np.array([self._current], dtype=np.int64))
        if len(found) == 0:
            return None
        run = np.flatnonzero((bubbles.run_start <= found[0]) & (found[0] < bubbles.run_stop))
        return int(np.searchsorted(bubbles.first_run, run[0], "right")) - 1 if len(run) else None

    def bubbles(self, view: Viewport) -> Bubbles:
        """Return the bubbles for a view and a margin around it."""
        made = self._made_for
        if self._bubbles is None or made is None or not self._serves(made, view):
            self._made_for = view.overscanned(_MARGIN)
            self._bubbles = self.index.bubbles(self._made_for)
            self._shares = self._chosen_shares(self._bubbles)
        return self._bubbles

    def _serves(self, made: Viewport, view: Viewport) -> bool:
        """Tell whether bubbles made for one view do for another: in a gesture a near zoom is enough."""
        slack = _GESTURE_LEVELS if self.is_in_gesture else 0.0
        return abs(made.zoom - view.zoom) <= slack and made.bounds.contains(view.bounds)

    @property
    def chosen_shares(self) -> Floats:
        """Per bubble of the last bubbles() call: the share (0..1) of its members that are chosen."""
        return self._shares

    def hit(self, view: Viewport, px: float, py: float) -> int | None:
        """Return the bubble under a pixel, the nearest when several are, or None."""
        bubbles = self.bubbles(view)
        if len(bubbles) == 0:
            return None
        x, y = view.to_px(bubbles.x, bubbles.y)
        gap = np.hypot(x - px, y - py) - bubbles.radius_px
        nearest = int(gap.argmin())
        return nearest if gap[nearest] <= _HIT_SLACK_PX else None

    def members(self, bubble: int) -> Ints:
        """Return the ids of a bubble of the last bubbles() call, ascending."""
        if self._bubbles is None:
            return np.zeros(0, dtype=np.int64)
        return self.index.members(self._bubbles, bubble)

    def bounds_of(self, bubble: int) -> Bounds:
        """Return the rectangle around the members of a bubble of the last bubbles() call."""
        runs = [] if self._bubbles is None else list(self._bubbles.runs(bubble))
        x = np.concatenate([self.index.x[a:b] for a, b in runs])
        y = np.concatenate([self.index.y[a:b] for a, b in runs])
        return Bounds(float(x.min()), float(y.min()), float(x.max()), float(y.max()))

    def ids_inside(self, outline: Floats) -> Ints:
        """Return the ids inside an outline (m, 2) on the unit square, ascending."""
        return np.sort(self.index.ids[points_inside(self.index, outline)])

    def ids_near(self, circle: EarthCircle) -> Ints:
        """Return the ids inside a circle on the earth, ascending."""
        return np.sort(self.index.ids[circle.holds(self.index)])

    def in_view(self, view: Viewport) -> list[int]:
        """Return the bubbles whose centre is in view, best rank, then most sightings first."""
        bubbles = self.bubbles(view)
        box = view.bounds
        seen = np.flatnonzero(
            (bubbles.x >= box.left)
            & (bubbles.x <= box.right)
            & (bubbles.y >= box.top)
            & (bubbles.y <= box.bottom)
        )
        order = np.lexsort((-bubbles.count[seen], bubbles.best_rank[seen]))
        return [int(bubble) for bubble in seen[order]]

    def boxes(self, view: Viewport, most: int) -> list[tuple[float, float, float, float]]:
        """Return left, top, right and bottom in pixels of the marks in view; none where they are more."""
        seen = self.in_view(view)
        if len(seen) > most:
            return []
        bubbles, found = self.bubbles(view), []
        for i in seen:
            x, y = view.point_px(float(bubbles.x[i]), float(bubbles.y[i]))
            radius, head = float(bubbles.radius_px[i]), 0.0
            if int(bubbles.best_rank[i]) != NO_RANK:
                head = _RANK_PX if int(bubbles.count[i]) > 1 else 0.0
                radius = max(radius, _RANK_PX)
            found.append((x - radius, y - radius - head, x + radius, y + radius))
        return found

    def _chosen_shares(self, bubbles: Bubbles) -> Floats:
        if len(bubbles) == 0:
            return np.zeros(0)
        before, upto = (
            np.searchsorted(self._chosen_places, edge) for edge in (bubbles.run_start, bubbles.run_stop)
        )
        chosen = upto - before
        shares: Floats = np.add.reduceat(chosen, bubbles.first_run[:-1]) / bubbles.count
        return shares
