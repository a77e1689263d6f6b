"""Grades: one of a set is given, and sets of one's own are made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from reid_desktop.domain.errors import ReidError
from reid_desktop.domain.review import PRESETS, GradeLevel, GradeSet
from reid_desktop.ui import text
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.tag_words import set_words
from reid_desktop.ui.translating import tr

from .frame import AskingFrame, DialogFrame, FieldForm

_LONGEST_NAME = 100
_LINE = re.compile(r"\s*(\d{1,2})[\s:.=-]+(\S.*?)\s*")


class GradeDialog(DialogFrame):
    """One grade of one set; a digit chooses at once."""

    grade_chosen = Signal(str, object)  # name of the set, number or None
    own_set_wanted = Signal()

    def __init__(
        self, parent: QWidget | None, many: int, sets: Sequence[GradeSet], given: Mapping[str, int | None]
    ) -> None:
        """Offer the sets of the case; digits choose in the first one, and the grade `given` is chosen there.

        `given` has the grade of a set that all of the `many` have; None where they have none.
        """
        sightings = text.counted(many, "sighting", "sightings")
        super().__init__(parent, tr("Grade {sightings}", sightings=sightings), tr("A digit chooses at once."))
        self.setMinimumWidth(420)
        self._grades: dict[QRadioButton, tuple[str, int | None]] = {}
        self._group = QButtonGroup(self)
        for one in sets:
            self.add_body(label(set_words(one.name), "heading"), 0)
            for level in one.levels:
                words = f"{level.value}   {text.told(level.title)}"
                self._add(words, one.name, level.value, has_digit=one is sets[0])
            self._add(tr("No grade"), one.name, None, has_digit=False)
        self.add_button(tr("Sets of grades…"), self._on_own)
        self.add_button(tr("Cancel"), self.reject)
        self.add_button(tr("Grade"), self._finish, primary=True)
        self.finish()
        first = sets[0].name if sets else ""
        self._choose(first, given.get(first))

    def _add(self, words: str, name: str, value: int | None, has_digit: bool) -> None:
        button = QRadioButton(words.replace("&", "&&"))
        button.setAccessibleName(text.labelled(set_words(name), words))
        if has_digit and value is not None and value < 10:
            button.setShortcut(str(value))
            button.clicked.connect(lambda _checked=False: self._finish())
        self._grades[button] = (name, value)
        self._group.addButton(button)
        self.add_body(button, 0)

    def _choose(self, name: str, value: int | None) -> None:
        for button, grade in self._grades.items():
            if grade == (name, value):
                button.setChecked(True)
                button.setFocus()

    def _finish(self) -> None:
        for button, (name, value) in self._grades.items():
            if button.isChecked():
                self.grade_chosen.emit(name, value)
        self.accept()

    def _on_own(self) -> None:
        self.reject()
        self.own_set_wanted.emit()


class GradeSetDialog(AskingFrame):
    """A set of grades of one's own: a name, and a line for each grade."""

    set_made = Signal(object)  # GradeSet

    def __init__(self, parent: QWidget | None, sets: Sequence[GradeSet]) -> None:
        """Offer the case's own sets to be changed, and a new one."""
        words = tr("A line for each grade: its number, then what it is called, such as: 1 Suspect.")
        super().__init__(parent, tr("Sets of grades"), words)
        self.setMinimumWidth(540)
        self._sets = [one for one in sets if one not in PRESETS]
        self._which, self._name, self._levels = QComboBox(), QLineEdit(), QPlainTextEdit()
        self._which.addItem(tr("A new set"), None)
        for one in self._sets:
            self._which.addItem(text.plain(one.name), one)
        self._which.setAccessibleName(tr("Set of grades"))
        self._name.setAccessibleName(tr("Name of the set"))
        self._name.setMaxLength(_LONGEST_NAME)
        self._levels.setAccessibleName(tr("Grades"))
        self._levels.setPlaceholderText(tr("1 Suspect\n2 Witness\n3 Bystander"))
        self._levels.setTabChangesFocus(True)
        self._levels.setMinimumHeight(130)
        form = FieldForm()
        form.add(tr("Set of grades"), self._which)
        form.add(tr("Name"), self._name)
        form.add(tr("Grades"), self._levels)
        self.add_body(form)
        self.add_problem()
        self.add_button(tr("Cancel"), self.reject)
        self.add_button(tr("Keep the set"), self._finish, primary=True)
        self.finish()
        self._which.activated.connect(lambda _row: self._on_which())
        self._name.setFocus()

    def write(self, name: str, levels: str) -> None:
        """Fill the fields in."""
        self._name.setText(name)
        self._levels.setPlainText(levels)

    def _on_which(self) -> None:
        chosen = self._which.currentData()
        if isinstance(chosen, GradeSet):
            lines = (f"{level.value} {level.title}" for level in chosen.levels)
            self.write(chosen.name, "\n".join(lines))
        else:
            self.write("", "")
        self._name.setReadOnly(isinstance(chosen, GradeSet))

    def _finish(self) -> None:
        try:
            made = GradeSet(self._name.text().strip(), levels_in(self._levels.toPlainText()))
        except ReidError as problem:
            self.say_problem(text.told_problem(problem))
            return
        except ValueError as line:
            self.say_problem(tr("This line is no grade: {line}", line=text.plain(str(line))))
            return
        if not made.name:
            self.say_problem(tr("Give the set a name."))
            return
        self.set_made.emit(made)
        self.accept()


def levels_in(words: str) -> tuple[GradeLevel, ...]:
    """Return the grades that lines describe; empty lines do not matter.

    :raises ValueError: a line is none; it is what the error says.
    """
    made = []
    for line in words.splitlines():
        if line.strip():
            found = _LINE.fullmatch(line)
            if found is None:
                raise ValueError(line.strip())
            made.append(GradeLevel(int(found[1]), found[2]))
    return tuple(made)
