"""Sightings drawn by hand, in the database."""

from __future__ import annotations

from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.drawing import DrawnBox

from .database import Database
from .rows import restored


class DrawnReading:
    """Answers about sightings drawn by hand."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def drawn_boxes(self) -> list[DrawnBox]:
        """Return all sightings that were drawn by hand, oldest first."""
        return [
            DrawnBox(
                SightingId(row["sighting_id"]),
                None if row["replaces"] is None else SightingId(row["replaces"]),
                restored(row["author"]),
                row["at_utc"],
                restored(row["reason"]),
            )
            for row in self._database.rows("SELECT * FROM drawn_box ORDER BY sighting_id")
        ]
