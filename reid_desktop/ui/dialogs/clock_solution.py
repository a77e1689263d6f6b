"""The offset of a clock as reference events support it, to be taken or left."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.clocks import ClockSolution, ReferenceEvent
from reid_desktop.ui import text
from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.translating import tr

from .frame import DialogFrame
from .tables import rows_table


class SolutionDialog(DialogFrame):
    """Lists the reference events with their offsets; those that do not fit are marked."""

    accepted_solution = Signal(object)  # ClockSolution

    def __init__(self, parent: QWidget | None, solution: ClockSolution) -> None:
        """Show `solution`."""
        super().__init__(
            parent, tr("Clock of the exhibit"), tr("Nothing is changed until you take the offset.")
        )
        self.resize(920, 440)
        self._solution = solution
        self.add_body(label(solution_words(solution), "strong", wraps=True), 0)
        if solution.note:
            self.add_body(label(text.told(solution.note), "warning", wraps=True), 0)
        rows = solution_rows(solution)
        if rows:
            headings = (
                tr("Used"),
                tr("Device clock (UTC)"),
                tr("True time (UTC)"),
                tr("Offset"),
                tr("Right to"),
                tr("How known"),
            )
            table = rows_table(tr("Reference events"), RowsModel(headings, rows, self), 5)
            table.selectRow(0)
            self.add_body(table)
        self.add_button(tr("Close"), self.reject)
        self._take = self.add_button(tr("Take this offset"), self.take, primary=True)
        self._take.setEnabled(bool(solution.events))
        self.finish()

    @property
    def can_take(self) -> bool:
        """Tell whether events support an offset."""
        return self._take.isEnabled()

    def take(self) -> None:
        """Hand the offset over."""
        self.accepted_solution.emit(self._solution)
        self.accept()


def solution_words(solution: ClockSolution) -> str:
    """Return what the events say together."""
    if not solution.events:
        return tr(
            "No reference events were found. They come from photos with satellite time, and from copies"
            " of the same file on other exhibits."
        )
    used = text.counted(len(solution.events), "event", "events")
    left = "; " + tr("{number} left out as not fitting", number=text.number(len(solution.left_out)))
    offset, doubt = text.offset(solution.offset_s), text.give_or_take(solution.uncertainty_s)
    words = tr("{offset} {doubt}, from {used}", offset=offset, doubt=doubt, used=used)
    return words + (left if solution.left_out else "") + "."


def solution_rows(solution: ClockSolution) -> list[tuple[str, ...]]:
    """Return a row for each event, those that were used first, each group by the device's clock."""
    groups = ((tr("yes"), solution.events), (tr("left out"), solution.left_out))
    return [
        _row(used, event)
        for used, events in groups
        for event in sorted(events, key=lambda one: one.device_utc_ms)
    ]


def _row(used: str, event: ReferenceEvent) -> tuple[str, ...]:
    offset_s = (event.true_utc_ms - event.device_utc_ms) / 1000
    return (
        used,
        text.moment(event.device_utc_ms),
        text.moment(event.true_utc_ms),
        text.offset(offset_s),
        text.give_or_take(event.true_uncertainty_s),
        text.told(event.basis),
    )
