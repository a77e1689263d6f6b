"""The people of a case: persons of interest, proposed groups, who was with whom, alarms."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from reid_desktop.services.people_desk import PeopleState
from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.painting.making import frame, icon_button, label
from reid_desktop.ui.painting.thumbnails import ThumbnailLoader
from reid_desktop.ui.translating import tr

from .people_alarms import AlarmsTab
from .people_groups import GroupsTab
from .people_persons import PersonsTab
from .people_together import TogetherTab

PERSONS, GROUPS, TOGETHER, ALARMS = range(4)


class PeopleView(QWidget):
    """Four tabs over one state."""

    left_wanted = Signal()

    def __init__(self, loader: ThumbnailLoader, icons: IconShelf) -> None:
        """Start with nobody."""
        super().__init__()
        self.persons = PersonsTab(loader)
        self.groups = GroupsTab(loader)
        self.together = TogetherTab()
        self.alarms = AlarmsTab(loader)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.setAccessibleName(tr("People"))
        self._tabs.tabBar().setAccessibleName(tr("People"))
        for tab, words in (
            (self.persons, tr("Persons of interest")),
            (self.groups, tr("Proposed groups")),
            (self.together, tr("Seen together")),
            (self.alarms, tr("Alarms")),
        ):
            self._tabs.addTab(tab, words)
        row = QHBoxLayout()
        row.setContentsMargins(12, 5, 6, 5)
        row.addWidget(label(tr("People"), "strong"), 1)
        row.addWidget(icon_button(icons, "close", tr("Back to the gallery"), self.left_wanted.emit))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(frame("bar", row))
        column.addWidget(self._tabs, 1)

    @property
    def focus_target(self) -> QWidget:
        """Return what the keyboard goes to."""
        return self._tabs.tabBar()

    def turn_to(self, tab: int) -> None:
        """Show a tab."""
        self._tabs.setCurrentIndex(tab)

    def show_state(self, state: PeopleState) -> None:
        """Show how everything stands."""
        self.persons.show_state(state)
        self.together.show_state(state)
        self.alarms.show_state(state)
        waiting = sum(one.is_waiting for one in state.alarms)
        self._tabs.setTabText(ALARMS, tr("Alarms ({number})", number=waiting) if waiting else tr("Alarms"))
