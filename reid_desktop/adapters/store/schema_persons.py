"""Persons of interest, who belongs to them, alarms."""

from __future__ import annotations

from sqlite_utils import Database


def version_4(db: Database) -> None:
    """Persons of interest, who belongs to them, alarms."""
    del db
