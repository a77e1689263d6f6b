"""Exports that are made of other exports: how the parts report and where the log goes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from reid_desktop.domain.jobs import Progress
from reid_desktop.ports.export import Exporter, Selection
from reid_desktop.ports.export_media import Breathe
from reid_desktop.ports.store import Mark
from reid_desktop.ports.system import JobControl

from .evidence_tools import new_file

LEFT_OUT = (
    "{name} is not here: it cannot hold the {count} rows of this export, which are in the other files.\n"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One export inside another."""

    name: str
    """Of the file or folder."""
    exporter: Exporter
    holds: Callable[[Selection], bool] | None = None
    """Whether this part can hold a selection; where it cannot, it is left out and a note stands for it."""


class PartJob:
    """Tells the job which part is being written."""

    def __init__(self, job: JobControl, title: str) -> None:
        """Put `title` before each step."""
        self._job = job
        self._title = title

    def checkpoint(self, progress: Progress) -> None:
        """Report; may raise Cancelled."""
        step = f"{self._title}: {progress.step[:1].lower()}{progress.step[1:]}"
        self._job.checkpoint(Progress(step, progress.done, progress.total, progress.unit))

    def breathe(self) -> None:
        """Show life."""
        self._job.breathe()

    def first_mark(self, mark: Mark) -> Mark:
        """Return the mark of the job's first attempt."""
        return self._job.first_mark(mark)

    def working_on(self, path: str) -> None:
        """Say which file is in hand."""
        self._job.working_on(path)

    def finished(self, path: str) -> None:
        """Say that the file is dealt with."""
        self._job.finished(path)


def write_parts(parts: Sequence[Part], selection: Selection, folder: Path, job: JobControl) -> None:
    """Write every part into `folder`, one after another.

    :raises ExportError: one cannot be written.
    """
    for part in parts:
        if part.holds is not None and not part.holds(selection):
            with new_file(folder / f"{part.name}.txt") as file:
                file.write(LEFT_OUT.format(name=part.name, count=len(selection.rows)).encode("ascii"))
            continue
        part.exporter.write(selection, folder / part.name, PartJob(job, part.name))


def write_log(selection: Selection, path: Path, breathe: Breathe) -> None:
    """Write the case's log up to where the selection was made, one JSON object a line.

    The values are exactly those that the chain was made over, so that it can be checked.

    :raises OSError: it cannot be written.
    """
    with new_file(path) as file:
        for entry in selection.records.audit() if selection.records else ():
            if entry.audit_id > selection.log_head.rows:
                break
            breathe()
            row = {f.name: getattr(entry, f.name) for f in fields(entry)}
            file.write(json.dumps(row).encode("ascii") + b"\n")
