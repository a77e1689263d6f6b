"""How fast a job goes and how long it still takes."""

from __future__ import annotations

from collections import deque

from reid_desktop.domain.jobs import Progress
from reid_desktop.ports.system import Clock

WINDOW_S = 30.0


class Pace:
    """Measures the rate over the last half minute."""

    def __init__(self, clock: Clock) -> None:
        """Start now."""
        self._clock = clock
        self._marks: deque[tuple[float, int]] = deque([(clock.monotonic_s(), 0)])

    def progress(self, step: str, done: int, waiting: int, sightings: int = 0) -> Progress:
        """Return progress with rate and remaining time for `waiting` more."""
        now_s = self._clock.monotonic_s()
        self._marks.append((now_s, done))
        while len(self._marks) > 2 and now_s - self._marks[0][0] > WINDOW_S:
            self._marks.popleft()
        first_s, first_done = self._marks[0]
        rate = (done - first_done) / (now_s - first_s) if now_s > first_s else 0.0
        return Progress(
            step,
            done=done,
            total=done + waiting,
            sightings=sightings,
            rate_per_s=rate or None,
            remaining_s=waiting / rate if rate > 0 else None,
        )
