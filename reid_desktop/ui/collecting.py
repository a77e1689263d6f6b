"""Python's search for circles of objects, done by the window's thread alone and between two events."""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, Qt, QTimer

LOOK_MS = 250
_SELDOM = 40
"""So many lesser searches for one of everything."""
CROWD = 30_000
"""So many new objects take some 5 ms to search: a worker reads something long, and lets go of most soon."""
PATIENCE = 8
"""So many looks a crowd is left alone; what is there then stays, and is set aside."""
_LONG_MS = 15.0
"""What a search that took so long left standing is not searched again."""


class Collector(QObject):
    """Takes over from Python, which searches in whatever thread happens to make an object.

    In a worker that would delete parts of the window there, while Qt's own locks are held elsewhere: the
    program can hang. In the middle of painting it would be seen.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Take over at once."""
        super().__init__(parent)
        self._was_on = gc.isenabled()
        self._waited = 0
        gc.disable()
        self.set_aside()  # what the program is made of
        self._timer = QTimer(self, interval=LOOK_MS, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Search as far as enough has come together, and so that no turn of the event loop takes long."""
        young, middle, old = gc.get_count()
        most_young, most_middle, _ = gc.get_threshold()
        if young > CROWD:
            self._wait()
        elif young > most_young:
            self._waited = 0
            self._search(0 if middle <= most_middle else 1 if old <= _SELDOM else 2)

    def set_aside(self) -> None:
        """Search no more what is here now, as it stays: searching it would hold the window up for 60 ms.

        Whatever of it is let go of is freed all the same; circles among it only after `take_back`.
        """
        self._waited = 0
        gc.freeze()

    def take_back(self) -> None:
        """Search again what was set aside."""
        gc.unfreeze()

    def stop(self) -> None:
        """Hand back to Python."""
        self._timer.stop()
        self.take_back()
        if self._was_on:
            gc.enable()

    def _wait(self) -> None:
        self._waited += 1
        if self._waited > PATIENCE:
            self.set_aside()

    def _search(self, generation: int) -> None:
        began_s = time.thread_time()
        gc.collect(generation)
        if 1000 * (time.thread_time() - began_s) > _LONG_MS:
            self.set_aside()
