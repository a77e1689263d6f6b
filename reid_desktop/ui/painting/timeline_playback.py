"""A stretch of time that moves on by itself."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

Stretch = tuple[int, int]

#: So long each stretch is shown at the least.
STEP_MS = 700
#: So many stretches the whole time in view is played in, where none was chosen.
PARTS = 24


class Playback(QObject):
    """Moves a stretch through a period; waits until what it shows has been taken up.

    `show` is called with each stretch; call `taken` when everything shows it. At the end of the period
    `stopped` is called.
    """

    def __init__(self, show: Callable[[Stretch], None], stopped: Callable[[], None], parent: QObject) -> None:
        """Play nothing yet."""
        super().__init__(parent)
        self._show, self._stopped = show, stopped
        self._end_ms = 0
        self._stretch: Stretch | None = None
        self._is_taken = False
        self._timer = QTimer(self, interval=STEP_MS)
        self._timer.timeout.connect(self._turn)

    def set_pace(self, pace_ms: int) -> None:
        """Show each stretch so long at the least."""
        self._timer.setInterval(pace_ms)

    @property
    def is_playing(self) -> bool:
        """Tell whether it runs."""
        return self._timer.isActive()

    def start(self, period: Stretch, first: Stretch | None = None) -> None:
        """Play a period from a first stretch on, by its length each time."""
        width = max((period[1] - period[0]) // PARTS, 1000)
        self._stretch = first or (period[0], period[0] + width)
        self._end_ms = period[1]
        self._is_taken = first is not None  # it is shown already, and nothing will say so again
        self._show(self._stretch)
        self._timer.start()

    def stop(self) -> None:
        """Stay at the stretch that is shown."""
        if self._timer.isActive():
            self._timer.stop()
            self._stopped()

    def taken(self) -> None:
        """Hear that the stretch is shown everywhere."""
        self._is_taken = True

    def _turn(self) -> None:
        if not self._is_taken or self._stretch is None:
            return
        start, end = self._stretch
        if end >= self._end_ms:
            self.stop()
            return
        self._stretch = (end, end + (end - start))
        self._is_taken = False
        self._show(self._stretch)
