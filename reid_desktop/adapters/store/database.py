"""The database file of a case: a connection for each thread, reads and transactions."""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from reid_desktop.domain.errors import CaseError

from .guarding import watch
from .problems import CLOSED, case_error, case_errors
from .rows import restored

FILE_NAME = "case.db"
BUSY_TIMEOUT_S = 30.0


class _Held:
    """One thread's connection; closed when the thread ends or the case is closed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.lock = threading.RLock()
        weakref.finalize(self, connection.close)


class Database:
    """Gives every thread its own connection to one database file."""

    def __init__(self, folder: Path, read_only: bool) -> None:
        """Open lazily: the first read or write of a thread connects."""
        self.folder = folder
        self.path = folder / FILE_NAME
        self.read_only = read_only
        self._local = threading.local()
        self._all: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._guard = threading.Lock()
        self._writing = threading.Lock()
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the thread's connection inside one snapshot (or inside its own transaction)."""
        held = self._held()
        with held.lock, case_errors(self.folder):
            connection = held.connection
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                with suppress(sqlite3.Error):  # a failed read may have ended it already
                    connection.execute("ROLLBACK")

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Return the rows of a query, addressable by column name."""
        with self.reading() as connection:
            return rows_of(connection, sql, values)

    @contextmanager
    def writing(self, durable: list[bool]) -> Iterator[sqlite3.Connection]:
        """Give the thread's connection inside a write transaction; commit, or roll all back.

        Commits survive the death of the process (WAL). When `durable` holds a
        True at the end, the commit is also forced onto the disk, so that it
        survives a power cut; doing this for every small commit of a long
        import would cost more than the import.
        """
        held = self._held()
        with self._writing, held.lock:
            connection = held.connection
            with case_errors(self.folder):
                connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                with case_errors(self.folder):
                    connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    with suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                raise
        if any(durable):
            self._force_to_disk()

    def in_transaction(self) -> bool:
        """Tell whether this thread has a transaction open."""
        held: _Held | None = getattr(self._local, "held", None)
        return held is not None and held.connection.in_transaction

    def close(self) -> None:
        """Close the connections of all threads; reads that run finish first."""
        self._closed = True
        with self._guard:
            everyone = list(self._all)
        for held in everyone:
            with held.lock:
                held.connection.close()

    def _held(self) -> _Held:
        held: _Held | None = getattr(self._local, "held", None)
        if self._closed:
            raise CaseError(CLOSED, folder=self.folder)
        if held is None:
            held = _Held(connect(self.path, self.read_only, self.folder))
            if not self.read_only:
                with case_errors(self.folder):
                    watch(held.connection)
            self._local.held = held
            with self._guard:
                self._all.add(held)
        return held

    def _force_to_disk(self) -> None:
        """Flush the write-ahead log; a log that a checkpoint has just emptied is in the file already."""
        with suppress(FileNotFoundError), Path(f"{self.path}-wal").open("rb+") as log:
            os.fsync(log.fileno())


def rows_of(connection: sqlite3.Connection, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
    """Return the rows of a query, addressable by column name."""
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    rows: list[sqlite3.Row] = cursor.execute(sql, tuple(values)).fetchall()
    return rows


def connect(path: Path, read_only: bool, folder: Path) -> sqlite3.Connection:
    """Return a connection without implicit transactions; raise CaseError if there is no way in."""
    mode = _mode(path, read_only)
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?{mode}",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,  # only `close` and the end of a thread use it from elsewhere
        )
    except sqlite3.Error as error:
        raise case_error(error, folder) from error
    try:
        with case_errors(folder):
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA cache_size = -32000")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.create_function("folded", 1, _folded, deterministic=True)
    except CaseError:
        connection.close()
        raise
    return connection


@lru_cache(maxsize=1024)
def _folded(text: str | bytes | None) -> str:
    """Return a text without its case, as Python folds it: SQLite folds ASCII only."""
    return restored(text).casefold() if text else ""


def _mode(path: Path, read_only: bool) -> str:
    if not read_only:
        return "mode=rw"
    # WAL needs its index file beside the database. Where that cannot be made
    # (a write-protected copy) and no log is pending, nobody else can be writing.
    pending = Path(f"{path}-wal").exists()
    if not pending and not os.access(path.parent, os.W_OK):
        return "immutable=1"
    return "mode=ro"
