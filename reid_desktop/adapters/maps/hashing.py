"""The hash of a map file, read piece by piece: archives of tiles may be as large as a disk."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import Fingerprint

_BLOCK_BYTES = 4 << 20


def fingerprint(path: str, is_wanted: Callable[[], bool]) -> Fingerprint:
    """Return SHA-256 and size of a file; stops between two pieces once nobody wants it.

    :raises MapFileError: it cannot be read, changed meanwhile, or is not wanted any more.
    """
    digest, read_bytes = hashlib.sha256(), 0
    try:
        with Path(path).open("rb", buffering=0) as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise MapFileError("{path} is no file.", path=path)
            while block := file.read(_BLOCK_BYTES):
                if not is_wanted():
                    raise MapFileError("The hash of {path} is not wanted any more.", path=path)
                digest.update(block)
                read_bytes += len(block)
            after = os.fstat(file.fileno())
    except OSError as cause:
        why = cause.strerror or type(cause).__name__
        raise MapFileError("{path} cannot be read ({why}).", path=path, why=why) from cause
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise MapFileError("{path} changed while its hash was taken; lay it on the map again.", path=path)
    return Fingerprint(digest.hexdigest(), read_bytes)
