"""Reads evidence that is open."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import BinaryIO

from reid_desktop.domain.errors import SourceError

_CHUNK_BYTES = 1 << 18
"""So little comes into the same memory each time; more takes fresh pages, half as long again."""


def sha256_of(file: BinaryIO, breathe: Callable[[], None] = lambda: None) -> tuple[str, int]:
    """Return SHA-256 (hexadecimal) and size in bytes of a whole file, read in chunks.

    `breathe` is called after each chunk.

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
