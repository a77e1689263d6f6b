"""Exact stills and clips with frame numbers, beside the bytes of the files they are from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from reid_desktop.domain.errors import MediaError, SourceError
from reid_desktop.domain.export_profile import Field
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.media import MediaItem, MediaKind
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.export import ExportRow, Selection
from reid_desktop.ports.export_media import Breathe, ExactFrame
from reid_desktop.ports.system import JobControl

from .csv_table import Cell
from .evidence_tools import EvidenceTools, file_sha256, list_of, new_file, original_name, stem_of
from .row_facts import appearance_iso_utc
from .writing import in_the_users_words

COLUMNS = (
    "sighting_id", "rank", "time_utc", "kind", "source_sha256", "original", "original_path",
    "still", "still_sha256", "frame_number", "pts", "time_base", "time_s",
    "clip", "clip_sha256", "clip_frames", "clip_first_frame", "clip_last_frame", "problem",
)  # fmt: skip
FRAME_COLUMNS = ("clip_frame", "frame_number", "pts", "time_base", "time_s", "source_sha256")
README = f"""{LEAD_NOTICE}

originals  the bytes of the files as they were imported, named by their SHA-256. These are the evidence.
stills     one picture a sighting in a video: the frame of the sighting's crop, whole, upright, at full size,
           stored without loss (PNG). Photos have no still: their original is the exact picture.
clips      the stretch of a video in which the person was followed, every frame of it, encoded anew (H.264,
           no sound). A copy to look at: colours and sharpness are not those of the original to the last bit.
           Beside each clip a list names the frame of the original that each of its frames is.
index.csv  one line a sighting. `frame_number` counts the pictures of the video from 0 in order of
           presentation; `pts` times `time_base` is the presentation time in seconds as the container has it
           (empty where it has none, as in AVI); `time_s` is the time since the start of the clip.
"""


class ClipFolder:
    """Writes a folder; a file that cannot be reached, or has changed, is listed with the reason."""

    format = "clips"
    title = "Exact stills, clips and original files (folder)"

    def __init__(self, tools: EvidenceTools) -> None:
        """Read evidence and write pictures with `tools`."""
        self._tools = tools

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a folder that does not exist.

        :raises ExportError: it cannot be written.
        """
        with in_the_users_words():
            out.mkdir()
            with new_file(out / "README.txt") as file:
                file.write(README.encode())
            with list_of(out / "index.csv", COLUMNS) as line:
                for done, row in enumerate(selection.rows):
                    job.checkpoint(Progress("Copying the evidence", done, len(selection.rows), "sightings"))
                    line(self._row(row, out, job.breathe))

    def _row(self, row: ExportRow, out: Path, breathe: Breathe) -> Sequence[Cell]:
        item = row.media
        first: list[Cell] = [
            int(row.sighting.sighting_id), row.rank, appearance_iso_utc(row), item.kind.value, item.sha256
        ]  # fmt: skip
        try:
            name, path = self._original(item, out / "originals", breathe)
            if Field.LOCAL_PATHS in row.left_out:
                path = ""
            if item.kind is MediaKind.PHOTO:
                return [*first, name, path, *[None] * 12]
            still = self._still(row, out / "stills", breathe)
            return [*first, name, path, *still, *self._clip(row, out / "clips", breathe), None]
        except (SourceError, MediaError) as problem:
            return [*first, *[None] * 13, str(problem)]

    def _original(self, item: MediaItem, folder: Path, breathe: Breathe) -> tuple[str, str]:
        target = folder / original_name(item)
        name = f"originals/{target.name}"
        if target.exists():
            return name, ""
        try:
            with new_file(target) as file:
                return name, self._tools.evidence.original(item, file, breathe)
        except SourceError:
            target.unlink()
            raise

    def _still(self, row: ExportRow, folder: Path, breathe: Breathe) -> list[Cell]:
        at_s = row.sighting.best_s or row.sighting.start_s or 0.0
        frame = next(iter(self._tools.evidence.frames(row.media, at_s, at_s, breathe)))
        target = folder / f"{stem_of(row)}_f{frame.number}.png"
        with new_file(target) as file:
            file.write(self._tools.encoder.png(frame.pixels))
        about: list[Cell] = [frame.number, frame.pts, frame.time_base, round(frame.time_s, 6)]
        return [f"stills/{target.name}", file_sha256(target), *about]

    def _clip(self, row: ExportRow, folder: Path, breathe: Breathe) -> list[Cell]:
        sighting = row.sighting
        start_s = sighting.start_s or 0.0
        end_s = start_s if sighting.end_s is None else sighting.end_s
        folder.mkdir(exist_ok=True)
        target = folder / f"{stem_of(row)}.mp4"
        numbers: list[int] = []
        with list_of(target.with_suffix(".frames.csv"), FRAME_COLUMNS) as line:
            frames = self._tools.evidence.frames(row.media, start_s, end_s, breathe)
            count = self._tools.encoder.clip(target, _noted(frames, row.media.sha256, line, numbers))
        return [f"clips/{target.name}", file_sha256(target), count, numbers[0], numbers[-1]]


def _noted(
    frames: Iterator[ExactFrame], sha256: str, line: Callable[[Sequence[Cell]], None], numbers: list[int]
) -> Iterator[ExactFrame]:
    """Pass frames on, and write down which they are."""
    for frame in frames:
        time_s = round(frame.time_s, 6)
        line([len(numbers), frame.number, frame.pts, frame.time_base, time_s, sha256])
        numbers.append(frame.number)
        yield frame
