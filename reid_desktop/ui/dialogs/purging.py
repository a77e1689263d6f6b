"""Deleting all of a case but its facts and its log."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from reid_desktop.domain.capture import iso_utc
from reid_desktop.ports.closing import PurgeErrand
from reid_desktop.services.case_desk import Held
from reid_desktop.ui import text
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.translating import tr

from .frame import AskingFrame, FieldForm, note


class PurgeDialog(AskingFrame):
    """Says what will be gone, and asks for a reason and for the number of the case."""

    purge_wanted = Signal(object)  # PurgeErrand

    def __init__(self, parent: QWidget | None, held: Held, now_utc_ms: int) -> None:
        """Show what the case holds now."""
        words = tr(
            "All that was found, searched and decided is deleted for good, and nothing readable is left "
            "on the disk. The facts of the case, its log and who governed it remain. The evidence is not "
            "touched."
        )
        super().__init__(parent, tr("Purge the case"), words)
        self.setMinimumWidth(560)
        self._number = held.number
        parts = [
            text.counted(held.counts.media, "file", "files"),
            text.counted(held.counts.sightings, "sighting", "sightings"),
            text.counted(held.counts.searches, "search", "searches"),
        ]
        self.add_body(label(tr("Will be deleted: {what}.", what=", ".join(parts)), "danger", wraps=True), 0)
        until = held.retain_until_utc
        self._is_early = bool(until) and str(until) > iso_utc(now_utc_ms)
        self._early = QCheckBox(tr("Purge all the same, before its time"), self)
        if until:
            kept = tr("The case is to be kept until {until} (UTC).", until=until[:10])
            self.add_body(label(kept, "warning" if self._is_early else "muted", wraps=True), 0)
        if self._is_early:
            self.add_body(self._early, 0)
        else:
            self._early.hide()
        self._reason, self._typed = QLineEdit(), QLineEdit()
        self._reason.setAccessibleName(tr("Reason"))
        self._reason.setPlaceholderText(tr("Stands in the log that remains"))
        self._typed.setAccessibleName(tr("Number of the case, typed in"))
        self._typed.setPlaceholderText(text.plain(held.number))
        form = FieldForm()
        form.add(tr("Reason"), self._reason)
        form.add(tr("Case number"), self._typed)
        hint = tr("Type the number of the case to show that you mean this one.")
        form.add("", note(hint, lines=1))
        self.add_body(form)
        self.add_button(tr("Cancel"), self.reject)
        self._purge = self.add_button(tr("Close and purge"), self.purge)
        self.finish()
        for field in (self._reason, self._typed):
            field.textChanged.connect(lambda _words: self._tell())
        self._early.toggled.connect(lambda _on: self._tell())
        self._tell()

    def fill(self, reason: str, number: str, *, is_early: bool = False) -> None:
        """Fill everything in."""
        self._reason.setText(reason)
        self._typed.setText(number)
        self._early.setChecked(is_early)

    @property
    def can_purge(self) -> bool:
        """Tell whether all is filled in, and this case is meant."""
        return self._purge.isEnabled()

    def purge(self) -> None:
        """Ask for the case to be closed and purged."""
        self.purge_wanted.emit(PurgeErrand(self._reason.text().strip(), self._is_early))
        self.accept()

    def _tell(self) -> None:
        is_meant = self._typed.text().strip() == self._number.strip()
        agreed = not self._is_early or self._early.isChecked()
        self._purge.setEnabled(bool(self._reason.text().strip()) and is_meant and agreed)
