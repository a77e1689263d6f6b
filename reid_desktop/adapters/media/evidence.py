"""Opens evidence read-only and reads it without leaving a trace where the system allows that."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from typing import BinaryIO

from reid_desktop.domain.errors import SourceError

_CHUNK_BYTES = 1 << 20
_READ_ONLY = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe in a seized folder must not stop the import
)
_LEAVE_ACCESS_TIME = getattr(os, "O_NOATIME", 0)


def open_evidence(path: str) -> BinaryIO:
    """Open a regular file for reading, its access time unchanged where we may.

    :raises SourceError: it cannot be opened or is no regular file.
    """
    try:
        number = _open(path)
    except (OSError, ValueError) as cause:
        raise SourceError("The file cannot be opened: {reason}.", reason=reason(cause)) from cause
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise SourceError("It is no regular file.")
    return os.fdopen(number, "rb")


def sha256_of(file: BinaryIO, breathe: Callable[[], None] = lambda: None) -> tuple[str, int]:
    """Return SHA-256 (hexadecimal) and size in bytes of a whole file, read in chunks.

    `breathe` is called after each megabyte.

    :raises SourceError: the medium fails while reading.
    """
    digest, size = hashlib.sha256(), 0
    try:
        file.seek(0)
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            breathe()
    except OSError as cause:
        raise SourceError("The file cannot be read to its end: {reason}.", reason=reason(cause)) from cause
    return digest.hexdigest(), size


def reason(error: BaseException) -> str:
    """Return what an exception says, as part of a sentence."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:200].rstrip(".")


def _open(path: str) -> int:
    try:
        return os.open(path, _READ_ONLY | _LEAVE_ACCESS_TIME)
    except PermissionError:  # only the owner may ask for O_NOATIME
        return os.open(path, _READ_ONLY)
