"""The jobs of one session: what runs, what waits, what is over and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from reid_desktop.domain.jobs import JobPhase, JobState
from reid_desktop.ui import text
from reid_desktop.ui.translating import said, tr

Index = QModelIndex | QPersistentModelIndex

JOB_ROLE = Qt.ItemDataRole.UserRole + 1
_HEADINGS = (said("Job"), said("State"), said("Done"), said("Rate"), said("Left"), said("Found"))
_PHASES = {
    JobPhase.QUEUED: said("waits"),
    JobPhase.RUNNING: said("runs"),
    JobPhase.PAUSED: said("paused"),
    JobPhase.DONE: said("done"),
    JobPhase.CANCELLED: said("stopped"),
    JobPhase.FAILED: said("failed"),
}


class JobRowsModel(QAbstractTableModel):
    """One row a job, those under way on top."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._jobs: list[JobState] = []

    def show_jobs(self, jobs: Sequence[JobState]) -> None:
        """Show jobs; rows that stay keep their place."""
        if [one.job_id for one in jobs] == [one.job_id for one in self._jobs]:
            self._jobs = list(jobs)
            if jobs:
                self.dataChanged.emit(self.index(0, 0), self.index(len(jobs) - 1, len(_HEADINGS) - 1))
            return
        self.beginResetModel()
        self._jobs = list(jobs)
        self.endResetModel()

    def job(self, row: int) -> JobState | None:
        """Return the job of a row, if there is one."""
        return self._jobs[row] if 0 <= row < len(self._jobs) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of jobs."""
        return 0 if parent.isValid() else len(self._jobs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look up a cell."""
        if not index.isValid():
            return None
        job = self._jobs[index.row()]
        if role == JOB_ROLE:
            return job
        if role == Qt.ItemDataRole.DisplayRole:
            return _cells(job)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return text.as_plain_tooltip(_cells(job)[index.column()])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a heading."""
        is_heading = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return tr(_HEADINGS[section]) if is_heading else None


def _cells(job: JobState) -> tuple[str, ...]:
    progress, runs = job.progress, job.phase is JobPhase.RUNNING
    total = "" if progress.total is None else " / " + text.number(progress.total)
    state = tr(_PHASES[job.phase])
    if runs and progress.step:
        state = text.told(progress.step)
    rate = progress.rate_per_s if runs else None
    return (
        text.plain(job.title),
        state if not job.problem else text.labelled(state, text.told(job.problem)),
        f"{text.number(progress.done)}{total}" if progress.done or progress.total else "",
        "" if rate is None else text.rate(rate),
        text.span(progress.remaining_s) if runs and progress.remaining_s is not None else "",
        text.counted(progress.sightings, "sighting", "sightings") if progress.sightings else "",
    )
