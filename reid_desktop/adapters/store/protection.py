"""The triggers that keep rows from being changed, and whether they are still there."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

TABLES = (
    "audit", "search", "candidate", "correction",
    "review_act", "review_item", "grade_set", "note", "looked",
    "search_probe", "id_set", "search_left_out", "drawn_box",
    "ledger", "person_event", "person_probe", "alarm", "alarm_decision", "stage_time",
    "superseded", "row_guard", "guard_start",
)  # fmt: skip
VERBS = ("UPDATE", "DELETE")


def trigger(table: str, verb: str) -> str:
    """Return the statement that makes SQLite refuse `verb` on a table."""
    return (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} rows are never changed'); END"
    )


def append_only(db: Database, table: str) -> None:
    """Have SQLite refuse to change or delete rows of a table; name it in `TABLES` as well."""
    for verb in VERBS:
        db.execute(trigger(table, verb))


def unprotected(connection: sqlite3.Connection) -> str | None:
    """Say which tables have lost a trigger, None if all are there as they were made."""
    there = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")}
    bare = [table for table in TABLES if not all(trigger(table, verb) in there for verb in VERBS)]
    if not bare:
        return None
    return f"The protection against changed rows was taken off these tables: {', '.join(bare)}."
