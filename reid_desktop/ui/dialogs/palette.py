"""Finding a command by a few letters of its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from reid_desktop.ui.actions import plain_name
from reid_desktop.ui.colours import colours_of
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.translating import tr

from .frame import DialogFrame

_ID_ROLE = Qt.ItemDataRole.UserRole
_KEYS_ROLE = _ID_ROLE + 1
_SIDE_PX = 12
_Index = QModelIndex | QPersistentModelIndex
_MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)

_NATIVE = QKeySequence.SequenceFormat.NativeText


@dataclass(frozen=True, slots=True)
class Entry:
    """One command that can be found."""

    id: str
    words: str
    hint: str
    shortcut: str


class _KeysAtTheRight(QStyledItemDelegate):
    """Paints a command with its shortcut at the right end of the line, where keys can be compared."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the line, then the keys over its end."""
        super().paint(painter, option, index)
        keys = index.data(_KEYS_ROLE)
        if keys:
            painter.save()
            painter.setFont(option.font)
            painter.setPen(QColor(colours_of(option.palette).muted))
            area = option.rect.adjusted(_SIDE_PX, 0, -_SIDE_PX, 0)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(keys))
            painter.restore()


class PaletteDialog(DialogFrame):
    """A line to type in and the commands that fit; Return does the first."""

    command_chosen = Signal(str)

    def __init__(self, parent: QWidget | None, entries: Sequence[Entry]) -> None:
        """Offer `entries`."""
        super().__init__(parent, tr("Find a command"))
        self.resize(620, 460)
        self._entries = list(entries)
        self._line, self._list = QLineEdit(), QListWidget()
        self._line.setPlaceholderText(tr("Type a few letters of what you want to do"))
        self._line.setAccessibleName(tr("Find a command"))
        self._line.setClearButtonEnabled(True)
        self._list.setAccessibleName(tr("Commands that fit"))
        self._list.setUniformItemSizes(True)
        self._list.setItemDelegate(_KeysAtTheRight(self._list))
        self._nothing = label(tr("No command has these letters."), "muted")
        self.add_body(self._line, 0)
        self.add_body(self._list)
        self.add_body(self._nothing, 0)
        self._line.textChanged.connect(self._narrow)
        self._line.installEventFilter(self)
        self._list.itemActivated.connect(lambda _item: self.accept())
        self.accepted.connect(self._choose)
        self.add_button(tr("Close"), self.reject)
        self.add_button(tr("Do it"), self.accept, primary=True)
        self.finish()
        self._narrow("")
        self._line.setFocus()

    @property
    def offered(self) -> list[str]:
        """Return the ids of the commands that are listed, best first."""
        rows = range(self._list.count())
        return [str(self._list.item(row).data(_ID_ROLE)) for row in rows]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list while one types."""
        if watched is self._line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            row, last = self._list.currentRow(), self._list.count() - 1
            if event.key() in _MOVES:
                step = 1 if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) else -1
                step *= 8 if event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) else 1
                self._list.setCurrentRow(min(max(row + step, 0), last))
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, letters: str) -> None:
        found = [(fit(letters, one), one) for one in self._entries]
        fitting = sorted(((rank, one.words, one) for rank, one in found if rank is not None), key=_by_rank)
        self._list.clear()
        for _, _, one in fitting:
            item = QListWidgetItem(one.words)
            item.setData(_ID_ROLE, one.id)
            item.setData(_KEYS_ROLE, one.shortcut)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.words} {one.shortcut}".strip())
            item.setToolTip(one.hint)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._nothing.setVisible(not fitting)

    def _choose(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self.command_chosen.emit(str(item.data(_ID_ROLE)))


def _by_rank(row: tuple[int, str, Entry]) -> tuple[int, str]:
    return row[0], row[1]


def fit(letters: str, entry: Entry) -> int | None:
    """Return how well a command fits letters (0 best), or None if it does not.

    Best is a name that begins with them, then a word that does, then letters in this order anywhere in
    the name, then words of the hint.
    """
    wanted, name, hint = letters.strip().casefold(), entry.words.casefold(), entry.hint.casefold()
    if not wanted or name.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in name.split()):
        return 1
    if wanted in name:
        return 2
    rest = iter(name)
    if all(letter in rest for letter in wanted.replace(" ", "")):
        return 3
    return 4 if wanted in hint else None


def entries_of(actions: Sequence[QAction]) -> list[Entry]:
    """Return what can be done now, as entries."""
    return [
        Entry(one.objectName(), plain_name(one.text()), one.statusTip(), one.shortcut().toString(_NATIVE))
        for one in actions
        if one.isEnabled() and one.objectName() != "palette"
    ]
