"""What is running: step, progress, rate, remaining time, pause, cancel."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from reid_desktop.domain.jobs import JobPhase, JobState, Progress
from reid_desktop.ui import text
from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.making import icon_button, label, text_button
from reid_desktop.ui.translating import tr

_IN_CLIP = re.compile(r"(?P<name>.*): (?P<done>[\d:.]+) of (?P<total>[\d:.]+)", re.DOTALL)
"""How far a clip is, as the analysis process says it."""


class JobsView(QWidget):
    """The left part of the status bar: the job in work, and how many wait."""

    pause_wanted = Signal(object)  # JobId
    resume_wanted = Signal(object)
    cancel_wanted = Signal(object)
    failures_wanted = Signal()

    def __init__(self, icons: IconShelf) -> None:
        """Start with nothing running."""
        super().__init__()
        self._icons = icons
        self._job: JobState | None = None
        self._step = label("", "strong")
        self._bar = QProgressBar()
        self._words = ElidedLabel(tr("Ready"), tone="muted")
        self._more = label("", "muted")
        self._pause = icon_button(icons, "pause", tr("Pause"), self._on_pause)
        self._cancel = icon_button(icons, "close", tr("Cancel; what was done stays"), self._on_cancel)
        self._failures = text_button("", self.failures_wanted.emit)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(170)
        self._bar.setAccessibleName(tr("Progress"))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 1, 6, 1)
        row.setSpacing(8)
        for widget in (self._step, self._bar, self._pause, self._cancel):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        row.addWidget(self._more)
        row.addWidget(self._failures)
        self._failures.hide()
        self.setMinimumHeight(self.sizeHint().height())  # else a job that begins moves the whole window
        self.show_jobs([])

    @property
    def pause_button(self) -> QToolButton:
        """Return the button that pauses and resumes."""
        return self._pause

    @property
    def cancel_button(self) -> QToolButton:
        """Return the button that cancels."""
        return self._cancel

    @property
    def words(self) -> str:
        """Return the sentence about the job."""
        return self._words.words

    def show_jobs(self, jobs: list[JobState]) -> None:
        """Show the first running or paused job of a list, and count the rest."""
        active = [job for job in jobs if job.phase in (JobPhase.RUNNING, JobPhase.PAUSED)]
        queued = [job for job in jobs if job.phase is JobPhase.QUEUED]
        self._job = active[0] if active else queued[0] if queued else None
        waiting = len(active) + len(queued) - (self._job is not None)
        self._more.setText(tr("+{number} waiting", number=waiting) if waiting else "")
        for widget in (self._step, self._bar, self._pause, self._cancel):
            widget.setVisible(self._job is not None)
        if self._job is None:
            self._words.set_words(tr("Ready"))
            return
        paused = self._job.phase is JobPhase.PAUSED
        progress = self._job.progress
        self._step.setText(text.told(progress.step) or text.plain(self._job.title))
        self._tell_done(progress)
        self._words.set_words(progress_words(self._job.phase, progress))
        self._icons.dress(self._pause, "play" if paused else "pause")
        self._pause.setToolTip(tr("Resume") if paused else tr("Pause"))
        self._pause.setAccessibleName(tr("Resume") if paused else tr("Pause"))

    def _tell_done(self, progress: Progress) -> None:
        """Move the bar. Qt would paint it at once, and with it all of the window that waits for its turn."""
        self._bar.setUpdatesEnabled(False)
        self._bar.setRange(0, progress.total or 0)
        self._bar.setValue(min(progress.done, progress.total or 0))
        self._bar.setUpdatesEnabled(True)

    def show_failures(self, count: int) -> None:
        """Offer the list of files that did not come in."""
        self._failures.setVisible(count > 0)
        self._failures.setText(tr("{files} failed", files=text.counted(count, "file", "files")))

    def _on_pause(self) -> None:
        if self._job is not None:
            wanted = self.resume_wanted if self._job.phase is JobPhase.PAUSED else self.pause_wanted
            wanted.emit(self._job.job_id)

    def _on_cancel(self) -> None:
        if self._job is not None:
            self.cancel_wanted.emit(self._job.job_id)


def progress_words(phase: JobPhase, progress: Progress) -> str:
    """Return how far a job is: `123 of 400 files · 42/s · 7 s left · 51 sightings · name`."""
    if phase is JobPhase.QUEUED:
        return tr("waiting for the job before it")
    done = text.number(progress.done)
    if progress.total is not None:
        done = tr("{done} of {total}", done=done, total=text.number(progress.total))
    parts = [f"{done} {text.told(progress.unit)}"]
    if phase is JobPhase.PAUSED:
        parts.insert(0, tr("paused"))
    else:
        if progress.rate_per_s is not None:
            parts.append(text.rate(progress.rate_per_s))
        if progress.remaining_s is not None:
            parts.append(tr("{span} left", span=text.span(progress.remaining_s)))
    if progress.sightings:
        parts.append(text.counted(progress.sightings, "sighting", "sightings"))
    if progress.current:
        parts.append(_current(progress.current))
    return " · ".join(parts)


def _current(words: str) -> str:
    """Return the file in work; of a clip with how far it is."""
    found = _IN_CLIP.fullmatch(words)
    if found is None:
        return text.plain(words)
    reached = tr("{done} of {total}", done=found["done"], total=found["total"])
    return f"{text.plain(found['name'])}: {reached}"
