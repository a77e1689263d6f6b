"""The row of filters in force, each with a cross to take it off."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton

from reid_desktop.domain.query import Filters
from reid_desktop.ui.chip_words import filter_chips
from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.painting.flow import FlowLayout
from reid_desktop.ui.painting.making import label, text_button
from reid_desktop.ui.text import as_plain_tooltip
from reid_desktop.ui.translating import tr

_LONGEST = 60


class FilterChips(QFrame):
    """Is there only while something is narrowed."""

    taken_off = Signal(str)
    """Name of the filter whose cross was clicked."""
    all_taken_off = Signal()

    def __init__(self, icons: IconShelf) -> None:
        """Start hidden."""
        super().__init__()
        self._icons = icons
        self.setProperty("part", "bar")
        self.setAccessibleName(tr("Filters in force"))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(12, 5, 8, 6)
        self._shown: list[tuple[str, str]] = []
        self.hide()

    @property
    def names(self) -> list[str]:
        """Return the names of the filters shown."""
        return [name for name, _ in self._shown]

    def show_filters(self, filters: Filters) -> None:
        """Show a chip for each filter that is set."""
        chips = filter_chips(filters)
        if chips == self._shown:
            return
        self._shown = chips
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.setVisible(bool(chips))
        if not chips:
            return
        heading = label(tr("Narrowed to"), "muted")
        heading.setMinimumHeight(self.fontMetrics().lineSpacing() + 8)
        self._flow.addWidget(heading)
        for name, words in chips:
            self._flow.addWidget(self._chip(name, words))
        if len(chips) > 1:
            self._flow.addWidget(text_button(tr("Clear all"), self.all_taken_off.emit))
        self.updateGeometry()

    def _chip(self, name: str, words: str) -> QToolButton:
        shown = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
        chip = text_button(shown.replace("&", "&&"), lambda: self.taken_off.emit(name), "true")
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._icons.dress(chip, "close")
        chip.setIconSize(QSize(12, 12))
        chip.setProperty("crossed", "true")
        chip.setAccessibleName(tr("Remove filter: {name}", name=words))
        chip.setToolTip(as_plain_tooltip(f"{words}\n{tr('Click to remove')}"))
        return chip
