"""How long somebody has looked at pictures in this session, and when a rest is due."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

STEP_MS = 1000
IDLE_S = 90
"""After so long without a key or the mouse nobody is thought to look."""
_SIGNS = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel}
)


class ExposureTimer(QObject):
    """Counts the seconds in which the program is in front, somebody is there, and no veil is on."""

    ticked = Signal(int)
    """Seconds looked so far."""
    rest_due = Signal(int)
    """Minutes looked since the last rest."""

    def __init__(self, window: QWidget) -> None:
        """Count while `window` is the active one, or a dialog or panel of it."""
        super().__init__(window)
        self._window = window
        self.is_veiled = False
        self.rest_after_min = 0
        """0: never."""
        self.looked_s = 0
        self._since_rest_s = self._idle_s = 0
        self._timer = QTimer(self, interval=STEP_MS, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.step)
        self._timer.start()
        self._watched: QWindow | None = None
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        self._application = application
        application.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

    def step(self) -> None:
        """Count one second, if it counts."""
        self._idle_s += 1
        is_in_front = self._window.isActiveWindow() or self._application.focusWindow() is not None
        if self.is_veiled or self._idle_s > IDLE_S or not is_in_front:
            return
        self.looked_s += 1
        self._since_rest_s += 1
        self.ticked.emit(self.looked_s)
        if self.rest_after_min and self._since_rest_s >= 60 * self.rest_after_min:
            self.rest_due.emit(self._since_rest_s // 60)
            self._since_rest_s = 0

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()
        self._application.focusWindowChanged.disconnect(self._watch)
        self._watch(None)

    def _watch(self, window: QWindow | None) -> None:
        """Look at the events of the window that has the keyboard.

        They are few. Those of the whole application are thousands for every change of size or theme, and
        each would come through here.
        """
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = window
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note that somebody is there, and let every event pass."""
        if event.type() in _SIGNS:
            self._idle_s = 0
        return False
