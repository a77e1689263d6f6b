"""Making and opening cases."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.case import CaseFacts
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.errors import CaseError, CaseReadOnlyError, CaseTooOldError
from reid_desktop.ports.store import Listener

from .carrying import is_part
from .clip_progress import ClipProgressReading
from .clothing import ClothingReading
from .columns import ColumnReading
from .database import FILE_NAME, Database, connect
from .drawn import DrawnReading
from .guard_reading import GuardReading
from .guarding import watch
from .ledger import LedgerReading
from .linking import LinkReading
from .log_head import write_head
from .migrations import NEWEST, check_version, lay_out, migrate
from .person_store import PersonReading
from .problems import READ_ONLY, TOO_OLD, case_errors, file_errors
from .protection import unprotected
from .purging import Purging
from .review_reading import ReviewReading
from .search_reading import SearchReading
from .sightings import SightingReading
from .stage_time_store import StageTimeReading
from .superseding import SupersedingReading
from .vectors import VectorReading
from .writing import SqliteWriter

FOLDERS = ("index", "thumbs", "exports")


def _now_utc() -> str:
    return iso_utc(time.time_ns() // 1_000_000)


class SqliteCaseStore(
    SupersedingReading,
    SightingReading,
    VectorReading,
    SearchReading,
    DrawnReading,
    ClothingReading,
    ReviewReading,
    PersonReading,
    ColumnReading,
    LinkReading,
    LedgerReading,
    Purging,
    ClipProgressReading,
    StageTimeReading,
    GuardReading,
):
    """A case in one SQLite file; any number of threads and processes may have it open."""

    def __init__(
        self,
        database: Database,
        listener: Listener | None = None,
        now_utc: Callable[[], str] = _now_utc,
        account: str = "",
    ) -> None:
        """Use `open_case` or `create_case`."""
        super().__init__(database)
        Purging.__init__(self, database, now_utc, account)
        self._listener = listener
        self._now_utc = now_utc

    @property
    def folder(self) -> Path:
        """The case folder."""
        return self._database.folder

    @contextmanager
    def transaction(self, who: str) -> Iterator[SqliteWriter]:
        """Write all or nothing; leaving it commits, then announces the ChangeSet.

        One transaction at a time: a second one in the same thread is an error,
        in another thread or process it waits (30 s between processes).

        :raises CaseBusyError: another program kept the case longer than that.
        :raises CaseError: read-only, disk full, damaged.
        """
        if self._database.read_only:
            raise CaseReadOnlyError("The case {folder} was opened for reading only.", folder=self.folder)
        if self._database.in_transaction():
            raise RuntimeError("this thread has a transaction open already")
        durable: list[bool] = []
        with self._database.writing(durable) as connection:
            writer = SqliteWriter(connection, self.folder, who, self._now_utc, self._account)
            yield writer
            writer.close_up()
            durable.append(writer.head is not None)
        if writer.head is not None:
            write_head(self.folder, writer.head)
        self._announce(writer.changes)

    def integrity_problem(self) -> str | None:
        """Return what is wrong inside the database file, None if it is sound."""
        try:
            with self._database.reading() as connection:
                (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
                loose = connection.execute("PRAGMA foreign_key_check").fetchone()
        except CaseError as error:
            return str(error)
        if verdict != "ok":
            return f"The database is damaged: {verdict}"
        if loose is not None:
            return f"The database is inconsistent: a row of {loose[0]} points at a missing row of {loose[2]}."
        return None

    def protection_problem(self) -> str | None:
        """Say which tables are no longer protected against changed and deleted rows, None if all are."""
        with self._database.reading() as connection:
            return unprotected(connection)

    def close(self) -> None:
        """Let go of the files."""
        self._database.close()

    def _announce(self, changes: ChangeSet) -> None:
        if changes and self._listener is not None:
            self._listener(changes)


def create_case(folder: Path, facts: CaseFacts, who: str, *, account: str = "") -> SqliteCaseStore:
    """Make a new case folder and open it.

    :param account: of the system, for the log.

    :raises CaseError: there is a case already, the folder holds other things,
        or it cannot be written to.
    """
    with file_errors(folder):
        if (folder / FILE_NAME).exists():
            raise CaseError("There is already a case in {folder}; open it instead.", folder=folder)
        if folder.is_dir() and any(entry.name not in FOLDERS for entry in folder.iterdir()):
            raise CaseError("The folder {folder} is not empty; choose a new one for the case.", folder=folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name in FOLDERS:
            (folder / name).mkdir(exist_ok=True)
        # Made aside and renamed, so that a half-made database is never taken for a case.
        aside = folder / f"{FILE_NAME}.{os.getpid()}.part"
        try:
            _write_new(
                aside, folder, replace(facts, created_utc=facts.created_utc or _now_utc()), who, account
            )
            aside.rename(folder / FILE_NAME)
        finally:
            aside.unlink(missing_ok=True)
    return open_case(folder, account=account)


def _write_new(path: Path, folder: Path, facts: CaseFacts, who: str, account: str) -> None:
    lay_out(path, folder)
    with closing(connect(path, read_only=False, folder=folder)) as connection, case_errors(folder):
        watch(connection)
        connection.execute("BEGIN IMMEDIATE")
        writer = SqliteWriter(connection, folder, who, _now_utc, account)
        writer.set_facts(facts)
        writer.log("case.create", facts.number, title=facts.title)
        connection.execute("COMMIT")
    if writer.head is not None:
        write_head(folder, writer.head)


def open_case(
    folder: Path,
    *,
    read_only: bool = False,
    listener: Listener | None = None,
    now_utc: Callable[[], str] = _now_utc,
    account: str = "",
) -> SqliteCaseStore:
    """Open a case; bring an older one up to date unless `read_only`.

    :param account: of the system, for the log.

    :raises CaseTooNewError: a newer version of the program wrote it.
    :raises CaseTooOldError: an older one wrote it, and `read_only` forbids to bring it up to date.
    :raises CaseReadOnlyError: it cannot be written to, and `read_only` was not asked for.
    :raises CaseBusyError: another program holds it.
    :raises CaseError: there is none, it is damaged, or it may not be opened.
    """
    path = folder / FILE_NAME
    with file_errors(folder):
        if not folder.exists():
            raise CaseError("There is no case {folder}; check the path.", folder=folder)
        if not path.is_file():
            raise CaseError("{folder} is not a case folder: it has no case.db.", folder=folder)
        if not read_only and not may_write(folder):
            raise CaseReadOnlyError(READ_ONLY, folder=folder)
    if not read_only:
        migrate(path, folder)
        _use_write_ahead_log(path, folder)
    database = Database(folder, read_only)
    try:
        with database.reading() as connection:
            if check_version(connection, folder) < NEWEST:
                raise CaseTooOldError(TOO_OLD, folder=folder)
    except CaseError:
        database.close()
        raise
    return SqliteCaseStore(database, listener, now_utc, account)


def may_write(folder: Path) -> bool:
    """Tell whether the system lets us write to the case, and it is no part that is for reading only."""
    return not is_part(folder) and os.access(folder / FILE_NAME, os.W_OK) and os.access(folder, os.W_OK)


def _use_write_ahead_log(path: Path, folder: Path) -> None:
    """Let readers go on while one writes; the setting stays in the file."""
    with closing(connect(path, read_only=False, folder=folder)) as connection, case_errors(folder):
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise CaseError(
            "The drive of {folder} does not let two processes share a file (a network drive, say); "
            "move the case to a local drive.",
            folder=folder,
        )
