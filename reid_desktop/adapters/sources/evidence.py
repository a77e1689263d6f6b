"""The one way to the bytes of evidence: files, members of archives, parts of files."""

from __future__ import annotations

import os
import re
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reid_desktop.adapters.sources.blocks import Block, FileBlock, GrowingBlock, PartBlock, as_file
from reid_desktop.adapters.sources.decrypted import STEP as DECRYPTED
from reid_desktop.adapters.sources.files import open_file, why
from reid_desktop.adapters.sources.ios_backup import Backup, Backups
from reid_desktop.adapters.sources.kinds import HEAD_BYTES, NOT_READ, PACKED, archive_kind, is_tar
from reid_desktop.adapters.sources.limits import Limits
from reid_desktop.adapters.sources.members import Archive, Member
from reid_desktop.adapters.sources.names import MARK, part_of, split
from reid_desktop.adapters.sources.packed import DAMAGED, SinglePacked, head_of, unpacking
from reid_desktop.adapters.sources.shelf import Lease, Shelf
from reid_desktop.adapters.sources.tars import TarArchive
from reid_desktop.adapters.sources.zips import ZipArchive
from reid_desktop.domain.errors import SourceError

ARCHIVES_KEPT, MEMBERS_KEPT = 12, 4
_GONE = "The file is no longer there."
_NO_MEMBER = "The archive has no such member any more."

Key = tuple[str, tuple[int, ...], tuple[str, ...]]
"""File of this computer, what it was when it was opened, steps into it."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A block with what to do when it is not needed any more."""

    block: Block
    close: Callable[[], None]


class OpenEvidence:
    """Opens what the sources list; see the port `Evidence`.

    The archives and expanded members used last stay open, so that import, analysis and decoding of the same
    member share one expansion. Nothing is written but private files without a name in `folder`.
    """

    def __init__(self, folder: Path | None = None, limits: Limits | None = None) -> None:
        """`folder` takes large expanded members; None for the system's temporary folder."""
        self._folder = folder
        self._limits = limits or Limits()
        self._passwords: list[str] = []
        self._archives: Shelf[Archive] = Shelf(ARCHIVES_KEPT)
        self._members: Shelf[_Opened] = Shelf(MEMBERS_KEPT)
        self._backups = Backups(self.open, folder)
        weakref.finalize(self, _clear, self._members, self._archives)

    @property
    def limits(self) -> Limits:
        """How far archives may go."""
        return self._limits

    @property
    def passwords(self) -> Sequence[str]:
        """What is tried on encrypted archives and backups."""
        return tuple(self._passwords)

    def add_passwords(self, passwords: Sequence[str]) -> None:
        """Try these too from now on; they are kept in memory only."""
        new = [password for password in dict.fromkeys(passwords) if password not in self._passwords]
        if new:
            self._passwords = [*self._passwords, *new]
            self.close()  # what is open was opened without them

    def open(self, path: str) -> BinaryIO:
        """Open seekable and read-only.

        :raises SourceError: it cannot be opened, or a limit is passed; reading may raise it too.
        """
        file, steps = split(path)
        if not steps:
            return open_file(path)
        lease = self._block(_key(file, steps))
        return as_file(lease.value.block, lease.release)

    def mtime_ns(self, path: str) -> int:
        """Return the date of change of a file, or of a member as its archive states it.

        :raises SourceError: it is not there any more, or cannot be reached.
        """
        file, steps = split(path)
        while steps and (steps[-1] == DECRYPTED or part_of(steps[-1])):
            steps = steps[:-1]
        if not steps:
            return _stat(file).st_mtime_ns
        key = _key(file, steps[:-1])
        lease = self._archive(key)
        try:
            return _member(lease.value, steps[-1]).mtime_ns
        finally:
            lease.release()

    def archive(self, path: str) -> Lease[Archive]:
        """Open the archive that a path leads to, until the lease is released.

        :raises SourceError: it cannot be opened, or is none.
        """
        return self._archive(_key(*split(path)))

    def backup_at(self, root: str) -> Backup | None:
        """Return the iPhone's backup whose root a path leads to, with what separates it from names below.

        :raises SourceError: there is one, but its list cannot be read, or no password opens it.
        """
        return self._backups.at(root, self._passwords)

    def close(self) -> None:
        """Let go of what nobody uses."""
        _clear(self._members, self._archives)
        self._backups.close()

    # ------------------------------------------------------------ blocks

    def _block(self, key: Key) -> Lease[_Opened]:
        return self._members.take(key, lambda: self._open_block(key), lambda opened: not opened.block.is_lost)

    def _open_block(self, key: Key) -> _Opened:
        file, stamp, steps = key
        if not steps:
            block = FileBlock(open_file(file))
            return _Opened(block, block.close)
        above: Key = (file, stamp, steps[:-1])
        if steps[-1] == DECRYPTED:
            return self._open_decrypted(self._block(above), MARK.join((file, *steps[:-1])))
        part = part_of(steps[-1])
        if part is not None:
            return _part(self._block(above), *part)
        return self._open_member(self._archive(above), steps[-1])

    def _open_member(self, lease: Lease[Archive], step: str) -> _Opened:
        archive = lease.value
        try:
            member = _member(archive, step)
            if member.outcome is not None:
                raise SourceError("{reason}", reason=member.reason)
            block = archive.block(member)
        except BaseException:
            lease.release()
            raise

        def close() -> None:
            block.close()
            lease.release()

        return _Opened(block, close)

    def _open_decrypted(self, lease: Lease[_Opened], path: str) -> _Opened:
        """Decrypt a content of an iPhone's backup, which lies two folders below the root of that."""
        try:
            file_id = re.split(r"[/\\]", path)[-1]
            backup = self.backup_at(path[: -len(f"{file_id[:2]}/{file_id}")])
            if backup is None:
                raise SourceError("The backup that it belongs to is no longer there.")
            return _Opened(backup.decrypted(lease.value.block, file_id), lease.release)
        except BaseException:
            lease.release()
            raise

    # ------------------------------------------------------------ archives

    def _archive(self, key: Key) -> Lease[Archive]:
        return self._archives.take(key, lambda: self._open_archive(key), lambda archive: not archive.is_lost)

    def _open_archive(self, key: Key) -> Archive:
        below = self._block(key)
        try:
            return self._archive_over(below, key)
        except BaseException:
            below.release()
            raise

    def _archive_over(self, below: Lease[_Opened], key: Key) -> Archive:
        block = below.value.block
        kind = archive_kind(head_of(block, HEAD_BYTES))
        if kind == "zip":
            passwords = [password.encode() for password in self._passwords]
            return ZipArchive(block, below.release, self._folder, self._limits, passwords)
        if kind == "tar":
            return TarArchive(kind, block, below.release)
        if kind is None:
            raise SourceError("It is no archive any more.")
        if kind in NOT_READ:
            raise SourceError(
                "It is a {kind} archive; those are not read. Unpack it and import the folder.",
                kind=NOT_READ[kind],
            )
        return self._packed_over(below, key, kind)

    def _packed_over(self, below: Lease[_Opened], key: Key, kind: str) -> Archive:
        """Expand as it is read: a packed TAR, or one packed file."""
        block = below.value.block
        stream = unpacking(kind, block, self._passwords)
        inside = GrowingBlock(stream, block.size_bytes(), self._folder, self._limits, DAMAGED)

        def release() -> None:
            inside.close()
            below.release()

        try:
            holds_tar = kind not in PACKED or is_tar(inside.read_at(0, HEAD_BYTES))
        except BaseException:
            inside.close()
            raise
        if holds_tar:
            named = f"tar.{kind}" if kind in PACKED else kind
            return TarArchive(named, inside, release)
        name = (key[2][-1] if key[2] else Path(key[0]).name).rsplit("/", 1)[-1]
        return SinglePacked(kind, name, self._mtime_of(key), inside, release)

    def _mtime_of(self, key: Key) -> int:
        file, stamp, steps = key
        if not steps:
            return stamp[1]
        lease = self._archive((file, stamp, steps[:-1]))
        try:
            return _member(lease.value, steps[-1]).mtime_ns
        finally:
            lease.release()


def _clear(members: Shelf[_Opened], archives: Shelf[Archive]) -> None:
    members.clear()
    archives.clear()


def _key(file: str, steps: tuple[str, ...]) -> Key:
    """Return the key of what is there now: a file that was replaced has another."""
    facts = _stat(file)
    return file, (facts.st_size, facts.st_mtime_ns, facts.st_dev, facts.st_ino), steps


def _stat(file: str) -> os.stat_result:
    try:
        return Path(file).stat()
    except FileNotFoundError as cause:
        raise SourceError(_GONE) from cause
    except (OSError, ValueError) as cause:
        raise SourceError("The file cannot be read: {reason}.", reason=why(cause)) from cause


def _member(archive: Archive, step: str) -> Member:
    found = archive.find(step)
    if found is None:
        raise SourceError(_NO_MEMBER)
    return found


def _part(whole: Lease[_Opened], start: int, size_bytes: int) -> _Opened:
    block = PartBlock(whole.value.block, start, size_bytes)
    return _Opened(block, whole.release)
