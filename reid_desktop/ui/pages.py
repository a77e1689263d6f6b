"""What the middle of the window shows: the gallery, a comparison, the people."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

REVIEW, COMPARE, PEOPLE = "review", "compare", "people"


class Pages(QStackedWidget):
    """One page at a time, by name."""

    turned = Signal(str)

    def __init__(self) -> None:
        """Start without pages."""
        super().__init__()
        self._names: list[str] = []

    def add_page(self, name: str, page: QWidget) -> None:
        """Add a page; the first one is shown."""
        self._names.append(name)
        self.addWidget(page)

    def minimumSizeHint(self) -> QSize:
        """Ask for no more than the page that is shown: map and timeline need the room of hidden ones."""
        page = self.currentWidget()
        return super().minimumSizeHint() if page is None else page.minimumSizeHint()

    @property
    def shown(self) -> str:
        """Return the name of the page that is shown."""
        return self._names[self.currentIndex()]

    def turn_to(self, name: str) -> None:
        """Show a page."""
        if name != self.shown:
            self.setCurrentIndex(self._names.index(name))
            self.updateGeometry()
            self.turned.emit(name)
