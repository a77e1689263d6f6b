"""Moments of the review: kept by name, and gone back to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from reid_desktop.domain.ids import EntryId
from reid_desktop.services.case_desk import Moment
from reid_desktop.ui import text
from reid_desktop.ui.painting.making import label, push_button
from reid_desktop.ui.translating import tr

from .frame import AskingFrame, FieldForm
from .naming import LONGEST

_LIST_PX, _AIR_PX = 170, 18
_ID_ROLE = Qt.ItemDataRole.UserRole


class SnapshotsDialog(AskingFrame):
    """Lists snapshots; takes one, or lets count again what counted then."""

    taken = Signal(str)
    restored = Signal(object, str)  # EntryId, reason

    def __init__(self, parent: QWidget | None, snapshots: Sequence[Moment]) -> None:
        """Show the snapshots of a case, newest first."""
        words = tr("A snapshot remembers decisions, tags, grades and bookmarks. Going back can be undone.")
        super().__init__(parent, tr("Snapshots of the review"), words)
        self.setMinimumWidth(600)
        self._name, self._reason = QLineEdit(), QLineEdit()
        self._name.setMaxLength(LONGEST)
        self._name.setPlaceholderText(tr("Name of a new snapshot"))
        self._name.setAccessibleName(tr("Name of a new snapshot"))
        self._take = push_button(tr("Take a snapshot"), self.take)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._name, 1)
        row.addWidget(self._take)
        self.add_body(row, 0)
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Snapshots"))
        self._list.setMinimumHeight(_LIST_PX)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing = label(tr("None was taken yet."), "muted")
        self.add_body(self._list)
        self.add_body(self._nothing, 0)
        self._reason.setPlaceholderText(tr("Optional"))
        self._reason.setAccessibleName(tr("Why you go back"))
        self._back = QWidget()
        FieldForm(self._back).add(tr("Why you go back"), self._reason)
        self.add_body(self._back, 0)
        self.add_problem()
        self.add_button(tr("Close"), self.reject)
        self._restore = self.add_button(tr("Go back to it"), self.restore, primary=True)
        self.finish()
        self._name.textChanged.connect(lambda _words: self._tell())
        self._name.returnPressed.connect(self.take)
        self._list.currentRowChanged.connect(lambda _row: self._tell())
        self.show_snapshots(snapshots)
        self._name.setFocus()

    @property
    def lines(self) -> list[str]:
        """Return what the list shows."""
        return [self._list.item(row).text() for row in range(self._list.count())]

    def show_snapshots(self, snapshots: Sequence[Moment]) -> None:
        """Show what is kept now."""
        self.say_problem("")
        self._list.clear()
        for one in snapshots:
            when = one.at_utc[:19].replace("T", " ")
            lines = (text.plain(one.name), f"{when} UTC · {text.plain(one.author)}")
            item = QListWidgetItem(text.side_by_side(lines, "\n"))
            item.setSizeHint(QSize(0, 2 * self._list.fontMetrics().lineSpacing() + _AIR_PX))
            item.setToolTip(text.as_plain_tooltip(item.text()))
            item.setData(_ID_ROLE, one.entry_id)
            self._list.addItem(item)
        self._list.setVisible(bool(snapshots))
        self._nothing.setVisible(not snapshots)
        for part in (self._back, self._restore):
            part.setVisible(bool(snapshots))
        self._name.clear()
        self._tell()

    def name(self, words: str) -> None:
        """Write a name."""
        self._name.setText(words)

    def choose(self, row: int, reason: str = "") -> None:
        """Choose a snapshot of the list, and say why one goes back."""
        self._list.setCurrentRow(row)
        self._reason.setText(reason)

    def take(self) -> None:
        """Ask for a snapshot of what counts now."""
        name = self._name.text().strip()
        if name:
            self.taken.emit(name)

    def restore(self) -> None:
        """Ask for what counted then."""
        item = self._list.currentItem()
        if item is not None:
            self.restored.emit(EntryId(int(item.data(_ID_ROLE))), self._reason.text().strip())

    def _tell(self) -> None:
        self._take.setEnabled(bool(self._name.text().strip()))
        self._restore.setEnabled(self._list.currentItem() is not None)
