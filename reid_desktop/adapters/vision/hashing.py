"""SHA-256 of model files, remembered by path, size and time so that a start is quick."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def weights_digest(hashes: Sequence[str]) -> str:
    """Return one hash for the files of a model: the file's own, or that of their hashes in card order."""
    if len(hashes) == 1:
        return hashes[0]
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def write_aside(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    part.write_bytes(data)
    part.replace(path)


class HashBook:
    """Remembers hashes; a file whose size or time changed is hashed again."""

    def __init__(self, path: Path) -> None:
        """Keep the book at `path`; an unreadable one is started anew."""
        self._path = path
        self._lock = threading.Lock()
        self._known = self._read()

    def sha256(self, path: Path, *, again: bool = False) -> str:
        """Return the hash of a file, from the book unless `again`.

        :raises OSError: the file cannot be read.
        """
        place = str(path.resolve())
        state = path.stat()
        stamp = [state.st_size, state.st_mtime_ns]
        with self._lock:
            known = self._known.get(place)
        if not again and known is not None and known[:2] == stamp:
            return str(known[2])
        found = sha256_of(path)
        with self._lock:
            self._known[place] = [*stamp, found]
            self._write()
        return found

    def _read(self) -> dict[str, list[int | str]]:
        try:
            table = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(table, dict):
            return {}
        return {k: v for k, v in table.items() if isinstance(v, list) and len(v) == 3}

    def _write(self) -> None:
        try:
            write_aside(self._path, json.dumps(self._known, indent=0).encode())
        except OSError:
            # A cache that cannot be written costs time at the next start, nothing else.
            return
