"""Noticing that files arrived in a folder and are complete."""

from __future__ import annotations

import os
from pathlib import Path

State = dict[str, tuple[int, int]]
"""Path to size and time of the last change."""


class Arriving:
    """Tells when a folder has something new that has stopped growing since the last look."""

    def __init__(self, folder: Path) -> None:
        """Look at nothing yet: what is there at first is new, too."""
        self._folder = folder
        self._before: State | None = None
        self._taken: State = {}

    def has_settled(self) -> bool:
        """Tell whether there is something new, and nothing changed since the last look."""
        now = self._state()
        is_still = now == self._before
        self._before = now
        if is_still and now != self._taken:
            self._taken = now
            return True
        return False

    def _state(self) -> State:
        found: State = {}
        for home, _, names in os.walk(self._folder):  # links are not followed
            for name in names:
                path = f"{home}/{name}"
                try:
                    status = os.lstat(path)
                except OSError:
                    continue  # moved or deleted meanwhile
                found[path] = status.st_size, status.st_mtime_ns
        return found
