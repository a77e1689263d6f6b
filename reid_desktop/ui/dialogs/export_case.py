"""Asking for an export: what, of whom, without what, in which format, and where to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QWidget

from reid_desktop.domain.export_preview import ExportPreview
from reid_desktop.domain.export_profile import INTERNAL, ExportProfile
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.query import Filters
from reid_desktop.ports.engine import ExportRequest
from reid_desktop.ui import text
from reid_desktop.ui.painting.making import label, push_button, rule
from reid_desktop.ui.translating import said, tr

from .export_fields import FieldsBox, Persons, PersonsList
from .export_words import REDACTED, note_of, preview_words, suffix_of
from .frame import AskingFrame, FieldForm, note
from .typed_place import place_problem

NARROWED = said(
    "Filters are in force in the window. They are not part of this export: everything is written. To export"
    " a narrowed list, search again within the filters first."
)
_FILTERED = "filtered"
_OWN_CHOICE = said("own choice")
_WORDS_PX = 500
"""A form is as high as words would need that are no wider than they must be."""
_PREVIEW_MS = 250
MOST_PREVIEWED = 20_000
"""Of more sightings only the number is told: counting all that is known of them would hold others up."""


@dataclass(frozen=True, slots=True)
class ExportChoices:
    """What beside format and place can be chosen."""

    profiles: tuple[ExportProfile, ...] = (INTERNAL,)
    """The first is suggested."""
    keys: tuple[tuple[str, bool], ...] = ()
    """Signing keys: name, and whether a passphrase opens it."""
    persons: Persons = ()
    filters: Filters = field(default_factory=Filters)
    """What is passed by in the window now, beyond what the search that is shown was made with."""
    expected: int = 0
    """Sightings that pass, or candidates of the search that is shown."""
    asks_reason: bool = False
    """The policy of the case asks why something is exported."""


class ExportDialog(AskingFrame):
    """Collects contents, persons, what is left out, format, the key that signs, reason and path."""

    export_wanted = Signal(object)  # ExportRequest
    preview_wanted = Signal(object)  # ExportRequest
    profile_wanted = Signal(object)  # frozenset[Field]

    def __init__(
        self,
        parent: QWidget | None,
        formats: Sequence[tuple[str, str]],
        folder: Path,
        search: tuple[SearchId, str] | None,
        choices: ExportChoices | None = None,
    ) -> None:
        """Offer `formats`; `search` is the search now shown with its name."""
        told = tr("Every export carries the hashes, the models and how each fact is known.")
        super().__init__(parent, tr("Export"), told)
        self.setMinimumWidth(690)
        self._formats, self._folder = list(formats), folder
        self._choices = choices or ExportChoices()
        self._format, self._what = QComboBox(), QComboBox()
        self._profile, self._key = QComboBox(), QComboBox()
        self._path, self._passphrase, self._reason = QLineEdit(), QLineEdit(), QLineEdit()
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._fields, self._persons = FieldsBox(), PersonsList(self._choices.persons)
        self._note, self._narrowed = label("", "faint", wraps=True), label("", "warning", wraps=True)
        for words in (self._note, self._narrowed):
            words.setMinimumWidth(_WORDS_PX)
        self._preview = note(lines=2)
        self._asked: ExportRequest | None = None
        self._is_refused = False
        self._soon = QTimer(self, singleShot=True, interval=_PREVIEW_MS)
        self._soon.timeout.connect(self._ask_preview)
        self._fill(search)
        self._layout = self._form()
        self.add_body(self._layout, 0)
        self.add_body(rule(), 0)
        self.add_body(self._preview, 0)
        self.add_problem()
        self.add_button(tr("Cancel"), self.reject)
        self._write = self.add_button(tr("Export"), self.write, primary=True)
        self.finish()
        self._connect()
        self._on_profile()
        self._suggest()

    def _fill(self, search: tuple[SearchId, str] | None) -> None:
        for _, title in self._formats:
            self._format.addItem(tr(title))
        if search is not None:
            self._what.addItem(tr("Candidates for {name}", name=search[1]), search[0])
        elif not self._choices.filters.is_empty:
            self._what.addItem(tr("What the filters let pass"), _FILTERED)
        self._what.addItem(tr("All sightings of the case"), None)
        self.show_profiles(self._choices.profiles)
        self._key.addItem(tr("Do not sign"), "")
        for name, _ in self._choices.keys:
            self._key.addItem(tr("Sign with {name}", name=name), name)
        asks = self._choices.asks_reason
        why = tr("Asked for by the policy of the case") if asks else tr("Optional; goes into the log")
        self._reason.setPlaceholderText(why)

    def _form(self) -> FieldForm:
        profile, place = QHBoxLayout(), QHBoxLayout()
        for row, part, words, do in (
            (profile, self._profile, tr("Save as…"), self._save_profile),
            (place, self._path, tr("Choose…"), self._choose),
        ):
            row.setSpacing(8)
            row.addWidget(part, 1)
            row.addWidget(push_button(words, do))
        form = FieldForm()
        form.add(tr("Contents"), self._what)
        form.addRow("", self._narrowed)
        self._whom = form.add(tr("Persons"), self._persons)
        form.add(tr("Format"), self._format)
        form.addRow("", self._note)
        form.add(tr("Profile"), profile)
        form.add(tr("Leave out"), self._fields)
        form.add(tr("Signature"), self._key)
        form.add(tr("Passphrase"), self._passphrase)
        form.add(tr("Reason"), self._reason)
        form.add(tr("Write to"), place)
        for part, name in (
            (self._what, tr("Contents")),
            (self._format, tr("Format")),
            (self._profile, tr("Profile")),
            (self._key, tr("Signature")),
            (self._passphrase, tr("Passphrase of the key")),
            (self._reason, tr("Reason")),
            (self._path, tr("File to write")),
        ):
            part.setAccessibleName(name)
        return form

    def _connect(self) -> None:
        self._format.currentIndexChanged.connect(self._suggest)
        self._what.currentIndexChanged.connect(self._suggest)
        self._profile.currentIndexChanged.connect(self._on_profile)
        self._fields.changed.connect(self._on_fields)
        self._key.currentIndexChanged.connect(self._tell)
        self._persons.itemChanged.connect(lambda _item: self._tell())
        self._path.textChanged.connect(self._check)
        self._reason.textChanged.connect(self._check)

    # ------------------------------------------------------------ what changes with what

    def _suggest(self) -> None:
        if not self._formats:
            self._check()
            return
        search_id, kind = self._search_id, self._kind
        name = "sightings" if search_id is None else f"search-{search_id}"
        stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        middle = f"-{kind}" if not suffix_of(kind) else ""
        self._path.setText(str(self._folder / f"{name}-{stamp}{middle}{suffix_of(kind)}"))
        self._tell()

    def _tell(self) -> None:
        """Show what belongs to contents, format, persons and key that are chosen."""
        self._is_refused = False
        kind = self._kind
        is_bundle, is_redacted = kind == "bag", kind == REDACTED
        is_locked = dict(self._choices.keys).get(self._key.currentData(), False)
        self._note.setText(note_of(kind))
        leaves_filters = self._what.currentData() != _FILTERED and not self._choices.filters.is_empty
        self._narrowed.setText(tr(NARROWED) if leaves_filters else "")
        hint = tr("These stay visible; none ticked: all who are confirmed")
        self._persons.setToolTip(hint if is_redacted else tr("Only these; none ticked: everyone"))
        self._whom.setText(tr("Stay visible") if is_redacted else tr("Persons"))
        has_persons = bool(self._choices.persons) and (is_redacted or self._search_id is None)
        for part, is_shown in (
            (self._note, bool(self._note.text())),
            (self._narrowed, leaves_filters),
            (self._persons, has_persons),
            (self._key, is_bundle),
            (self._passphrase, is_bundle and is_locked),
        ):
            self._layout.setRowVisible(part, is_shown)
        self._check()
        self._preview.setText(tr("Counting…") if self._expected <= MOST_PREVIEWED else self._many())
        self._soon.start()

    def _on_profile(self) -> None:
        row = self._profile.currentIndex()
        if 0 <= row < len(self._choices.profiles):
            self._fields.tick(self._choices.profiles[row].leave_out)

    def _on_fields(self) -> None:
        """Call the choice by the name of a profile that is the same, if there is one."""
        same = [n for n, one in enumerate(self._choices.profiles) if one.leave_out == self._fields.ticked]
        row = self._profile.currentIndex()
        if row not in same:
            self._profile.blockSignals(True)
            self._profile.setCurrentIndex(same[0] if same else len(self._choices.profiles))
            self._profile.blockSignals(False)
        self._soon.start()

    def _check(self) -> None:
        words = self._path.text().strip()
        problem = place_problem(words)
        self.say_problem(problem)
        lacks_reason = self._choices.asks_reason and not self._reason.text().strip()
        can_be = bool(self._formats) and not self._is_refused
        self._write.setEnabled(bool(words) and not problem and can_be and not lacks_reason)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Export to"), self._path.text())
        if chosen:
            self._path.setText(chosen)

    def _save_profile(self) -> None:
        self.profile_wanted.emit(self._fields.ticked)

    # ------------------------------------------------------------ preview

    @property
    def _expected(self) -> int:
        return self._choices.expected

    def _many(self) -> str:
        return text.counted(self._expected, "sighting", "sightings") + "."

    def _ask_preview(self) -> None:
        if self._formats and self._expected <= MOST_PREVIEWED:
            self._asked = self.request()
            self.preview_wanted.emit(self._asked)

    def show_preview(self, asked: ExportRequest, preview: ExportPreview) -> None:
        """Show what the export would hold, if nothing else was chosen meanwhile."""
        if asked is self._asked:
            self._is_refused = False
            self._preview.setText(preview_words(preview, asked.format))
            self._check()

    def show_refusal(self, asked: ExportRequest, words: str) -> None:
        """Show why the export would be refused."""
        if asked is self._asked:
            self._is_refused = True
            self._preview.setText(words)
            self._check()

    @property
    def preview(self) -> str:
        """Return what is said of the export."""
        return self._preview.text()

    # ------------------------------------------------------------ choices

    @property
    def _kind(self) -> str:
        return self._formats[self._format.currentIndex()][0] if self._formats else ""

    @property
    def _search_id(self) -> SearchId | None:
        chosen = self._what.currentData()
        return None if chosen is None or chosen == _FILTERED else SearchId(int(chosen))

    @property
    def can_write(self) -> bool:
        """Tell whether all is filled in and nothing would be overwritten."""
        return self._write.isEnabled()

    def request(self) -> ExportRequest:
        """Return the export as it was filled in."""
        filters = self._choices.filters if self._what.currentData() == _FILTERED else Filters()
        out, reason = Path(self._path.text().strip()), self._reason.text().strip()
        request = ExportRequest(self._kind, out, self._search_id, reason, filters)
        persons = self._persons.ticked
        if persons and self._kind == REDACTED:
            request = replace(request, subjects=persons)
        elif persons and self._search_id is None:
            inside = persons if filters.sightings is None else persons & filters.sightings
            request = replace(request, filters=replace(filters, sightings=inside))
        leave_out, row = self._fields.ticked, self._profile.currentIndex()
        named = self._choices.profiles[row].name if row < len(self._choices.profiles) else ""
        if leave_out or named not in ("", INTERNAL.name):
            request = replace(request, profile=named, leave_out=leave_out)
        if self._kind == "bag" and self._key.currentData():
            request = replace(request, key=self._key.currentData(), passphrase=self._passphrase.text())
        return request

    def write(self) -> None:
        """Ask for the export as it was filled in."""
        self.export_wanted.emit(self.request())
        self.accept()

    def show_profiles(self, profiles: Sequence[ExportProfile], chosen: str = "") -> None:
        """Offer these profiles, and choose one of them by name."""
        self._choices = replace(self._choices, profiles=tuple(profiles))
        self._profile.blockSignals(True)
        self._profile.clear()
        for one in profiles:
            self._profile.addItem(text.told(one.name))
        self._profile.addItem(tr(_OWN_CHOICE))
        names = [one.name for one in profiles]
        self._profile.setCurrentIndex(names.index(chosen) if chosen in names else 0)
        self._profile.blockSignals(False)

    def set_path(self, path: Path) -> None:
        """Write to this place."""
        self._path.setText(str(path))

    def choose(self, kind: str, profile: str = "", key: str = "") -> None:
        """Choose a format, and a profile and a key where they are named."""
        self._format.setCurrentIndex([name for name, _ in self._formats].index(kind))
        if profile:
            self._profile.setCurrentText(profile)
        if key:
            self._key.setCurrentIndex(self._key.findData(key))

    @property
    def fields(self) -> FieldsBox:
        """Return the boxes of what is left out."""
        return self._fields

    @property
    def persons(self) -> PersonsList:
        """Return the list of persons."""
        return self._persons

    @property
    def warning(self) -> QLabel:
        """Return the words on filters that are no part of the export."""
        return self._narrowed

    def type_reason(self, words: str) -> None:
        """Say why something is exported."""
        self._reason.setText(words)

    def type_passphrase(self, words: str) -> None:
        """Fill the passphrase in."""
        self._passphrase.setText(words)
