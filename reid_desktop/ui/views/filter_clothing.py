"""What somebody wears as filters: an aid, never a fact."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QWidget

from reid_desktop.domain.clothing import CLOTHING_NOTICE
from reid_desktop.domain.query import Filters
from reid_desktop.ui import text
from reid_desktop.ui.clothing_words import COLOURS, PARTS, WORN
from reid_desktop.ui.painting.making import add_choice, filter_grid, label, push_button
from reid_desktop.ui.translating import tr


class ClothingFields(QWidget):
    """Ticks for what is worn or carried and lists of colours; all that is chosen must hold."""

    changed = Signal()
    dress_wanted = Signal()
    """The sightings that were not described yet are to be."""

    def __init__(self) -> None:
        """Start with everything passing."""
        super().__init__()
        self._ticks = {str(word): QCheckBox(tr(words)) for word, words in WORN.items()}
        self._colours = {part: QComboBox() for part in PARTS}
        self._waiting = label("", "warning", wraps=True)
        self._dress = push_button(tr("Describe clothing"), self.dress_wanted.emit)
        self._filters = Filters()
        self._is_syncing = False
        self._build()
        self.show_undressed(0)
        for tick in self._ticks.values():
            tick.toggled.connect(self._tell)
        for box in self._colours.values():
            box.activated.connect(self._tell)

    @property
    def dress_button(self) -> QPushButton:
        """Return the button that has the rest described."""
        return self._dress

    @property
    def waiting_words(self) -> str:
        """Return what is said of sightings that were not described."""
        return self._waiting.text()

    def tick(self, word: str) -> QCheckBox:
        """Return the tick of what is worn, one of `domain.clothing.Worn`."""
        return self._ticks[word]

    def colour(self, part: str) -> QComboBox:
        """Return the list of colours of the upper or lower body."""
        return self._colours[part]

    def narrowed(self, filters: Filters) -> Filters:
        """Return `filters` with what these fields say."""
        wearing = {word for word, tick in self._ticks.items() if tick.isChecked()}
        for part, box in self._colours.items():
            before = {word for word in filters.wearing if word.startswith(f"{part}:")}
            # Several colours of one part, set by others, stay until another one is chosen.
            chosen = {str(box.currentData())} if box.currentIndex() > 0 else set()
            wearing |= before if box.currentIndex() < 0 else chosen
        return replace(filters, wearing=frozenset(wearing))

    def show_filters(self, filters: Filters) -> None:
        """Show what is narrowed, whoever narrowed it."""
        self._filters = filters
        self._is_syncing = True
        for word, tick in self._ticks.items():
            tick.setChecked(word in filters.wearing)
        for part, box in self._colours.items():
            named = sorted(word for word in filters.wearing if word.startswith(f"{part}:"))
            box.setCurrentIndex(-1 if len(named) > 1 else box.findData(named[0]) if named else 0)
        self._is_syncing = False

    def show_undressed(self, count: int) -> None:
        """Say how many sightings were not described, and offer to."""
        words = tr("Not described yet, and so not found: {number}", number=text.number(count))
        self._waiting.setText(words)
        self._waiting.setVisible(count > 0)
        self._dress.setVisible(count > 0)

    def _build(self) -> None:
        grid = filter_grid(self)
        grid.addWidget(label(text.told(CLOTHING_NOTICE), "muted", wraps=True), 0, 0, 1, 2)
        grid.addWidget(self._waiting, 1, 0, 1, 2)
        grid.addWidget(self._dress, 2, 0, 1, 2)
        for row, tick in enumerate(self._ticks.values(), start=3):
            grid.addWidget(tick, row, 0, 1, 2)
        for row, (part, box) in enumerate(self._colours.items(), start=3 + len(self._ticks)):
            name = tr(PARTS[part])
            box.addItem(tr("any"), "")
            for colour, words in COLOURS.items():
                box.addItem(tr(words), f"{part}:{colour}")
            box.setAccessibleName(name)
            add_choice(grid, row, name, box)

    def _tell(self) -> None:
        if not self._is_syncing:
            self.changed.emit()
