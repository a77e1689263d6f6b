"""Reading vectors, the cameras behind them, and what a search has to follow."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np

from reid_desktop.domain.cameras import Shot
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.media import MediaKind
from reid_desktop.ports.store import Ids
from reid_desktop.ports.vectors import SearchChanges, Standing

from .database import Database, rows_of
from .reading import id_list, model_id_of
from .rows import restored

_VECTORS_AT_ONCE = 4096
_MOST = 2**63 - 1

_SHOTS = """
    SELECT media.media_id, media.kind, media.time_utc_ms, media.latitude_deg, media.longitude_deg,
           CAST(json_extract(media.facts, '$.make') AS BLOB) AS make,
           CAST(json_extract(media.facts, '$.model') AS BLOB) AS model,
           CAST(json_extract(media.facts, '$.serial') AS BLOB) AS serial, copy.exhibit_row, copy.device_path,
           CAST(json_extract(copy.beside, '$.fields.camera') AS BLOB) AS camera
    FROM media LEFT JOIN copy
        ON copy.copy_id = (SELECT MIN(copy_id) FROM copy WHERE copy.media_id = media.media_id)
    WHERE {condition}
    ORDER BY media.media_id
"""


class VectorReading:
    """Answers about vectors and what they were seen with."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def vectors(
        self, model_key: str, after: SightingId | None = None, limit: int | None = None
    ) -> tuple[Ids, Vectors]:
        """Return ids (ascending) and vectors of a model key, or the first `limit` newer than `after`."""
        return self._vectors(model_key, "sighting_id > ?", -1 if after is None else after, limit)

    def vectors_of(self, model_key: str, ids: Ids) -> tuple[Ids, Vectors]:
        """Return ids (ascending) and vectors of those of `ids` that have one under the model key."""
        wanted = id_list(ids.tolist())
        return self._vectors(model_key, "sighting_id IN (SELECT value FROM json_each(?))", wanted)

    def vector_media(self, model_key: str, after: SightingId | None = None) -> tuple[Ids, Ids]:
        """Return ids (ascending) and items of what has a vector, or of those newer than `after`."""
        with self._database.reading() as connection:
            rows = np.fromiter(
                connection.execute(
                    "SELECT sighting_id, media_id FROM sighting WHERE model_id = ? AND sighting_id > ? "
                    "AND sighting_id IN (SELECT sighting_id FROM vector) ORDER BY sighting_id",
                    (model_id_of(connection, model_key), -1 if after is None else after),
                ),
                np.dtype([("id", "i8"), ("media", "i8")]),
            )
        return rows["id"].copy(), rows["media"].copy()

    def shots(self, after: MediaId | None = None) -> list[Shot]:
        """Return what is known of the camera behind every item, by id, or behind those newer than `after`."""
        return self._shots("media.media_id > ?", -1 if after is None else after)

    def shots_of(self, media: Sequence[MediaId]) -> list[Shot]:
        """Return what is known of the camera behind these items, by id."""
        return self._shots("media.media_id IN (SELECT value FROM json_each(?))", id_list(media))

    def search_changes(self, after: int) -> SearchChanges:
        """Return what changed after the change of that number."""
        rows = self._database.rows(
            "SELECT change_id, kind, row_id FROM search_change WHERE change_id > ? ORDER BY change_id",
            (after,),
        )
        media = dict.fromkeys(MediaId(row["row_id"]) for row in rows if row["kind"] == "media")
        gone = dict.fromkeys(SightingId(row["row_id"]) for row in rows if row["kind"] == "vector")
        return SearchChanges(rows[-1]["change_id"] if rows else after, tuple(media), tuple(gone))

    def standing(self, model_key: str, until: SightingId | None, log_row: int | None = None) -> Standing:
        """Return how the case stands up to a sighting and a row of the log; None: up to the last."""
        with self._database.reading() as connection:
            count, total = connection.execute(
                "SELECT COUNT(*), ifnull(SUM(sighting_id), 0) FROM vector "
                "WHERE model_id = ? AND sighting_id <= ?",
                (model_id_of(connection, model_key), _MOST if until is None else until),
            ).fetchone()
            row = connection.execute(
                "SELECT audit_id, sha256 FROM audit "
                "WHERE audit_id = ifnull(?, (SELECT MAX(audit_id) FROM audit))",
                (log_row,),
            ).fetchone()
        return Standing(count, total, *((log_row or 0, "") if row is None else (int(row[0]), str(row[1]))))

    def _vectors(
        self, model_key: str, which: str, value: object, limit: int | None = None
    ) -> tuple[Ids, Vectors]:
        with self._database.reading() as connection:
            values = (model_id_of(connection, model_key), value)
            condition = f"FROM vector WHERE model_id = ? AND {which}"
            some = f"SELECT 1 {condition} LIMIT {-1 if limit is None else int(limit)}"
            (count,) = connection.execute(f"SELECT COUNT(*) FROM ({some})", values).fetchone()
            row = connection.execute("SELECT dimensions FROM model WHERE model_id = ?", values[:1]).fetchone()
            dimensions = int(row[0] or 0) if row else 0
            ids = np.empty(count, np.int64)
            vectors = np.empty((count, dimensions), np.float32)
            cursor = connection.execute(
                f"SELECT sighting_id, data {condition} ORDER BY sighting_id LIMIT {count}", values
            )
            start = 0
            while rows := cursor.fetchmany(_VECTORS_AT_ONCE):
                end = start + len(rows)
                ids[start:end] = [row[0] for row in rows]
                joined = np.frombuffer(b"".join([row[1] for row in rows]), "<f4")
                vectors[start:end] = joined.reshape(len(rows), dimensions)
                start = end
        return ids, vectors

    def _shots(self, condition: str, value: object) -> list[Shot]:
        with self._database.reading() as connection:
            rows = rows_of(connection, _SHOTS.format(condition=condition), (value,))
        return [
            Shot(
                row["media_id"],
                _device(row),
                row["kind"] == MediaKind.VIDEO,
                row["time_utc_ms"],
                row["latitude_deg"],
                row["longitude_deg"],
            )
            for row in rows
        ]


def _device(row: sqlite3.Row) -> str:
    """Return the camera as its file or file name tells, else the folder it lay in."""
    if row["camera"]:
        return f"{row['exhibit_row']} camera {_text(row['camera'])}"
    named = [_text(row[name]) for name in ("make", "model", "serial") if row[name]]
    if named:
        return " ".join([str(row["exhibit_row"]), *named])
    folder = restored(row["device_path"] or "").replace("\\", "/").rpartition("/")[0]
    return f"{row['exhibit_row']} in {folder}"


def _text(value: bytes) -> str:
    """Return a text out of JSON; what is no text in any encoding keeps its bytes apart."""
    return value.decode("utf-8", "surrogateescape")
