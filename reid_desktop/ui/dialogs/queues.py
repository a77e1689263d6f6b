"""The review queues of a case, each with how much of it is left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTableView, QWidget

from reid_desktop.domain.review import Verdict
from reid_desktop.services.review_queues import NamedQueue, QueueKind
from reid_desktop.ui import text
from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.translating import said, tr

from .frame import DialogFrame
from .tables import rows_table

_NAMES = {
    QueueKind.ALL: said("All sightings"),
    QueueKind.UNDECIDED: said("Undecided"),
    QueueKind.NEW: said("New since you looked"),
    QueueKind.INCONCLUSIVE: said("Inconclusive"),
    QueueKind.BOOKMARKED: said("Bookmarked"),
    QueueKind.TAG: said("Tag: {name}"),
    QueueKind.GRADE: said("Grade: {name}"),
    QueueKind.SEARCH: said("Search {number}: {name}"),
}


class QueuesDialog(DialogFrame):
    """Lists what there is to review; the chosen queue is shown in the gallery."""

    queue_chosen = Signal(object)  # Queue

    def __init__(self, parent: QWidget | None, queues: Sequence[NamedQueue]) -> None:
        """Show `queues`."""
        words = tr("A queue is worked through in the gallery; what is decided stays in it and is counted.")
        super().__init__(parent, tr("Review queues"), words)
        self.resize(720, 460 if queues else 180)
        self._queues = list(queues)
        model = RowsModel(
            (tr("Queue"), tr("Left"), tr("Confirmed"), tr("Excluded"), tr("Inconclusive")),
            [_row(one) for one in queues],
            self,
        )
        self._table = rows_table(tr("Review queues"), model, 0)
        self.add_button(tr("Close"), self.reject)
        show = self.add_button(tr("Work through it"), self._on_show, primary=True)
        show.setEnabled(bool(queues))
        if queues:
            self.add_body(self._table)
            self._table.selectRow(0)
            self._table.doubleClicked.connect(self._on_show)
        else:
            self.add_body(
                label(tr("Nobody was found in this case yet: there is nothing to review."), "muted"), 0
            )
        self.finish()
        self._table.setFocus()

    @property
    def table(self) -> QTableView:
        """Return the list."""
        return self._table

    def choose(self, row: int) -> None:
        """Choose a queue by its row."""
        self._table.selectRow(row)

    def _on_show(self) -> None:
        row = self._table.currentIndex().row()
        if row >= 0:
            self.queue_chosen.emit(self._queues[row].queue)
            self.accept()


def queue_name(one: NamedQueue) -> str:
    """Return what a queue is called."""
    name = text.plain(one.name) if one.probe is None else text.probe_name(one.probe)
    if one.kind is QueueKind.GRADE:
        [grade] = one.queue.filters.grades
        name = f"{text.plain(grade)} {text.told(one.name[len(grade) + 1 :])}"
    return tr(_NAMES[one.kind], name=name, number=one.queue.search_id)


def _row(one: NamedQueue) -> tuple[str, ...]:
    progress = one.progress
    left = tr("{left} of {total}", left=text.number(progress.left), total=text.number(progress.total))
    counts = (progress.counts[verdict.value] for verdict in Verdict)
    return queue_name(one), left, *(text.number(many) if many else "" for many in counts)
