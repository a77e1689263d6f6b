"""Reading how well times and places are known."""

from __future__ import annotations

import sqlite3

import numpy as np
from numpy.typing import NDArray

from reid_desktop.ports.whereabouts import PLACE_SOURCES, Whereabouts

from .database import Database
from .reading import model_id_of

_SIGHTINGS = np.dtype([("id", "i8"), ("media", "i8"), ("length_s", "f4")])
_MEDIA = np.dtype(
    [("id", "i8"), ("uncertainty_s", "f4"), ("accuracy_m", "f4"), ("place", "i1"), ("source", "i8")]
)
_UNKNOWN = -1.0
"""Stands for NULL on the way out of SQLite, which has no NaN; neither length can be negative."""


class WhereaboutsReading:
    """Answers how well times and places are known."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def whereabouts(self, model_key: str) -> Whereabouts:
        """Return how well times and places of all sightings of a model key are known."""
        with self._database.reading() as connection:
            sightings = np.fromiter(
                connection.execute(
                    "SELECT sighting_id, media_id, ifnull(max(end_s - start_s, 0.0), 0.0) FROM sighting "
                    "WHERE model_id = ? ORDER BY sighting_id",
                    (model_id_of(connection, model_key),),
                ),
                _SIGHTINGS,
            )
            media = _media(connection)
        rows = np.searchsorted(media["id"], sightings["media"])
        return Whereabouts(
            ids=sightings["id"].copy(),
            uncertainty_s=_known(media["uncertainty_s"])[rows],
            length_s=sightings["length_s"].copy(),
            accuracy_m=_known(media["accuracy_m"])[rows],
            place_sources=media["place"][rows],
            source_rows=media["source"][rows].astype(np.int32),
        )


def _media(connection: sqlite3.Connection) -> NDArray[np.void]:
    """Return id, uncertainties, place source and row of the first copy's source of every item."""
    sources = [i for (i,) in connection.execute("SELECT source_id FROM source ORDER BY source_id")]
    cases = " ".join(f"WHEN '{source.value}' THEN {row}" for row, source in enumerate(PLACE_SOURCES))
    media = np.fromiter(
        connection.execute(
            "SELECT media_id, CASE WHEN time_utc_ms IS NULL THEN ? ELSE ifnull(time_uncertainty_s, ?) END, "
            "CASE WHEN latitude_deg IS NULL THEN ? ELSE ifnull(accuracy_m, ?) END, "
            f"CASE WHEN latitude_deg IS NULL THEN -1 ELSE (CASE place_source {cases} ELSE -1 END) END, "
            "ifnull((SELECT source_id FROM copy WHERE copy.media_id = media.media_id "
            "        ORDER BY copy_id LIMIT 1), -1) FROM media ORDER BY media_id",
            (_UNKNOWN,) * 4,
        ),
        _MEDIA,
    )
    known = media["source"] >= 0
    media["source"][known] = np.searchsorted(np.array(sources, np.int64), media["source"][known])
    return media


def _known(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.where(values < 0, np.float32(np.nan), values)
