"""Map files read in this process: for the command line and the child that reads for the window."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from reid_desktop.ports.maps import ArchiveFacts, Fingerprint, Overlay, PictureTile, ShapeTile

from .archives import Archive, decoded_tile, open_archive
from .hashing import fingerprint
from .overlays import read_overlay

_MOST_OPEN = 16


class OpenMapFiles:
    """Keeps archives open that were used last."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._lock = threading.Lock()
        self._open: OrderedDict[str, Archive] = OrderedDict()

    def describe(self, path: str) -> ArchiveFacts:
        """Return what an archive says of itself.

        :raises MapFileError: it is none, or is damaged.
        """
        return self._archive(path).facts

    def tile(self, path: str, zoom: int, column: int, row: int) -> PictureTile | ShapeTile | None:
        """Return a decoded tile, rows counted from the north; None where the archive has none.

        :raises MapFileError: the archive or this tile is damaged.
        """
        return decoded_tile(self._archive(path), zoom, column, row)

    def overlay(self, path: str) -> Overlay:
        """Return what an overlay holds.

        :raises MapFileError: it is none, or is damaged.
        """
        return read_overlay(Path(path))

    def fingerprint(
        self, path: str, is_wanted: Callable[[], bool], known: Fingerprint | None = None
    ) -> Fingerprint:
        """Return SHA-256 and size of any file; one that is as it was `known` is not read.

        :raises MapFileError: it cannot be read, changed meanwhile, or is not wanted any more.
        """
        return fingerprint(path, is_wanted, known)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            for archive in self._open.values():
                archive.close()
            self._open.clear()

    def _archive(self, path: str) -> Archive:
        with self._lock:
            if path not in self._open:
                self._open[path] = open_archive(Path(path))
                while len(self._open) > _MOST_OPEN:
                    self._open.popitem(last=False)[1].close()
            self._open.move_to_end(path)
            return self._open[path]
