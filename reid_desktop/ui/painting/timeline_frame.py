"""What the timeline shows at one scale: bars, lane cells and ticks, counted once and kept."""

from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
import numpy.typing as npt

from reid_desktop.ui.geometry.events import EventIndex
from reid_desktop.ui.geometry.time_scale import TimeScale
from reid_desktop.ui.geometry.time_steps import Step, edges, step_for, tick_step

Ints = npt.NDArray[np.int64]
_BAR_PX = 7.0


@dataclass(frozen=True, slots=True)
class FrameKey:
    """What a frame depends on; version counts changes of events and selection."""

    scale: TimeScale
    zone: tzinfo
    first_lane: int
    last_lane: int
    version: int


@dataclass(frozen=True, slots=True)
class TimelineFrame:
    """Counts per bar (k,) and per lane and bar (lanes, k), of all and of the chosen events."""

    key: FrameKey
    edges: Ints
    counts: Ints
    chosen: Ints
    lane_counts: Ints
    lane_chosen: Ints
    tick_step: Step
    ticks: Ints
    vague: Ints
    """How many of each bar may as well lie in another."""

    @classmethod
    def count(cls, key: FrameKey, events: EventIndex, chosen: EventIndex) -> "TimelineFrame":
        """Count events for a scale: two binary searches an edge, whatever the number of events."""
        scale = key.scale
        bars = edges(scale.start_ms, scale.end_ms, step_for(scale, _BAR_PX), key.zone)
        labelled = tick_step(scale)
        return cls(
            key,
            bars,
            events.counts(bars),
            chosen.counts(bars),
            events.lane_counts(bars, key.first_lane, key.last_lane),
            chosen.lane_counts(bars, key.first_lane, key.last_lane),
            labelled,
            edges(scale.start_ms, scale.end_ms, labelled, key.zone),
            events.vague_counts(bars),
        )

    def bar_at(self, time_ms: float) -> int | None:
        """Return the bar that holds a time, or None."""
        bar = int(np.searchsorted(self.edges, time_ms, "right")) - 1
        return bar if 0 <= bar < len(self.counts) else None

    def bar_stretch(self, bar: int) -> tuple[int, int]:
        """Return (start_ms, end_ms) of a bar."""
        return int(self.edges[bar]), int(self.edges[bar + 1])

    def bars_to_columns(self, columns: int) -> Ints:
        """Return for each pixel column of the view the bar at its middle."""
        scale = self.key.scale
        middles = scale.start_ms + (np.arange(columns) + 0.5) * scale.ms_per_px
        return np.clip(np.searchsorted(self.edges, middles, "right") - 1, 0, max(len(self.counts) - 1, 0))
