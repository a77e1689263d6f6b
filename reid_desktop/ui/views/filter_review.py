"""What was said about a sighting as filters: decision, bookmark, tags, grade."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import UNDECIDED, GradeSet, Verdict, grade_text
from reid_desktop.ui import text
from reid_desktop.ui.painting.making import add_choice, filter_grid
from reid_desktop.ui.tag_words import set_words, tag_words
from reid_desktop.ui.translating import said, tr

_DECISIONS = {
    UNDECIDED: said("Undecided"),
    Verdict.CONFIRMED.value: said("Confirmed"),
    Verdict.EXCLUDED.value: said("Excluded"),
    Verdict.INCONCLUSIVE.value: said("Inconclusive"),
}


class ReviewFields(QWidget):
    """Ticks for the decisions and lists of tags and grades; each begins where it lets everything pass."""

    changed = Signal()

    def __init__(self) -> None:
        """Start with everything passing, and with no tags and grades to choose from."""
        super().__init__()
        self._decisions = {word: QCheckBox(tr(words)) for word, words in _DECISIONS.items()}
        self._bookmarked = QCheckBox(tr("Bookmarked only"))
        self._tag, self._without, self._grade = QComboBox(), QComboBox(), QComboBox()
        self._is_syncing = False
        self._filters = Filters()
        self._build()
        self.offer((), ())
        for tick in (*self._decisions.values(), self._bookmarked):
            tick.toggled.connect(self._tell)
        for box in (self._tag, self._without, self._grade):
            box.activated.connect(self._tell)

    def narrowed(self, filters: Filters) -> Filters:
        """Return `filters` with what these fields say."""
        return replace(
            filters,
            decisions=frozenset(word for word, tick in self._decisions.items() if tick.isChecked()),
            bookmarked_only=self._bookmarked.isChecked(),
            tags=_chosen(self._tag, filters.tags),
            without_tags=_chosen(self._without, filters.without_tags),
            grades=_chosen(self._grade, filters.grades),
        )

    def show_filters(self, filters: Filters) -> None:
        """Show what is narrowed, whoever narrowed it."""
        self._filters = filters
        self._is_syncing = True
        for word, tick in self._decisions.items():
            tick.setChecked(word in filters.decisions)
        self._bookmarked.setChecked(filters.bookmarked_only)
        for box, names in self._lists(filters):
            _show(box, names)
        self._is_syncing = False

    def offer(self, tags: Iterable[str], grade_sets: Sequence[GradeSet]) -> None:
        """Have these tags and grades to choose from."""
        names = [(tag_words(one), one) for one in sorted(tags, key=str.casefold)]
        grades = [
            (f"{set_words(one.name)} {level.value}: {text.told(level.title)}", grade)
            for one in grade_sets
            for level in one.levels
            for grade in (grade_text(one.name, level.value),)
        ]
        for box, rows in ((self._tag, names), (self._without, names), (self._grade, grades)):
            box.clear()
            box.addItem(tr("any"), "")
            for words, value in rows:
                box.addItem(words, value)
        self.show_filters(self._filters)

    def tick(self, word: str) -> QCheckBox:
        """Return the tick of a decision, one of `domain.review.VERDICTS`."""
        return self._decisions[word]

    def _lists(self, filters: Filters) -> tuple[tuple[QComboBox, frozenset[str]], ...]:
        return (
            (self._tag, filters.tags),
            (self._without, filters.without_tags),
            (self._grade, filters.grades),
        )

    def _build(self) -> None:
        grid = filter_grid(self)
        for number, tick in enumerate(self._decisions.values()):
            grid.addWidget(tick, number, 0, 1, 2)
        grid.addWidget(self._bookmarked, len(self._decisions), 0, 1, 2)
        named = (
            (self._tag, tr("Tag"), tr("Only with this tag")),
            (self._without, tr("Not tagged"), tr("Only without this tag")),
            (self._grade, tr("Graded"), tr("Only with this grade")),
        )
        for row, (box, name, spoken) in enumerate(named, start=len(self._decisions) + 1):
            box.setAccessibleName(spoken)
            box.setToolTip(spoken)
            add_choice(grid, row, name, box)

    def _tell(self) -> None:
        if not self._is_syncing:
            self.changed.emit()


def _chosen(box: QComboBox, before: frozenset[str]) -> frozenset[str]:
    """Return what a list narrows to; several names, set by others, stay until another one is chosen."""
    if box.currentIndex() < 0:
        return before
    value = str(box.currentData() or "")
    return frozenset({value}) if value else frozenset()


def _show(box: QComboBox, names: frozenset[str]) -> None:
    """Show what is narrowed to; several names at once, or an unknown one, are no row of the list."""
    if not names:
        box.setCurrentIndex(0)
    elif len(names) == 1:
        box.setCurrentIndex(box.findData(next(iter(names))))
    else:
        box.setCurrentIndex(-1)
