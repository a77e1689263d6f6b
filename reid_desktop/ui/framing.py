"""What frames the work: finding commands, settings, veiled pictures, rests, arrangements, jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QByteArray, QObject, Signal
from PySide6.QtWidgets import QMainWindow, QMenu

from . import text
from .dialogs.naming import NameDialog
from .dialogs.palette import PaletteDialog, entries_of
from .dialogs.settings import Chosen, SettingsDialog
from .docking import PanelDock
from .exposure import ExposureTimer
from .furnishing import lay_out_docks
from .pages import REVIEW
from .painting.making import label
from .painting.thumbnails import Veil
from .panels import Panels
from .preferences import Preferences
from .theme import ThemeChoice, ThemeKeeper
from .translating import said, tr
from .views.notices import Notice

LAYOUT_VERSION = 2
_BELOW = ("spacetime", "jobs")
_NARROW_PX = 1300
"""On a window less wide two pictures side by side need the room more than the filters do."""
_REST_WORDS = said("You have looked at pictures for {span}. A rest is due.")
READY_MADE = {
    said("Everything"): ("sources", "inspector", "spacetime"),
    said("Triage"): ("inspector",),
    said("Gallery alone"): (),
    said("Map and timeline"): ("spacetime", "inspector"),
}
"""Arrangements that are always there: which docks they show."""


class Framing(QObject):
    """Serves the commands that are about the window and not about the case."""

    arranged = Signal()
    """The panels stand otherwise than before."""

    def __init__(
        self,
        window: QMainWindow,
        panels: Panels,
        docks: Mapping[str, PanelDock],
        preferences: Preferences,
        theme: ThemeKeeper,
    ) -> None:
        """Open dialogs over `window`."""
        super().__init__(window)
        self._window, self._panels, self._docks = window, panels, docks
        self._preferences, self._theme = preferences, theme
        self.exposure = ExposureTimer(window)
        self.looked = label("", "muted")
        self.looked.setToolTip(tr("How long pictures were looked at unveiled since the case was opened"))
        self.exposure.rest_after_min = preferences.rest_after_min
        self.exposure.ticked.connect(self._tell_looked)
        self.exposure.rest_due.connect(self._on_rest)
        panels.tasks.changed.connect(self.show_jobs)
        panels.job_panel.pause_wanted.connect(panels.tasks.pause)
        panels.job_panel.resume_wanted.connect(panels.tasks.resume)
        panels.job_panel.cancel_wanted.connect(panels.tasks.cancel)
        panels.job_panel.again_wanted.connect(panels.tasks.submit_again)
        theme.changed.connect(self._tell_theme)
        self._put_away: list[str] = []
        for dock in docks.values():
            dock.arranged.connect(self.arranged)
        panels.pages.turned.connect(self._on_page)
        if preferences.begins_veiled:
            self.set_veiled(True)

    # ------------------------------------------------------------ commands

    def connect_commands(self) -> None:
        """Serve the commands that are about the window."""
        self._panels.actions.connect(
            {
                "palette": self.find_command,
                "settings": self.ask_settings,
                "veil": self.turn_veil,
                "save_workspace": self.ask_workspace,
                "lay_out": self.lay_out,
                "theme_system": lambda: self.choose_theme(ThemeChoice.SYSTEM),
                "theme_light": lambda: self.choose_theme(ThemeChoice.LIGHT),
                "theme_dark": lambda: self.choose_theme(ThemeChoice.DARK),
                "theme_contrast": lambda: self.choose_theme(ThemeChoice.CONTRAST),
            }
        )
        self._tell_theme()

    def find_command(self) -> None:
        """Ask what is to be done, by a few letters."""
        actions = self._panels.actions
        dialog = PaletteDialog(self._window, entries_of(actions.all))
        dialog.command_chosen.connect(lambda command: actions[command].trigger())
        dialog.open()

    def ask_settings(self) -> None:
        """Ask for the settings of this user."""
        own = self._preferences
        veil = Veil(own.veil) if own.veil in ("blur", "grey", "both") else Veil.BLUR
        language = own.language
        chosen = Chosen(language, self._theme.choice, veil, own.begins_veiled, own.rest_after_min)
        dialog = SettingsDialog(self._window, chosen)
        dialog.settings_chosen.connect(self._on_settings)
        dialog.open()

    def turn_veil(self) -> None:
        """Veil all pictures, or show them."""
        self.set_veiled(self._panels.actions["veil"].isChecked())

    def set_veiled(self, is_veiled: bool) -> None:
        """Veil all pictures, or show them."""
        own = self._preferences.veil
        veil = Veil(own) if own in ("blur", "grey", "both") else Veil.BLUR
        self._panels.loader.set_veil(veil if is_veiled else Veil.NONE)
        self._panels.actions["veil"].setChecked(is_veiled)
        self.exposure.is_veiled = is_veiled

    def choose_theme(self, choice: ThemeChoice) -> None:
        """Show another theme, and keep it."""
        self._preferences.theme = choice
        self._theme.choose(choice)

    @property
    def is_themed(self) -> bool:
        """Tell whether the theme that was chosen last is on everything."""
        return self._theme.is_settled

    def turn_theme(self) -> None:
        """Show dark instead of light, or light instead of what is dark."""
        self.choose_theme(ThemeChoice.LIGHT if self._theme.is_dark else ThemeChoice.DARK)

    def show_jobs(self) -> None:
        """Show in the panel what runs and what is over."""
        tasks = self._panels.tasks
        self._panels.job_panel.show_jobs([*tasks.work, *tasks.past])

    # ------------------------------------------------------------ arrangements

    def fill_workspaces(self, menu: QMenu) -> None:
        """List the arrangements to choose from."""
        menu.clear()
        for name, shown in READY_MADE.items():
            menu.addAction(tr(name)).triggered.connect(
                lambda _checked=False, shown=shown: self.show_only(shown)
            )
        menu.addSeparator()
        for dock in self._docks.values():
            words = tr("Float or dock: {title}", title=dock.windowTitle())
            menu.addAction(words).triggered.connect(dock.float_or_dock)
        kept = self._preferences.workspaces
        if kept:
            menu.addSeparator()
        for name in kept:
            menu.addAction(text.plain(name).replace("&", "&&")).triggered.connect(
                lambda _checked=False, name=name: self.use_workspace(name)
            )
        if kept:
            menu.addSeparator()
            forget = menu.addMenu(tr("Forget"))
            for name in kept:
                forget.addAction(text.plain(name).replace("&", "&&")).triggered.connect(
                    lambda _checked=False, name=name: self.forget_workspace(name)
                )

    def ask_workspace(self) -> None:
        """Ask for a name to keep the arrangement under."""
        words = tr("Sizes, places and which panels are shown; panels on other screens are kept there.")
        dialog = NameDialog(self._window, tr("Keep this arrangement"), words, tr("Name"), tr("Keep"))
        dialog.name_given.connect(self.keep_workspace)
        dialog.open()

    def keep_workspace(self, name: str) -> None:
        """Keep the arrangement of the panels."""
        self._preferences.keep_workspace(name, QByteArray(self._window.saveState(LAYOUT_VERSION)))
        self._preferences.save()

    def forget_workspace(self, name: str) -> None:
        """Keep an arrangement no longer."""
        self._preferences.forget_workspace(name)
        self._preferences.save()

    def use_workspace(self, name: str) -> None:
        """Arrange the panels as they were kept."""
        state = self._preferences.workspace(name)
        if state is not None:
            self._window.restoreState(state, LAYOUT_VERSION)

    def show_only(self, names: tuple[str, ...]) -> None:
        """Show some docks in their usual places, and hide the others."""
        for name, dock in self._docks.items():
            dock.setFloating(False)
            dock.setVisible(name in names)
        lay_out_docks(self._window, self._docks)

    def float_in_front(self) -> None:
        """Show panels that float again: those shown before the window was there lie behind it."""
        for dock in self._docks.values():
            if dock.isFloating() and dock.isVisible():
                dock.hide()
                dock.show()

    def lay_out(self) -> None:
        """Put every panel back in its place."""
        self.show_only(("sources", "inspector", "spacetime"))

    # ------------------------------------------------------------ what came

    def _tell_theme(self) -> None:
        for choice in ThemeChoice:
            self._panels.actions[f"theme_{choice}"].setChecked(choice is self._theme.choice)

    def _on_page(self, page: str) -> None:
        """Give a page other than the gallery the room of the docks below, and give it back.

        On a narrow window it gets the room of the filters too: they narrow the gallery alone.
        """
        if page == REVIEW:
            self.bring_back(self._put_away)
            self._put_away = []
            return
        names = _BELOW if self._window.width() >= _NARROW_PX else (*_BELOW, "sources")
        shown = [name for name in names if self._docks[name].isVisible()]
        self._put_away += [name for name in shown if not self._docks[name].isFloating()]
        for name in self._put_away:
            self._docks[name].hide()

    @property
    def put_away(self) -> tuple[str, ...]:
        """Return the docks that come back with the gallery."""
        return tuple(self._put_away)

    def bring_back(self, names: Iterable[str]) -> None:
        """Show docks that were put away; names that are none do not matter."""
        for name in names:
            if name in self._docks:
                self._docks[name].show()

    def _on_settings(self, chosen: Chosen) -> None:
        own = self._preferences
        own.language, own.veil = chosen.language, chosen.veil
        own.begins_veiled, own.rest_after_min = chosen.begins_veiled, chosen.rest_after_min
        self.exposure.rest_after_min = chosen.rest_after_min
        if chosen.theme is not self._theme.choice:
            self.choose_theme(chosen.theme)
        if self._panels.actions["veil"].isChecked():
            self.set_veiled(True)
        own.save()

    def _tell_looked(self, seconds: int) -> None:
        if seconds % 60 == 0:
            self.looked.setText(tr("looked {span}", span=text.span(seconds // 60 * 60)))

    def _on_rest(self, minutes: int) -> None:
        offers = ((tr("Veil pictures"), lambda: self.set_veiled(True)),)
        self._panels.notices.say(
            Notice("rest", tr(_REST_WORDS, span=text.span(60.0 * minutes)), "warning", offers)
        )
