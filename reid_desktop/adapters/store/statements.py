"""Running statements inside the transaction of a writer."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from .problems import case_errors


class Statements:
    """What all parts of a writer share: the connection, and SQLite's errors said in ours."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        """Write through `connection`, in whose transaction everything happens."""
        self._connection = connection
        self._folder = folder

    def _run(self, sql: str, *values: object) -> int:
        """Run one statement; return the number of rows it changed."""
        with case_errors(self._folder):
            return self._connection.execute(sql, values).rowcount

    def _many(self, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
        with case_errors(self._folder):
            self._connection.executemany(sql, rows)

    def _one(self, sql: str, *values: object) -> int:
        with case_errors(self._folder):
            return int(self._connection.execute(sql, values).fetchone()[0])
