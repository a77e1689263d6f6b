"""A heading that opens and closes what stands below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from reid_desktop.ui.text import as_plain_tooltip

_ARROW_PX = 26
"""Room of the arrow, and of what the style leaves free beside it and behind the words."""


class _Head(QToolButton):
    """A button whose title is cut short where there is no room for the note behind it."""

    def __init__(self) -> None:
        super().__init__()
        self._title = self._note = ""

    def tell(self, title: str, note: str) -> None:
        """Say a title, and something short beside it."""
        self._title, self._note = title, f"  {note}" if note else ""
        self.setAccessibleName(title + self._note)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as what stands below it allows."""
        return QSize(_ARROW_PX, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the title as fits."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        room = self.width() - _ARROW_PX - metrics.horizontalAdvance(self._note)
        shown = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, max(room, 0))
        self.setToolTip("" if shown == self._title else as_plain_tooltip(self._title + self._note))
        self.setText((shown + self._note).replace("&", "&&"))


class FoldingSection(QWidget):
    """Shows a heading with an arrow; its body is there only while it is open."""

    turned = Signal(bool)
    """It was opened or closed by the user."""

    def __init__(self, title: str, body: QWidget, is_open: bool = False) -> None:
        """Hold `body` under `title`."""
        super().__init__()
        self._title, self._body = title, body
        self._head = _Head()
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
        self._head.tell(self._title, note)

    def _turn(self, is_open: bool) -> None:
        self._head.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._body.setVisible(is_open)
