"""Choosing one of a few."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from reid_desktop.ui.text import as_plain_tooltip
from reid_desktop.ui.translating import tr

from .frame import DialogFrame

_VALUE_ROLE = Qt.ItemDataRole.UserRole


class ChoiceDialog(DialogFrame):
    """Shows choices; one is taken with Return or a double click."""

    chosen = Signal(int)

    def __init__(
        self, parent: QWidget | None, title: str, words: str, choices: Sequence[tuple[str, int]], go_on: str
    ) -> None:
        """Offer `choices`, each its words and its number."""
        super().__init__(parent, title, words)
        self.setMinimumWidth(440)
        self._list = QListWidget()
        self._list.setAccessibleName(title)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name, value in choices:
            item = QListWidgetItem(name)
            item.setData(_VALUE_ROLE, value)
            item.setToolTip(as_plain_tooltip(name))
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._list.itemDoubleClicked.connect(lambda _item: self.accept())
        self.add_body(self._list)
        self.add_button(tr("Cancel"), self.reject)
        self.add_button(go_on, self.accept, primary=True)
        self.finish()
        self.accepted.connect(lambda: self.chosen.emit(self._list.currentItem().data(_VALUE_ROLE)))
