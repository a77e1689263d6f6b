"""Watching dialogs and pages come up for the first time: how long each holds the event loop."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from reid_desktop.domain.ids import SightingId

from .bridge import later
from .commands import COMMANDS
from .main_window import MainWindow
from .watching import LoopWatch

LOOK_MS = 300
"""So long each is open: what it shows is read, and painted."""
_PAGES = ("compare", "go_people", "go_alarms", "jobs")
_LEFT_OUT = ("new_case", "open_case", "search_picture", "add_picture")
"""These leave the case, or show a dialog of Qt's own."""
OPENED = tuple(
    command.id
    for command in COMMANDS
    if command.id in _PAGES or (command.text.endswith("…") and command.id not in _LEFT_OUT)
)
"""Commands that open a dialog or a page."""


class OpenWatch(QObject):
    """Opens one after another and closes it again."""

    def __init__(
        self, window: MainWindow, loop: LoopWatch, then: Callable[[], None], look_ms: int = LOOK_MS
    ) -> None:
        """Begin at once, with the first sighting looked at; call `then` at the end. `loop` must run."""
        super().__init__()  # it outlives the window
        self._window, self._loop, self._then = window, loop, then
        self._look_ms = look_ms
        self.held_ms: dict[str, tuple[float, float]] = {}
        """By command: the longest turn of the event loop while it came up, and processor time in one."""
        ids = window.panels.gallery.model.ids
        if len(ids):
            window.panels.selection.look_at(SightingId(int(ids[0])))
        self._left = list(OPENED)
        later(self, self._open, look_ms)

    def _open(self) -> None:
        actions = self._window.actions_table
        while self._left and not actions[self._left[0]].isEnabled():
            self._left.pop(0)
        if not self._left:
            later(self, self._then)
            return
        name, turns = self._left.pop(0), len(self._loop.gaps_ms)
        actions[name].trigger()
        later(self, partial(self._close, name, turns), self._look_ms)

    def _close(self, name: str, turns: int) -> None:
        gaps_ms, work_ms = self._loop.gaps_ms[turns:], self._loop.work_ms[turns:]
        self.held_ms[name] = (max(gaps_ms, default=0.0), max(work_ms, default=0.0))
        for dialog in self._window.findChildren(QDialog):
            dialog.reject()
        if name in _PAGES:
            self._window.actions_table["go_gallery"].trigger()
        later(self, self._open, self._look_ms)
