"""Groups of sightings that may show one person: proposed, never as fact."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QSlider, QSplitter, QVBoxLayout, QWidget

from reid_desktop.domain.person_groups import GROUP_NOTICE, Groups, PersonGroup
from reid_desktop.services.cards import Card
from reid_desktop.ui import text
from reid_desktop.ui.painting.crop_list import CropList
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.making import empty_words, frame, label, push_button
from reid_desktop.ui.painting.thumbnails import ThumbnailLoader
from reid_desktop.ui.translating import tr

_AFTER_MS = 300
"""A slider that stands still for so long is where it was to be."""


class GroupsTab(QWidget):
    """A slider from strict to loose, the groups it gives, and the crops of the chosen one."""

    groups_wanted = Signal(float)
    """Place of the slider, 0 strict to 1 loose."""
    group_chosen = Signal(object)  # sightings: their cards are wanted
    person_wanted = Signal(object)  # sightings
    gallery_wanted = Signal(object)  # sightings

    def __init__(self, loader: ThumbnailLoader) -> None:
        """Start without groups."""
        super().__init__()
        self._groups: Groups | None = None
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._propose = push_button(tr("Propose groups"), self._on_propose, primary=True)
        self._words = ElidedLabel("", tone="muted")
        self._none = empty_words(tr("Nothing proposed yet."))
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._after = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._list = QListWidget()
        self._crops = CropList(loader, tr("Sightings of the group"))
        self._person = push_button(tr("Make a person of the selected…"), self._on_person)
        self._show = push_button(tr("Show in the gallery"), self._on_gallery)
        self._build()
        self._list.currentRowChanged.connect(lambda _row: self._on_row())
        self._slider.valueChanged.connect(lambda _value: self._on_slider())
        self._slider.sliderReleased.connect(self._on_slider)
        self._after.timeout.connect(self._on_propose)
        self._tell()

    @property
    def crops(self) -> CropList:
        """Return the crops of the chosen group."""
        return self._crops

    @property
    def chosen(self) -> PersonGroup | None:
        """Return the chosen group."""
        row = self._list.currentRow()
        return self._groups.groups[row] if self._groups and 0 <= row < len(self._groups.groups) else None

    @property
    def is_answered(self) -> bool:
        """Tell whether the last wish for groups was answered."""
        return self._propose.isEnabled()

    @property
    def groups(self) -> tuple[PersonGroup, ...]:
        """Return what was proposed last."""
        return () if self._groups is None else tuple(self._groups.groups)

    def set_looseness(self, looseness: float) -> None:
        """Set the slider, 0 strict to 1 loose."""
        self._slider.setValue(round(100 * looseness))

    def propose(self) -> None:
        """Ask for the groups at the place of the slider."""
        self._on_propose()

    def show_busy(self) -> None:
        """Say that groups are being looked for."""
        self._words.set_words(tr("Comparing all sightings…"))
        self._propose.setEnabled(False)

    def show_problem(self, sentence: str) -> None:
        """Say why there are no groups."""
        self._words.set_words("")
        self._none.setText(text.told(sentence))
        self._groups = None
        self._propose.setEnabled(True)
        self._tell()

    def show_groups(self, groups: Groups) -> None:
        """Show what was proposed."""
        self._groups = groups
        self._propose.setEnabled(True)
        self._list.clear()
        for number, group in enumerate(groups.groups, start=1):
            count = text.counted(len(group.sightings), "sighting", "sightings")
            words = tr("Group {number}: {count}", number=number, count=count)
            alike = tr("alike {score}", score=text.figure(group.cohesion, 2))
            self._list.addItem(f"{words}\n{alike}")
        many = text.counted(len(groups.groups), "group", "groups")
        alone = text.counted(groups.alone, "sighting", "sightings")
        self._words.set_words(tr("{groups}; {alone} in none", groups=many, alone=alone))
        if groups.groups:
            self._list.setCurrentRow(0)
        else:
            self._none.setText(tr("No two sightings are alike enough at this place of the slider."))
            self._crops.show_cards([])
        self._tell()

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show the crops of the chosen group, all of them selected."""
        self._crops.show_cards(cards)
        self._crops.selectAll()
        self._tell()

    def _build(self) -> None:
        self._slider.setRange(0, 100)
        self._slider.setValue(50)
        self._slider.setFixedWidth(180)
        self._slider.setAccessibleName(tr("Strict to loose"))
        self._list.setAccessibleName(tr("Proposed groups"))
        notice = QHBoxLayout()
        notice.setContentsMargins(12, 4, 8, 4)
        notice.addWidget(label(tr(GROUP_NOTICE), "lead", wraps=True), 1)
        tools = QHBoxLayout()
        tools.setContentsMargins(8, 6, 8, 6)
        tools.setSpacing(8)
        tools.addWidget(label(tr("strict"), "muted"))
        tools.addWidget(self._slider)
        tools.addWidget(label(tr("loose"), "muted"))
        tools.addWidget(self._propose)
        tools.addWidget(self._words, 1)
        below = QHBoxLayout()
        below.setContentsMargins(8, 4, 8, 6)
        below.setSpacing(8)
        below.addStretch(1)
        below.addWidget(self._show)
        below.addWidget(self._person)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._list)
        self._split.addWidget(self._crops)
        self._split.setStretchFactor(1, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(frame("notice", notice))
        column.addLayout(tools)
        column.addWidget(self._none, 1)
        column.addWidget(self._split, 1)
        column.addLayout(below)

    def _tell(self) -> None:
        has_groups = self._groups is not None and bool(self._groups.groups)
        self._split.setVisible(has_groups)
        self._none.setVisible(not has_groups)
        for button in (self._person, self._show):
            button.setVisible(has_groups)
            button.setEnabled(self.chosen is not None)

    def _on_slider(self) -> None:
        """Propose anew once the slider stands still, whether it was dragged or moved by keys."""
        if self._groups is None or self._slider.isSliderDown():
            return
        self._after.start()

    def _on_propose(self) -> None:
        self._after.stop()
        self.groups_wanted.emit(self._slider.value() / 100)

    def _on_row(self) -> None:
        group = self.chosen
        if group is not None:
            self.group_chosen.emit(group.sightings)
        self._tell()

    def _on_person(self) -> None:
        group = self.chosen
        if group is not None:
            self.person_wanted.emit(self._crops.chosen or group.sightings)

    def _on_gallery(self) -> None:
        group = self.chosen
        if group is not None:
            self.gallery_wanted.emit(group.sightings)
