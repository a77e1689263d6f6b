"""Notes on a sighting, its file, a decision or the case: with author and time, and room for another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QPlainTextEdit, QPushButton, QWidget

from reid_desktop.domain.ids import NoteId
from reid_desktop.domain.review import Note, NoteTarget
from reid_desktop.ui import text
from reid_desktop.ui.drafts import Drafts, note_key
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.painting.wrapped_rows import WrappedRows
from reid_desktop.ui.translating import tr

from .frame import DialogFrame

_NOTE_ROLE = Qt.ItemDataRole.UserRole
_TEXT = "text"


@dataclass(frozen=True, slots=True)
class NoteSubject:
    """Something that notes can be on."""

    target: NoteTarget
    words: str
    """What it is called: `sighting 12`, `the case`."""
    notes: tuple[Note, ...]
    """On it so far, oldest first."""


class NotesDialog(DialogFrame):
    """The notes on the chosen thing; what is begun is there again when the dialog is opened again."""

    note_written = Signal(object, str, object)  # NoteTarget, text, NoteId of the one it replaces or None

    def __init__(self, parent: QWidget | None, subjects: Sequence[NoteSubject], drafts: Drafts) -> None:
        """Offer `subjects`, the first one to begin with."""
        super().__init__(parent, tr("Notes"), tr("Notes are kept with their time, for good."))
        self.resize(600, 500)
        self._subjects, self._drafts = list(subjects), drafts
        self._replaces: NoteId | None = None
        self._which, self._list, self._new = QComboBox(), QListWidget(), QPlainTextEdit()
        for one in subjects:
            many = f" ({len(one.notes)})" if one.notes else ""
            self._which.addItem(f"{one.words}{many}")
        self._which.setAccessibleName(tr("What the notes are on"))
        self._list.setAccessibleName(tr("Notes"))
        self._list.setWordWrap(True)
        self._list.setItemDelegate(WrappedRows(self._list))
        self._list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._none = label(tr("Nothing was written yet."), "muted")
        self._which_version = label("", "muted", wraps=True)
        self._new.setAccessibleName(tr("New note"))
        self._new.setPlaceholderText(tr("What is seen, and what follows from it"))
        self._new.setTabChangesFocus(True)
        self._new.setMinimumHeight(90)
        for body, stretch in (
            (self._which, 0),
            (self._list, 2),
            (self._none, 0),
            (self._which_version, 0),
            (self._new, 1),
        ):
            self.add_body(body, stretch)
        self._renew = self.add_button(tr("Write a new version"), self._on_renew)
        self.add_button(tr("Close"), self.reject)
        self._keep: QPushButton = self.add_button(tr("Keep the note"), self._finish, primary=True)
        self.finish()
        self._which.currentIndexChanged.connect(lambda _row: self._show_subject())
        self._list.currentRowChanged.connect(lambda _row: self._tell())
        self._new.textChanged.connect(self._on_text)
        self._show_subject()
        self._new.setFocus()

    @property
    def subject(self) -> NoteSubject:
        """Return what a note would be on."""
        return self._subjects[self._which.currentIndex()]

    def turn_to(self, row: int) -> None:
        """Choose what the notes are on."""
        self._which.setCurrentIndex(row)

    def write(self, words: str) -> None:
        """Put words into the new note."""
        self._new.setPlainText(words)

    def _show_subject(self) -> None:
        self._list.clear()
        self._replaces = None
        for note in self.subject.notes:
            when = note.at_utc[:19].replace("T", " ")
            struck = tr(" (replaced)") if note.replaced_by is not None else ""
            words = text.plain(note.text) or tr("The note was withdrawn.")
            item = QListWidgetItem(f"{when} UTC · {text.plain(note.author)}{struck}\n{words}")
            item.setData(_NOTE_ROLE, note)
            self._list.addItem(item)
        self._none.setVisible(not self.subject.notes)
        self._list.setVisible(bool(self.subject.notes))
        self._new.setPlainText(self._drafts.of(note_key(self.subject.target)).get(_TEXT, ""))
        self._tell()

    def _chosen(self) -> Note | None:
        item: QListWidgetItem | None = self._list.currentItem()
        found = None if item is None else item.data(_NOTE_ROLE)
        return found if isinstance(found, Note) and found.replaced_by is None and found.text else None

    def _on_renew(self) -> None:
        note = self._chosen()
        if note is not None:
            self._replaces = note.note_id
            self._new.setPlainText(note.text)
            self._new.setFocus()
            self._tell()

    def _on_text(self) -> None:
        self._drafts.keep(note_key(self.subject.target), {_TEXT: self._new.toPlainText()})
        self._tell()

    def _tell(self) -> None:
        self._keep.setEnabled(bool(self._new.toPlainText().strip()))
        self._renew.setEnabled(self._chosen() is not None)
        is_version = self._replaces is not None
        self._which_version.setText(
            tr("A new version; the one before stays in the case, marked as replaced.")
        )
        self._which_version.setVisible(is_version)

    def _finish(self) -> None:
        target, words = self.subject.target, self._new.toPlainText().strip()
        self.note_written.emit(target, words, self._replaces)
        self._drafts.drop(note_key(target))
        self.accept()
