"""What SQLite reports, said in sentences of ours."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reid_desktop.domain.errors import CaseBusyError, CaseError, CaseReadOnlyError

DISK_FULL = "The disk is full; free some space and start again, nothing is lost."
BUSY = "Another program holds the case {folder}; close it and try again."
READ_ONLY = "The case folder {folder} cannot be written to; check its permissions or copy it elsewhere."
UNREADABLE = "The case {folder} cannot be opened; check its permissions and that the drive is connected."
DAMAGED = "The database of the case {folder} is damaged ({detail}); restore the case folder from a backup."
DISK_TROUBLE = "The drive of the case {folder} reports an error ({detail}); check the drive and its space."
TOO_OLD = (
    "The case {folder} was made by an older version of the program. Open it once where it can be written to "
    "(a copy will do): it is brought up to date then, and kept beside as it was."
)
CLOSED = "The case {folder} has been closed."
REFUSED = "The case {folder} refused a change that does not fit what it holds ({detail})."

_SENTENCES = {
    "SQLITE_FULL": DISK_FULL,
    "SQLITE_PERM": UNREADABLE,
    "SQLITE_CANTOPEN": UNREADABLE,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
    "SQLITE_IOERR": DISK_TROUBLE,
    "SQLITE_CONSTRAINT": REFUSED,
}


def _primary_name(error: sqlite3.Error) -> str:
    """Return the name of the primary code: `SQLITE_IOERR_WRITE` gives `SQLITE_IOERR`."""
    name = getattr(error, "sqlite_errorname", None)
    return "_".join(str(name).split("_")[:2])


def case_error(error: sqlite3.Error | OverflowError, folder: Path) -> CaseError:
    """Return our error for one of the database."""
    if isinstance(error, OverflowError):
        return CaseError(REFUSED, folder=folder, detail=error)
    name = _primary_name(error)
    if name in ("SQLITE_BUSY", "SQLITE_LOCKED"):
        return CaseBusyError(BUSY, folder=folder)
    if isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error):
        return CaseError(CLOSED, folder=folder)
    if name == "SQLITE_READONLY":
        return CaseReadOnlyError(READ_ONLY, folder=folder)
    return CaseError(_SENTENCES.get(name, DAMAGED), folder=folder, detail=error)


def file_error(error: OSError, folder: Path) -> CaseError:
    """Return our error for one of the file system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return CaseError(DISK_FULL)
    if error.errno == errno.EROFS:
        return CaseReadOnlyError(READ_ONLY, folder=folder)
    if isinstance(error, PermissionError):
        return CaseError(UNREADABLE, folder=folder)
    return CaseError(DISK_TROUBLE, folder=folder, detail=error.strerror or error)


@contextmanager
def case_errors(folder: Path) -> Iterator[None]:
    """Turn what SQLite raises inside into a CaseError."""
    try:
        yield
    except (sqlite3.Error, OverflowError) as error:
        raise case_error(error, folder) from error


@contextmanager
def file_errors(folder: Path) -> Iterator[None]:
    """Turn what the file system raises inside into a CaseError."""
    try:
        yield
    except OSError as error:
        raise file_error(error, folder) from error
