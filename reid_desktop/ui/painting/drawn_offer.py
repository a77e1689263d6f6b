"""What can be done with a box that was drawn by hand: search for it, add it, put a box right with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from reid_desktop.domain.geometry import Box
from reid_desktop.ui.painting.making import label, push_button
from reid_desktop.ui.translating import tr

_MOST_LETTERS = 400
_WIDEST_PX = 420


class DrawnOffer(QFrame):
    """A strip that is shown while a drawn box waits for a decision."""

    search_wanted = Signal(object)  # Box
    addition_wanted = Signal(object, str)  # Box, reason
    correction_wanted = Signal(object, str)  # Box, reason
    dropped = Signal()

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.setProperty("part", "notice")
        self._box: Box | None = None
        self._size = label("", "strong")
        self.reason = QLineEdit()
        self.reason.setMaxLength(_MOST_LETTERS)
        self.reason.setPlaceholderText(tr("Reason, for the log (optional)"))
        self.reason.setAccessibleName(tr("Reason for adding or correcting"))
        self.search = push_button(tr("Search for this person"), self._on_search, primary=True)
        self.add = push_button(tr("Add as a sighting"), self._on_add)
        self.correct = push_button(tr("Correct the box"), self._on_correct)
        self.correct.setToolTip(tr("This box takes the place of the box of the sighting that is looked at"))
        self._build(push_button(tr("Discard"), self.drop))
        self.hide()

    @property
    def box(self) -> Box | None:
        """Return the box that waits, in pixels of the full frame."""
        return self._box

    def offer(self, box: Box) -> None:
        """Ask what is to be done with a box."""
        self._box = box
        size = tr("Drawn box: {width} × {height} px", width=box.width_px, height=box.height_px)  # noqa: RUF001 - the sign for by
        self._size.setText(size)
        self.show()
        self.search.setFocus()

    def drop(self) -> None:
        """Forget the box."""
        if self._box is not None:
            self._end()
            self.dropped.emit()

    def _build(self, discard: QPushButton) -> None:
        room = QWidget()
        room.setMaximumWidth(_WIDEST_PX)
        buttons = QGridLayout(room)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(6)
        buttons.addWidget(self.search, 0, 0, 1, 2)
        buttons.addWidget(self.add, 1, 0, 1, 2)
        buttons.addWidget(self.correct, 2, 0)
        buttons.addWidget(discard, 2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 8)
        column.setSpacing(5)
        column.addWidget(self._size)
        column.addWidget(self.reason)
        column.addWidget(room)

    def _end(self) -> tuple[Box | None, str]:
        found = self._box, self.reason.text().strip()
        self._box = None
        self.reason.clear()
        self.hide()
        return found

    def _on_search(self) -> None:
        box, _ = self._end()
        self.search_wanted.emit(box)

    def _on_add(self) -> None:
        self.addition_wanted.emit(*self._end())

    def _on_correct(self) -> None:
        self.correction_wanted.emit(*self._end())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Discard with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.drop()
        else:
            super().keyPressEvent(event)
