"""Asking for the format and place of an export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from reid_desktop.domain.export_profile import INTERNAL, ExportProfile, Field, left_out_words
from reid_desktop.domain.ids import SearchId
from reid_desktop.ports.engine import ExportRequest
from reid_desktop.ui.painting.making import label, push_button
from reid_desktop.ui.translating import tr

from .export_words import note_of, suffix_of
from .frame import DialogFrame

NARROWED = (
    "Filters are in force in the window. They are not part of the export: everything is written. To export"
    " a narrowed list, search again within the filters first."
)


@dataclass(frozen=True, slots=True)
class ExportChoices:
    """What beside format and place can be chosen on this computer."""

    profiles: tuple[ExportProfile, ...] = (INTERNAL,)
    """The first is suggested."""
    keys: tuple[tuple[str, bool], ...] = ()
    """Signing keys: name, and whether a passphrase opens it."""


class ExportDialog(DialogFrame):
    """Collects format, contents, what is left out, the key that signs, and the path."""

    export_wanted = Signal(object)  # ExportRequest

    def __init__(
        self,
        parent: QWidget | None,
        formats: Sequence[tuple[str, str]],
        folder: Path,
        search: tuple[SearchId, str] | None,
        is_narrowed: bool = False,
        choices: ExportChoices | None = None,
    ) -> None:
        """Offer `formats`; `search` is the search now shown with its name.

        `is_narrowed`: filters hide some of what would be written; the dialog says that it is written too.
        """
        super().__init__(
            parent,
            tr("Export"),
            tr("Every export carries the hashes, the models and how each fact is known."),
        )
        self.setMinimumWidth(580)
        self._formats = list(formats)
        self._folder = folder
        self._choices = choices or ExportChoices()
        self._format, self._what = QComboBox(), QComboBox()
        self._profile, self._key = QComboBox(), QComboBox()
        self._path, self._passphrase = QLineEdit(), QLineEdit()
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._note, self._left_out = label("", "faint", wraps=True), label("", "faint", wraps=True)
        self._problem = label("", "danger", wraps=True)
        for _, title in self._formats:
            self._format.addItem(title)
        if search is not None:
            self._what.addItem(tr("Candidates for {name}", name=search[1]), search[0])
        self._what.addItem(tr("All sightings of the case"), None)
        self._fill_choices()
        form = self._form()
        if is_narrowed:
            form.addRow("", label(NARROWED, "warning", wraps=True))
        self.add_body(form)
        self.add_body(self._problem, 0)
        self.add_button(tr("Cancel"), self.reject)
        self._write = self.add_button(tr("Export"), self.write, primary=True)
        self.finish()
        self._format.currentIndexChanged.connect(self._suggest)
        self._what.currentIndexChanged.connect(self._suggest)
        self._profile.currentIndexChanged.connect(self._tell)
        self._key.currentIndexChanged.connect(self._tell)
        self._path.textChanged.connect(self._check)
        self._suggest()

    def _fill_choices(self) -> None:
        for profile in self._choices.profiles:
            self._profile.addItem(profile.name)
        self._key.addItem(tr("Do not sign"), "")
        for name, _ in self._choices.keys:
            self._key.addItem(tr("Sign with {name}", name=name), name)

    def _form(self) -> QFormLayout:
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self._path, 1)
        place.addWidget(push_button(tr("Choose…"), self._choose))
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(14)
        form.addRow(tr("Contents"), self._what)
        form.addRow(tr("Format"), self._format)
        form.addRow("", self._note)
        form.addRow(tr("Profile"), self._profile)
        form.addRow("", self._left_out)
        form.addRow(tr("Signature"), self._key)
        form.addRow(tr("Passphrase"), self._passphrase)
        form.addRow(tr("Write to"), place)
        self._layout = form
        for field, name in (
            (self._what, tr("Contents")),
            (self._format, tr("Format")),
            (self._profile, tr("Profile")),
            (self._key, tr("Signature")),
            (self._passphrase, tr("Passphrase of the key")),
            (self._path, tr("File to write")),
        ):
            field.setAccessibleName(name)
        return form

    def _suggest(self) -> None:
        if not self._formats:
            self._check()
            return
        search_id = self._what.currentData()
        name = "sightings" if search_id is None else f"search-{search_id}"
        kind = self._kind
        stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        middle = f"-{kind}" if not suffix_of(kind) else ""
        self._path.setText(str(self._folder / f"{name}-{stamp}{middle}{suffix_of(kind)}"))
        self._tell()

    @property
    def _kind(self) -> str:
        return self._formats[self._format.currentIndex()][0]

    def _tell(self) -> None:
        """Show what belongs to the format, the profile and the key that are chosen."""
        is_bundle = bool(self._formats) and self._kind == "bag"
        key = self._key.currentData()
        is_locked = dict(self._choices.keys).get(key, False)
        self._note.setText(note_of(self._kind) if self._formats else "")
        left_out = left_out_words(self._leave_out)
        self._left_out.setText(f"Leaves out {left_out}." if left_out else "Leaves nothing out.")
        self._layout.setRowVisible(self._note, bool(self._note.text()))
        self._layout.setRowVisible(self._key, is_bundle)
        self._layout.setRowVisible(self._passphrase, is_bundle and is_locked)

    @property
    def _leave_out(self) -> frozenset[Field]:
        return self._choices.profiles[self._profile.currentIndex()].leave_out

    def _check(self) -> None:
        words = self._path.text().strip()
        there = bool(words) and Path(words).exists()
        self._problem.setText(
            tr("There is already something at this place; it is never overwritten.") if there else ""
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
        search_id = self._what.currentData()
        out = Path(self._path.text().strip())
        request = ExportRequest(self._kind, out, None if search_id is None else SearchId(search_id))
        profile = self._choices.profiles[self._profile.currentIndex()]
        if profile != INTERNAL:
            request = replace(request, profile=profile.name, leave_out=profile.leave_out)
        if self._kind == "bag" and self._key.currentData():
            request = replace(request, key=self._key.currentData(), passphrase=self._passphrase.text())
        self.export_wanted.emit(request)
        self.accept()

    def choose(self, kind: str, profile: str = "", key: str = "") -> None:
        """Choose a format, and a profile and a key where they are named."""
        self._format.setCurrentIndex([name for name, _ in self._formats].index(kind))
        if profile:
            self._profile.setCurrentText(profile)
        if key:
            self._key.setCurrentIndex(self._key.findData(key))

    def type_passphrase(self, words: str) -> None:
        """Fill the passphrase in."""
        self._passphrase.setText(words)
