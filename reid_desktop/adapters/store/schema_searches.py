"""What a search record says beyond version 1."""

from __future__ import annotations

from sqlite_utils import Database


def version_5(db: Database) -> None:
    """What a search record says beyond version 1."""
    del db
