"""The legal authority for searches: what is recorded, how it stands, and a form for another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from reid_desktop.domain.authority import Authority, Gate, Standing
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.ids import EntryId
from reid_desktop.services.gatekeeping import Standings
from reid_desktop.ui import text
from reid_desktop.ui.painting.making import label, push_button, rule
from reid_desktop.ui.painting.wrapped_rows import WrappedRows
from reid_desktop.ui.translating import said, tr

from .authority_form import AuthorityForm
from .frame import AskingFrame
from .words import QuestionDialog

_ID_ROLE = Qt.ItemDataRole.UserRole
_OPENING_ROLE = Qt.ItemDataRole.UserRole + 1
_GATES = {
    Gate.OFF: said("Searches of persons need no authority in this case."),
    Gate.ADVISE: said("Searches of persons are possible without an authority; each then says so."),
    Gate.ENFORCE: said("Searches of persons need a valid authority, and keep within it."),
}
_OPENING = said("urgent use, no authority named yet")
_STANDINGS = {
    Standing.VALID: said("valid"),
    Standing.EXPIRED: said("expired"),
    Standing.LAPSED: said("lapsed: urgent, not confirmed in time"),
    Standing.REJECTED: said("rejected, its results were deleted"),
    Standing.ENDED: said("ended"),
    Standing.SUPERSEDED: said("superseded by the authority that was recorded"),
}


class AuthorityDialog(AskingFrame):
    """Lists the authorities of a case; records another, and confirms, ends or rejects one."""

    recorded = Signal(object)  # Authority
    judged = Signal(object, str, str)  # EntryId, verdict, reason

    def __init__(
        self, parent: QWidget | None, standings: Standings, exhibits: Sequence[Exhibit] = ()
    ) -> None:
        """Show how the case stands with the law; an authority can be for some of `exhibits`."""
        super().__init__(parent, tr("Authority for searches"), tr(_GATES[standings.policy.gate]))
        self.setMinimumWidth(640)
        self.form = AuthorityForm(exhibits)
        for sentence in standings.sentences:
            self.add_body(label(text.told(sentence), "warning", wraps=True), 0)
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Authorities"))
        self._list.setWordWrap(True)
        self._list.setItemDelegate(WrappedRows(self._list))
        self._list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFixedHeight(104)
        for authority, standing in standings.authorities:
            self._add(authority, standing)
        self._none = label(tr("None is recorded yet."), "muted")
        self._none.setVisible(not standings.authorities and not standings.sentences)
        self._list.setVisible(bool(standings.authorities))
        self._list.currentItemChanged.connect(lambda _now, _before: self._tell())
        self.add_body(self._list)
        self.add_body(self._none, 0)
        self._add_verdicts(bool(standings.authorities))
        self._add_form(tr("Record another") if standings.authorities else tr("Record the authority"))
        self.add_button(tr("Close"), self.reject)
        self._record = self.add_button(tr("Record"), self._on_record, primary=True)
        self.finish()
        self._tell()
        self.form.setFocus()

    def choose(self, row: int, reason: str = "") -> None:
        """Choose an authority of the list, and say why it is to be closed."""
        self._list.setCurrentRow(row)
        self._reason.setText(reason)

    @property
    def lines(self) -> list[str]:
        """Return what the list shows."""
        return [self._list.item(row).text() for row in range(self._list.count())]

    @property
    def chosen(self) -> EntryId:
        """Return the authority of the list that is chosen."""
        return EntryId(int(self._list.currentItem().data(_ID_ROLE)))

    def _add(self, authority: Authority, standing: Standing) -> None:
        reference = tr(_OPENING) if authority.is_opening else text.plain(authority.reference)
        parts = [reference, tr(_STANDINGS[standing])]
        if authority.offence:
            parts.append(text.plain(authority.offence))
        if authority.exhibits:
            parts.append(text.plain(", ".join(sorted(authority.exhibits))))
        if authority.persons:
            parts.append(text.plain("; ".join(authority.persons)))
        if authority.after_utc_ms is not None or authority.before_utc_ms is not None:
            after, before = _day(authority.after_utc_ms), _day(authority.before_utc_ms)
            parts.append(tr("times {after} to {before}", after=after, before=before))
        until = authority.urgent_until_utc_ms
        if until is not None and standing is Standing.VALID:
            parts.append(tr("confirm by {moment}", moment=iso_utc(until)[:16].replace("T", " ") + " UTC"))
        if authority.expires_utc_ms is not None:
            parts.append(tr("expires {moment}", moment=iso_utc(authority.expires_utc_ms)[:10]))
        item = QListWidgetItem(" · ".join(parts))
        item.setData(_ID_ROLE, authority.authority_id)
        item.setData(_OPENING_ROLE, authority.is_opening)
        self._list.addItem(item)

    def _add_verdicts(self, are_there: bool) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self._reason = QLineEdit()
        self._reason.setPlaceholderText(tr("Why (needed to confirm, end or reject)"))
        self._reason.setAccessibleName(tr("Reason"))
        self._reason.textChanged.connect(self._tell)
        self._verdicts = [
            push_button(tr("Confirm"), lambda: self._judge("confirmed")),
            push_button(tr("End"), lambda: self._judge("ended")),
            push_button(tr("Reject, delete results"), self.ask_rejection),
        ]
        for button in self._verdicts:
            row.addWidget(button)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._reason)
        column.addLayout(row)
        holder.setVisible(are_there)
        self.add_body(holder, 0)

    def _add_form(self, heading: str) -> None:
        self.add_body(rule(), 0)
        self.add_body(label(heading, "heading"), 0)
        self.add_body(self.form, 0)
        self.add_problem()
        self.form.changed.connect(self._tell)

    def _tell(self) -> None:
        self._record.setEnabled(self.form.is_ready)
        self.say_problem(self.form.problem)
        is_chosen = self._list.currentRow() >= 0
        ready = is_chosen and bool(self._reason.text().strip())
        is_opening = is_chosen and bool(self._list.currentItem().data(_OPENING_ROLE))
        for button in self._verdicts:
            button.setEnabled(ready and not is_opening)
        self._verdicts[-1].setEnabled(ready)

    def _on_record(self) -> None:
        self.recorded.emit(self.form.value())
        self.accept()

    def ask_rejection(self) -> None:
        """Make sure that searches are to be deleted."""
        words = tr(
            "The searches and alarms that were made under it are deleted for good, with what was decided "
            "about them. A row of the log remains. Exports that were written before are not reached."
        )
        QuestionDialog(
            self,
            tr("Reject the authority?"),
            words,
            tr("Reject and delete"),
            lambda: self._judge("rejected"),
            is_final=True,
        ).open()

    def _judge(self, verdict: str) -> None:
        self.judged.emit(self.chosen, verdict, self._reason.text().strip())
        self.accept()


def _day(utc_ms: int | None) -> str:
    return "…" if utc_ms is None else iso_utc(utc_ms)[:10]
