"""Watching the gallery at work: how long frames take while it scrolls, jumps and is resized."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.ids import SightingId

from .bridge import later
from .main_window import MainWindow
from .watching import LoopWatch

FRAME_MS = 16
SCROLLS, JUMPS, RESIZES = 360, 60, 12
_SETTLE_MS = 600


class GalleryWatch(QObject):
    """Scrolls, jumps and resizes, one step a frame, and notes how long each takes."""

    def __init__(self, window: MainWindow, then: Callable[[], None]) -> None:
        """Begin at once; call `then` at the end."""
        super().__init__(window)
        self._window, self._then = window, then
        self.scroll_ms: list[float] = []
        self.jump_ms: list[float] = []
        self.resize_ms: list[float] = []
        self.show_ms = 0.0
        """From an answer in hand to the gallery painted."""
        self.loop = LoopWatch(self)
        self._chance = np.random.default_rng(3)
        self._steps = 0
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self._step)
        later(self, self._begin, _SETTLE_MS)

    def hear_news(self, every_ms: int) -> None:
        """Have the case said to be changed again and again, as an import says it."""
        changes = ChangeSet(sightings=frozenset({SightingId(1)}))
        news = QTimer(self, interval=every_ms)
        news.timeout.connect(lambda: self._window.panels.bridge.announce(changes))
        news.start()

    def _begin(self) -> None:
        view = self._window.panels.workbench.view
        assert view is not None
        gallery = self._window.panels.gallery
        began_s = time.perf_counter()
        gallery.show_view(view, False)
        gallery.table.viewport().repaint()
        self.show_ms = 1000 * (time.perf_counter() - began_s)
        self.loop.start()
        self._timer.start()

    def _step(self) -> None:
        number, self._steps = self._steps, self._steps + 1
        bar = self._window.panels.gallery.table.verticalScrollBar()
        if number < SCROLLS:
            self.scroll_ms.append(self._frame(lambda: bar.setValue(bar.value() + bar.singleStep())))
        elif number < SCROLLS + JUMPS:
            place = int(self._chance.integers(0, max(bar.maximum(), 1)))
            self.jump_ms.append(self._frame(lambda: bar.setValue(place)))
        elif number < SCROLLS + JUMPS + RESIZES:
            width = 1280 if number % 2 else 1720
            self.resize_ms.append(self._frame(lambda: self._window.resize(width, 900)))
        else:
            self._timer.stop()
            self.loop.stop()
            later(self, self._then)

    def _frame(self, change: Callable[[], None]) -> float:
        began_s = time.perf_counter()
        change()
        self._window.panels.gallery.table.viewport().repaint()
        QApplication.sendPostedEvents()
        return 1000 * (time.perf_counter() - began_s)
