"""What our dialogs have in common: a heading, a body, a row of buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QListView,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reid_desktop.ui.painting.making import label, push_button, rule

_NAMES_PX = 116
"""Forms that stand below one another have their fields in one line."""
_FROM_THE_TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop
_TITLE_PX = 40
"""Of the system's bar with the title of a dialog, at most."""


class FieldForm(QFormLayout):
    """A form whose names are as wide in every form."""

    def __init__(self, owner: QWidget | None = None) -> None:
        """Start empty; a layout of `owner` if that is given."""
        super().__init__(owner) if owner is not None else super().__init__()
        self.setVerticalSpacing(8)
        self.setHorizontalSpacing(10)
        self.setContentsMargins(0, 0, 0, 0)

    def add(self, name: str, field: QWidget | QLayout) -> QLabel:
        """Add a line; return its name."""
        made = label(name)
        made.setMinimumWidth(_NAMES_PX)
        if isinstance(field, QWidget) and field.sizePolicy().verticalPolicy() is QSizePolicy.Policy.Fixed:
            field.ensurePolished()
            field.setMinimumHeight(field.sizeHint().height())  # a form beside words that wrap squeezes them
        self.addRow(made, field)
        return made


def note(words: str = "", tone: str = "muted", lines: int = 2) -> QLabel:
    """Return wrapped words that keep room for so many lines, whatever they say."""
    made = label(words, tone, wraps=True)
    made.setAlignment(_FROM_THE_TOP)
    made.ensurePolished()
    made.setMinimumHeight(lines * made.fontMetrics().lineSpacing() + 2)
    made.setMinimumWidth(1)
    return made


class DialogFrame(QDialog):
    """A dialog whose body is filled in by those that inherit; it opens without blocking."""

    def __init__(self, parent: QWidget | None, title: str, words: str = "") -> None:
        """Show a heading, and words of explanation below it if there are any."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 18, 20, 16)
        self._column.setSpacing(10)
        self._column.addWidget(label(title, "title", wraps=True))
        if words:
            self._column.addWidget(label(words, "muted", wraps=True))
        self._inside = QWidget()
        self._body = QVBoxLayout(self._inside)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(10)
        self._column.addWidget(self._inside, 1)
        self._rolled: QScrollArea | None = None
        self._is_shrinking = False
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)

    def add_body(self, body: QLayout | QWidget, stretch: int = 1) -> None:
        """Put a part below what is there."""
        if isinstance(body, QLayout):
            self._body.addLayout(body, stretch)
        else:
            self._body.addWidget(body, stretch)

    def add_button(self, words: str, on_click: Callable[[], None], primary: bool = False) -> QPushButton:
        """Put a button at the right end of the row."""
        made = push_button(words, on_click, primary)
        if primary:
            made.setDefault(True)
        self._buttons.addWidget(made)
        return made

    def finish(self) -> None:
        """Put the row of buttons at the bottom; call once everything is there."""
        self._body.addStretch(0)  # takes what no body wants, so that words do not drift apart
        self._column.addSpacing(2)
        self._column.addWidget(rule())
        self._column.addLayout(self._buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as words that wrap need, unless another size was asked for."""
        super().showEvent(event)
        for rows in self.findChildren(QListView):
            rows.scheduleDelayedItemsLayout()  # those laid out before the style was known stand too close
        needed_px = self._column.totalHeightForWidth(self.width())
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):  # Qt's own guess has too much air
            self.resize(self.width(), max(needed_px, self.minimumHeight()))
        self._make_room(needed_px)

    def event(self, event: QEvent) -> bool:
        """Grow when more comes to be shown."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self._make_room(self._column.totalMinimumHeightForWidth(self.width()))
            if self._is_shrinking:
                self._is_shrinking = False
                self.resize(self.width(), self._column.totalHeightForWidth(self.width()))
        return done

    def shrink(self) -> None:
        """Be no higher than what is still shown needs, once what was hidden has given up its room."""
        self._is_shrinking = True

    def _make_room(self, needed_px: int) -> None:
        """Be as high as is needed, as far as the screen has it."""
        room_px, least_px = self.room_px, self._column.totalMinimumHeightForWidth(self.width())
        if max(least_px, self.minimumHeight()) > room_px:
            self._roll()
        if needed_px > self.height() or self.height() > room_px:
            self.resize(self.width(), min(max(needed_px, self.height()), room_px))

    @property
    def room_px(self) -> int:
        """Return how high a dialog can be on this screen, the bar with its title taken off."""
        return self.screen().availableGeometry().height() - _TITLE_PX

    @property
    def is_rolled(self) -> bool:
        """Tell whether the screen is too low for all of it."""
        return self._rolled is not None

    def _roll(self) -> None:
        """Have what is between heading and buttons rolled, so that the buttons stay in sight."""
        if self._rolled is None:
            self._rolled = QScrollArea()
            self._rolled.setWidgetResizable(True)
            self._rolled.setFrameShape(QFrame.Shape.NoFrame)
            self._rolled.setProperty("part", "window")
            self._column.replaceWidget(self._inside, self._rolled)
            self._rolled.setWidget(self._inside)
            self._inside.setVisible(True)
            bar_px = self._rolled.verticalScrollBar().sizeHint().width()
            margins = self._column.contentsMargins()
            aside_px = margins.left() + margins.right() + bar_px
            self.setMinimumWidth(max(self.minimumWidth(), self._inside.minimumSizeHint().width() + aside_px))
            self._rolled.setAccessibleName(self.windowTitle())
            self.setMinimumHeight(0)
            self._column.activate()


class AskingFrame(DialogFrame):
    """A dialog that stays open until what it asked for is done, and says why it could not be."""

    def __init__(self, parent: QWidget | None, title: str, words: str = "") -> None:
        """Show no problem yet; `add_problem` places it."""
        super().__init__(parent, title, words)
        self._problem = label("", "danger", wraps=True)
        self._problem.hide()

    @property
    def problem(self) -> str:
        """Return what could not be done, and why."""
        return self._problem.text()

    def say_problem(self, words: str) -> None:
        """Say that something could not be done; nothing takes it back."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def add_problem(self) -> None:
        """Keep a place for the problem below what is there."""
        self.add_body(self._problem, 0)
