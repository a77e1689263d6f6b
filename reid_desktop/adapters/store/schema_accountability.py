"""Authority, roles, second review, retention."""

from __future__ import annotations

from sqlite_utils import Database


def version_6(db: Database) -> None:
    """Authority, roles, second review, retention."""
    del db
