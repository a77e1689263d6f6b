"""The case file as one JSON document of a stable schema, written row by row."""

from __future__ import annotations

import json
from pathlib import Path

from reid_desktop.domain.jobs import Progress
from reid_desktop.ports.export import Selection
from reid_desktop.ports.system import JobControl

from .csv_table import settle
from .head_fields import head_fields
from .row_fields import sighting_fields
from .writing import in_the_users_words

SCHEMA = "reid-desktop/case-file"
SCHEMA_VERSION = 1
"""Fields are only added within a version; docs/formats.md describes them."""


class JsonDocument:
    """Writes one object whose `sightings` stand one a line; in ASCII, so that nothing steers a terminal."""

    format = "json"
    title = "JSON document"

    def __init__(self, program_version: str) -> None:
        """`program_version` stands in the document."""
        self._program_version = program_version

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a file that does not exist.

        :raises ExportError: it cannot be written.
        """
        head = {
            "schema": SCHEMA,
            "schema_version": SCHEMA_VERSION,
            **head_fields(selection, self._program_version),
        }
        opening = json.dumps(head, indent=1, allow_nan=False)[:-2]
        with in_the_users_words(), out.open("x", encoding="ascii", newline="\n") as file:
            file.write(opening + ',\n "sightings": [')
            for done, row in enumerate(selection.rows):
                job.checkpoint(Progress("Writing the document", done, len(selection.rows), "sightings"))
                file.write(",\n  " if done else "\n  ")
                file.write(json.dumps(sighting_fields(row), allow_nan=False))
            file.write("\n ]\n}\n")
            settle(file)
