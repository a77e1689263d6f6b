"""How long other programs kept a process from working: that is not time a file has been silent."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_LOOK_S = 1.0
_MOST = 0.95
"""Of a stretch: whatever keeps a process, in the end a file that hangs is given up."""
_PER_S = 1e9


class HeldUp:
    """Adds up the stretches in which a process had work and hardly a processor.

    It is read from `schedstat` of each thread (Documentation/scheduler/sched-stats.rst of the kernel: time on
    a processor and time waiting for one, both in nanoseconds). Where there is none, as on Windows, nothing is
    added.
    """

    def __init__(
        self, process_id: int, proc: Path = Path("/proc"), clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        """Watch a running process."""
        self._tasks = proc / str(process_id) / "task"
        self._clock_s = clock_s
        self._missed_s = 0.0
        self._looked_s, self._seen = clock_s(), self._read()

    def missed_s(self) -> float:
        """Return the seconds that were missed so far; looks at most once a second."""
        now_s = self._clock_s()
        passed_s = now_s - self._looked_s
        if passed_s < _LOOK_S:
            return self._missed_s
        before, self._seen, self._looked_s = self._seen, self._read(), now_s
        both = [(before[one], self._seen[one]) for one in before.keys() & self._seen.keys()]
        worked_s = sum(new[0] - old[0] for old, new in both) / _PER_S
        waited_s = max((new[1] - old[1] for old, new in both), default=0) / _PER_S
        if waited_s > worked_s:
            self._missed_s += min(waited_s, _MOST * passed_s)
        return self._missed_s

    def _read(self) -> dict[str, tuple[int, int]]:
        """Return for each thread the time it worked and the time it waited for a processor, in ns."""
        found = dict[str, tuple[int, int]]()
        with suppress(OSError):
            for task in list(self._tasks.iterdir()):
                with suppress(OSError, ValueError):  # it has just ended
                    worked, waited, _turns = (task / "schedstat").read_text().split()
                    found[task.name] = int(worked), int(waited)
        return found
