"""A case as an earlier version of the program left it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from reid_desktop.adapters.store.migrations import APPLICATION_ID
from reid_desktop.adapters.store.schema import STEPS


def take_back(folder: Path, version: int = 8) -> None:
    """Write the database of a closed case anew, with what an earlier schema holds of it."""
    now, old = folder / "case.db", folder / "older.db"
    with closing(sqlite3.connect(old)) as connection:
        db = Database(connection)
        for step in STEPS[:version]:
            step(db)
        db.execute("ATTACH ? AS newer", (str(now),))
        for table in db.table_names():
            columns = ", ".join(db[table].columns_dict)
            db.execute(f"INSERT OR IGNORE INTO {table} ({columns}) SELECT {columns} FROM newer.{table}")
        db.execute("DELETE FROM case_fact WHERE name LIKE 'guard%'")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {version}")
        connection.commit()
    for name in ("case.db-wal", "case.db-shm"):
        (folder / name).unlink(missing_ok=True)
    old.replace(now)
