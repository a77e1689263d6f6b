"""Streams that hold one packed file: gzip, bzip2, xz, Zstandard, and the body of an Android backup."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

import zstandard

from reid_desktop.adapters.sources.blocks import Block, as_file
from reid_desktop.adapters.sources.members import ArchiveBase, Found, Member
from reid_desktop.domain.errors import SourceError

DAMAGED = (EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError, ValueError, MemoryError)
"""What these streams raise on damaged bytes, beside OSError."""

_ANDROID_HEADER_BYTES = 4096
_PIECE_BYTES = 1 << 16
_ENDINGS = {"gz": ".gz", "bz2": ".bz2", "xz": ".xz", "zst": ".zst"}


def unpacking(kind: str, file: BinaryIO) -> BinaryIO:
    """Return a stream of what `file` holds, packed as `kind` says.

    :raises SourceError: an Android backup that is encrypted, or of an unknown form.
    """
    if kind == "gz":
        return cast(BinaryIO, gzip.GzipFile(fileobj=file))
    if kind == "bz2":
        return cast(BinaryIO, bz2.BZ2File(file))
    if kind == "xz":
        return cast(BinaryIO, lzma.LZMAFile(file))
    if kind == "zst":
        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        return cast(BinaryIO, reader)
    return _android_body(file)


def _android_body(file: BinaryIO) -> BinaryIO:
    """Return the tar inside an Android backup (`adb backup`): four lines of text, then the body."""
    lines = file.read(_ANDROID_HEADER_BYTES).split(b"\n", 4)
    if len(lines) < 5 or not lines[1].isdigit() or lines[2] not in {b"0", b"1"}:
        raise SourceError("The header of the Android backup makes no sense.")
    if lines[3] != b"none":
        raise SourceError(
            "The Android backup is encrypted; such ones are not read. Decrypt it and import the result."
        )
    file.seek(sum(len(line) + 1 for line in lines[:4]))
    return file if lines[2] == b"0" else cast(BinaryIO, io.BufferedReader(_ZlibStream(file)))


class _ZlibStream(io.RawIOBase):
    """A bare zlib stream (RFC 1950) as a file."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._zlib = zlib.decompressobj()

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Expand no more than the buffer holds."""
        found = b""
        while not found and not self._zlib.eof:
            packed = self._zlib.unconsumed_tail or self._file.read(_PIECE_BYTES)
            if not packed:
                raise EOFError("the packed data ends too early")
            found = self._zlib.decompress(packed, len(buffer))
        buffer[: len(found)] = found
        return len(found)


class SinglePacked(ArchiveBase[None]):
    """A file that was packed alone, such as `photo.jpg.gz`."""

    def __init__(
        self,
        kind: str,
        name: str,
        mtime_ns: int,
        inside: Block,
        release: Callable[[], None],
    ) -> None:
        """`inside` is what it holds; its name is the outer one without its ending."""
        self.kind = kind
        ending = _ENDINGS[kind]
        self._name = name.removesuffix(ending) if name.lower().endswith(ending) else f"{name}.unpacked"
        self._mtime_ns = mtime_ns
        super().__init__(inside, release)

    def block(self, member: Member) -> Block:  # noqa: ARG002 - there is but one
        """Return what is inside; closing it does nothing, it goes with the archive."""
        return _Kept(self._below)

    def _read(self) -> Iterator[Found[None]]:
        yield Found(self._name, self._below.size_bytes(), self._mtime_ns, None)


class _Kept:
    """A block that stays open when its user closes it."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self.read_at = block.read_at
        self.size_bytes = block.size_bytes

    @property
    def is_lost(self) -> bool:
        return self._block.is_lost

    def close(self) -> None:
        """Leave it open."""


def head_of(block: Block, count: int) -> bytes:
    """Return the first bytes of a block."""
    with as_file(block) as file:
        return file.read(count)
