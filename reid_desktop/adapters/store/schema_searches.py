"""What a search needs to follow the case, and what its record says beyond version 1."""

from __future__ import annotations

from sqlite_utils import Database


def version_5(db: Database) -> None:
    """Changes that a search must follow: an item's time or place, and vectors that went."""
    db.execute(
        "CREATE TABLE search_change (change_id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, "
        "row_id INTEGER NOT NULL)"
    )
    db.execute(
        "CREATE TRIGGER search_follows_media AFTER UPDATE OF time_utc_ms, latitude_deg, longitude_deg "
        "ON media WHEN old.time_utc_ms IS NOT new.time_utc_ms OR old.latitude_deg IS NOT new.latitude_deg "
        "OR old.longitude_deg IS NOT new.longitude_deg "
        "BEGIN INSERT INTO search_change (kind, row_id) VALUES ('media', new.media_id); END"
    )
    db.execute(
        "CREATE TRIGGER search_follows_vector AFTER DELETE ON vector "
        "BEGIN INSERT INTO search_change (kind, row_id) VALUES ('vector', old.sighting_id); END"
    )
