"""Bytes that several threads may read at once: files, parts of them, and what is expanded on the way."""

from __future__ import annotations

import io
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from reid_desktop.adapters.sources.files import why
from reid_desktop.adapters.sources.limits import BombError, Limits
from reid_desktop.domain.errors import SourceError

STEP_BYTES = 1 << 20
_BUFFER_BYTES = 1 << 16
_CHECK_DISK_EVERY_BYTES = 1 << 26


class Block(Protocol):
    """A fixed run of bytes with random access, safe from several threads."""

    @property
    def is_lost(self) -> bool:
        """Whether a medium failed below, so that it is to be opened anew."""
        ...

    def read_at(self, start: int, count: int) -> bytes:
        """Return `count` bytes from `start`, fewer only at the end.

        :raises SourceError: they cannot be had.
        """
        ...

    def size_bytes(self) -> int:
        """Return the length; what is packed is expanded to its end for that."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...


class FileBlock:
    """An open file."""

    def __init__(self, file: BinaryIO) -> None:
        """Own the file from now on."""
        self._file = file
        self._lock = threading.Lock()
        self.is_lost = False

    def read_at(self, start: int, count: int) -> bytes:
        """Return bytes of the file."""
        try:
            with self._lock:
                self._file.seek(start)
                return self._file.read(count)
        except (OSError, ValueError) as cause:
            self.is_lost = True
            raise SourceError("The file cannot be read: {reason}.", reason=why(cause)) from cause

    def size_bytes(self) -> int:
        """Return the length of the file."""
        with self._lock:
            return self._file.seek(0, io.SEEK_END)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class PartBlock:
    """A part of a block, which stays open when the part is closed."""

    def __init__(self, whole: Block, start: int, size_bytes: int) -> None:
        """Begin at `start` of the whole."""
        self._whole = whole
        self._start = start
        self._size_bytes = size_bytes

    @property
    def is_lost(self) -> bool:
        """Whether the whole is."""
        return self._whole.is_lost

    def read_at(self, start: int, count: int) -> bytes:
        """Return bytes of the part."""
        count = max(0, min(count, self._size_bytes - start))
        found = self._whole.read_at(self._start + start, count) if count else b""
        if len(found) < count:
            raise SourceError("What holds it ends too early: it is cut short.")
        return found

    def size_bytes(self) -> int:
        """Return the length of the part."""
        return self._size_bytes

    def close(self) -> None:
        """Own nothing."""


class SparseBlock:
    """A file with holes: pieces that follow each other in the archive, zeros between them."""

    def __init__(self, whole: Block, start: int, pieces: Sequence[tuple[int, int]], size_bytes: int) -> None:
        """`pieces` are (offset in the file, length), packed one after another from `start`."""
        self._whole = whole
        self._size_bytes = size_bytes
        self._pieces: list[tuple[int, PartBlock]] = []
        for offset, length in pieces:
            self._pieces.append((offset, PartBlock(whole, start, length)))
            start += length

    @property
    def is_lost(self) -> bool:
        """Whether the whole is."""
        return self._whole.is_lost

    def read_at(self, start: int, count: int) -> bytes:
        """Return bytes, holes as zeros."""
        end = min(start + count, self._size_bytes)
        found = bytearray(max(0, end - start))
        for offset, piece in self._pieces:
            first, last = max(start, offset), min(end, offset + piece.size_bytes())
            if first < last:
                found[first - start : last - start] = piece.read_at(first - offset, last - first)
        return bytes(found)

    def size_bytes(self) -> int:
        """Return the length with holes."""
        return self._size_bytes

    def close(self) -> None:
        """Own nothing."""


class GrowingBlock:
    """What a packed stream holds, expanded as far as it was asked for and kept.

    Small ones are kept in memory, larger ones in a private file that has no
    name and goes with the process.
    """

    def __init__(
        self,
        stream: BinaryIO,
        packed_bytes: int,
        folder: Path | None,
        limits: Limits,
        failures: tuple[type[Exception], ...],
    ) -> None:
        """Own `stream`; `failures` is what it raises on damaged bytes."""
        self._stream = stream
        # In small steps where that can be: what comes before damage is not lost with it.
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self._packed_bytes = packed_bytes
        self._folder = folder
        self._limits = limits
        self._failures = failures
        self._kept = tempfile.SpooledTemporaryFile(limits.memory_bytes, dir=str(folder) if folder else None)  # noqa: SIM115 - closed below
        self._lock = threading.Lock()
        self._length = 0
        self._is_whole = False
        self.is_lost = False
        self._problem: SourceError | None = None

    def read_at(self, start: int, count: int) -> bytes:
        """Return bytes of what is inside."""
        with self._lock:
            self._grow(start + count)
            self._kept.seek(start)
            return self._kept.read(count)

    def size_bytes(self) -> int:
        """Expand to the end and return the length."""
        with self._lock:
            while not self._is_whole:
                self._grow(self._length + STEP_BYTES)
            return self._length

    def close(self) -> None:
        """Throw away what was expanded."""
        with self._lock:
            self._stream.close()
            self._kept.close()

    def _grow(self, wanted: int) -> None:
        if self._length >= wanted or self._is_whole:
            return
        if self._problem is not None:
            raise self._problem
        try:
            self._kept.seek(self._length)
            while self._length < wanted and not self._is_whole:
                self._step()
        except SourceError as problem:
            self._problem = problem
            self.is_lost = not isinstance(problem, BombError)
            raise
        except OSError as cause:
            self.is_lost = True
            self._problem = SourceError("It cannot be expanded: {reason}.", reason=why(cause))
            raise self._problem from cause
        except self._failures as cause:
            self._problem = SourceError("Its packed data is damaged: {reason}.", reason=why(cause))
            raise self._problem from cause

    def _step(self) -> None:
        before = self._length // _CHECK_DISK_EVERY_BYTES
        piece = self._read(STEP_BYTES)
        self._limits.check_growth(self._length + len(piece), self._packed_bytes)
        self._kept.write(piece)
        self._length += len(piece)
        self._is_whole = not piece
        if self._length // _CHECK_DISK_EVERY_BYTES > before:
            self._check_disk()

    def _check_disk(self) -> None:
        where = self._folder or Path(tempfile.gettempdir())
        if shutil.disk_usage(where).free < self._limits.reserve_bytes:
            raise SourceError(
                "The disk that holds {folder} is nearly full, so it could not be expanded. Make room and "
                "import the source again.",
                folder=where,
            )


class BlockFile(io.RawIOBase):
    """A block as a read-only file with a position of its own."""

    def __init__(self, block: Block, on_close: Callable[[], None] = lambda: None) -> None:
        """Call `on_close` once, when it is closed; the block itself stays open."""
        super().__init__()
        self._block = block
        self._on_close = on_close
        self._at = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read up to the length of the buffer."""
        found = self._block.read_at(self._at, len(buffer))
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position; one before the start is an error."""
        if whence == io.SEEK_CUR:
            offset += self._at
        elif whence == io.SEEK_END:
            offset += self._block.size_bytes()
        if offset < 0:
            raise ValueError(f"negative position {offset}")
        self._at = offset
        return self._at

    def tell(self) -> int:
        """Return the position."""
        return self._at

    def close(self) -> None:
        """Let go of the block."""
        if not self.closed:
            super().close()
            self._on_close()


def as_file(block: Block, on_close: Callable[[], None] = lambda: None) -> BinaryIO:
    """Return a buffered, seekable, read-only file over a block."""
    return io.BufferedReader(BlockFile(block, on_close), _BUFFER_BYTES)
