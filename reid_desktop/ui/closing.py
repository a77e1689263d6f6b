"""What is done with the whole case once the window has let go of it: encrypting and purging."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.errors import ReidError
from reid_desktop.ports.closing import ClosingErrand
from reid_desktop.services.case_desk import Held

from . import text
from .dialogs.locking import LockDialog
from .dialogs.purging import PurgeDialog
from .panels import Panels
from .translating import tr


class Closing(QObject):
    """Serves the commands `lock` and `purge`."""

    def __init__(self, panels: Panels, leave_for: Callable[[ClosingErrand], None], window: QWidget) -> None:
        """`leave_for` closes the window, after which the errand is done."""
        super().__init__(window)
        self._panels, self._leave_for, self._window = panels, leave_for, window
        self._locking: LockDialog | None = None
        panels.actions.connect({"lock": self.ask_lock, "purge": self.ask_purge})

    def ask_lock(self) -> None:
        """Ask for the keys that shall open the case."""
        desk = self._panels.desk

        def show(recovery: tuple[str, ...]) -> None:
            self._locking = LockDialog(self._window, desk.case, recovery)
            self._locking.lock_wanted.connect(self._leave_for)
            self._locking.key_wanted.connect(self._make_key)
            self._locking.finished.connect(self._closed)
            self._locking.open()

        self._panels.reader.ask("recovery", desk.recovery_keys, show)

    def ask_purge(self) -> None:
        """Say what would be deleted, and ask for a reason."""

        def show(held: Held) -> None:
            dialog = PurgeDialog(self._window, held, round(time.time() * 1000))
            dialog.purge_wanted.connect(self._leave_for)
            dialog.open()

        self._panels.reader.ask("held", self._panels.desk.running.held, show)

    def _closed(self) -> None:
        self._locking = None

    def _make_key(self, path: Path) -> None:
        cases = self._panels.desk.whole_cases

        def make() -> tuple[str, str]:
            try:
                return cases.new_key(path), ""
            except ReidError as problem:
                return "", text.told_problem(problem)

        self._panels.reader.ask("new key", make, self._show_key)

    def _show_key(self, made: tuple[str, str]) -> None:
        if self._locking is None:
            return
        key, problem = made
        if key:
            self._locking.add_key(key)
            self._locking.tell(
                tr("The secret key is written. Keep a copy of it apart: nobody can make it again.")
            )
        else:
            self._locking.say_problem(problem)
