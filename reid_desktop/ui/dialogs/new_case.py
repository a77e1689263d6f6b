"""Asking for the facts of a new case."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from reid_desktop.domain.case import CASE_SUFFIX, CaseFacts
from reid_desktop.ui.painting.making import label, push_button
from reid_desktop.ui.translating import tr

from .frame import DialogFrame, FieldForm


class NewCaseDialog(DialogFrame):
    """Collects number, title, examiner, agency, authority and where the case lies."""

    case_wanted = Signal(object, object)  # Path, CaseFacts

    def __init__(self, parent: QWidget | None, where: Path, examiner: str, agency: str) -> None:
        """Offer `where` as the folder, and the names that were given last time."""
        super().__init__(
            parent,
            tr("New case"),
            tr(
                "A case is one folder. It holds what is found, not the evidence itself, which stays "
                "where it is."
            ),
        )
        self.setMinimumWidth(540)
        self._number, self._title = QLineEdit(), QLineEdit()
        self._examiner, self._agency, self._authority = QLineEdit(examiner), QLineEdit(agency), QLineEdit()
        self._folder = QLineEdit(str(where))
        self._problem = label("", "danger", wraps=True)
        form = FieldForm()
        for words, field, hint in (
            (tr("Case number"), self._number, "2024-0117"),
            (tr("Title"), self._title, tr("What the case is called")),
            (tr("Examiner"), self._examiner, tr("Your name, as it goes into the record")),
            (tr("Agency"), self._agency, tr("Optional")),
            (
                tr("Legal authority"),
                self._authority,
                tr("Warrant or order; without it, urgent use for 48 hours"),
            ),
        ):
            field.setPlaceholderText(hint)
            field.setAccessibleName(words)
            form.add(words, field)
        place = QHBoxLayout()
        place.setSpacing(8)
        self._folder.setAccessibleName(tr("Folder that the case is made in"))
        place.addWidget(self._folder, 1)
        place.addWidget(push_button(tr("Choose…"), self._choose_folder))
        form.add(tr("Make it in"), place)
        self.add_body(form)
        self.add_body(self._problem, 0)
        self.add_button(tr("Cancel"), self.reject)
        self._make = self.add_button(tr("Make case"), self.make, primary=True)
        self.finish()
        for field in (self._number, self._title, self._examiner, self._folder):
            field.textChanged.connect(self._check)
        self._check()
        self._number.setFocus()

    def target(self) -> Path:
        """Return the folder that the case would get."""
        name = re.sub(r"[^\w.-]+", "-", self._number.text().strip()).strip("-.") or "case"
        return Path(self._folder.text().strip()).expanduser() / f"{name}{CASE_SUFFIX}"

    @property
    def can_make(self) -> bool:
        """Tell whether all is filled in and nothing would be overwritten."""
        return self._make.isEnabled()

    def fill(self, number: str, title: str, examiner: str) -> None:
        """Fill in what a case cannot do without."""
        self._number.setText(number)
        self._title.setText(title)
        self._examiner.setText(examiner)

    def _check(self) -> None:
        filled = all(
            field.text().strip() for field in (self._number, self._title, self._examiner, self._folder)
        )
        try:
            there = filled and self.target().exists()
        except OSError:  # too long for a name, or out of reach
            self._problem.setText(tr("No file or folder can have this name."))
            self._make.setEnabled(False)
            return
        self._problem.setText(
            tr("{path} exists already. Choose another number or folder.", path=self.target()) if there else ""
        )
        self._make.setEnabled(filled and not there)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder for the case"), self._folder.text())
        if chosen:
            self._folder.setText(chosen)

    def make(self) -> None:
        """Ask for the case as it was filled in."""
        facts = CaseFacts(
            number=self._number.text().strip(),
            title=self._title.text().strip(),
            examiner=self._examiner.text().strip(),
            agency=self._agency.text().strip(),
            authority=self._authority.text().strip(),
        )
        self.case_wanted.emit(self.target(), facts)
        self.accept()
