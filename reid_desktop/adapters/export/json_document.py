"""The case file as one JSON document of a stable schema, written row by row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
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
        with in_the_users_words(), out.open("x", encoding="ascii", newline="\n") as file:
            for done, piece in enumerate(pieces_of(selection, self._program_version)):
                if 0 < done <= len(selection.rows):
                    step = Progress("Writing the document", done - 1, len(selection.rows), "sightings")
                    job.checkpoint(step)
                file.write(piece)
            settle(file)


def pieces_of(selection: Selection, program_version: str) -> Iterator[str]:
    """Yield the document: what comes before the rows, each row, what comes after."""
    head = {"schema": SCHEMA, "schema_version": SCHEMA_VERSION, **head_fields(selection, program_version)}
    yield json.dumps(head, indent=1, allow_nan=False)[:-2] + ',\n "sightings": ['
    for done, row in enumerate(selection.rows):
        yield (",\n  " if done else "\n  ") + json.dumps(sighting_fields(row), allow_nan=False)
    yield "\n ]\n}\n"


def content_sha256(selection: Selection, program_version: str) -> str:
    """Return the SHA-256 of the document of a selection: what a printed page can be compared with."""
    digest = hashlib.sha256()
    for piece in pieces_of(selection, program_version):
        digest.update(piece.encode("ascii"))
    return digest.hexdigest()
