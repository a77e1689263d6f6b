"""Asking for the format and place of an export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from reid_desktop.domain.ids import SearchId
from reid_desktop.ports.engine import ExportRequest
from reid_desktop.ui.painting.making import label, push_button

from .frame import DialogFrame

NARROWED = (
    "Filters are in force in the window. They are not part of the export: everything is written. To export"
    " a narrowed list, search again within the filters first."
)


class ExportDialog(DialogFrame):
    """Collects format, contents and path."""

    export_wanted = Signal(object)  # ExportRequest

    def __init__(
        self,
        parent: QWidget | None,
        formats: Sequence[tuple[str, str]],
        folder: Path,
        search: tuple[SearchId, str] | None,
        is_narrowed: bool = False,
    ) -> None:
        """Offer `formats`; `search` is the search now shown with its name.

        `is_narrowed`: filters hide some of what would be written; the dialog says that it is written too.
        """
        super().__init__(
            parent, "Export", "Every export carries the hashes, the models and how each fact is known."
        )
        self.setMinimumWidth(580)
        self._formats = list(formats)
        self._folder = folder
        self._format, self._what = QComboBox(), QComboBox()
        self._path = QLineEdit()
        self._problem = label("", "danger", wraps=True)
        for _, title in self._formats:
            self._format.addItem(title)
        if search is not None:
            self._what.addItem(f"Candidates for {search[1]}", search[0])
        self._what.addItem("All sightings of the case", None)
        form = self._form()
        if is_narrowed:
            form.addRow("", label(NARROWED, "warning", wraps=True))
        self.add_body(form)
        self.add_body(self._problem, 0)
        self.add_button("Cancel", self.reject)
        self._write = self.add_button("Export", self.write, primary=True)
        self.finish()
        self._format.currentIndexChanged.connect(self._suggest)
        self._what.currentIndexChanged.connect(self._suggest)
        self._path.textChanged.connect(self._check)
        self._suggest()

    def _form(self) -> QFormLayout:
        place = QHBoxLayout()
        place.addWidget(self._path, 1)
        place.addWidget(push_button("Choose…", self._choose))
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(14)
        form.addRow("Contents", self._what)
        form.addRow("Format", self._format)
        form.addRow("Write to", place)
        for field, name in (
            (self._what, "Contents"),
            (self._format, "Format"),
            (self._path, "File to write"),
        ):
            field.setAccessibleName(name)
        return form

    def _suggest(self) -> None:
        if not self._formats:
            self._check()
            return
        search_id = self._what.currentData()
        name = "sightings" if search_id is None else f"search-{search_id}"
        suffix = self._formats[self._format.currentIndex()][0]
        stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        self._path.setText(str(self._folder / f"{name}-{stamp}.{suffix}"))

    def _check(self) -> None:
        words = self._path.text().strip()
        there = bool(words) and Path(words).exists()
        self._problem.setText(
            "There is already something at this place; it is never overwritten." if there else ""
        )
        self._write.setEnabled(bool(words) and not there and bool(self._formats))

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Export to", self._path.text())
        if chosen:
            self._path.setText(chosen)

    @property
    def can_write(self) -> bool:
        """Tell whether all is filled in and nothing would be overwritten."""
        return self._write.isEnabled()

    def set_path(self, path: Path) -> None:
        """Write to this place."""
        self._path.setText(str(path))

    def write(self) -> None:
        """Ask for the export as it was filled in."""
        kind = self._formats[self._format.currentIndex()][0]
        search_id = self._what.currentData()
        out = Path(self._path.text().strip())
        self.export_wanted.emit(ExportRequest(kind, out, None if search_id is None else SearchId(search_id)))
        self.accept()
