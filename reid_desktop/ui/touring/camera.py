"""The camera of a tour: waits until the window has come to rest, then takes it in every theme and size."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QDialog, QMainWindow, QWidget

from reid_desktop.domain.errors import EngineError
from reid_desktop.ui.application import Program
from reid_desktop.ui.keeping import LOW_CARD_PX, LOW_PX
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.theme import ThemeChoice
from reid_desktop.ui.watching import keep_picture

from .stops import Stops

PATIENCE_S = 60.0
_TURN_MS = 40
_CARD_PX = 140
_ROUNDS = 3
"""Cards, their pictures, and both painted."""


class Camera:
    """Takes pictures of one program; what it took stands in `written`."""

    def __init__(self, program: Program, stops: Stops) -> None:
        """Begin with `begin_part`."""
        self.program, self.stops = program, stops
        self.written: list[str] = []
        self._part, self._taken, self._is_on = "", 0, False

    def begin_part(self, name: str, number: int, is_on: bool) -> None:
        """Name what comes after a part; take nothing of it unless `is_on`."""
        self._part, self._taken, self._is_on = f"{number:02}-{name}", 0, is_on

    def keep(self, window: QMainWindow, name: str, card_px: int | None = None) -> None:
        """Take a window in every theme and size; its cards are `card_px` wide, or as suits its height."""
        if not self._is_on:
            return
        self._taken += 1
        for theme in self.stops.themes:
            self.program.theme.choose(theme)
            for width, height in self.stops.sizes_px:
                window.resize(width, height)
                self._settle(window, card_px)
                self._take(window, f"{name}-{theme}-{width}")

    def keep_at(self, window: QMainWindow, name: str, width_px: int, height_px: int) -> None:
        """Take a window as it is now, in the theme and at the size named."""
        if not self._is_on:
            return
        self._taken += 1
        window.resize(width_px, height_px)
        self._settle(window)
        self._take(window, f"{name}-{self.program.theme.choice}-{width_px}")

    def _settle(self, window: QMainWindow, card_px: int | None = None) -> None:
        """Lay the window out as one that was first opened at its size would be."""
        self.pause(_TURN_MS)
        if isinstance(window, MainWindow):
            window.lay_out()
            usual_px = LOW_CARD_PX if window.height() < LOW_PX else _CARD_PX
            window.panels.gallery.set_cards(card_px or usual_px, window.preferences.shows_scenes)
        self.rest(window)

    def keep_dialog(self, window: QWidget, name: str, then: Callable[[QDialog], None] | None = None) -> None:
        """Take the dialog that opens over a window in every theme, after `then`, and close it."""
        self.wait(f"the dialog of {name}", lambda: dialog_over(window) is not None)
        dialog = dialog_over(window)
        assert dialog is not None
        if self._is_on:
            if then is not None:
                then(dialog)
            self.pause(self.stops.settle_ms)
            self._taken += 1
            for theme in self.stops.themes:
                self.program.theme.choose(theme)
                self.pause(self.stops.settle_ms)
                self._take(dialog, f"{name}-{theme}")
        dialog.close()
        self.pause(_TURN_MS)

    def keep_part(self, widget: QWidget, name: str) -> None:
        """Take something that stands over a window, such as a menu, in every theme."""
        if self._is_on:
            self._taken += 1
            for theme in self.stops.themes:
                self.program.theme.choose(theme)
                self.pause(self.stops.settle_ms)
                self._take(widget, f"{name}-{theme}")

    def _take(self, widget: QWidget, name: str) -> None:
        path = self.stops.out / f"{self._part}-{self._taken:02}-{name}.png"
        if keep_picture(widget, path):
            self.written.append(str(path))

    def rest(self, window: QMainWindow) -> None:
        """Wait until nothing is read, loaded or drawn any more.

        What is painted asks for cards, and cards for pictures; crowded processors would paint too late.
        """
        for _ in range(_ROUNDS):
            if isinstance(window, MainWindow):
                window.panels.gallery.table.viewport().repaint()
            self.pause(_TURN_MS)
            self.wait("rest", lambda: _is_still(window))
        self.pause(self.stops.settle_ms)
        self.wait("rest", lambda: _is_still(window))

    def wait(self, what: str, is_so: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
        """Let the program run until something is so.

        :raises EngineError: it did not become so.
        """
        until_s = time.monotonic() + patience_s
        while not is_so():
            if time.monotonic() > until_s:
                raise EngineError("The tour did not reach {what}.", what=what)
            self.pause(_TURN_MS)

    def wait_for_work(self, window: MainWindow, what: str, patience_s: float = PATIENCE_S) -> None:
        """Wait until the engine has nothing to do any more, and what it did is shown."""
        self.pause(_TURN_MS)
        self.wait(what, lambda: not window.panels.tasks.work, patience_s)
        self.rest(window)

    @staticmethod
    def pause(for_ms: int) -> None:
        """Let the program run for a while."""
        loop = QEventLoop()
        QTimer.singleShot(for_ms, loop.quit)
        loop.exec()

    def choose(self, theme: ThemeChoice) -> None:
        """Show a theme."""
        self.program.theme.choose(theme)


def dialog_over(window: QWidget) -> QDialog | None:
    """Return the dialog that is open over a window."""
    shown = [one for one in window.children() if isinstance(one, QDialog) and one.isVisible()]
    return shown[-1] if shown else None


def _is_still(window: QMainWindow) -> bool:
    """Tell whether nothing is read, loaded or drawn any more, whatever is selected."""
    if not isinstance(window, MainWindow):
        return True
    panels = window.panels
    is_drawn = panels.map.is_settled or not panels.map.isVisible()  # what is hidden is not drawn
    table = panels.gallery.table
    is_seen = table.isVisible() and not table.viewport().visibleRegion().isEmpty()
    is_painted = not (is_seen and table.cards.pace.is_behind)
    return panels.reader.is_idle and not panels.loader.waiting and is_drawn and is_painted
