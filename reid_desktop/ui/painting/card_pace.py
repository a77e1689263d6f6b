"""How many cards one frame paints afresh: a page of new ones would hold the event loop up."""

from __future__ import annotations

import time
from collections.abc import Callable

FRAME_S = 0.008
LEAST = 4
"""So many are painted in a frame in any case, however crowded the processors are."""


class CardPace:
    """Counts what a frame has painted; the rest has its turn in the next one."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        """Let everything pass until the first frame begins."""
        self._clock = clock
        self._until_s: float | None = None
        self._painted = 0
        self.is_behind = False
        """Whether cards of the last frame wait for the next one."""

    def begin(self) -> None:
        """Begin a frame."""
        self._until_s, self._painted, self.is_behind = self._clock() + FRAME_S, 0, False

    def may_paint(self) -> bool:
        """Tell whether one more card can be painted in this frame."""
        if self._until_s is not None and self._painted >= LEAST and self._clock() > self._until_s:
            self.is_behind = True
            return False
        self._painted += 1
        return True
