"""Light, dark and high contrast: our own colours, because platform themes differ and some do nothing."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from .bridge import later
from .colours import CONTRAST, DARK, LIGHT, Colours, make_palette
from .style_sheet import style_sheet
from .turns import Turns


class ThemeChoice(StrEnum):
    """What the user wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class ThemeKeeper(QObject):
    """Puts a theme on the application and tells when it changes."""

    changed = Signal()

    def __init__(self, application: QApplication, choice: ThemeChoice, icons_dir: Path) -> None:
        """Show `choice` at once, and follow the system when that is what is wanted."""
        super().__init__(application)
        self._application = application
        self._choice = choice
        self._turns = Turns(self)
        self._held: list[QWidget] = []
        application.setStyle("Fusion")
        application.setStyleSheet(style_sheet(icons_dir.as_posix()))
        application.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._show()

    @property
    def choice(self) -> ThemeChoice:
        """Return what the user wants."""
        return self._choice

    @property
    def colours(self) -> Colours:
        """Return the colours now shown."""
        if self._choice is ThemeChoice.CONTRAST:
            return CONTRAST
        return DARK if self._is_dark() else LIGHT

    @property
    def is_dark(self) -> bool:
        """Tell whether dark is shown."""
        return self._is_dark()

    @property
    def is_settled(self) -> bool:
        """Tell whether what is seen is painted, and what cannot be seen has the colours, too."""
        return not self._held and self._turns.is_over

    def choose(self, choice: ThemeChoice) -> None:
        """Show another theme: in the next turn where it is seen, soon after where it is not."""
        self._choice = choice
        self._show()

    def _is_dark(self) -> bool:
        if self._choice is ThemeChoice.SYSTEM:
            return self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self._choice in (ThemeChoice.DARK, ThemeChoice.CONTRAST)

    def _on_system_changed(self) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self._show()

    def _show(self) -> None:
        scheme = {
            ThemeChoice.SYSTEM: Qt.ColorScheme.Unknown,
            ThemeChoice.LIGHT: Qt.ColorScheme.Light,
            ThemeChoice.DARK: Qt.ColorScheme.Dark,
            ThemeChoice.CONTRAST: Qt.ColorScheme.Dark,
        }[self._choice]
        hints = self._application.styleHints()
        if hints.colorScheme() is not scheme:
            hints.setColorScheme(scheme)
        self._hold()
        self._application.setPalette(make_palette(self.colours))
        seen: list[QWidget] = []
        hidden: list[QWidget] = []
        for widget in QApplication.allWidgets():
            (seen if widget.isVisible() else hidden).append(widget)
        for widget in seen:
            self._polish(widget)
        self.changed.emit()
        later(self, partial(self._paint, hidden))

    def _hold(self) -> None:
        """Paint nothing in this turn: the colours and the painting would take twice as long at once."""
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window.updatesEnabled():
                window.setUpdatesEnabled(False)
                self._held.append(window)

    def _paint(self, hidden: list[QWidget]) -> None:
        for window in filter(isValid, self._held):
            window.setUpdatesEnabled(True)
        self._held.clear()
        self._turns.begin(partial(self._polish, widget) for widget in hidden)

    def _polish(self, widget: QWidget) -> None:
        """Have the style sheet look up its colours in the new palette for a widget.

        The sheet is never set anew: Qt would then go over each widget once for each of its ancestors.
        """
        if isValid(widget):  # it may be gone when its turn comes
            self._application.style().polish(widget)
