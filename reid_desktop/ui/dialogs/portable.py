"""A part of a case for another computer, where it can only be read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QWidget

from reid_desktop.domain.case import CASE_SUFFIX
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.query import Filters
from reid_desktop.ports.copies import PortableRequest
from reid_desktop.ui.painting.making import push_button
from reid_desktop.ui.translating import tr

from .frame import AskingFrame, FieldForm
from .typed_place import place_problem


class PortableDialog(AskingFrame):
    """Collects what goes along, where to, and why."""

    part_wanted = Signal(object)  # PortableRequest

    def __init__(
        self, parent: QWidget | None, case: Path, search: tuple[SearchId, str] | None, filters: Filters
    ) -> None:
        """`search` is the search now shown with its name; `filters` what is passed by now."""
        words = tr(
            "Pictures, facts, decisions and the whole log go along; the evidence and all descriptions of "
            "persons stay here, so that nobody can search in it. It opens on any computer with this program."
        )
        super().__init__(parent, tr("Part of the case to read elsewhere"), words)
        self.setMinimumWidth(640)
        self._filters = filters
        self._what, self._out, self._reason = QComboBox(), QLineEdit(), QLineEdit()
        if search is not None:
            self._what.addItem(tr("Candidates for {name}", name=search[1]), search[0])
        elif not filters.is_empty:
            self._what.addItem(tr("What the filters let pass"), "filters")
        self._what.addItem(tr("All sightings of the case"), None)
        stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        self._out.setText(str(case.parent / f"{case.stem}-part-{stamp}{CASE_SUFFIX}"))
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self._out, 1)
        place.addWidget(push_button(tr("Choose…"), self._choose))
        self._reason.setPlaceholderText(tr("Whom it is for and why; goes into both logs"))
        form = FieldForm()
        form.add(tr("Contents"), self._what)
        form.add(tr("Write to"), place)
        form.add(tr("Reason"), self._reason)
        for field, name in (
            (self._what, tr("Contents")),
            (self._out, tr("Folder to write")),
            (self._reason, tr("Reason")),
        ):
            field.setAccessibleName(name)
        self.add_body(form)
        self.add_problem()
        self.add_button(tr("Cancel"), self.reject)
        self._write = self.add_button(tr("Write"), self.write, primary=True)
        self.finish()
        self._out.textChanged.connect(lambda _words: self._tell())
        self._tell()

    def fill(self, out: Path, reason: str = "") -> None:
        """Name the place and the reason."""
        self._out.setText(str(out))
        self._reason.setText(reason)

    def choose(self, row: int) -> None:
        """Choose what goes along."""
        self._what.setCurrentIndex(row)

    def write(self) -> None:
        """Ask for the part as it was filled in."""
        chosen = self._what.currentData()
        is_narrowed = chosen == "filters"
        search_id = None if chosen is None or is_narrowed else SearchId(int(chosen))
        out = Path(self._out.text().strip()).expanduser()
        filters = self._filters if is_narrowed else Filters()
        self.part_wanted.emit(PortableRequest(out, search_id, filters, self._reason.text().strip()))
        self.accept()

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Folder to write"), self._out.text())
        if chosen:
            self._out.setText(chosen)

    def _tell(self) -> None:
        words = self._out.text().strip()
        problem = place_problem(words)
        self.say_problem(problem)
        self._write.setEnabled(bool(words) and not problem)
