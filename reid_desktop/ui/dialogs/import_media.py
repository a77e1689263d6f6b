"""Asking which exhibit the files belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QWidget,
)

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.clock_solving import DECLARED
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.name_template import name_template
from reid_desktop.ports.engine import AnalysisOptions, ImportRequest
from reid_desktop.ui import text
from reid_desktop.ui.dropped import local_files
from reid_desktop.ui.painting.making import label, padded, push_button
from reid_desktop.ui.translating import said, tr

from .frame import DialogFrame, FieldForm, note
from .zone_field import NO_SUCH_ZONE, ZoneField

_NEW_CLOCK = said(
    "For clocks without a zone. If none is declared, their times are read as UTC and marked so."
)
_DECLARED = said("Zone and clock of an exhibit are changed, with a reason, by Case, Exhibit, clock and zone.")
_THOROUGH = said(
    "Finds more small, sideways and crowded persons, and takes several times as long. Files that are analysed"
    " already are not looked at again."
)


class ImportDialog(DialogFrame):
    """Collects paths, the exhibit, its time zone and clock error."""

    import_wanted = Signal(object)  # ImportRequest

    def __init__(
        self,
        parent: QWidget | None,
        paths: Sequence[Path],
        exhibits: Sequence[Exhibit],
        time_zones: Sequence[str],
    ) -> None:
        """Offer the exhibits of the case, and a new one."""
        super().__init__(
            parent,
            tr("Import photos and videos"),
            tr(
                "Folders, files, archives (ZIP, TAR, UFDR) and backups are read where they are and never "
                "changed. What is no photo or video is counted too."
            ),
        )
        self.setMinimumWidth(700)
        self.setAcceptDrops(True)
        self._exhibits = list(exhibits)
        self._paths = QListWidget()
        self._which = QComboBox()
        self._number, self._description = QLineEdit(), QLineEdit()
        self._seal, self._owner = QLineEdit(), QLineEdit()
        self._zone = ZoneField(time_zones)
        self._offset = QDoubleSpinBox()
        self._remove = push_button(tr("Remove"), self.remove_paths)
        self._paths_hint = label("", "muted")
        self._analyse = QCheckBox(tr("Look for persons as files come in"))
        self._note = note()
        self._thorough = QCheckBox(tr("Thorough: look closer"))
        self._thorough_words = note(tr(_THOROUGH))
        self._passwords = QLineEdit()
        self._templates = QLineEdit()
        self._problem = label("", "danger", wraps=True)
        self._build()
        self.add_button(tr("Cancel"), self.reject)
        self._start = self.add_button(tr("Import"), self.start, primary=True)
        self.finish()
        self._connect()
        self.add_paths(paths)
        self._on_which()

    @property
    def paths(self) -> list[str]:
        """Return what is to be imported."""
        role = Qt.ItemDataRole.UserRole
        return [str(self._paths.item(row).data(role)) for row in range(self._paths.count())]

    @property
    def can_start(self) -> bool:
        """Tell whether all that is needed is filled in."""
        return self._start.isEnabled()

    @property
    def asks_password(self) -> bool:
        """Tell whether there is room for a password."""
        return self._fields.isRowVisible(self._passwords)

    def fill(self, number: str, zone: str | None, is_thorough: bool = False, template: str = "") -> None:
        """Fill in what a new exhibit needs."""
        self._number.setText(number)
        self._zone.show_zone(zone)
        self._thorough.setChecked(is_thorough)
        self._templates.setText(template)

    def write_password(self, words: str) -> None:
        """Write the password."""
        self._passwords.setText(words)

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Add files and folders, each once."""
        for path in paths:
            if str(path) not in self.paths:
                self._paths.addItem(text.plain(str(path)))
                self._paths.item(self._paths.count() - 1).setData(Qt.ItemDataRole.UserRole, str(path))
        self._check()

    def _build(self) -> None:
        self._paths.setAccessibleName(tr("Files and folders to import"))
        self._paths.setMaximumHeight(72)
        self.add_body(self._paths)
        more = QHBoxLayout()
        folder, files = (
            push_button(tr("Add folder…"), self._add_folder),
            push_button(tr("Add files or archives…"), self._add_files),
        )
        folder.setToolTip(
            tr("A folder of media, a phone's tree, or the folder of an iTunes or Finder backup")
        )
        files.setToolTip(
            tr("Photos and videos, ZIP, TAR, UFDR, Android backups; they are read where they lie")
        )
        more.addWidget(folder)
        more.addWidget(files)
        more.addWidget(self._remove)
        more.addWidget(self._paths_hint, 1)
        self._paths.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self._paths.itemSelectionChanged.connect(self._check)
        self.add_body(more, 0)
        self._which.addItem(tr("New exhibit…"))
        for exhibit in self._exhibits:
            name = " · ".join(part for part in (str(exhibit.exhibit_id), exhibit.description) if part)
            self._which.addItem(text.plain(name))
        padded(self._offset)
        self._offset.setRange(-1e9, 1e9)
        self._offset.setDecimals(1)
        self._offset.setSuffix(tr(" s"))
        self._offset.setToolTip(tr("Seconds to add to the device's clock to get true time"))
        self._analyse.setChecked(True)
        self._passwords.setEchoMode(QLineEdit.EchoMode.Password)
        self.add_body(self._form(), 0)
        self.add_body(self._problem, 0)

    def _form(self) -> FieldForm:
        form = FieldForm()
        rows: tuple[tuple[str, QWidget, str], ...] = (
            (tr("Exhibit"), self._which, ""),
            (tr("Number"), self._number, "EX-1"),
            (tr("Description"), self._description, tr("Make and model, colour, where it was found")),
            (tr("Seal"), self._seal, tr("Number on the seal, optional")),
            (tr("Owner"), self._owner, tr("Optional")),
            (tr("Time zone"), self._zone, ""),
            (tr("Clock error"), self._offset, ""),
        )
        for words, field, hint in rows:
            field.setAccessibleName(words)
            if isinstance(field, QLineEdit):
                field.setPlaceholderText(hint)
            form.add(words, field)
        form.add("", self._note)
        self._templates.setPlaceholderText(tr("Optional, such as {person}_c{camera}s{seq}_{frame}"))
        self._templates.setAccessibleName(tr("How file names are built"))
        self._templates.setToolTip(tr("Reads fields out of the file names of a gallery or an export"))
        self._passwords.setAccessibleName(tr("Password of archives and backups"))
        self._passwords.setPlaceholderText(tr("Of the archive or backup; it is not kept anywhere"))
        form.add(tr("File names"), self._templates)
        form.add(tr("Password"), self._passwords)
        form.setRowVisible(self._passwords, False)
        form.add("", self._analyse)
        form.add("", self._thorough)
        form.add("", self._thorough_words)
        self._fields = form
        return form

    def ask_passwords(self) -> None:
        """Show the field for a password: something is encrypted."""
        self._fields.setRowVisible(self._passwords, True)
        self._passwords.setFocus()

    def _connect(self) -> None:
        self._which.currentIndexChanged.connect(self._on_which)
        self._number.textChanged.connect(self._check)
        self._zone.editTextChanged.connect(self._check)
        self._templates.textChanged.connect(self._check)
        self._analyse.toggled.connect(self._thorough.setEnabled)

    def _chosen(self) -> Exhibit | None:
        row = self._which.currentIndex() - 1
        return self._exhibits[row] if row >= 0 else None

    def choose_exhibit(self, exhibit_id: ExhibitId) -> None:
        """Offer this exhibit first."""
        for row, exhibit in enumerate(self._exhibits):
            if exhibit.exhibit_id == exhibit_id:
                self._which.setCurrentIndex(row + 1)

    def _on_which(self) -> None:
        exhibit = self._chosen()
        fields = (self._number, self._description, self._seal, self._owner)
        for field, value in zip(
            fields,
            (exhibit.exhibit_id, exhibit.description, exhibit.seal, exhibit.owner) if exhibit else [""] * 4,
            strict=True,
        ):
            field.setText(text.plain(value))
            field.setEnabled(exhibit is None)
        for clock in (self._zone, self._offset):
            clock.setEnabled(exhibit is None)
        self._note.setText(tr(_DECLARED if exhibit is not None else _NEW_CLOCK))
        self._zone.show_zone(exhibit.time_zone if exhibit else None)
        self._offset.setValue(exhibit.clock_offset_s if exhibit else 0.0)
        self._check()

    def _check(self) -> None:
        known = {str(exhibit.exhibit_id) for exhibit in self._exhibits}
        problem = ""
        if self._chosen() is None and self._number.text().strip() in known:
            problem = tr("This exhibit number exists already: choose it in the list above.")
        elif not self._zone.is_known:
            problem = NO_SUCH_ZONE
        else:
            problem = self._template_problem()
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._paths_hint.setText("" if self._paths.count() else tr("Or drop them here."))
        self._remove.setEnabled(bool(self._paths.selectedItems()))
        self._start.setEnabled(not problem and bool(self._number.text().strip()) and self._paths.count() > 0)

    def _template_problem(self) -> str:
        """Return why the file names cannot be read like this, if they cannot."""
        try:
            for words in self._template_words():
                name_template(words)
        except UsageError as problem:
            return text.told_problem(problem)
        return ""

    def _template_words(self) -> tuple[str, ...]:
        return tuple(self._templates.text().split())

    def _add_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder or backup to import"))
        if chosen:
            self.add_paths([Path(chosen)])

    def _add_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, tr("Files, archives and backups to import"))
        self.add_paths([Path(one) for one in chosen])

    def choose_path(self, row: int) -> None:
        """Choose one path of the list."""
        self._paths.item(row).setSelected(True)

    def remove_paths(self) -> None:
        """Take the chosen paths off the list."""
        for item in self._paths.selectedItems():
            self._paths.takeItem(self._paths.row(item))
        self._check()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what is dropped to the list."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.add_paths(local_files(event.mimeData()))

    def start(self) -> None:
        """Ask for the import as it was filled in."""
        known = self._chosen()
        new = Exhibit(
            exhibit_id=ExhibitId(self._number.text().strip()),
            description=self._description.text().strip(),
            seal=self._seal.text().strip(),
            owner=self._owner.text().strip(),
        )
        offset_s = self._offset.value()
        basis = DECLARED if offset_s else ""
        exhibit = known or replace(new, time_zone=self._zone.zone, clock_offset_s=offset_s, clock_basis=basis)
        analyse = AnalysisOptions(thorough=self._thorough.isChecked()) if self._analyse.isChecked() else None
        password = self._passwords.text()
        self.import_wanted.emit(
            ImportRequest(
                tuple(self.paths),
                exhibit,
                analyse,
                passwords=(password,) if password else (),
                name_templates=self._template_words(),
            )
        )
        self.accept()
