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


def fingerprint(path: str, is_wanted: Callable[[], bool], known: Fingerprint | None = None) -> Fingerprint:
    """Return SHA-256 and size of a file; stops between two pieces once nobody wants it.

    A file that was not written to since it was `known` is not read again.

    :raises MapFileError: it cannot be read, changed meanwhile, or is not wanted any more.
    """
    digest, read_bytes = hashlib.sha256(), 0
    try:
        with Path(path).open("rb", buffering=0) as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise MapFileError("{path} is no file.", path=path)
            if known is not None and (known.size_bytes, known.state) == (before.st_size, _state(before)):
                return known
            while block := file.read(_BLOCK_BYTES):
                if not is_wanted():
                    raise MapFileError("The hash of {path} is not wanted any more.", path=path)
                digest.update(block)
                read_bytes += len(block)
            after = os.fstat(file.fileno())
    except OSError as cause:
        why = cause.strerror or type(cause).__name__
        raise MapFileError("{path} cannot be read ({why}).", path=path, why=why) from cause
    if (before.st_size, _state(before)) != (after.st_size, _state(after)):
        raise MapFileError("{path} changed while its hash was taken; lay it on the map again.", path=path)
    return Fingerprint(digest.hexdigest(), read_bytes, _state(before))


def _state(status: os.stat_result) -> str:
    """Return what differs once a file was written to; the second time cannot be set as the first can."""
    return f"{status.st_mtime_ns}-{status.st_ctime_ns}"
