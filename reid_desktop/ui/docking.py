"""A dock with a slim title that can be moved, floated on another screen, or closed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QWidget

from .icons import IconShelf
from .painting.making import frame, icon_button, label
from .translating import tr


class PanelDock(QDockWidget):
    """Holds one panel of the window."""

    arranged = Signal()
    """It was moved, sized, floated, docked, shown or hidden."""

    def __init__(self, title: str, panel: QWidget, icons: IconShelf, owner: QWidget, name: str) -> None:
        """Hold `panel` under `title`; arrangements know it by `name`, whatever the language."""
        super().__init__(title, owner)
        self.setObjectName(f"dock {name}")
        self.setAccessibleName(title)
        row = QHBoxLayout()
        row.setContentsMargins(10, 2, 4, 2)
        row.setSpacing(2)
        row.addWidget(label(title, "heading"), 1)
        for icon, words, call in (
            ("scene", tr("Float or dock: {title}", title=title), self.float_or_dock),
            ("close", tr("Close: {title} (View menu brings it back)", title=title), self.hide),
        ):
            button = icon_button(icons, icon, words, call)
            button.setIconSize(QSize(12, 12))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the menu View does both from the keyboard
            row.addWidget(button)
        self.setTitleBarWidget(frame("title", row))
        self.setWidget(panel)
        self.topLevelChanged.connect(self.arranged)
        self.visibilityChanged.connect(self.arranged)

    def float_or_dock(self) -> None:
        """Make a window of it, or put it back into the window of the case."""
        self.setFloating(not self.isFloating())
        self.show()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Tell of it."""
        super().moveEvent(event)
        self.arranged.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell of it."""
        super().resizeEvent(event)
        self.arranged.emit()
