"""What a drop or the clipboard carries."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def local_files(carried: QMimeData) -> list[Path]:
    """Return the files and folders that a drop or the clipboard names."""
    return [Path(url.toLocalFile()) for url in carried.urls() if url.isLocalFile()]
