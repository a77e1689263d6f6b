"""Reading the columns that gallery, map and timeline show: of a whole case in one pass, or of a few."""

from __future__ import annotations

import sqlite3

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.review import ANYTHING, About
from reid_desktop.ports.columns import Columns
from reid_desktop.ports.store import NO_TIME, Ids, SightingTable
from reid_desktop.ports.whereabouts import PLACE_SOURCES, Whereabouts

from .database import Database
from .reading import id_list, model_id_of
from .review_reading import decided_sql

_SIGHTINGS = np.dtype(
    [
        ("id", "i8"),
        ("media", "i8"),
        ("start_s", "f8"),
        ("quality", "f4"),
        ("score", "f4"),
        ("appearance", "i4"),
        ("length_s", "f4"),
    ]
)
_MEDIA = np.dtype(
    [
        ("id", "i8"),
        ("time", "i8"),
        ("lat", "f8"),
        ("lon", "f8"),
        ("uncertainty_s", "f4"),
        ("accuracy_m", "f4"),
        ("place", "i1"),
    ]
)
_COPIES = np.dtype([("media", "i8"), ("exhibit", "i8"), ("source", "i8")])
_VERDICTS = np.dtype([("id", "i8"), ("code", "u1")])
_NOWHERE = 1e9
_UNKNOWN = -1.0
"""Both stand for NULL on the way out of SQLite, which has no NaN."""
_TOUCHED = (
    " AND sighting_id IN (SELECT value FROM json_each(?) "
    "UNION SELECT sighting_id FROM sighting WHERE media_id IN (SELECT value FROM json_each(?)))"
)
"""One list, each part of it by its index: with OR, SQLite goes through every sighting of the case."""


class ColumnReading:
    """Answers for all sightings at once."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def columns(self, model_key: str, touched: ChangeSet | None = None) -> Columns:
        """Return the columns of all sightings of a model key, or of those that a change touched."""
        with self._database.reading() as connection:
            found = _sightings(connection, model_id_of(connection, model_key), touched)
            wanted = None if touched is None else np.unique(found["media"])
            media, copies = _media(connection, wanted), _first_copies(connection, wanted)
        rows = np.searchsorted(media["id"], found["media"])
        origin = np.searchsorted(copies["media"], media["id"])
        has_copy = origin < len(copies)
        has_copy[has_copy] = copies["media"][origin[has_copy]] == media["id"][has_copy]
        exhibits, sources = np.full((2, len(media)), -1, np.int32)
        exhibits[has_copy] = copies["exhibit"][origin[has_copy]]
        sources[has_copy] = copies["source"][origin[has_copy]]
        time = media["time"][rows]
        start_ms = np.floor(found["start_s"] * 1000 + 0.5).astype(np.int64)
        table = SightingTable(
            ids=found["id"].copy(),
            media_ids=found["media"].copy(),
            time_utc_ms=np.where(time == NO_TIME, NO_TIME, time + start_ms),
            latitude_deg=np.where(media["lat"] == _NOWHERE, np.nan, media["lat"])[rows],
            longitude_deg=np.where(media["lon"] == _NOWHERE, np.nan, media["lon"])[rows],
            exhibit_rows=exhibits[rows],
            quality=found["quality"].copy(),
            score=found["score"].copy(),
            appearance=found["appearance"].copy(),
        )
        known = Whereabouts(
            ids=table.ids,
            uncertainty_s=_known(media["uncertainty_s"])[rows],
            length_s=found["length_s"].copy(),
            accuracy_m=_known(media["accuracy_m"])[rows],
            place_sources=media["place"][rows],
            source_rows=sources[rows],
        )
        return Columns(table, known)

    def newest_sightings(self, model_key: str, limit: int) -> Ids:
        """Return the ids of the newest sightings with a known time, newest first."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT sighting_id FROM sighting JOIN media USING (media_id) "
                "WHERE model_id = ? AND time_utc_ms IS NOT NULL "
                "ORDER BY time_utc_ms + 1000 * ifnull(start_s, 0.0) DESC, sighting_id LIMIT ?",
                (model_id_of(connection, model_key), limit),
            )
            return np.array([i for (i,) in found], np.int64)

    def verdicts(self, about: About = ANYTHING) -> tuple[Ids, NDArray[np.uint8]]:
        """Return the decided sightings, ascending, and the number of what was decided of each."""
        with self._database.reading() as connection:
            found = np.fromiter(connection.execute(*decided_sql(about)), _VERDICTS)
        found.sort(order="id")
        return found["id"].copy(), found["code"].copy()


def _sightings(connection: sqlite3.Connection, model_id: int, touched: ChangeSet | None) -> NDArray[np.void]:
    values: tuple[int | str, ...] = (model_id,)
    if touched is not None:
        values += (id_list(sorted(touched.sightings)), id_list(sorted(touched.media)))
    among = "" if touched is None else _TOUCHED
    sql = (
        "SELECT sighting_id, media_id, ifnull(start_s, 0.0), quality, score, ifnull(appearance, -1), "
        f"ifnull(max(end_s - start_s, 0.0), 0.0) FROM sighting WHERE model_id = ?{among} ORDER BY sighting_id"
    )
    return np.fromiter(connection.execute(sql, values), _SIGHTINGS)


def _media(connection: sqlite3.Connection, wanted: Ids | None) -> NDArray[np.void]:
    """Return time, place, how well both are known, and how the place is, of all or some items."""
    cases = " ".join(f"WHEN '{source.value}' THEN {row}" for row, source in enumerate(PLACE_SOURCES))
    where, values = _among(wanted)
    sql = (
        "SELECT media_id, ifnull(time_utc_ms, ?), ifnull(latitude_deg, ?), ifnull(longitude_deg, ?), "
        "CASE WHEN time_utc_ms IS NULL THEN ? ELSE ifnull(time_uncertainty_s, ?) END, "
        "CASE WHEN latitude_deg IS NULL THEN ? ELSE ifnull(accuracy_m, ?) END, "
        f"CASE WHEN latitude_deg IS NULL THEN -1 ELSE (CASE place_source {cases} ELSE -1 END) END "
        f"FROM media {where} ORDER BY media_id"
    )
    stand_ins = (int(NO_TIME), _NOWHERE, _NOWHERE, *(_UNKNOWN,) * 4)
    return np.fromiter(connection.execute(sql, (*stand_ins, *values)), _MEDIA)


def _first_copies(connection: sqlite3.Connection, wanted: Ids | None) -> NDArray[np.void]:
    """Return the rows of exhibit and source of the first copy of all or some items, by item."""
    where, values = _among(wanted)
    sql = f"SELECT media_id, exhibit_row, source_id FROM copy {where} ORDER BY copy_id"
    copies = np.fromiter(connection.execute(sql, values), _COPIES)
    _, first = np.unique(copies["media"], return_index=True)
    copies = copies[first]
    for column, query in (
        ("exhibit", "SELECT exhibit_row FROM exhibit ORDER BY exhibit_row"),
        ("source", "SELECT source_id FROM source ORDER BY source_id"),
    ):
        known = np.array([i for (i,) in connection.execute(query)], np.int64)
        copies[column] = np.searchsorted(known, copies[column])
    return copies


def _among(wanted: Ids | None) -> tuple[str, tuple[str, ...]]:
    if wanted is None:
        return "", ()
    return "WHERE media_id IN (SELECT value FROM json_each(?))", (id_list(wanted.tolist()),)


def _known(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.where(values < 0, np.float32(np.nan), values)
