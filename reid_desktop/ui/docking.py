"""A dock with a slim title that can be moved, floated on another screen, or closed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QWidget

from .icons import IconShelf
from .painting.making import frame, icon_button, label


class PanelDock(QDockWidget):
    """Holds one panel of the window."""

    def __init__(self, title: str, panel: QWidget, icons: IconShelf, owner: QWidget) -> None:
        """Hold `panel` under `title`."""
        super().__init__(title, owner)
        self.setObjectName(f"dock {title}")
        self.setAccessibleName(title)
        row = QHBoxLayout()
        row.setContentsMargins(10, 2, 4, 2)
        row.setSpacing(2)
        row.addWidget(label(title, "heading"), 1)
        for icon, words, call in (
            ("scene", f"Float or dock: {title}", self._float_or_dock),
            ("close", f"Close: {title} (View menu brings it back)", self.hide),
        ):
            button = icon_button(icons, icon, words, call)
            button.setIconSize(QSize(12, 12))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the View menu does both from the keyboard
            row.addWidget(button)
        self.setTitleBarWidget(frame("title", row))
        self.setWidget(panel)

    def _float_or_dock(self) -> None:
        self.setFloating(not self.isFloating())
