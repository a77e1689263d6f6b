"""The stretch of time that a user brushes on the timeline."""

from reid_desktop.ui.geometry.time_scale import TimeScale

_EDGE_PX = 5.0
_LEAST_PX = 4.0


class TimeBrush:
    """Keeps the chosen stretch (start_ms, end_ms) and follows the drag that changes it."""

    def __init__(self) -> None:
        """Start with no stretch."""
        self.stretch: tuple[int, int] | None = None
        self._anchor_ms: float | None = None
        self._moving_ms = 0.0

    @property
    def is_dragging(self) -> bool:
        """Whether a drag is going on."""
        return self._anchor_ms is not None

    @property
    def shown(self) -> tuple[float, float] | None:
        """The stretch to draw: that of the drag, else the chosen one."""
        if self._anchor_ms is None:
            return self.stretch
        return min(self._anchor_ms, self._moving_ms), max(self._anchor_ms, self._moving_ms)

    def edge_at(self, scale: TimeScale, px: float) -> float | None:
        """Return the opposite edge when the pixel lies on an edge of the stretch: what a drag keeps."""
        if self.stretch is None:
            return None
        start, end = self.stretch
        if abs(scale.px_at(end) - px) <= _EDGE_PX:
            return float(start)
        return float(end) if abs(scale.px_at(start) - px) <= _EDGE_PX else None

    def begin(self, scale: TimeScale, px: float) -> None:
        """Start a stretch at a pixel, or take hold of an edge that lies there."""
        kept = self.edge_at(scale, px)
        self._anchor_ms = scale.ms_at(px) if kept is None else kept
        self._moving_ms = scale.ms_at(px)

    def move(self, scale: TimeScale, px: float) -> None:
        """Follow the pointer."""
        self._moving_ms = scale.ms_at(px)

    def finish(self, scale: TimeScale) -> bool:
        """End the drag; False, and the former stretch stays, when it is too short to mean one."""
        shown, self._anchor_ms = self.shown, None
        if shown is None or (shown[1] - shown[0]) / scale.ms_per_px < _LEAST_PX:
            return False
        self.stretch = (round(shown[0]), round(shown[1]))
        return True

    def abandon(self) -> None:
        """Forget the drag."""
        self._anchor_ms = None
