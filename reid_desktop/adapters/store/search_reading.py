"""Reading searches, and what a search does not look at."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

import numpy as np

from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.query import Candidate, SearchRecord
from reid_desktop.domain.search_options import LeftOut, Unsearched
from reid_desktop.ports.store import Ids

from .database import Database, rows_of
from .reading import model_id_of
from .search_rows import search_from, unpacked_ids
from .states import PENDING


class SearchReading:
    """Answers about searches."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def searches(self) -> list[SearchRecord]:
        """Return all searches, oldest first, without their candidates."""
        with self._database.reading() as connection:
            rows = rows_of(connection, "SELECT * FROM search ORDER BY search_id")
            counts = defaultdict(list)
            for row in rows_of(connection, "SELECT search_id, reason, count FROM search_left_out"):
                counts[row["search_id"]].append(LeftOut(Unsearched(row["reason"]), row["count"]))
        return [search_from(row, _in_order(counts[row["search_id"]])) for row in rows]

    def search(self, search_id: SearchId) -> SearchRecord:
        """Return one search with its candidates; raise CaseError if there is none."""
        with self._database.reading() as connection:
            rows = rows_of(connection, "SELECT * FROM search WHERE search_id = ?", (search_id,))
            if not rows:
                raise CaseError("The case has no search {search_id}.", search_id=search_id)
            candidates = connection.execute(
                "SELECT rank, sighting_id, score, person, joint FROM candidate WHERE search_id = ? "
                "ORDER BY rank",
                (search_id,),
            ).fetchall()
            counts = [
                LeftOut(Unsearched(reason), count)
                for reason, count in connection.execute(
                    "SELECT reason, count FROM search_left_out WHERE search_id = ?", (search_id,)
                )
            ]
        return search_from(rows[0], _in_order(counts), tuple(Candidate(*values) for values in candidates))

    def left_out(self, search_id: SearchId, reason: Unsearched) -> Ids:
        """Return the ids of what a search did not look at for a reason, ascending."""
        rows = self._database.rows(
            "SELECT ids FROM search_left_out JOIN id_set USING (sha256) WHERE search_id = ? AND reason = ?",
            (search_id, reason.value),
        )
        return unpacked_ids(rows[0]["ids"]) if rows else np.empty(0, np.int64)

    def search_vectors(self, search_id: SearchId) -> Vectors:
        """Return the vectors of a search's probes, in their order; none from an earlier version."""
        rows = self._database.rows(
            "SELECT vector FROM search_probe WHERE search_id = ? ORDER BY number", (search_id,)
        )
        found = [np.frombuffer(row["vector"], "<f4") for row in rows]
        return np.array(found, np.float32).reshape(len(found), len(found[0]) if found else 0)

    def unsearched_media(self, model_key: str) -> dict[Unsearched, Ids]:
        """Return what of the case has no sightings under a model key, by reason; ids ascending."""
        with self._database.reading() as connection:
            model_id = model_id_of(connection, model_key)

            def ids(sql: str, *values: object) -> Ids:
                return np.array([i for (i,) in connection.execute(sql, values)], np.int64)

            of_model = "SELECT media_id FROM analysis WHERE model_id = ? AND"
            return {
                Unsearched.UNDECODABLE_FILE: ids(
                    "SELECT outcome_id FROM file_outcome WHERE outcome = 'failed' AND NOT EXISTS "
                    "(SELECT 1 FROM copy WHERE copy.source_id = file_outcome.source_id "
                    "AND copy.path = file_outcome.path) ORDER BY outcome_id"
                ),
                Unsearched.UNDECODABLE: ids(f"{of_model} state = 'failed' ORDER BY media_id", model_id),
                Unsearched.WAITING: self._waiting(connection, model_id),
                Unsearched.NOBODY: ids(
                    f"{of_model} state = 'done' AND sightings = 0 AND NOT EXISTS (SELECT 1 FROM sighting "
                    "WHERE sighting.media_id = analysis.media_id "
                    "AND sighting.model_id = analysis.model_id) ORDER BY media_id",
                    model_id,
                ),
            }

    @staticmethod
    def _waiting(connection: sqlite3.Connection, model_id: int) -> Ids:
        """Return the media without a result; counting first, because mostly there are none."""
        (media,) = connection.execute("SELECT COUNT(*) FROM media").fetchone()
        (known,) = connection.execute(
            "SELECT (SELECT COUNT(*) FROM analysis WHERE model_id = ?) "
            f"- (SELECT COUNT(*) FROM analysis WHERE model_id = ? AND state IN {PENDING})",
            (model_id, model_id),
        ).fetchone()
        if media == known:
            return np.empty(0, np.int64)
        found = connection.execute(
            "SELECT media_id FROM media WHERE media_id NOT IN "
            f"(SELECT media_id FROM analysis WHERE model_id = ? AND state NOT IN {PENDING}) "
            "ORDER BY media_id",
            (model_id,),
        )
        return np.array([number for (number,) in found], np.int64)


def _in_order(found: list[LeftOut]) -> list[LeftOut]:
    order = list(Unsearched)
    return sorted(found, key=lambda one: order.index(one.reason))
