"""ZIP archives (APPNOTE 6.3.10), UFDR and documents among them, read in place."""

from __future__ import annotations

import calendar
import stat
import struct
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from lzma import LZMAError
from pathlib import Path
from typing import IO, BinaryIO, cast

import pyzipper

from reid_desktop.adapters.sources.blocks import Block, GrowingBlock, PartBlock, as_file
from reid_desktop.adapters.sources.files import why
from reid_desktop.adapters.sources.limits import Limits
from reid_desktop.adapters.sources.members import LINK, NO_FILE, ArchiveBase, Found, Member
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.media import Outcome

_DAMAGED = (
    zipfile.BadZipFile,
    pyzipper.BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    ValueError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    IndexError,
    KeyError,
)
_IS_ENCRYPTED, _IS_UTF8 = 0x1, 0x800
_AES = 99
_LOCAL_HEADER_BYTES = 30
_EXTRA_UNIX_TIME, _EXTRA_UNICODE_PATH = 0x5455, 0x7075
_MADE_ON_UNIX = 3
_MADE_ON_WINDOWS = frozenset({0, 10, 11, 14})

OVERLAPS = "Its bytes overlap those of another member, as in archives made to fill disks; it was not read."
ENCRYPTED = "It is encrypted, and {what}. Import again with the password of the archive."


class ZipArchive(ArchiveBase[zipfile.ZipInfo]):
    """A ZIP archive; members that are only stored are read where they lie."""

    kind = "zip"

    def __init__(
        self,
        below: Block,
        release: Callable[[], None],
        folder: Path | None,
        limits: Limits,
        passwords: Sequence[bytes],
    ) -> None:
        """Read the central directory.

        :raises SourceError: there is none that makes sense.
        """
        try:
            self._zip = zipfile.ZipFile(as_file(below))
        except (*_DAMAGED, OSError) as cause:
            raise SourceError("The ZIP archive cannot be opened: {reason}.", reason=why(cause)) from cause
        super().__init__(below, release)
        self._folder = folder
        self._limits = limits
        self._passwords = list(passwords)
        self._lock = threading.Lock()
        self._aes: pyzipper.AESZipFile | None = None
        self._aes_infos: dict[int, pyzipper.ZipInfo] = {}

    def block(self, member: Member) -> Block:
        """Open a member.

        :raises SourceError: encrypted, damaged, or packed in a way that is not known.
        """
        info = self._members.handle(member)
        if info.flag_bits & _IS_ENCRYPTED:
            return self._decrypted(info)
        if info.compress_type == zipfile.ZIP_STORED and info.file_size == info.compress_size:
            return _StoredBlock(self._below, self._start_of(info), info.file_size, info.CRC)
        return self._expanded(info, None)

    def close(self) -> None:
        """Let go of the block below."""
        self._zip.close()
        super().close()

    def _read(self) -> Iterator[Found[zipfile.ZipInfo]]:
        overlapping = _overlapping(self._zip.infolist())
        for info in self._zip.infolist():
            name = _name(info)
            if name.endswith("/") and not info.file_size:
                continue  # a folder; one that holds bytes is told as what it is, a file with an odd name
            outcome, reason = _special(info)
            if info.header_offset in overlapping:
                outcome, reason = Outcome.FAILED, OVERLAPS
            yield Found(name, info.file_size, _mtime_ns(info), info, outcome, reason)

    def _start_of(self, info: zipfile.ZipInfo) -> int:
        header = self._below.read_at(info.header_offset, _LOCAL_HEADER_BYTES)
        if len(header) < _LOCAL_HEADER_BYTES or not header.startswith(b"PK\x03\x04"):
            raise SourceError("The archive is damaged where this member begins.")
        name_bytes, extra_bytes = struct.unpack_from("<HH", header, 26)
        return info.header_offset + _LOCAL_HEADER_BYTES + int(name_bytes) + int(extra_bytes)

    def _expanded(self, info: zipfile.ZipInfo, password: bytes | None) -> GrowingBlock:
        try:
            with self._lock:
                stream = self._open(info, password)
        except (*_DAMAGED, OSError) as cause:
            raise SourceError("The member cannot be read: {reason}.", reason=why(cause)) from cause
        return GrowingBlock(cast(BinaryIO, stream), info.compress_size, self._folder, self._limits, _DAMAGED)

    def _open(self, info: zipfile.ZipInfo, password: bytes | None) -> IO[bytes]:
        if info.compress_type != _AES:
            return self._zip.open(info, pwd=password)
        if self._aes is None:
            self._aes = pyzipper.AESZipFile(as_file(self._below))
            self._aes_infos = {one.header_offset: one for one in self._aes.infolist()}
        return cast(IO[bytes], self._aes.open(self._aes_infos[info.header_offset], pwd=password))

    def _decrypted(self, info: zipfile.ZipInfo) -> Block:
        """Try the passwords, the last good one first; a wrong one may be noticed only at the end."""
        for password in list(self._passwords):
            try:
                block = self._expanded(info, password)
            except SourceError:
                continue
            try:
                block.size_bytes()
            except SourceError:
                block.close()
                continue
            self._passwords.remove(password)
            self._passwords.insert(0, password)
            return block
        raise SourceError(ENCRYPTED, what="no password fits" if self._passwords else "no password was given")


class _StoredBlock(PartBlock):
    """A member that is not packed; its checksum is compared when it is read from start to end."""

    def __init__(self, whole: Block, start: int, size_bytes: int, crc: int) -> None:
        super().__init__(whole, start, size_bytes)
        self._stated = crc
        self._crc = 0
        self._read_to = 0

    def read_at(self, start: int, count: int) -> bytes:
        """Return bytes of the member."""
        found = super().read_at(start, count)
        if start == 0:
            self._crc, self._read_to = 0, 0
        if start == self._read_to:
            self._crc = zlib.crc32(found, self._crc)
            self._read_to += len(found)
            if found and self._read_to == self.size_bytes() and self._crc != self._stated:
                raise SourceError("Its checksum does not fit: the archive is damaged here.")
        return found


def _special(info: zipfile.ZipInfo) -> tuple[Outcome | None, str | None]:
    mode = info.external_attr >> 16 if info.create_system == _MADE_ON_UNIX else 0
    if stat.S_ISLNK(mode):
        return Outcome.NOT_MEDIA, LINK
    if stat.S_IFMT(mode) and not stat.S_ISREG(mode):
        return Outcome.NOT_MEDIA, NO_FILE
    return None, None


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name as the writer meant it.

    Writers that do not say UTF-8 (APPNOTE, appendix D) mean code page 437, but macOS and many phones write
    UTF-8 all the same; what is valid UTF-8 beyond ASCII is practically never anything else.
    """
    name = info.orig_filename.split("\0", 1)[0]
    if not info.flag_bits & _IS_UTF8 and not name.isascii():
        raw = name.encode("cp437")
        name = _unicode_path(info.extra, raw) or _as_utf8(raw) or name
    if "\\" in name and info.create_system in _MADE_ON_WINDOWS:
        name = name.replace("\\", "/")
    return name


def _as_utf8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """Return the name in Info-ZIP's Unicode path field, if it belongs to this name."""
    for kind, data in _extras(extra):
        if kind == _EXTRA_UNICODE_PATH and len(data) > 5 and data[0] == 1:
            return _as_utf8(data[5:]) if data[1:5] == struct.pack("<I", zlib.crc32(raw)) else None
    return None


def _mtime_ns(info: zipfile.ZipInfo) -> int:
    """Return the date of change: exact where Info-ZIP's field tells, else a clock without zone, as if UTC."""
    for kind, data in _extras(info.extra):
        if kind == _EXTRA_UNIX_TIME and len(data) >= 5 and data[0] & 1:
            return int(struct.unpack_from("<i", data, 1)[0]) * 1_000_000_000
    try:
        return calendar.timegm((*info.date_time, 0, 0, 0)) * 1_000_000_000
    except (ValueError, OverflowError):
        return 0


def _extras(extra: bytes) -> Iterator[tuple[int, bytes]]:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        yield kind, extra[4 : 4 + length]
        extra = extra[4 + length :]


def _overlapping(infos: Sequence[zipfile.ZipInfo]) -> frozenset[int]:
    """Return the places of members whose packed bytes run into the next one's."""
    by_place = sorted(infos, key=lambda info: info.header_offset)
    found = set()
    for info, following in pairwise(by_place):
        end = info.header_offset + _LOCAL_HEADER_BYTES + info.compress_size
        if end > following.header_offset:
            found.add(info.header_offset)
    return frozenset(found)
