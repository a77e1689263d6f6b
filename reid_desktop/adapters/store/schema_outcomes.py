"""Room for what is known of files that did not come in."""

from __future__ import annotations

from sqlite_utils import Database


def version_8(db: Database) -> None:
    """Size and date of files that are no media or could not be read: their content was not noted."""
    db.execute("ALTER TABLE file_outcome ADD COLUMN size_bytes INTEGER")
    db.execute("ALTER TABLE file_outcome ADD COLUMN mtime_ns INTEGER")
