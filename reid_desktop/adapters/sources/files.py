"""Opens files of this computer read-only, and without leaving a trace where the system allows that."""

from __future__ import annotations

import os
import stat
from typing import BinaryIO

from reid_desktop.domain.errors import SourceError

_READ_ONLY = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe in a seized folder must not stop the import
)
_LEAVE_ACCESS_TIME = getattr(os, "O_NOATIME", 0)


def open_file(path: str) -> BinaryIO:
    """Open a regular file for reading, its access time unchanged where we may.

    :raises SourceError: it cannot be opened or is no regular file.
    """
    try:
        number = _open(path)
    except (OSError, ValueError) as cause:
        raise SourceError("The file cannot be opened: {reason}.", reason=why(cause)) from cause
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise SourceError("It is no regular file.")
    return os.fdopen(number, "rb")


def why(error: BaseException) -> str:
    """Return what an exception says, as part of a sentence."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:200].rstrip(".").lower()


def shown(path: str) -> str:
    """Return a path as text: bytes that are none are written as escapes."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def _open(path: str) -> int:
    try:
        return os.open(path, _READ_ONLY | _LEAVE_ACCESS_TIME)
    except PermissionError:  # only the owner may ask for O_NOATIME
        return os.open(path, _READ_ONLY)
