"""Taking files off the disk so that a search of the raw drive does not find them where they were."""

from __future__ import annotations

import os
from pathlib import Path

CHUNK_BYTES = 1 << 20


def wipe(path: Path) -> None:
    """Overwrite a file with zeros and remove it; of a folder everything in it; a link is only removed."""
    if path.is_symlink() or not path.is_dir():
        if path.is_file() and not path.is_symlink():
            _overwrite(path)
        path.unlink(missing_ok=True)
        return
    for entry in list(path.iterdir()):
        wipe(entry)
    path.rmdir()


def _overwrite(path: Path) -> None:
    left = path.stat().st_size
    with path.open("r+b") as file:
        while left > 0:
            left -= file.write(bytes(min(left, CHUNK_BYTES)))
        file.flush()
        os.fsync(file.fileno())
