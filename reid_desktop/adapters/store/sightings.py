"""Reading sightings."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.domain.sighting import Sighting
from reid_desktop.ports.store import NO_TIME, Ids, SightingTable

from .database import Database
from .filtering import filtered_ids
from .reading import id_list, model_id_of
from .rows import sighting_from

_SIGHTING_COLUMNS = np.dtype(
    [
        ("id", "i8"),
        ("media", "i8"),
        ("start_s", "f8"),
        ("quality", "f4"),
        ("score", "f4"),
        ("appearance", "i4"),
    ]
)
_MEDIA_COLUMNS = np.dtype([("id", "i8"), ("time", "i8"), ("lat", "f8"), ("lon", "f8"), ("exhibit", "i8")])
_NOWHERE = 1e9
"""Stands for NULL on the way out of SQLite, which has no NaN."""


class SightingReading:
    """Answers about what an analysis found."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def sightings(self, ids: Sequence[SightingId]) -> list[Sighting]:
        """Return the sightings asked for, in that order; unknown ids are left out."""
        rows = self._database.rows(
            "SELECT * FROM sighting WHERE sighting_id IN (SELECT value FROM json_each(?))", (id_list(ids),)
        )
        found = {row["sighting_id"]: sighting_from(row) for row in rows}
        return [found[i] for i in ids if i in found]

    def sightings_of_media(self, media_id: MediaId, model_key: str) -> list[Sighting]:
        """Return the sightings found in one item."""
        rows = self._database.rows(
            "SELECT sighting.* FROM sighting JOIN model USING (model_id) "
            "WHERE media_id = ? AND model_key = ? ORDER BY sighting_id",
            (media_id, model_key),
        )
        return [sighting_from(row) for row in rows]

    def track(self, sighting_id: SightingId) -> NDArray[np.float32] | None:
        """Return a tracklet's boxes: (n, 5) rows of time_s, left, top, right, bottom."""
        rows = self._database.rows("SELECT boxes FROM track WHERE sighting_id = ?", (sighting_id,))
        return np.frombuffer(rows[0]["boxes"], "<f4").reshape(-1, 5).copy() if rows else None

    def sighting_table(self, model_key: str) -> SightingTable:
        """Return all sightings of a model key as columns."""
        with self._database.reading() as connection:
            sightings = np.fromiter(
                connection.execute(
                    "SELECT sighting_id, media_id, ifnull(start_s, 0.0), quality, score, "
                    "ifnull(appearance, -1) FROM sighting WHERE model_id = ? ORDER BY sighting_id",
                    (model_id_of(connection, model_key),),
                ),
                _SIGHTING_COLUMNS,
            )
            media = _media_columns(connection)
        media_rows = np.searchsorted(media["id"], sightings["media"])
        time = media["time"][media_rows]
        start_ms = np.floor(sightings["start_s"] * 1000 + 0.5).astype(np.int64)
        return SightingTable(
            ids=sightings["id"].copy(),
            media_ids=sightings["media"].copy(),
            time_utc_ms=np.where(time == NO_TIME, NO_TIME, time + start_ms),
            latitude_deg=_degrees(media["lat"])[media_rows],
            longitude_deg=_degrees(media["lon"])[media_rows],
            exhibit_rows=media["exhibit"][media_rows].astype(np.int32),
            quality=sightings["quality"].copy(),
            score=sightings["score"].copy(),
            appearance=sightings["appearance"].copy(),
        )

    def filtered(self, model_key: str, filters: Filters) -> Ids:
        """Return the ids of the sightings that pass, ascending."""
        with self._database.reading() as connection:
            return filtered_ids(connection, model_id_of(connection, model_key), filters)


def _media_columns(connection: sqlite3.Connection) -> NDArray[np.void]:
    """Return id, time, place and row of the first copy's exhibit of every item."""
    exhibit_rows = [i for (i,) in connection.execute("SELECT exhibit_row FROM exhibit ORDER BY exhibit_row")]
    media = np.fromiter(
        connection.execute(
            "SELECT media_id, ifnull(time_utc_ms, ?), ifnull(latitude_deg, ?), ifnull(longitude_deg, ?), "
            "ifnull((SELECT exhibit_row FROM copy WHERE copy.media_id = media.media_id "
            "        ORDER BY copy_id LIMIT 1), -1) FROM media ORDER BY media_id",
            (int(NO_TIME), _NOWHERE, _NOWHERE),
        ),
        _MEDIA_COLUMNS,
    )
    known = media["exhibit"] >= 0
    media["exhibit"][known] = np.searchsorted(np.array(exhibit_rows, np.int64), media["exhibit"][known])
    return media


def _degrees(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(values == _NOWHERE, np.nan, values)
