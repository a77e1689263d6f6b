"""Watching the gallery at work: how long frames take while it scrolls, jumps, is resized and restyled."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.engine import Request, SearchRequest
from reid_desktop.services.browsing import View

from .bridge import later
from .main_window import MainWindow
from .theme import ThemeChoice
from .watching import LoopWatch, Stopwatch
from .watching_opening import OpenWatch
from .watching_reasons import Reasons

FRAME_MS = 16
SCROLLS, JUMPS, RESIZES, MODES, THEMES, PROBES = 360, 60, 12, 6, 4, 5
NEWS = 200
"""Sightings said to have changed at once: what an import finds in a second or two."""
_SETTLE_MS = 600
_PATIENCE_S = 60.0
STEPS = ("show", "scroll", "jump", "resize", "mode", "theme")


class GalleryWatch(QObject):
    """Does one thing after another, a step a frame, and notes how long each takes."""

    def __init__(self, window: MainWindow, then: Callable[[], None], reasons: Reasons | None = None) -> None:
        """Begin at once; call `then` at the end."""
        super().__init__()  # it outlives the window
        self._window, self._then = window, then
        self.watches = {name: Stopwatch() for name in STEPS}
        """What each step took; `show` is from an answer in hand to the gallery painted;
        `theme` is the change itself, as its painting has a turn of its own."""
        self.probes_ms: list[float] = []
        """From the wish for a search by a sighting to the first candidates painted."""
        self.problem = ""
        """Why a search did not come to its end, as the window was told."""
        self.loop = LoopWatch(self, reasons)
        self._chance = np.random.default_rng(3)
        self._plan: list[tuple[str, Callable[[], object]]] = []
        self._asked_s = 0.0
        self._opening: OpenWatch | None = None
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self._step)
        window.panels.workbench.shown.connect(self._on_shown)
        window.panels.tasks.failed.connect(self._on_failed)
        later(self, self._begin, _SETTLE_MS)

    def hear_news(self, every_ms: int) -> None:
        """Have the case said to be changed again and again, as an import says it."""
        news = QTimer(self, interval=every_ms)
        news.timeout.connect(self._announce)
        news.start()

    def _announce(self) -> None:
        ids = self._window.panels.gallery.model.ids
        if len(ids):
            some = self._chance.choice(ids, min(NEWS, len(ids)), replace=False).tolist()
            self._window.panels.bridge.announce(ChangeSet(sightings=frozenset(map(SightingId, some))))

    def _begin(self) -> None:
        window = self._window
        view, gallery = window.panels.workbench.view, window.panels.gallery
        assert view is not None
        self.watches["show"].note(lambda: gallery.show_view(view, False), self._paint)
        bar = gallery.table.verticalScrollBar()
        turn = window.actions_table
        themes = (ThemeChoice.DARK, ThemeChoice.LIGHT)
        self._plan = [
            *[("scroll", lambda: bar.setValue(bar.value() + bar.singleStep()))] * SCROLLS,
            *[("jump", lambda: bar.setValue(self._place(bar.maximum())))] * JUMPS,
            *[("resize", lambda width=width: window.resize(width, 900)) for width in (1280, 1720)]
            * (RESIZES // 2),
            *[("mode", turn[name].trigger) for name in ("scene_mode", "crop_mode")] * (MODES // 2),
            *[("theme", lambda one=one: window.framing.choose_theme(one)) for one in themes] * (THEMES // 2),
        ]
        self.loop.start()
        self._timer.start()

    def _place(self, last: int) -> int:
        return int(self._chance.integers(0, max(last, 1)))

    def _step(self) -> None:
        if not self._window.framing.is_themed:
            return  # nobody chooses a theme again before the last one is painted
        if self._plan:
            name, change = self._plan.pop(0)
            self.watches[name].note(change, self._paint, QApplication.sendPostedEvents)
            return
        self._timer.stop()
        self._opening = OpenWatch(self._window, self.loop, self._on_opened)

    def _on_opened(self) -> None:
        self.loop.stop()
        self._probe()

    @property
    def held_ms(self) -> dict[str, tuple[float, float]]:
        """Return how long dialogs and pages held the event loop when they came up: by the clock, and work."""
        return self._opening.held_ms if self._opening is not None else {}

    def _probe(self) -> None:
        """Search by a sighting from the gallery, as a user does; give up where no answer comes."""
        ids = self._window.panels.gallery.model.ids
        if len(self.probes_ms) == PROBES or not len(ids):
            later(self, self._then)
            return
        self._asked_s = time.perf_counter()
        self._window.probing.search_for(SightingId(int(ids[self._place(len(ids))])))
        asked_s = self._asked_s
        later(self, lambda: self._give_up(asked_s), round(1000 * _PATIENCE_S))

    def _on_failed(self, request: Request, sentence: str) -> None:
        if isinstance(request, SearchRequest):
            self.problem = sentence
            self._give_up(self._asked_s)

    def _give_up(self, asked_s: float) -> None:
        if self._asked_s and self._asked_s == asked_s:
            self._asked_s = 0.0
            later(self, self._then)

    def _on_shown(self, view: View, is_live: bool) -> None:
        if self._asked_s and view.record is not None and not is_live:
            self._paint()
            self.probes_ms.append(1000 * (time.perf_counter() - self._asked_s))
            self._asked_s = 0.0
            self._window.actions_table["clear_search"].trigger()
        elif len(self.probes_ms) and not self._asked_s and view.record is None and not is_live:
            self._probe()

    def _paint(self) -> None:
        self._window.panels.gallery.table.viewport().repaint()
