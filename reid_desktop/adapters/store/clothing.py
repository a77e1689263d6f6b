"""Clothing, in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from reid_desktop.domain.ids import SightingId

from .database import Database
from .reading import id_list, model_id_of
from .statements import Statements


class ClothingReading:
    """Answers about clothing."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def undressed(self, model_key: str, limit: int) -> list[SightingId]:
        """Return sightings of a model key whose clothing was not described yet, ascending."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT sighting_id FROM sighting WHERE model_id = ? AND sighting_id NOT IN "
                "(SELECT sighting_id FROM clothing) ORDER BY sighting_id LIMIT ?",
                (model_id_of(connection, model_key), limit),
            ).fetchall()
        return [SightingId(number) for (number,) in found]

    def undressed_count(self, model_key: str) -> int:
        """Return how many sightings of a model key were not described yet."""
        with self._database.reading() as connection:
            (count,) = connection.execute(
                "SELECT count(*) FROM sighting WHERE model_id = ? AND sighting_id NOT IN "
                "(SELECT sighting_id FROM clothing)",
                (model_id_of(connection, model_key),),
            ).fetchone()
        return int(count)

    def clothing(self, ids: Sequence[SightingId]) -> dict[SightingId, frozenset[str]]:
        """Return the words about these sightings; those not described are left out."""
        among = "sighting_id IN (SELECT value FROM json_each(?))"
        rows = self._database.rows(f"SELECT sighting_id, words FROM clothing WHERE {among}", (id_list(ids),))
        return {SightingId(row["sighting_id"]): frozenset(row["words"].split()) for row in rows}


class ClothingWriting(Statements):
    """The part of a writer that keeps clothing."""

    def dress(self, sighting_id: SightingId, model: str, words: Collection[str]) -> None:
        """Keep what a sighting wears; the first word stays."""
        self._run(
            "INSERT OR IGNORE INTO clothing (sighting_id, model, words) VALUES (?, ?, ?)",
            sighting_id,
            model,
            f" {' '.join(sorted(words))} ",
        )
