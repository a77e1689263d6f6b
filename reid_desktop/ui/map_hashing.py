"""The hashes of the archives on the map, taken in a thread of their own, one after the other."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal
from shiboken6 import isValid

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import Fingerprint, MapFiles

from . import text
from .preferences import Preferences

Found = Fingerprint | MapFileError


class MapHashing(QObject):
    """Takes the hash of each archive that comes onto the map, and forgets those that go.

    What was hashed at an earlier opening and was not written to since is not read again.
    """

    known = Signal(str)
    """The hash of the file with this path is known now, or why it cannot be."""
    _arrived = Signal(str, object)

    def __init__(self, files: MapFiles, preferences: Preferences, parent: QObject) -> None:
        """Read through `files`; `preferences` keep what was read."""
        super().__init__(parent)
        self._files, self._preferences = files, preferences
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._wanted: dict[str, threading.Event] = {}
        """By path what tells the worker to stop."""
        self._found: dict[str, Found] = {}
        self._recalled: dict[str, Fingerprint | None] = {}
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    @property
    def is_settled(self) -> bool:
        """Tell whether every hash that is wanted is known."""
        return self._wanted.keys() == self._found.keys()

    def keep_to(self, paths: set[str]) -> None:
        """Have the hashes of exactly these files."""
        for path in self._wanted.keys() - paths:
            self._wanted.pop(path).set()
            self._found.pop(path, None)
        for path in sorted(paths - self._wanted.keys()):
            self._wanted[path] = threading.Event()
            self._begin(path, self._wanted[path])

    def hash_of(self, path: str) -> str:
        """Return the SHA-256 of a file; empty while it is not known."""
        found = self._found.get(path)
        return found.sha256 if isinstance(found, Fingerprint) else ""

    def is_recalled(self, path: str) -> bool:
        """Tell whether a hash was taken at an earlier opening and the file was not written to since."""
        found = self._found.get(path)
        return found is not None and found == self._recalled.get(path)

    def words(self, path: str, being_taken: str) -> str:
        """Return the SHA-256 of a file, or why there is none; `being_taken` while it is on the way."""
        found = self._found.get(path)
        if isinstance(found, MapFileError):
            return text.told_problem(found)
        return found.sha256 if found is not None else being_taken

    def close(self) -> None:
        """Stop; blocks for the piece of a file in hand."""
        self.keep_to(set())
        self._pool.clear()
        self._pool.waitForDone()

    def _begin(self, path: str, is_over: threading.Event) -> None:
        files, known = self._files, self._preferences.map_hash(path)
        self._recalled[path] = known

        def run() -> None:
            try:
                found: Found = files.fingerprint(path, lambda: not is_over.is_set(), known)
            except MapFileError as problem:
                found = problem
            if isValid(self) and not is_over.is_set():
                self._arrived.emit(path, found)

        self._pool.start(run)

    def _on_arrived(self, path: str, found: Found) -> None:
        if path in self._wanted:
            self._found[path] = found
            if isinstance(found, Fingerprint):
                self._preferences.keep_map_hash(path, found)
            self.known.emit(path)
