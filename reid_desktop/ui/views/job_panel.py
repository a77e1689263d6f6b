"""The panel of jobs: everything under way and over in this session, to be paused, stopped, taken up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from reid_desktop.domain.jobs import JobPhase, JobState
from reid_desktop.ui import text
from reid_desktop.ui.models.job_rows import JobRowsModel
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.making import push_button
from reid_desktop.ui.translating import tr

_LIVE = (JobPhase.QUEUED, JobPhase.RUNNING, JobPhase.PAUSED)
_UNFINISHED = (JobPhase.FAILED, JobPhase.CANCELLED)
_NAMES = (0, 1)
"""Columns of words, which share what the figures leave."""
_FIGURES_PX = (96, 64, 96, 124)


class JobPanel(QWidget):
    """Lists jobs; the chosen one can be held and stopped, or tried again."""

    pause_wanted = Signal(object)  # JobId
    resume_wanted = Signal(object)
    cancel_wanted = Signal(object)
    again_wanted = Signal(object)
    failures_wanted = Signal()

    def __init__(self) -> None:
        """Start with nothing running."""
        super().__init__()
        self.setProperty("part", "panel")
        self._model = JobRowsModel(self)
        self._table = QTableView()
        self._hold = push_button(tr("Pause"), self._on_hold)
        self._stop = push_button(tr("Stop"), self._on_stop)
        self._failures = push_button(tr("Files that did not come in…"), self.failures_wanted.emit)
        nothing = tr("Nothing has run since the case was opened.")
        self._none = ElidedLabel(nothing, tone="muted")
        self._build()
        self._table.selectionModel().currentRowChanged.connect(lambda: self._tell())
        self.show_jobs([])

    @property
    def model(self) -> JobRowsModel:
        """Return the rows."""
        return self._model

    @property
    def table(self) -> QTableView:
        """Return the table (for the keyboard)."""
        return self._table

    def show_failures(self, count: int) -> None:
        """Say on its button how many files did not come in."""
        many = f" ({text.number(count)})" if count else ""
        self._failures.setText(tr("Files that did not come in…") + many)

    def show_jobs(self, jobs: Sequence[JobState]) -> None:
        """Show jobs, those under way first."""
        row = self._table.currentIndex().row()
        chosen = self._model.job(row)
        self._model.show_jobs(jobs)
        ids = [one.job_id for one in jobs]
        if jobs:
            self._table.selectRow(ids.index(chosen.job_id) if chosen and chosen.job_id in ids else 0)
        self._none.setVisible(not jobs)
        self._tell()

    def _build(self) -> None:
        table = self._table
        table.setModel(self._model)
        table.setAccessibleName(tr("Jobs"))
        table.setProperty("rows", "true")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setWordWrap(False)
        for column in _NAMES:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column, width_px in enumerate(_FIGURES_PX, start=len(_NAMES)):
            table.setColumnWidth(column, width_px)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(8, 4, 8, 6)
        buttons.setSpacing(8)
        buttons.addWidget(self._none, 1)
        buttons.addStretch(0)  # where the words are hidden
        for button in (self._failures, self._hold, self._stop):
            buttons.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(table, 1)
        whole.addLayout(buttons)

    def _chosen(self) -> JobState | None:
        return self._model.job(self._table.currentIndex().row())

    def _tell(self) -> None:
        job = self._chosen()
        is_live = job is not None and job.phase in _LIVE
        is_held = job is not None and job.phase is JobPhase.PAUSED
        is_unfinished = job is not None and job.phase in _UNFINISHED
        self._hold.setEnabled(is_live or is_unfinished)
        self._stop.setEnabled(is_live)
        words = tr("Go on") if is_held else tr("Pause")
        self._hold.setText(tr("Try again") if is_unfinished else words)

    def _on_hold(self) -> None:
        job = self._chosen()
        if job is None:
            return
        if job.phase in _UNFINISHED:
            self.again_wanted.emit(job.job_id)
        else:
            wanted = self.resume_wanted if job.phase is JobPhase.PAUSED else self.pause_wanted
            wanted.emit(job.job_id)

    def _on_stop(self) -> None:
        job = self._chosen()
        if job is not None:
            self.cancel_wanted.emit(job.job_id)
