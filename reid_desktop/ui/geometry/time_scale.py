"""The stretch of time that a timeline shows, in UTC milliseconds and pixels."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: The closest view: 4 ms a pixel shows single seconds 250 pixels wide.
CLOSEST_MS_PER_PX = 4.0
#: Times that can be shown at all: the years 1800 to 2300.
FIRST_MS, LAST_MS = -5_364_662_400_000.0, 10_413_792_000_000.0


@dataclass(frozen=True, slots=True)
class TimeScale:
    """What a timeline of width_px shows from its left edge."""

    start_ms: float
    ms_per_px: float
    width_px: float

    @property
    def end_ms(self) -> float:
        """The time at the right edge."""
        return self.start_ms + self.ms_per_px * self.width_px

    def px_at(self, time_ms: float) -> float:
        """Return pixels from the left edge."""
        return (time_ms - self.start_ms) / self.ms_per_px

    def px_of(self, times_ms: npt.ArrayLike) -> Floats:
        """Return pixels from the left edge of many times."""
        return (np.asarray(times_ms, dtype=np.float64) - self.start_ms) / self.ms_per_px

    def ms_at(self, px: float) -> float:
        """Return the time under a pixel."""
        return self.start_ms + px * self.ms_per_px

    def panned(self, dx_px: float) -> "TimeScale":
        """Return the scale after the content moved by so many pixels to the right."""
        return replace(self, start_ms=self.start_ms - dx_px * self.ms_per_px).held()

    def zoomed(self, factor: float, px: float) -> "TimeScale":
        """Return the scale that shows factor times as much, with the time under the pixel kept."""
        widest = (LAST_MS - FIRST_MS) / max(self.width_px, 1.0)
        ms_per_px = min(max(self.ms_per_px * factor, CLOSEST_MS_PER_PX), widest)
        return replace(self, start_ms=self.ms_at(px) - px * ms_per_px, ms_per_px=ms_per_px).held()

    def resized(self, width_px: float) -> "TimeScale":
        """Return the same stretch of time over another width."""
        width = max(width_px, 1.0)
        return TimeScale(self.start_ms, self.ms_per_px * self.width_px / width, width).held()

    def fitted(self, first_ms: float, last_ms: float) -> "TimeScale":
        """Return the scale that shows a stretch of time with room on both sides."""
        span = max(last_ms - first_ms, 60_000.0) * 1.06
        middle = (first_ms + last_ms) / 2
        return TimeScale(middle - span / 2, span / max(self.width_px, 1.0), self.width_px).held()

    def held(self) -> "TimeScale":
        """Return the scale held to the times and widths that can be shown."""
        widest = (LAST_MS - FIRST_MS) / max(self.width_px, 1.0)
        ms_per_px = min(max(self.ms_per_px, CLOSEST_MS_PER_PX), widest)
        last_start = LAST_MS - ms_per_px * self.width_px
        return replace(self, start_ms=min(max(self.start_ms, FIRST_MS), last_start), ms_per_px=ms_per_px)
