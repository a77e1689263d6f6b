"""The list of files in an iTunes or Finder backup: `Manifest.db`, read from a private copy."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from iphone_backup_decrypt.utils import BackupKeyBag, FilePlist

from reid_desktop.adapters.sources.files import why
from reid_desktop.domain.errors import SourceError

DATABASE, KEYS = "Manifest.db", "Manifest.plist"
LOG = f"{DATABASE}-wal"
UNREADABLE = "The backup's list of files cannot be read: {reason}."
SQLITE = b"SQLite format 3\0"
_IS_FILE = 1
_STEPS_AT_ONCE = 10_000_000
"""So many steps of SQLite's machine may one query take: a list without end must not hold the import up."""


Write = Callable[[BinaryIO], None]
"""Writes one file of the list to a private copy."""


@dataclass(frozen=True, slots=True)
class BackupFile:
    """One file as the backup lists it."""

    file_id: str
    """40 hexadecimal digits: where its content lies."""
    domain: str
    path: str
    record: bytes
    """Binary property list with size, dates and key."""

    @property
    def name(self) -> str:
        """Return domain and path below it."""
        return f"{self.domain}/{self.path}"

    def dates(self) -> list[tuple[str, int]]:
        """Return what the phone's file system said: (name, seconds since 1970 in UTC)."""
        plist = self._plist()
        found = (("created", plist.created), ("changed", plist.mtime)) if plist else ()
        return [(name, int(when)) for name, when in found if isinstance(when, int) and when > 0]

    def key(self, keys: BackupKeyBag) -> bytes:
        """Return the key of its content.

        :raises SourceError: the record holds none that the keys of the backup open.
        """
        plist = self._plist()
        try:
            if plist is None or plist.encryption_key is None:
                raise ValueError("no key")
            return bytes(keys.unwrap_key_for_class(plist.protection_class, plist.encryption_key))
        except (ValueError, TypeError, KeyError) as cause:
            raise SourceError("It is encrypted, and the backup holds no key that opens it.") from cause

    def _plist(self) -> FilePlist | None:
        try:
            return FilePlist(self.record)
        except Exception:  # noqa: BLE001 - made of hostile bytes by a reader that states no errors
            return None


class Manifest:
    """The list, safe from several threads."""

    def __init__(self, files: Mapping[str, Write], folder: Path | None) -> None:
        """Have the database, and its log if it has one, written to private files in `folder`.

        :param folder: None for the system's temporary folder.
        :raises SourceError: it is no such list.
        """
        self._lock = threading.Lock()
        self._home = tempfile.TemporaryDirectory(dir=folder, prefix=".manifest-", ignore_cleanup_errors=True)
        self._close = weakref.finalize(self, self._home.cleanup)
        path = Path(self._home.name) / DATABASE
        try:
            for name, write in files.items():
                with path.with_name(name).open("wb") as file:
                    write(file)
            self._connection = sqlite3.connect(path, check_same_thread=False)
            self._connection.execute("PRAGMA trusted_schema = OFF")
            self._connection.execute("PRAGMA temp_store = MEMORY")
            self._connection.execute("PRAGMA journal_mode = DELETE")
            self._connection.set_progress_handler(lambda: 1, _STEPS_AT_ONCE)
            self._check()
            # Where an open file can be taken away, none is left behind however the process ends.
            self._home.cleanup()
        except (OSError, sqlite3.Error) as cause:
            self.close()
            raise SourceError(
                "The backup's list of files cannot be read: {reason}.", reason=why(cause)
            ) from cause
        except SourceError:
            self.close()
            raise

    def find(self, file_id: str) -> BackupFile | None:
        """Return the file whose content has this name."""
        return next(iter(self._rows("fileID = ? AND flags = ?", (file_id, _IS_FILE))), None)

    def named(self, domain: str, path: str) -> BackupFile | None:
        """Return the file that the phone knew by this name."""
        where = "relativePath = ? AND domain = ? AND flags = ?"
        return next(iter(self._rows(where, (path, domain, _IS_FILE))), None)

    def names_in(self, domain: str, folder: str) -> Sequence[str]:
        """Return the names of the files right in a folder of the phone, sorted."""
        start = f"{folder}/" if folder else ""
        where = "relativePath >= ? AND relativePath < ? AND domain = ? AND flags = ?"
        rows = self._rows(where, (start, start[:-1] + "0" if start else "\U0010ffff", domain, _IS_FILE))
        names = (row.path[len(start) :] for row in rows)
        return sorted(name for name in names if name and "/" not in name)

    def files(self) -> Iterator[BackupFile]:
        """Yield all files, in the order of their content's names."""
        after = ""
        while page := self._rows("fileID > ? AND flags = ? ORDER BY fileID LIMIT 1000", (after, _IS_FILE)):
            yield from page
            after = page[-1].file_id

    def close(self) -> None:
        """Throw the private copy away."""
        with self._lock:
            connection = getattr(self, "_connection", None)
            if connection is not None:
                connection.close()
        self._close()

    def _check(self) -> None:
        kind = self._connection.execute("SELECT type FROM sqlite_master WHERE name = 'Files'").fetchone()
        if kind != ("table",):
            raise SourceError(UNREADABLE, reason="it holds no table of files")
        self._connection.execute("SELECT fileID, domain, relativePath, flags, file FROM Files LIMIT 1")

    def _rows(self, where: str, values: tuple[object, ...]) -> list[BackupFile]:
        sql = f"SELECT fileID, domain, relativePath, file FROM Files WHERE {where}"
        try:
            with self._lock:
                found = self._connection.execute(sql, values).fetchall()
        except (sqlite3.Error, OverflowError) as cause:
            raise SourceError(
                "The backup's list of files cannot be read: {reason}.", reason=why(cause)
            ) from cause
        return [
            BackupFile(
                _text(file_id), _text(domain), _text(path), record if isinstance(record, bytes) else b""
            )
            for file_id, domain, path, record in found
        ]


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return value if isinstance(value, str) else ""
