"""What a child process may take: memory, and time for one file."""

from __future__ import annotations

import time
from dataclasses import dataclass

import psutil

GIB = 1 << 30
SHARE = 0.7
LEAST_BYTES = 3 * GIB
LOOK_S = 0.1


def usual_memory_bytes() -> int:
    """Return what the analysis may take of this computer's memory: 70 %, but never less than 3 GiB."""
    return max(LEAST_BYTES, int(psutil.virtual_memory().total * SHARE))


@dataclass(frozen=True, slots=True)
class Limits:
    """What ends a child process that goes too far."""

    silence_s: float = 120.0
    """A file that shows no life for so long is given up."""
    file_s: float = 12 * 3600.0
    """So is one that is in work for so long, alive or not."""
    memory_bytes: int | None = None
    """Resident memory of the process; None for no limit."""


class MemoryWatch:
    """Looks at the resident memory of a process, at most every `LOOK_S`."""

    def __init__(self, process_id: int, limit_bytes: int | None) -> None:
        """Watch a running process."""
        self._limit_bytes = limit_bytes
        self._due_s = 0.0
        try:
            self._process: psutil.Process | None = psutil.Process(process_id)
        except psutil.Error:
            self._process = None  # it has died already

    def is_too_much(self) -> bool:
        """Tell whether the process takes more than it may; False for one that is gone."""
        now_s = time.monotonic()
        if self._process is None or self._limit_bytes is None or now_s < self._due_s:
            return False
        self._due_s = now_s + LOOK_S
        try:
            return self._process.memory_info().rss > self._limit_bytes
        except psutil.Error:
            return False
