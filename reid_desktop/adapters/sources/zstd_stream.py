"""Zstandard streams (RFC 8878) as files; unlike the library's reader, these notice that one is cut short."""

from __future__ import annotations

import io
from typing import BinaryIO

import zstandard

_MAGIC, _SKIPPABLE = b"\x28\xb5\x2f\xfd", b"\x2a\x4d\x18"
_DICTIONARY_BYTES = (0, 1, 2, 4)
_SIZE_BYTES = (0, 2, 4, 8)
_RUN_OF_ONE_BYTE, _RESERVED = 1, 3
_CHECKSUM_BYTES = 4


class ZstdStream(io.RawIOBase):
    """Expands a file as it is read."""

    def __init__(self, file: BinaryIO) -> None:
        """Read `file`, which is seekable, from its start."""
        super().__init__()
        self._file = file
        self._reader = zstandard.ZstdDecompressor().stream_reader(
            file, read_across_frames=True, closefd=False
        )

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Expand no more than the buffer holds.

        :raises EOFError: the packed data ends too early.
        """
        found: bytes = self._reader.read(len(buffer))
        if not found and not is_whole(self._file):
            raise EOFError("the packed data ends too early")
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()  # type: ignore[no-untyped-call]
        self._file.close()
        super().close()


def is_whole(file: BinaryIO) -> bool:
    """Tell whether every frame of a file ends in it; only the heads of frames and blocks are read."""
    end = file.seek(0, io.SEEK_END)
    at = 0
    while at < end:
        file.seek(at)
        head = file.read(18)
        if head[1:4] == _SKIPPABLE and 0x50 <= head[0] <= 0x5F and len(head) >= 8:
            at += 8 + int.from_bytes(head[4:8], "little")
            continue
        if not head.startswith(_MAGIC):
            return len(head) >= len(_MAGIC)  # what follows is no frame: the library's to tell
        behind = _end_of_frame(file, at, head)
        if behind is None:
            return False
        at = behind
    return at == end


def _end_of_frame(file: BinaryIO, at: int, head: bytes) -> int | None:
    """Return where a frame ends; None where the file ends before, or the frame makes no sense."""
    if len(head) < 5:
        return None
    facts = head[4]
    is_one_segment = bool(facts & 0x20)
    size_bytes = _SIZE_BYTES[facts >> 6] or int(is_one_segment)
    at += 5 + (not is_one_segment) + _DICTIONARY_BYTES[facts & 3] + size_bytes
    while True:
        file.seek(at)
        block = file.read(3)
        if len(block) < 3:
            return None
        number = int.from_bytes(block, "little")
        kind, length = (number >> 1) & 3, number >> 3
        if kind == _RESERVED:
            return None
        at += 3 + (1 if kind == _RUN_OF_ONE_BYTE else length)
        if number & 1:
            return at + (_CHECKSUM_BYTES if facts & 4 else 0)
