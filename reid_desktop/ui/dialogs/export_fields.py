"""What an export leaves out, and which persons it is about: lists to be ticked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QListWidget, QListWidgetItem, QWidget

from reid_desktop.domain.export_profile import FIELD_WORDS, Field
from reid_desktop.domain.ids import SightingId
from reid_desktop.ui import text
from reid_desktop.ui.translating import tr

_COLUMNS = 2
_SHOWN_PERSONS = 3
_SIGHTINGS_ROLE = Qt.ItemDataRole.UserRole

Persons = Sequence[tuple[str, frozenset[SightingId]]]
"""Names with the sightings that are confirmed to show them."""


class FieldsBox(QWidget):
    """A box for each kind of fact that can be left out."""

    changed = Signal()

    def __init__(self) -> None:
        """Leave nothing out."""
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        self._boxes = {one: QCheckBox(tr(words)) for one, words in FIELD_WORDS.items()}
        for number, box in enumerate(self._boxes.values()):
            box.setAccessibleName(tr("Leave out: {what}", what=box.text()))
            grid.addWidget(box, number // _COLUMNS, number % _COLUMNS)
            box.toggled.connect(lambda _on: self.changed.emit())

    @property
    def ticked(self) -> frozenset[Field]:
        """Return what is left out."""
        return frozenset(one for one, box in self._boxes.items() if box.isChecked())

    def tick(self, fields: frozenset[Field]) -> None:
        """Leave these out and nothing else."""
        for one, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(one in fields)
            box.blockSignals(False)
        self.changed.emit()


class PersonsList(QListWidget):
    """The persons of interest of a case, each to be ticked."""

    def __init__(self, persons: Persons) -> None:
        """Tick nobody."""
        super().__init__()
        self.setAccessibleName(tr("Persons of interest"))
        self.setSpacing(1)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # how many there are stays to be read
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name, sightings in persons:
            many = text.counted(len(sightings), "sighting", "sightings")
            item = QListWidgetItem(f"{text.plain(name)} · {many}")
            item.setToolTip(text.as_plain_tooltip(item.text()))
            item.setData(_SIGHTINGS_ROLE, sightings)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.addItem(item)
        line_px = self.fontMetrics().lineSpacing() + 8
        self.setFixedHeight(min(max(len(persons), 1), _SHOWN_PERSONS) * line_px + 6)

    @property
    def ticked(self) -> frozenset[SightingId]:
        """Return the sightings of all that are ticked; empty where nobody is."""
        rows = [self.item(row) for row in range(self.count())]
        on = [row for row in rows if row.checkState() is Qt.CheckState.Checked]
        return frozenset[SightingId]().union(*(row.data(_SIGHTINGS_ROLE) for row in on))

    def tick(self, row: int) -> None:
        """Tick a person."""
        self.item(row).setCheckState(Qt.CheckState.Checked)
