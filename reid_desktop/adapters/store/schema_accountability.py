"""How the case is run: policies, authorities, roles, second looks."""

from __future__ import annotations

from sqlite_utils import Database

from .protection import append_only


def version_6(db: Database) -> None:
    """One table of entries that are only ever added to; what they say is JSON."""
    db.table("ledger").create(
        {
            "entry_id": int,
            "kind": str,
            "subject": int,
            "content": str,
            "author": bytes,
            "at_utc": str,
            "reason": bytes,
        },
        pk="entry_id",
        not_null={"kind", "subject", "content", "author", "at_utc", "reason"},
    ).create_index(["kind", "subject"])
    append_only(db, "ledger")
    db.execute(
        "CREATE TABLE number_spent (of_table TEXT PRIMARY KEY, newest INTEGER NOT NULL) WITHOUT ROWID"
    )  # up to where rows were numbered before a purge: the log names them, so no number is given twice
