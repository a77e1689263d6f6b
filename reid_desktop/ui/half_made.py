"""The window of a case that is still being made: in pieces, between which the event loop turns."""

from __future__ import annotations

import time
from dataclasses import dataclass

from .desk import Desk
from .main_window import MainWindow

_TURN_MS = 8.0
"""So long the event loop waits for the making, and for the part at its end."""


@dataclass(frozen=True, slots=True)
class HalfMade:
    """A window, made in turns, and the case that it will show."""

    desk: Desk
    window: MainWindow

    def make_some(self) -> bool:
        """Make as many parts as fit in a turn; tell whether more are left."""
        until_s = time.perf_counter() + _TURN_MS / 1000
        while self.window.make_next():
            if time.perf_counter() > until_s:
                return True
        return False

    def let_go(self) -> None:
        """Close the case without having shown it."""
        while self.window.make_next():
            pass
        self.window.close_at_once()
        self.desk.close()
