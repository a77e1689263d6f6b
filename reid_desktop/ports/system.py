"""What a use case needs of the world around it."""

from __future__ import annotations

from typing import Protocol

from reid_desktop.domain.jobs import Progress
from reid_desktop.ports.store import Mark


class JobControl(Protocol):
    """What a running use case sees: a place to report, a place to stop."""

    def checkpoint(self, progress: Progress) -> None:
        """Report; wait while the job is paused; raise Cancelled if the user asked to stop.

        Called only where stopping is safe: between transactions, never inside one.
        """
        ...

    def breathe(self) -> None:
        """Wait while the job is paused; raise Cancelled; show that this thread is alive.

        For long work on one file, in any thread.
        """
        ...

    def first_mark(self, mark: Mark) -> Mark:
        """Return the mark of the job's first attempt: `mark`, unless the process died since."""
        ...

    def working_on(self, path: str) -> None:
        """Say which file this thread takes in hand, so that a crash or hang can be laid to it."""
        ...

    def finished(self, path: str) -> None:
        """Say that the file is dealt with."""
        ...


class Clock(Protocol):
    """Tells the time."""

    def now_utc_ms(self) -> int:
        """Return milliseconds since 1970-01-01 UTC."""
        ...

    def monotonic_s(self) -> float:
        """Return seconds that never jump."""
        ...
