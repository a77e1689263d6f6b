"""What a search needs to follow the case, and what its record says beyond version 1."""

from __future__ import annotations

from sqlite_utils import Database

from .protection import append_only


def version_5(db: Database) -> None:
    """What a search follows, and what makes it repeatable."""
    _following(db)
    # What has nobody in it, and what failed, is told with each search: among a million it must not be sought.
    for name, state in (("empty", "state = 'done' AND sightings = 0"), ("failed", "state = 'failed'")):
        db.execute(f"CREATE INDEX idx_analysis_{name} ON analysis (model_id, media_id) WHERE {state}")
    for column in ("also TEXT", "options TEXT", "program BLOB"):
        db.execute(f"ALTER TABLE search ADD COLUMN {column}")
    db.execute("ALTER TABLE candidate ADD COLUMN person INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE candidate ADD COLUMN joint REAL")
    db.table("search_probe").create(
        {"search_id": int, "number": int, "vector": bytes},
        pk=("search_id", "number"),
        not_null={"search_id", "number", "vector"},
        foreign_keys=[("search_id", "search", "search_id")],
    )
    # Searches leave out much the same: a list of ids is kept once, under its hash.
    db.table("id_set").create({"sha256": str, "ids": bytes}, pk="sha256", not_null={"sha256", "ids"})
    db.table("search_left_out").create(
        {"search_id": int, "reason": str, "count": int, "sha256": str},
        pk=("search_id", "reason"),
        not_null={"search_id", "reason", "count", "sha256"},
        foreign_keys=[("search_id", "search", "search_id"), ("sha256", "id_set", "sha256")],
    )
    db.table("drawn_box").create(
        {"sighting_id": int, "replaces": int, "author": bytes, "at_utc": str, "reason": bytes},
        pk="sighting_id",
        not_null={"author", "at_utc", "reason"},
        foreign_keys=[
            ("sighting_id", "sighting", "sighting_id"), ("replaces", "sighting", "sighting_id"),
        ],
    )  # fmt: skip
    db.table("clothing").create(
        {"sighting_id": int, "model": str, "words": str},
        pk="sighting_id",
        not_null={"model", "words"},
        foreign_keys=[("sighting_id", "sighting", "sighting_id")],
    )
    for table in ("search_probe", "id_set", "search_left_out", "drawn_box"):
        append_only(db, table)


def _following(db: Database) -> None:
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
    db.execute(
        "CREATE TRIGGER search_follows_retired AFTER UPDATE OF model_id ON vector "
        "BEGIN INSERT INTO search_change (kind, row_id) VALUES ('vector', old.sighting_id); END"
    )
