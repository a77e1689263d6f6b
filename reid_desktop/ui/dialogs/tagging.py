"""Tags: asked for, and shown as they stand."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from reid_desktop.ui import text
from reid_desktop.ui.painting.making import empty_words
from reid_desktop.ui.tag_words import tag_words
from reid_desktop.ui.translating import tr

from .frame import DialogFrame

_TAG_ROLE = Qt.ItemDataRole.UserRole
_TICKABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable


class TagsDialog(DialogFrame):
    """Every tag of the case with a tick: given to all, to some, or to none of the chosen sightings."""

    tags_chosen = Signal(object, object)
    """Tags to give, and tags to take off, each a list of names."""

    def __init__(
        self, parent: QWidget | None, many: int, known: Mapping[str, int], given: Mapping[str, int]
    ) -> None:
        """Show the tags `known` to the case; `given` says how many of the `many` sightings carry each."""
        words = tr("Tick a tag to give it, untick it to take it off.")
        super().__init__(
            parent, tr("Tags of {sightings}", sightings=text.counted(many, "sighting", "sightings")), words
        )
        self.resize(520, 420)
        self._list, self._new = QListWidget(), QLineEdit()
        self._list.setAccessibleName(tr("Tags"))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setSpacing(2)
        self._none = empty_words(tr("No tag in this case yet."))
        QVBoxLayout(self._list.viewport()).addWidget(self._none)
        self._before: dict[str, Qt.CheckState] = {}
        for name in sorted({*known, *given}, key=str.casefold):
            share = given.get(name, 0)
            state = Qt.CheckState.PartiallyChecked if 0 < share < many else Qt.CheckState.Unchecked
            self._add(name, Qt.CheckState.Checked if share == many else state)
        self._new.setPlaceholderText(tr("New tag, then Return"))
        self._new.setAccessibleName(tr("New tag"))
        self._new.setMaxLength(100)
        self._new.returnPressed.connect(self.add_new)
        self.add_body(self._new, 0)
        self.add_body(self._list)
        self.add_button(tr("Cancel"), self.reject)
        self.add_button(tr("Give these"), self._finish, primary=True)
        self.finish()
        self._new.setFocus()

    def type_new(self, name: str) -> None:
        """Type the name of a tag and add it."""
        self._new.setText(name)
        self.add_new()

    def add_new(self) -> None:
        """Add the tag that was typed, ticked."""
        name = " ".join(self._new.text().split())
        if not name:
            self._finish()
            return
        there = [one for one in self._items() if one.data(_TAG_ROLE).casefold() == name.casefold()]
        if there:
            there[0].setCheckState(Qt.CheckState.Checked)
        else:
            self._add(name, Qt.CheckState.Checked, is_new=True)
        self._new.clear()

    def tick(self, name: str, ticked: bool) -> None:
        """Tick or untick a tag."""
        for item in self._items():
            if item.data(_TAG_ROLE) == name:
                item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]

    def _add(self, name: str, state: Qt.CheckState, is_new: bool = False) -> None:
        item = QListWidgetItem(tag_words(name))
        item.setData(_TAG_ROLE, name)
        item.setToolTip(text.as_plain_tooltip(tag_words(name)))
        item.setFlags(_TICKABLE)
        item.setCheckState(state)
        self._before[name] = Qt.CheckState.Unchecked if is_new else state
        self._list.addItem(item)
        self._none.hide()

    def _finish(self) -> None:
        give = [i.data(_TAG_ROLE) for i in self._items() if i.checkState() is Qt.CheckState.Checked]
        take = [i.data(_TAG_ROLE) for i in self._items() if i.checkState() is Qt.CheckState.Unchecked]
        self.tags_chosen.emit(
            [one for one in give if self._before[one] is not Qt.CheckState.Checked],
            [one for one in take if self._before[one] is not Qt.CheckState.Unchecked],
        )
        self.accept()
