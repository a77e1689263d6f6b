"""Tags, grades and notes: asked for, and shown as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from reid_desktop.domain.review import GradeSet, Note
from reid_desktop.ui import text
from reid_desktop.ui.painting.making import label
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
        self.resize(420, 420)
        self._list, self._new = QListWidget(), QLineEdit()
        self._list.setAccessibleName(tr("Tags"))
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
        item = QListWidgetItem(text.plain(name))
        item.setData(_TAG_ROLE, name)
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        )
        item.setCheckState(state)
        self._before[name] = Qt.CheckState.Unchecked if is_new else state
        self._list.addItem(item)

    def _finish(self) -> None:
        give = [i.data(_TAG_ROLE) for i in self._items() if i.checkState() is Qt.CheckState.Checked]
        take = [i.data(_TAG_ROLE) for i in self._items() if i.checkState() is Qt.CheckState.Unchecked]
        self.tags_chosen.emit(
            [one for one in give if self._before[one] is not Qt.CheckState.Checked],
            [one for one in take if self._before[one] is not Qt.CheckState.Unchecked],
        )
        self.accept()


class GradeDialog(DialogFrame):
    """One grade of one set; a digit chooses at once."""

    grade_chosen = Signal(str, object)  # name of the set, number or None

    def __init__(self, parent: QWidget | None, many: int, sets: Sequence[GradeSet]) -> None:
        """Offer the sets of the case, the first one first."""
        sightings = text.counted(many, "sighting", "sightings")
        super().__init__(parent, tr("Grade {sightings}", sightings=sightings), tr("A digit chooses at once."))
        self.setMinimumWidth(420)
        self._grades: dict[QRadioButton, tuple[str, int | None]] = {}
        self._group = QButtonGroup(self)
        for one in sets:
            self.add_body(label(text.plain(one.name), "heading"), 0)
            for level in one.levels:
                self._add(f"{level.value}   {text.told(level.title)}", one.name, level.value)
        if sets:
            self._add(tr("No grade"), sets[0].name, None)
        self.add_button(tr("Cancel"), self.reject)
        self.add_button(tr("Grade"), self._finish, primary=True)
        self.finish()
        first = next(iter(self._grades), None)
        if first is not None:
            first.setChecked(True)
            first.setFocus()

    def _add(self, words: str, name: str, value: int | None) -> None:
        button = QRadioButton(words)
        if value is not None and value < 10 and not any(v == value for _, v in self._grades.values()):
            button.setShortcut(str(value))
            button.clicked.connect(lambda _checked=False: self._finish())
        self._grades[button] = (name, value)
        self._group.addButton(button)
        self.add_body(button, 0)

    def _finish(self) -> None:
        for button, (name, value) in self._grades.items():
            if button.isChecked():
                self.grade_chosen.emit(name, value)
        self.accept()


class NotesDialog(DialogFrame):
    """The notes on one thing, with author and time, and room for another."""

    note_written = Signal(str)

    def __init__(self, parent: QWidget | None, what: str, notes: Sequence[Note]) -> None:
        """Show `notes`, oldest first."""
        super().__init__(
            parent, tr("Notes on {what}", what=what), tr("Notes are kept with their time, for good.")
        )
        self.resize(560, 460)
        self._list, self._new = QListWidget(), QPlainTextEdit()
        self._list.setAccessibleName(tr("Notes"))
        self._list.setWordWrap(True)
        for note in notes:
            when = note.at_utc[:19].replace("T", " ")
            struck = tr(" (replaced)") if note.replaced_by is not None else ""
            self._list.addItem(f"{when} UTC · {text.plain(note.author)}{struck}\n{text.plain(note.text)}")
        self._none = label(tr("Nothing was written yet."), "muted")
        self._none.setVisible(not notes)
        self._list.setVisible(bool(notes))
        self._new.setAccessibleName(tr("New note"))
        self._new.setPlaceholderText(tr("What is seen, and what follows from it"))
        self._new.setTabChangesFocus(True)
        self._new.setMinimumHeight(90)
        self.add_body(self._list)
        self.add_body(self._none, 0)
        self.add_body(self._new, 0)
        self.add_button(tr("Close"), self.reject)
        self._keep: QPushButton = self.add_button(tr("Keep the note"), self._finish, primary=True)
        self.finish()
        self._new.textChanged.connect(self._tell)
        self._tell()
        self._new.setFocus()

    def write(self, words: str) -> None:
        """Put words into the new note."""
        self._new.setPlainText(words)

    def _tell(self) -> None:
        self._keep.setEnabled(bool(self._new.toPlainText().strip()))

    def _finish(self) -> None:
        self.note_written.emit(self._new.toPlainText().strip())
        self.accept()
