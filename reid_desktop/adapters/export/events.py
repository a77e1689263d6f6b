"""What happened when: one event a sighting, in order of time, as CSV or JSON.

Every time is ISO 8601 with an offset; what is uncertain says from when to when it may be. Sightings
without a known time stand at the end.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.jobs import Progress
from reid_desktop.ports.export import ExportRow, Selection
from reid_desktop.ports.system import JobControl

from .csv_table import open_table, settle, text_cell
from .head_fields import head_fields
from .row_facts import EARLIEST_MS, LATEST_MS, appearance_utc_ms
from .row_fields import Fields, sighting_fields
from .writing import in_the_users_words

SCHEMA_VERSION = 1
_TAKEN_OVER = (
    "sighting_id", "rank", "time_utc", "time_local", "time_zone", "time_zone_known_from",
    "time_uncertainty_s", "time_original", "time_source", "time_known_from", "latitude_deg",
    "longitude_deg", "accuracy_m", "place_source", "place_name", "decision",
)  # fmt: skip
COLUMNS = (*_TAKEN_OVER, "end_utc", "earliest_utc", "latest_utc", "exhibits", "kind", "sha256", "device_path")
"""Fields of an event, in order; they are only ever added at the end, with a new SCHEMA_VERSION."""


def event_fields(row: ExportRow) -> Fields:
    """Return an event as named values."""
    known = sighting_fields(row)
    start_ms = appearance_utc_ms(row)
    sighting, media = row.sighting, row.media
    length_ms = round(1000 * max((sighting.end_s or 0.0) - (sighting.start_s or 0.0), 0.0))
    off_ms = round(1000 * media.time.uncertainty_s) if media.time else 0
    copies = known["media"]["copies"]
    return {
        **{name: known[name] for name in _TAKEN_OVER},
        "end_utc": _iso(start_ms, length_ms),
        "earliest_utc": _iso(start_ms, -off_ms),
        "latest_utc": _iso(start_ms, length_ms + off_ms),
        "exhibits": sorted({copy["exhibit"] for copy in copies}),
        "kind": known["media"]["kind"],
        "sha256": media.sha256,
        "device_path": copies[0]["device_path"] if copies else None,
    }


def _iso(start_ms: int | None, later_ms: int) -> str | None:
    if start_ms is None:
        return None
    return iso_utc(min(max(start_ms + later_ms, EARLIEST_MS), LATEST_MS))


def _lines(selection: Selection, job: JobControl, encode: Callable[[Fields], str]) -> Iterator[str]:
    """Yield the encoded events in order of time, those without one last.

    They are written down on the way and read back in order: a million would not fit into memory well.
    """
    places: list[tuple[bool, int, int, int]] = []
    with tempfile.TemporaryFile() as spool:
        for done, row in enumerate(selection.rows):
            job.checkpoint(Progress("Gathering the events", done, len(selection.rows), "events"))
            start_ms = appearance_utc_ms(row)
            line = encode(event_fields(row)).encode("utf-8")
            places.append((start_ms is None, start_ms or 0, spool.tell(), len(line)))
            spool.write(line)
        for _, _, at, length in sorted(places):
            spool.seek(at)
            yield spool.read(length).decode("utf-8")


def _csv_line(event: Fields) -> str:
    line = io.StringIO(newline="")
    csv.writer(line).writerow([_cell(event[name]) for name in COLUMNS])
    return line.getvalue()


class EventsCsv:
    """Writes a table with a row an event; docs/formats.md describes the columns."""

    format = "eventscsv"
    title = "Events in order of time (CSV)"

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a file that does not exist.

        :raises ExportError: it cannot be written.
        """
        with in_the_users_words(), open_table(out) as file:
            csv.writer(file).writerow(COLUMNS)
            for line in _lines(selection, job, _csv_line):
                file.write(line)
            settle(file)


class EventsJson:
    """Writes one object whose `events` stand one a line, in ASCII."""

    format = "eventsjson"
    title = "Events in order of time (JSON)"

    def __init__(self, program_version: str) -> None:
        """`program_version` stands in the document."""
        self._program_version = program_version

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a file that does not exist.

        :raises ExportError: it cannot be written.
        """
        head = {
            "schema": "reid-desktop/events",
            "schema_version": SCHEMA_VERSION,
            **head_fields(selection, self._program_version),
        }
        with in_the_users_words(), out.open("x", encoding="ascii", newline="\n") as file:
            file.write(json.dumps(head, indent=1, allow_nan=False)[:-2] + ',\n "events": [')
            lines = _lines(selection, job, lambda event: json.dumps(event, allow_nan=False))
            for done, line in enumerate(lines):
                file.write((",\n  " if done else "\n  ") + line)
            file.write("\n ]\n}\n")
            settle(file)


def _cell(value: object) -> str | int | float | None:
    if isinstance(value, list):
        return text_cell(", ".join(str(one) for one in value))
    if isinstance(value, str):
        # An offset by itself, such as `+02:00`, is a formula to a spreadsheet.
        return text_cell(f"UTC{value}" if value[:1] in "+-" and value[1:3].isdecimal() else value)
    return value if isinstance(value, int | float) else None
