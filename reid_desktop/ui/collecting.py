"""Python's search for circles of objects, done by the window's thread alone and between two events."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Qt, QTimer

LOOK_MS = 250
_SELDOM = 40
"""So many lesser searches for one of everything."""


class Collector(QObject):
    """Takes over from Python, which searches in whatever thread happens to make an object.

    In a worker that would delete parts of the window there, while Qt's own locks are held elsewhere: the
    program can hang. In the middle of painting it would be seen.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Take over at once."""
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=LOOK_MS, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Search as far as enough has come together."""
        young, middle, old = gc.get_count()
        most_young, most_middle, _ = gc.get_threshold()
        if young > most_young:
            gc.collect(0 if middle <= most_middle else 1 if old <= _SELDOM else 2)

    def stop(self) -> None:
        """Hand back to Python."""
        self._timer.stop()
        if self._was_on:
            gc.enable()
