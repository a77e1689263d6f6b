"""Room for a first pass over clips, for what takes the place of what, and for guards of facts."""

from __future__ import annotations

from sqlite_utils import Database

from .protection import append_only

GUARDED_TABLES = (
    "case_fact", "exhibit", "source", "media", "copy", "file_outcome", "correction", "media_link",
    "analysis", "sighting",
)  # fmt: skip
"""Tables whose rows are guarded from this version on."""


def version_9(db: Database) -> None:
    """A first pass over clips, the rate of each pass, what took the place of what, digests of rows."""
    db.execute("ALTER TABLE analysis ADD COLUMN frames_per_s REAL")  # null: a photo, or not noted then
    db.execute(
        "CREATE INDEX idx_analysis_pending ON analysis (model_id, media_id) WHERE state IN ('quick', 'again')"
    )
    db.execute("ALTER TABLE sighting ADD COLUMN quick INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE file_outcome ADD COLUMN sha256 TEXT")  # of a file that was read to its end
    db.table("superseded").create(
        {"sighting_id": int, "successor": int},
        pk="sighting_id",
        foreign_keys=[("sighting_id", "sighting", "sighting_id"), ("successor", "sighting", "sighting_id")],
    ).create_index(["successor"])
    # The digest of a row each time that it is written; null where it was taken out.
    db.execute(
        "CREATE TABLE row_guard (guard_id INTEGER PRIMARY KEY, of_table TEXT NOT NULL, row_key, sha256 BLOB)"
    )
    # Rows up to these were written before there were guards.
    db.execute("CREATE TABLE guard_start (of_table TEXT PRIMARY KEY, newest INTEGER NOT NULL)")
    for table in GUARDED_TABLES:
        db.execute(f"INSERT INTO guard_start SELECT '{table}', (SELECT ifnull(max(rowid), 0) FROM {table})")
    for table in ("superseded", "row_guard", "guard_start"):
        append_only(db, table)
