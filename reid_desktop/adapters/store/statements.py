"""Running statements inside the transaction of a writer."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from .problems import case_errors

NUMBERED = {
    "search": "search_id", "review_act": "act_id", "review_item": "item_id", "ledger": "entry_id",
    "note": "note_id", "alarm": "alarm_id",
}  # fmt: skip
"""Tables whose rows can be purged and are named by their numbers elsewhere, in the log above all."""


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

    def _next(self, table: str) -> int:
        """Return the number of the next row of a table, above those that were purged."""
        return self._one(
            f"SELECT 1 + max(ifnull((SELECT max({NUMBERED[table]}) FROM {table}), 0), "
            "ifnull((SELECT newest FROM number_spent WHERE of_table = ?), 0))",
            table,
        )

    def _one(self, sql: str, *values: object) -> int:
        with case_errors(self._folder):
            return int(self._connection.execute(sql, values).fetchone()[0])
