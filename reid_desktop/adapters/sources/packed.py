"""Streams that hold one packed file: gzip, bzip2, xz, Zstandard, and the body of an Android backup."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, cast

import zstandard

from reid_desktop.adapters.sources.android_backup import android_body
from reid_desktop.adapters.sources.blocks import Block, as_file
from reid_desktop.adapters.sources.kinds import PACKED
from reid_desktop.adapters.sources.members import ArchiveBase, Found, Member
from reid_desktop.adapters.sources.zstd_stream import ZstdStream

DAMAGED = (EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError, ValueError, MemoryError)
"""What these streams raise on damaged bytes, beside OSError."""

_ENDINGS = {"gz": ".gz", "bz2": ".bz2", "xz": ".xz", "zst": ".zst"}


def unpacking(kind: str, block: Block, passwords: Sequence[str]) -> BinaryIO:
    """Return a stream of what a block holds, packed as `kind` says.

    :raises SourceError: an Android backup that no password opens, or of an unknown form.
    """
    if kind not in PACKED:
        return android_body(block, passwords)
    file = as_file(block)
    if kind == "gz":
        return cast(BinaryIO, gzip.GzipFile(fileobj=file))
    if kind == "bz2":
        return cast(BinaryIO, bz2.BZ2File(file))
    if kind == "xz":
        return cast(BinaryIO, lzma.LZMAFile(file))
    return cast(BinaryIO, io.BufferedReader(ZstdStream(file)))


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
