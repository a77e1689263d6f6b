"""A heading that opens and closes what stands below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget


class FoldingSection(QWidget):
    """Shows a heading with an arrow; its body is there only while it is open."""

    turned = Signal(bool)
    """It was opened or closed by the user."""

    def __init__(self, title: str, body: QWidget, is_open: bool = False) -> None:
        """Hold `body` under `title`."""
        super().__init__()
        self._title, self._body = title, body
        self._head = QToolButton()
        self._head.setProperty("heading", "true")
        self._head.setCheckable(True)
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._head.toggled.connect(self._turn)
        self._head.clicked.connect(self.turned)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._head)
        column.addWidget(body)
        self.set_note("")
        self.set_open(is_open)

    @property
    def head(self) -> QToolButton:
        """Return the heading, which is a button."""
        return self._head

    @property
    def is_open(self) -> bool:
        """Tell whether the body is shown."""
        return self._head.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Show the body, or only the heading."""
        self._head.setChecked(is_open)
        self._turn(is_open)

    def set_note(self, note: str) -> None:
        """Say something short beside the title, such as how many there are."""
        words = f"{self._title}  {note}".rstrip()
        self._head.setText(words.replace("&", "&&"))
        self._head.setAccessibleName(words)

    def _turn(self, is_open: bool) -> None:
        self._head.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._body.setVisible(is_open)
