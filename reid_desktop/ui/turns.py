"""Much small work, done in turns between which the event loop does other things."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject, QTimer

_TURN_MS = 5.0
"""So long the event loop waits for one turn, and for the step at its end."""
_FIRST_MS, _NEXT_MS = 60, 10
"""Before the first turn, in which what it follows on is painted; and between two."""


class Turns(QObject):
    """Does steps in order, as many in a turn as fit."""

    def __init__(self, parent: QObject) -> None:
        """Begin with nothing to do."""
        super().__init__(parent)
        self._steps: Iterator[Callable[[], None]] = iter(())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)

    @property
    def is_over(self) -> bool:
        """Tell whether everything is done."""
        return not self._timer.isActive()

    def begin(self, steps: Iterable[Callable[[], None]]) -> None:
        """Do `steps` from a moment later on; what was begun before is dropped."""
        self._steps = iter(steps)
        self._timer.start(_FIRST_MS)

    def _turn(self) -> None:
        self._timer.setInterval(_NEXT_MS)
        until_s = time.perf_counter() + _TURN_MS / 1000
        for step in self._steps:
            step()
            if time.perf_counter() > until_s:
                return
        self._timer.stop()
