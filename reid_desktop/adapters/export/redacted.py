"""Copies of photos and clips in which all but the chosen persons are masked, with a list to check by eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.errors import ExportError, MediaError, SourceError
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.domain.redaction import box_at, covers, masked
from reid_desktop.domain.sighting import Sighting
from reid_desktop.ports.export import ExportRow, Selection
from reid_desktop.ports.export_media import Breathe, ExactFrame
from reid_desktop.ports.export_records import CaseRecords
from reid_desktop.ports.system import JobControl

from .csv_table import Cell
from .evidence_tools import EvidenceTools, file_sha256, list_of, new_file, stem_of
from .writing import in_the_users_words

COLUMNS = (
    "file", "file_sha256", "sighting_id", "source_sha256", "kind", "first_frame", "last_frame", "masked",
    "subject_partly_masked", "problem", "looked_at_by", "date", "nobody_else_visible", "may_be_released",
)  # fmt: skip
NOBODY = (
    "Nobody is chosen to stay visible: none of these sightings is confirmed. Confirm those of the person "
    "first (in the review, or for a person of interest), or name them with --subject."
)
README = f"""{LEAD_NOTICE}

Copies in which everyone whom the program found is masked (filled grey), but for the chosen persons. They are
made from the stored boxes; in clips a mask covers where the person was in the samples before and after. The
original files were not touched, and these copies carry no metadata and no sound.

Nothing here may be released before a person has looked at every file, clips from beginning to end:
  1. Is anyone visible whom the program did not find: small, turned away, in a mirror, on a screen?
  2. Does anything else tell who somebody is: writing, number plates, house numbers, tattoos?
  3. Is a mask missing for a moment in a clip? Is the chosen person the right one in every frame?
  4. Lines with `subject_partly_masked`: is enough of the person left to see?
Fill in the last four columns of checklist.csv for every line.
"""


class RedactedFolder:
    """Writes a folder with masked copies and `checklist.csv`; the original never changes."""

    format = "redacted"
    title = "Redacted copies with a check list (folder)"

    def __init__(self, tools: EvidenceTools) -> None:
        """Read evidence and write pictures with `tools`."""
        self._tools = tools

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a folder that does not exist.

        :raises ExportError: nobody is chosen, or it cannot be written.
        """
        with in_the_users_words():
            out.mkdir()
            with new_file(out / "README.txt") as file:
                file.write(README.encode())
            subjects = chosen(selection)
            if not subjects and len(selection.rows):
                raise ExportError(NOBODY)
            with list_of(out / "checklist.csv", COLUMNS) as line:
                for done, row in enumerate(selection.rows):
                    job.checkpoint(Progress("Masking", done, len(selection.rows), "sightings"))
                    if row.sighting.sighting_id in subjects:
                        line(self._row(selection, row, subjects, out, job.breathe))

    def _row(
        self,
        selection: Selection,
        row: ExportRow,
        subjects: frozenset[SightingId],
        out: Path,
        breathe: Breathe,
    ) -> Sequence[Cell]:
        item = row.media
        about: list[Cell] = [int(row.sighting.sighting_id), item.sha256, item.kind.value]
        others = self._others(selection, row, subjects)
        try:
            if item.kind is MediaKind.PHOTO:
                target, told = self._photo(row, [other.box for other in others], out, breathe)
            else:
                assert selection.records is not None
                track_of = selection.records.track
                masking = _Masking(
                    [_Person(one.box, track_of(one.sighting_id)) for one in others],
                    _Person(row.sighting.box, track_of(row.sighting.sighting_id)),
                )
                target, told = self._clip(row, masking, out, breathe)
        except (SourceError, MediaError) as problem:
            return [None, None, *about, None, None, None, None, str(problem), *[None] * 4]
        return [target.name, file_sha256(target), *about, *told, *[None] * 5]

    def _others(
        self, selection: Selection, row: ExportRow, subjects: frozenset[SightingId]
    ) -> list[Sighting]:
        records: CaseRecords | None = selection.records
        if records is None or selection.model_key is None:
            raise ExportError("What else is in the pictures is not known, so nothing can be masked.")
        found = records.sightings_of_media(row.media.media_id, selection.model_key)
        return [one for one in found if one.sighting_id not in subjects]

    def _photo(
        self, row: ExportRow, boxes: Sequence[Box], out: Path, breathe: Breathe
    ) -> tuple[Path, list[Cell]]:
        whole = self._tools.evidence.photo(row.media, breathe)
        seen, is_ = row.sighting.frame_size, Size(whole.shape[1], whole.shape[0])
        across, along = is_.width_px / seen.width_px, is_.height_px / seen.height_px
        pixels = masked(whole, [box.scaled(across, along, is_) for box in boxes])
        target = out / f"{stem_of(row)}_redacted.jpg"
        with new_file(target) as file:
            file.write(self._tools.encoder.jpeg(pixels))
        return target, [None, None, len(boxes), _yes(covers(boxes, row.sighting.box, seen))]

    def _clip(
        self, row: ExportRow, masking: _Masking, out: Path, breathe: Breathe
    ) -> tuple[Path, list[Cell]]:
        sighting = row.sighting
        start_s = sighting.start_s or 0.0
        end_s = start_s if sighting.end_s is None else sighting.end_s
        target = out / f"{stem_of(row)}_redacted.mp4"
        frames = self._tools.evidence.frames(row.media, start_s, end_s, breathe)
        self._tools.encoder.clip(target, map(masking, frames))
        return target, [*masking.span, len(masking.hidden), _yes(masking.hides_subject)]


@dataclass(frozen=True, slots=True, eq=False)
class _Person:
    box: Box
    track: NDArray[np.float32] | None

    def at(self, time_s: float, within: Size) -> Box | None:
        """Return where the person may be; without a stored track, where they were seen best."""
        box = self.box if self.track is None else box_at(self.track, time_s)
        return None if box is None else box.clipped(within)


@dataclass(slots=True, eq=False)
class _Masking:
    """Masks frame after frame, and remembers whom."""

    others: Sequence[_Person]
    subject: _Person
    hidden: set[int] = field(default_factory=set)
    """Positions in `others` of those who were masked in any frame."""
    hides_subject: bool = False
    span: list[Cell] = field(default_factory=lambda: [None, None])
    """Numbers of the first and the last frame."""

    def __call__(self, frame: ExactFrame) -> ExactFrame:
        within = Size(frame.pixels.shape[1], frame.pixels.shape[0])
        there = {at: person.at(frame.time_s, within) for at, person in enumerate(self.others)}
        boxes = [box for box in there.values() if box is not None]
        subject = self.subject.at(frame.time_s, within)
        self.hidden |= {at for at, box in there.items() if box is not None}
        self.hides_subject |= subject is not None and covers(boxes, subject, within)
        self.span = [self.span[0] if self.span[0] is not None else frame.number, frame.number]
        return replace(frame, pixels=masked(frame.pixels, boxes))


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def chosen(selection: Selection) -> frozenset[SightingId]:
    """Return who stays visible: those named, else the rows that are confirmed, also for a person."""
    if selection.subjects:
        return selection.subjects
    return frozenset(row.sighting.sighting_id for row in selection.rows if row.is_confirmed)
