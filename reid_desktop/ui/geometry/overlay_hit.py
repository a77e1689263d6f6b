"""What of an overlay lies under the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reid_desktop.ports.maps import Overlay, OverlayKind, OverlayPart

from .mercator import Floats, to_unit
from .viewport import Viewport

_REACH_PX = 9.0


class OverlayHit(NamedTuple):
    """A part of an overlay and, where it has them, the time of its nearest point."""

    part: OverlayPart
    time_utc_ms: int | None


@dataclass(frozen=True, slots=True)
class Vertices:
    """All points of an overlay in one array, so that millions are looked through at once."""

    x: Floats
    y: Floats
    parts: npt.NDArray[np.int64]
    """The part that each belongs to."""
    places: npt.NDArray[np.int64]
    """Which of its part each is."""

    @classmethod
    def of(cls, overlay: Overlay) -> Vertices:
        """Project the points of an overlay."""
        sizes = np.array([len(part.degrees) for part in overlay.parts], np.int64)
        degrees = np.concatenate([part.degrees for part in overlay.parts] or [np.zeros((0, 2))])
        x, y = to_unit(degrees[:, 0], degrees[:, 1])
        places = np.arange(len(x)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return cls(x, y, np.repeat(np.arange(len(sizes)), sizes), places)

    def hit(self, overlay: Overlay, view: Viewport, px: float, py: float) -> OverlayHit | None:
        """Return what has a point within reach of a pixel; places go before lines, then the nearest."""
        at_x, at_y = view.unit_at(px, py)
        # The copy of the world that is nearest to the pointer.
        away_x = ((self.x - at_x + 0.5) % 1.0 - 0.5) * view.scale
        away = np.hypot(away_x, (self.y - at_y) * view.scale)
        near = np.flatnonzero(away <= _REACH_PX)
        if not len(near):
            return None
        vertex = min(
            near.tolist(),
            key=lambda one: (overlay.parts[int(self.parts[one])].kind is not OverlayKind.POINT, away[one]),
        )
        part = overlay.parts[int(self.parts[vertex])]
        times = part.times_utc_ms
        return OverlayHit(part, int(times[self.places[vertex]]) if len(times) else None)
