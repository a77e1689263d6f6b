"""Labels, buttons and frames made alike everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from reid_desktop.ui.icons import IconShelf

_FROM_THE_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
"""Words in Arabic and Hebrew, too: they stand in a column of others."""
_Field = TypeVar("_Field", bound=QAbstractSpinBox)


def label(words: str = "", tone: str = "", wraps: bool = False) -> QLabel:
    """Return a label that shows plain text, at the left in whatever script it is."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setAlignment(_FROM_THE_LEFT)
    made.setText(words)
    made.setWordWrap(wraps)
    if tone:
        made.setProperty("tone", tone)
    return made


def filter_grid(owner: QWidget) -> QGridLayout:
    """Lay out a part of the filters in two columns: names, and what is chosen."""
    grid = QGridLayout(owner)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(5)
    grid.setHorizontalSpacing(8)
    grid.setColumnStretch(1, 1)
    return grid


def add_choice(grid: QGridLayout, row: int, name: str, box: QComboBox) -> None:
    """Put a list of choices beside its name; long choices do not widen the panel."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(4)
    grid.addWidget(label(name), row, 0)
    grid.addWidget(box, row, 1)


def empty_words(words: str) -> QLabel:
    """Return what stands in the middle of a page that has nothing to show yet."""
    made = label(words, "muted", wraps=True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setContentsMargins(24, 24, 24, 24)
    return made


def set_tone(widget: QWidget, name: str, value: str) -> None:
    """Change a property that the style sheet reads."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def frame(part: str, layout: QLayout | None = None) -> QFrame:
    """Return a frame that the style sheet paints as `part`."""
    made = QFrame()
    made.setProperty("part", part)
    if layout is not None:
        made.setLayout(layout)
    return made


def padded(field: _Field, width_px: int = 60) -> _Field:
    """Keep the text of a spin box off its border, and let the box be as narrow as `width_px`."""
    field.lineEdit().setTextMargins(4, 0, 0, 0)
    field.setMinimumWidth(width_px)
    return field


def rule() -> QFrame:
    """Return a thin line."""
    return frame("rule")


def push_button(words: str, on_click: Callable[[], None], primary: bool = False) -> QPushButton:
    """Return a push button."""
    made = QPushButton(words)
    made.setAutoDefault(False)
    made.clicked.connect(lambda _checked=False: on_click())
    if primary:
        made.setProperty("primary", "true")
    return made


def icon_button(icons: IconShelf, icon: str, name: str, on_click: Callable[[], None]) -> QToolButton:
    """Return a small button that shows an icon; `name` is its hint and its spoken name."""
    made = QToolButton()
    icons.dress(made, icon)
    made.setIconSize(QSize(16, 16))
    made.setProperty("compact", "true")
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setAutoRaise(True)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.clicked.connect(lambda _checked=False: on_click())
    return made


def tab_stops(part: QWidget) -> list[QWidget]:
    """Return what can have the keyboard in a panel, itself included, in its own order."""
    inside = [one for one in (part, *part.findChildren(QWidget)) if one.window() is part.window()]
    return [one for one in inside if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def action_button(action: QAction, name: str, compact: bool = False) -> QToolButton:
    """Return a button that shows the icon of an action of the table."""
    made = QToolButton()
    made.setDefaultAction(action)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    made.setIconSize(QSize(16, 16) if compact else QSize(18, 18))
    made.setProperty("compact", "true" if compact else "false")
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def command_button(icons: IconShelf, action: QAction, icon: str, words: str) -> QToolButton:
    """Return a button with icon and words of its own that triggers an action of the table."""
    made = QToolButton()
    icons.dress(made, icon)
    made.setText(words)
    made.setToolTip(action.toolTip())
    made.setIconSize(QSize(18, 18))
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setEnabled(action.isEnabled())
    made.clicked.connect(lambda _checked=False: action.trigger())
    action.enabledChanged.connect(made.setEnabled)
    return made


def text_button(words: str, on_click: Callable[[], None], kind: str = "link") -> QToolButton:
    """Return a button of words: a `link`, or a chip (`true`, `plain`, `news`)."""
    made = QToolButton()
    made.setText(words)
    made.setProperty("link" if kind == "link" else "chip", "true" if kind == "link" else kind)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    made.clicked.connect(lambda _checked=False: on_click())
    return made
