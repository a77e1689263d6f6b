"""iTunes and Finder backups: names of 40 hexadecimal digits, told by `Manifest.db`, encrypted perhaps."""

from __future__ import annotations

import plistlib
import re
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from iphone_backup_decrypt.exceptions import UnsafeBackupError
from iphone_backup_decrypt.utils import BackupKeyBag

from reid_desktop.adapters.sources.blocks import Block, FileBlock
from reid_desktop.adapters.sources.decrypted import CbcBlock
from reid_desktop.adapters.sources.ios_manifest import DATABASE, KEYS, LOG, SQLITE, Manifest, Write
from reid_desktop.adapters.sources.limits import GIB
from reid_desktop.domain.errors import SourceError

Open = Callable[[str], BinaryIO]
"""Opens a file of evidence by its path; raises SourceError."""

NO_PASSWORD = "The backup is encrypted, and {what}. Import again with the password of the backup."
LARGEST_DATABASE_BYTES, LARGEST_KEYS_BYTES = 8 * GIB, 1 << 24
_PIECE_BYTES = 1 << 20
_BLOB = re.compile(r"(?:(.*)/)?([0-9a-f]{2})/(\2[0-9a-f]{38})", re.DOTALL)


def blob_of(path: str) -> tuple[str, str] | None:
    """Return the root of a backup (`""` for none) and the name of a content, if a path leads to one."""
    found = _BLOB.fullmatch(path)
    return (found[1] or "", found[3]) if found else None


class LockedError(SourceError):
    """A backup is encrypted, and nothing that is at hand opens it."""


class Backup:
    """One backup: its list, and its keys where it is encrypted."""

    def __init__(self, manifest: Manifest, keys: BackupKeyBag | None) -> None:
        """`keys` are unlocked."""
        self.manifest = manifest
        self._keys = keys

    @property
    def is_encrypted(self) -> bool:
        """Whether its contents need keys."""
        return self._keys is not None

    def decrypted(self, whole: Block, file_id: str) -> CbcBlock:
        """Return a content that `whole` holds encrypted.

        :raises SourceError: the backup has no key for it.
        """
        found = self.manifest.find(file_id)
        if found is None or self._keys is None:
            raise SourceError("The backup has no key for this file.")
        return CbcBlock(whole, found.key(self._keys))

    def close(self) -> None:
        """Throw the private copy of the list away."""
        self.manifest.close()


class Backups:
    """The backups met so far, by their root; each is opened once."""

    def __init__(self, open_path: Open, folder: Path | None) -> None:
        """`folder` takes private copies of lists."""
        self._open = open_path
        self._folder = folder
        self._lock = threading.Lock()
        self._known: dict[str, Backup | SourceError | None] = {}

    def at(self, root: str, passwords: Sequence[str]) -> Backup | None:
        """Return the backup whose root a path (with `/` at its end, unless empty) leads to; None for none.

        :raises SourceError: there is one, but its list cannot be read: a password is missing, say.
        """
        with self._lock:
            if root not in self._known:
                try:
                    self._known[root] = self._opened(root, passwords)
                except SourceError as cause:
                    self._known[root] = cause
            found = self._known[root]
        if isinstance(found, SourceError):
            raise found
        return found

    def close(self) -> None:
        """Forget all backups."""
        with self._lock:
            for backup in self._known.values():
                if isinstance(backup, Backup):
                    backup.close()
            self._known.clear()

    def _opened(self, root: str, passwords: Sequence[str]) -> Backup | None:
        head = self._head(root + DATABASE)
        if head is None:
            return None
        facts = self._facts(root)
        if head == SQLITE or not facts.get("IsEncrypted"):
            files = {DATABASE: self._copied(root + DATABASE)}
            if self._head(root + LOG):
                files[LOG] = self._copied(root + LOG)
            return Backup(Manifest(files, self._folder), None)
        keys = _unlocked(facts, passwords)
        return Backup(Manifest({DATABASE: self._decrypted(root, facts, keys)}, self._folder), keys)

    def _head(self, path: str) -> bytes | None:
        """Return the first bytes of a file; None where there is none."""
        try:
            with self._open(path) as file:
                return file.read(len(SQLITE))
        except SourceError:
            return None

    def _facts(self, root: str) -> Mapping[str, object]:
        try:
            with self._open(root + KEYS) as file:
                found = plistlib.loads(file.read(LARGEST_KEYS_BYTES))
        except SourceError:
            return {}
        except Exception as cause:  # plistlib states no errors, and these bytes are hostile
            raise SourceError("The backup's {name} cannot be read.", name=KEYS) from cause
        return found if isinstance(found, dict) else {}

    def _copied(self, path: str) -> Write:
        def write(target: BinaryIO) -> None:
            with self._open(path) as file:
                _copy(FileBlock(file), target)

        return write

    def _decrypted(self, root: str, facts: Mapping[str, object], keys: BackupKeyBag) -> Write:
        given = facts.get("ManifestKey")
        try:
            if not isinstance(given, bytes):
                raise ValueError("no key")
            key = keys.unwrap_key_for_class(struct.unpack("<l", given[:4])[0], given[4:])
        except (ValueError, KeyError, struct.error) as cause:
            raise LockedError("The backup is encrypted, and its list has no key that opens it.") from cause

        def write(target: BinaryIO) -> None:
            with self._open(root + DATABASE) as file:
                _copy(CbcBlock(FileBlock(file), key), target)

        return write


def _unlocked(facts: Mapping[str, object], passwords: Sequence[str]) -> BackupKeyBag:
    """Return the keys, opened with the first password that fits; each try takes seconds, on purpose.

    :raises SourceError: none fits, or what should be the keys makes no sense.
    """
    given = facts.get("BackupKeyBag")
    if not isinstance(given, bytes):
        raise LockedError("The backup is encrypted, and holds no keys: its {name} is damaged.", name=KEYS)
    for password in passwords:
        try:
            keys = BackupKeyBag(given)
            if keys.unlock_with_passphrase(password.encode()):
                return keys
        except (ValueError, KeyError, TypeError, struct.error, UnsafeBackupError) as cause:
            raise LockedError("The backup is encrypted, and its keys are damaged.") from cause
    raise LockedError(NO_PASSWORD, what="no password fits" if passwords else "no password was given")


def _copy(source: Block, target: BinaryIO) -> None:
    size_bytes = source.size_bytes()
    if size_bytes > LARGEST_DATABASE_BYTES:
        raise SourceError("The backup's list of files is too large ({size} bytes).", size=size_bytes)
    for start in range(0, size_bytes, _PIECE_BYTES):
        target.write(source.read_at(start, _PIECE_BYTES))
