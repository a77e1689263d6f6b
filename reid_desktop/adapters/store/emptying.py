"""Emptying a case whose time is over: all but its facts and its log is gone from the folder."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from reid_desktop.domain.ledger import EntryKind

from .database import FILE_NAME, connect
from .guarding import GUARD_ROWS, GUARD_SHA256, watch
from .log_head import HEAD_NAME, write_head
from .migrations import lay_out
from .problems import case_errors, file_errors
from .purging import spend_numbers
from .wiping import wipe
from .writing import SqliteWriter

LOGGED_AS = "purge.case"
WAIT_MS = 2_000
_COUNTED = ("media", "copy", "sighting", "search", "review_act", "note", "person_event")
_STAYING = (EntryKind.POLICY, EntryKind.AUTHORITY, EntryKind.VERDICT_ON_AUTHORITY, EntryKind.ROLE)


def empty_case(
    folder: Path, who: str, reason: str, now_utc: Callable[[], str], account: str = ""
) -> dict[str, int]:
    """Take everything out of a case but its facts, its log and who governed it; return what was deleted.

    The database is written anew from what stays, so nothing that was ever in the old file is in the
    new one. The old files are overwritten before they are removed; what a drive or a file system
    keeps elsewhere (worn blocks, snapshots, backups) is out of reach.

    :raises CaseBusyError: another program has the case open.
    :raises CaseError: it cannot be written to; begun again, it goes on.
    """
    path, aside = folder / FILE_NAME, folder / f"{FILE_NAME}.emptied"
    with file_errors(folder):
        aside.unlink(missing_ok=True)
        with closing(connect(path, read_only=False, folder=folder)) as old, case_errors(folder):
            _hold_alone(old)
            counts = {
                table: int(old.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]) for table in _COUNTED
            }
            digest = _media_sha256(old)
            lay_out(aside, folder)
            with closing(connect(aside, read_only=False, folder=folder)) as new:
                watch(new)
                new.execute("BEGIN IMMEDIATE")
                _copy_what_stays(old, new)
                spend_numbers(old, new)
                writer = SqliteWriter(new, folder, who, now_utc, account)
                writer.log(LOGGED_AS, "case", reason=reason, deleted=counts, media_sha256=digest)
                new.execute("COMMIT")
        _take_place(aside, path)
        for entry in list(folder.iterdir()):
            if entry.name not in (FILE_NAME, HEAD_NAME):
                wipe(entry)
        for name in ("index", "thumbs", "exports"):
            (folder / name).mkdir()
    if writer.head is not None:
        write_head(folder, writer.head)
    return counts


def hold_alone(folder: Path) -> None:
    """Fold the write-ahead log into the database, so that the folder can be moved as it is.

    :raises CaseBusyError: another program has the case open.
    """
    path = folder / FILE_NAME
    with closing(connect(path, read_only=False, folder=folder)) as connection, case_errors(folder):
        _hold_alone(connection)


def _take_place(new: Path, path: Path) -> None:
    """Put a file in the place of another, which is kept as `.old` to be overwritten.

    At no moment is there neither: a case without its database could not be opened to be emptied again.
    """
    old = path.with_name(f"{path.name}.old")
    is_linked = old.exists() and old.samefile(path)  # by an attempt that ended right there
    if not is_linked:
        wipe(old)
        try:
            os.link(path, old)
        except OSError:  # a file system without links
            path.rename(old)
    new.replace(path)


def _hold_alone(connection: sqlite3.Connection) -> None:
    """Fold the write-ahead log into the file and keep everyone else out, or raise that it is busy."""
    connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")


def _media_sha256(connection: sqlite3.Connection) -> str:
    """Return a hash over the hashes of all media: it shows later which they were, and tells nothing now."""
    digest = hashlib.sha256()
    for (sha256,) in connection.execute("SELECT sha256 FROM media ORDER BY sha256"):
        digest.update(f"{sha256}\n".encode("ascii"))
    return digest.hexdigest()


def _copy_what_stays(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    for table, condition in (
        ("case_fact", f"WHERE name NOT IN ('{GUARD_ROWS}', '{GUARD_SHA256}')"),
        ("audit", ""),
        ("ledger", "WHERE kind IN (" + ", ".join(f"'{kind.value}'" for kind in _STAYING) + ")"),
    ):
        names = [row[1] for row in old.execute(f"PRAGMA table_info({table})")]
        columns, marks = ", ".join(names), ", ".join("?" * len(names))
        new.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",
            old.execute(f"SELECT {columns} FROM {table} {condition}"),
        )
