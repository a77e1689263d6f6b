"""Asking for one line of text: a name."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from reid_desktop.ui.translating import tr

from .frame import DialogFrame, FieldForm

LONGEST = 100


class _NameField(QLineEdit):
    """A line that shows the beginning of a long name, though all of it is selected to be written over."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select from the end to the beginning: what holds the cursor is seen."""
        super().focusInEvent(event)
        if self.selectedText() == self.text():
            self.end(False)
            self.home(True)


class NameDialog(DialogFrame):
    """Asks for a name; nothing but spaces is none."""

    name_given = Signal(str)

    def __init__(
        self, parent: QWidget | None, title: str, words: str, field: str, go_on: str, name: str = ""
    ) -> None:
        """Show `name` to begin with."""
        super().__init__(parent, title, words)
        self.setMinimumWidth(440)
        self._name = _NameField(name)
        self._name.setMaxLength(LONGEST)
        self._name.setAccessibleName(field)
        form = FieldForm()
        form.add(field, self._name)
        self.add_body(form, 0)
        self.add_button(tr("Cancel"), self.reject)
        self._go = self.add_button(go_on, self.accept, primary=True)
        self.finish()
        self._name.textChanged.connect(lambda: self._tell())
        self.accepted.connect(lambda: self.name_given.emit(self._name.text().strip()))
        self._tell()
        self._name.setFocus()

    def type_name(self, name: str) -> None:
        """Put a name into the field."""
        self._name.setText(name)

    def _tell(self) -> None:
        self._go.setEnabled(bool(self._name.text().strip()))
