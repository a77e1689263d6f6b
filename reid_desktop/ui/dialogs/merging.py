"""The review of another examiner: taken over from a copy of the case, with where the two differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from reid_desktop.domain.merging import CONFLICT
from reid_desktop.ports.copies import MergeRequest
from reid_desktop.services.case_desk import Moment
from reid_desktop.ui import text
from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.painting.making import label, push_button
from reid_desktop.ui.tag_words import tag_words
from reid_desktop.ui.translating import said, tr

from .frame import AskingFrame, DialogFrame, FieldForm
from .tables import fit_columns, rows_table

_MOST_PX = 160
"""Of a column but the widest: names are long."""

_WORDS = {
    "confirmed": said("confirmed"),
    "excluded": said("excluded"),
    "inconclusive": said("inconclusive"),
    "decision": said("decision"),
    "grade": said("grade"),
}


class MergeDialog(AskingFrame):
    """Asks for the copy; lists what was taken over before."""

    merge_wanted = Signal(object)  # MergeRequest
    conflicts_wanted = Signal(object)  # Moment

    def __init__(self, parent: QWidget | None, folder: Path, merges: Sequence[Moment]) -> None:
        """`folder` is where the choice of a copy begins."""
        words = tr(
            "Decisions, tags, grades, bookmarks and notes of another copy of this case are taken over, each "
            "under the name of who made it. Where two differ, nothing counts until somebody settles it. "
            "Undo takes all of it back."
        )
        super().__init__(parent, tr("Merge another examiner's review"), words)
        self.setMinimumWidth(620)
        self._folder, self._merges = folder, list(merges)
        self._other, self._label = QLineEdit(), QLineEdit()
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self._other, 1)
        place.addWidget(push_button(tr("Choose…"), self._choose))
        self._other.setAccessibleName(tr("Folder of the other copy"))
        self._label.setAccessibleName(tr("Whose review it is"))
        self._label.setPlaceholderText(tr("Such as the name of the examiner; empty: the name of the folder"))
        form = FieldForm()
        form.add(tr("Other copy"), place)
        form.add(tr("Whose"), self._label)
        self.add_body(form, 0)
        self._show = self.add_button(tr("Show conflicts…"), self.show_conflicts)
        if merges:
            self.add_body(label(tr("Taken over before"), "heading"), 0)
            rows = [
                (one.at_utc[:19].replace("T", " "), one.name, one.author, text.number(len(one.conflicts)))
                for one in merges
            ]
            headings = (tr("When (UTC)"), tr("Whose"), tr("Merged by"), tr("Conflicts"))
            self._table = rows_table(tr("Taken over before"), RowsModel(headings, rows, self), 1)
            fit_columns(self._table, 1, _MOST_PX)
            self._table.setMinimumHeight(110)
            self._table.selectRow(0)
            self.add_body(self._table)
        self._show.setVisible(bool(merges))
        self.add_problem()
        self.add_button(tr("Close"), self.reject)
        self._merge = self.add_button(tr("Take over"), self.merge, primary=True)
        self.finish()
        self._other.textChanged.connect(lambda _words: self._tell())
        self._tell()

    def fill(self, other: Path, label_: str = "") -> None:
        """Name the copy and whose it is."""
        self._other.setText(str(other))
        self._label.setText(label_)

    def merge(self) -> None:
        """Ask for the merge."""
        self.say_problem("")
        self._merge.setEnabled(False)
        other = Path(self._other.text().strip()).expanduser()
        self.merge_wanted.emit(MergeRequest(other, self._label.text().strip()))

    def say_problem(self, words: str) -> None:
        """Say why nothing was taken over; another try can be made."""
        super().say_problem(words)
        self._tell()

    def show_conflicts(self) -> None:
        """Ask for the conflicts of the merge that is chosen."""
        row = self._table.currentIndex().row()
        if row >= 0:
            self.conflicts_wanted.emit(self._merges[row])

    def _choose(self) -> None:
        start = self._other.text() or str(self._folder)
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder of the other copy"), start)
        if chosen:
            self._other.setText(chosen)

    def _tell(self) -> None:
        self._merge.setEnabled(bool(self._other.text().strip()))


class ConflictsDialog(DialogFrame):
    """Lists the sightings of which two examiners say different things."""

    settling_wanted = Signal()

    def __init__(self, parent: QWidget | None, words: str, conflicts: Sequence[Mapping[str, Any]]) -> None:
        """Show rows of `domain.merging.Conflict`, below `words` on the merge."""
        super().__init__(parent, tr("Where the two differ"), words)
        self.resize(720, 420 if conflicts else 180)
        self.add_button(tr("Close"), self.reject)
        if conflicts:
            told = tr("They are undecided again and carry the tag “{tag}”.", tag=tag_words(CONFLICT))
            self.add_body(label(told, "warning", wraps=True), 0)
            headings = (tr("Sighting"), tr("What"), tr("Here"), tr("There"))
            model = RowsModel(headings, [_row(one) for one in conflicts], self)
            table = rows_table(tr("Where the two differ"), model, 3)
            table.selectRow(0)
            self.add_body(table)
            self.add_button(tr("Show these sightings"), self._settle, primary=True)
        else:
            self.add_body(label(tr("The two differ nowhere."), "good"))
        self.finish()

    def _settle(self) -> None:
        self.settling_wanted.emit()
        self.accept()


def _row(conflict: Mapping[str, Any]) -> tuple[str, str, str, str]:
    what = " ".join(str(part) for part in (_word(conflict["what"]), conflict["name"]) if part)
    ours = f"{_word(conflict['ours'])} ({conflict['our_author']})"
    theirs = f"{_word(conflict['theirs'])} ({conflict['their_author']})"
    return str(conflict["sighting_id"]), what, ours, theirs


def _word(value: object) -> str:
    known = _WORDS.get(str(value))
    return tr(known) if known is not None else str(value)
