"""Decisions, grades, tags, bookmarks and notes."""

from __future__ import annotations

from sqlite_utils import Database


def version_3(db: Database) -> None:
    """Decisions, grades, tags, bookmarks and notes."""
    del db
