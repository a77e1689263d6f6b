"""Moving within the window: what has the keyboard, how cards are shown, which search is looked at."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from .docking import PanelDock
from .pages import REVIEW
from .panels import Panels
from .preferences import Preferences
from .probing import Probing

_STEP_PX = 24


class Steering(QObject):
    """Serves the commands that change what of the case is seen, and nothing in it."""

    def __init__(
        self,
        panels: Panels,
        docks: Mapping[str, PanelDock],
        probing: Probing,
        preferences: Preferences,
        parent: QObject,
    ) -> None:
        """Show cards as they were last shown once `begin` is called."""
        super().__init__(parent)
        self._panels, self._docks = panels, docks
        self._probing, self._preferences = probing, preferences

    def connect_commands(self) -> None:
        """Serve the commands for cards, searches and the way of the keyboard."""
        panels = self._panels
        gallery = panels.gallery
        panels.actions.connect(
            {
                "search_sighting": self._search_current,
                "clear_search": self._clear_search,
                "crop_mode": lambda: self._show_scenes(False),
                "scene_mode": lambda: self._show_scenes(True),
                "fold": lambda: self._fold(panels.actions["fold"].isChecked()),
                "turn_stack": gallery.turn_current_stack,
                "larger": lambda: gallery.resize_cards(_STEP_PX),
                "smaller": lambda: gallery.resize_cards(-_STEP_PX),
                "fit_map": panels.map.fit,
                "refresh": self._refresh,
                "next_group": lambda: gallery.table.go_to_group(1),
                "previous_group": lambda: gallery.table.go_to_group(-1),
                "go_filters": lambda: self._go(panels.sources.exhibit_list, "sources"),
                "go_probe": lambda: self._go_review(panels.probe.focus_target),
                "go_gallery": lambda: self._go_review(gallery.focus_target),
                "go_inspector": lambda: self._go(panels.inspector.scene, "inspector"),
                "go_map": lambda: self._go(panels.map, "spacetime"),
                "find_place": lambda: self._go(panels.map.find_place(), "spacetime"),
                "go_timeline": lambda: self._go(panels.timeline, "spacetime"),
                "jobs": lambda: self._go(panels.job_panel.table, "jobs"),
            }
        )
        gallery.card_width_changed.connect(self._keep_card_width)

    def begin(self) -> None:
        """Show cards as they were last shown."""
        self._tell_cards(self._preferences.shows_scenes)
        self._panels.actions["fold"].setChecked(self._preferences.is_folded)

    def _tell_cards(self, shows_scenes: bool) -> None:
        self._panels.gallery.set_cards(self._preferences.card_width_px, shows_scenes)
        self._panels.actions["crop_mode"].setChecked(not shows_scenes)
        self._panels.actions["scene_mode"].setChecked(shows_scenes)

    def _show_scenes(self, shows_scenes: bool) -> None:
        self._preferences.shows_scenes = shows_scenes
        self._tell_cards(shows_scenes)
        self._panels.inspector.show_scene(shows_scenes)

    def _keep_card_width(self, width_px: int) -> None:
        self._preferences.card_width_px = width_px

    def _fold(self, is_folded: bool) -> None:
        self._preferences.is_folded = is_folded
        self._panels.workbench.fold(is_folded)

    def _search_current(self) -> None:
        current = self._panels.selection.current
        if current is not None:
            self._probing.search_for(current)

    def _clear_search(self) -> None:
        self._panels.probe.clear()
        self._panels.workbench.leave_search()

    def _refresh(self) -> None:
        self._panels.loader.retry_missing()
        self._panels.gallery.forget_cards()
        self._panels.workbench.refresh()

    def _go_review(self, target: QWidget) -> None:
        self._panels.pages.turn_to(REVIEW)
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go(self, target: QWidget, dock: str) -> None:
        self._docks[dock].show()
        self._docks[dock].raise_()
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
