"""Asking which exhibit the files belong to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QWidget,
)

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.ports.engine import AnalysisOptions, ImportRequest
from reid_desktop.ui import text
from reid_desktop.ui.dropped import local_files
from reid_desktop.ui.painting.making import label, padded, push_button

from .frame import DialogFrame

_NONE_DECLARED = "none declared"


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
            "Import photos and videos",
            "Files are read where they are and never changed. What is no photo or video is counted too.",
        )
        self.setMinimumWidth(600)
        self.setAcceptDrops(True)
        self._exhibits = list(exhibits)
        self._paths = QListWidget()
        self._which = QComboBox()
        self._number, self._description = QLineEdit(), QLineEdit()
        self._seal, self._owner = QLineEdit(), QLineEdit()
        self._zone = QComboBox()
        self._offset = QDoubleSpinBox()
        self._remove = push_button("Remove", self.remove_paths)
        self._paths_hint = label("", "muted")
        self._analyse = QCheckBox("Look for persons as files come in")
        self._problem = label("", "danger", wraps=True)
        self._build(time_zones)
        self.add_button("Cancel", self.reject)
        self._start = self.add_button("Import", self.start, primary=True)
        self.finish()
        self._connect()
        self.add_paths(paths)
        self._on_which()

    @property
    def paths(self) -> list[str]:
        """Return what is to be imported."""
        role = Qt.ItemDataRole.UserRole
        return [str(self._paths.item(row).data(role)) for row in range(self._paths.count())]

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Add files and folders, each once."""
        for path in paths:
            if str(path) not in self.paths:
                self._paths.addItem(text.plain(str(path)))
                self._paths.item(self._paths.count() - 1).setData(Qt.ItemDataRole.UserRole, str(path))
        self._check()

    def _build(self, time_zones: Sequence[str]) -> None:
        self._paths.setAccessibleName("Files and folders to import")
        self._paths.setMaximumHeight(96)
        self.add_body(self._paths)
        more = QHBoxLayout()
        more.addWidget(push_button("Add folder…", self._add_folder))
        more.addWidget(push_button("Add files…", self._add_files))
        more.addWidget(self._remove)
        more.addWidget(self._paths_hint, 1)
        self._paths.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self._paths.itemSelectionChanged.connect(self._check)
        self.add_body(more, 0)
        self._which.addItem("New exhibit…")
        for exhibit in self._exhibits:
            name = " · ".join(part for part in (str(exhibit.exhibit_id), exhibit.description) if part)
            self._which.addItem(text.plain(name))
        self._zone.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._zone.setModel(QStringListModel([_NONE_DECLARED, *time_zones], self))
        self._zone.setEditable(True)
        self._zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        padded(self._offset)
        self._offset.setRange(-1e9, 1e9)
        self._offset.setDecimals(1)
        self._offset.setSuffix(" s")
        self._offset.setToolTip("Seconds to add to the device's clock to get true time")
        self._analyse.setChecked(True)
        self.add_body(self._form(), 0)
        self.add_body(self._problem, 0)

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(14)
        rows: tuple[tuple[str, QWidget, str], ...] = (
            ("Exhibit", self._which, ""),
            ("Number", self._number, "EX-1"),
            ("Description", self._description, "Make and model, colour, where it was found"),
            ("Seal", self._seal, "Number on the seal, optional"),
            ("Owner", self._owner, "Optional"),
            ("Time zone", self._zone, ""),
            ("Clock error", self._offset, ""),
        )
        for words, field, hint in rows:
            field.setAccessibleName(words)
            if isinstance(field, QLineEdit):
                field.setPlaceholderText(hint)
            form.addRow(words, field)
        note = "For clocks without a zone. If none is declared, their times are read as UTC and marked so."
        form.addRow("", label(note, "muted", wraps=True))
        form.addRow("", self._analyse)
        return form

    def _connect(self) -> None:
        self._which.currentIndexChanged.connect(self._on_which)
        self._number.textChanged.connect(self._check)
        self._zone.editTextChanged.connect(self._check)

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
        zone = exhibit.time_zone if exhibit else None
        self._zone.setEditText(zone or _NONE_DECLARED)
        self._offset.setValue(exhibit.clock_offset_s if exhibit else 0.0)
        self._check()

    def _check(self) -> None:
        known = {str(exhibit.exhibit_id) for exhibit in self._exhibits}
        problem = ""
        if self._chosen() is None and self._number.text().strip() in known:
            problem = "This exhibit number exists already: choose it in the list above."
        elif self._zone_name() is not None and self._zone.findText(self._zone.currentText()) < 0:
            problem = "There is no such time zone. Choose one from the list, such as Europe/Amsterdam."
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._paths_hint.setText("" if self._paths.count() else "Add a folder or files, or drop them here.")
        self._remove.setEnabled(bool(self._paths.selectedItems()))
        self._start.setEnabled(not problem and bool(self._number.text().strip()) and self._paths.count() > 0)

    def _zone_name(self) -> str | None:
        words = self._zone.currentText().strip()
        return None if words in ("", _NONE_DECLARED) else words

    def _add_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder to import")
        if chosen:
            self.add_paths([Path(chosen)])

    def _add_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "Files to import")
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
        exhibit = Exhibit(
            exhibit_id=known.exhibit_id if known else ExhibitId(self._number.text().strip()),
            description=known.description if known else self._description.text().strip(),
            seal=known.seal if known else self._seal.text().strip(),
            owner=known.owner if known else self._owner.text().strip(),
            time_zone=self._zone_name(),
            clock_offset_s=self._offset.value(),
        )
        analyse = AnalysisOptions() if self._analyse.isChecked() else None
        self.import_wanted.emit(ImportRequest(tuple(self.paths), exhibit, analyse))
        self.accept()
