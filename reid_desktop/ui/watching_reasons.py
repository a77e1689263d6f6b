"""Why an event loop turned late: what every thread did meanwhile."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from reid_desktop.domain.late_turns import LateTurn, Look

LATE_MS = 50.0
_LOOK_S = 0.008
_DEEPEST = 10
_OUR_FOLDER = str(Path(__file__).parents[2])


class Reasons:
    """A thread that looks at what the others do, every few milliseconds.

    It costs some of what is measured, so it is on only where it is asked for.
    """

    def __init__(self) -> None:
        """Begin to look."""
        self.late: list[LateTurn] = []
        self._turned_s = time.perf_counter()
        self._looks: list[Look] = []
        self._others: dict[int, tuple[float, float]] = {}
        self._stolen_ms = 0.0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="reasons", daemon=True)
        self._thread.start()

    @property
    def seen(self) -> tuple[Look, ...]:
        """Return what was seen since the last turn."""
        return tuple(self._looks)

    def turn(self, at_s: float, gap_ms: float, work_ms: float, queued_ms: float) -> None:
        """Note what was seen in the gap that ends now, if it was late, and watch the next."""
        looks, self._looks, self._turned_s = self._looks, [], time.perf_counter()
        before, self._others = self._others, _threads_ms()
        stolen_ms, self._stolen_ms = self._stolen_ms, _stolen_ms()
        if gap_ms > LATE_MS:
            others = _since(before, self._others)
            stolen_ms = self._stolen_ms - stolen_ms
            self.late.append(LateTurn(at_s, gap_ms, work_ms, queued_ms, stolen_ms, others, tuple(looks)))

    def stop(self) -> None:
        """Look no more."""
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._is_over.wait(_LOOK_S):
            after_ms = 1000 * (time.perf_counter() - self._turned_s)
            names = {one.ident: one.name for one in threading.enumerate()}
            frames = {
                names.get(ident, str(ident)): _told(frame)
                for ident, frame in sys._current_frames().items()  # noqa: SLF001 - there is no other way
                if ident != threading.get_ident()
            }
            self._looks.append(Look(after_ms, frames))


def _told(frame: FrameType | None) -> tuple[str, ...]:
    """Return where a thread is, innermost first."""
    told: list[str] = []
    while frame is not None and len(told) < _DEEPEST:
        code = frame.f_code
        told.append(f"{code.co_filename.removeprefix(_OUR_FOLDER)}:{frame.f_lineno} {code.co_name}")
        frame = frame.f_back
    return tuple(told)


def _threads_ms() -> dict[int, tuple[float, float]]:
    """Return of each other thread its processor time and its time without one (Linux; else nothing)."""
    found = {}
    for folder in Path("/proc/self/task").glob("*"):
        try:
            ran, queued = (folder / "schedstat").read_text("ascii").split()[:2]
            found[int(folder.name)] = (int(ran) / 1e6, int(queued) / 1e6)
        except (OSError, ValueError):
            continue  # it ended meanwhile
    found.pop(threading.get_native_id(), None)
    return found


def _since(
    before: dict[int, tuple[float, float]], now: dict[int, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """Return what each thread took between two moments, of those that took a millisecond."""
    found = {}
    for native, (ran, queued) in now.items():
        ran_before, queued_before = before.get(native, (0.0, 0.0))
        took = (round(ran - ran_before, 1), round(queued - queued_before, 1))
        if sum(took) >= 1.0:
            found[_name(native)] = took
    return found


def _stolen_ms() -> float:
    """Return what the host of a virtual machine kept of its processors so far (Linux; else 0)."""
    try:
        with Path("/proc/stat").open(encoding="ascii") as lines:
            return 1000 * int(lines.readline().split()[8]) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return 0.0


def _name(native: int) -> str:
    for one in threading.enumerate():
        if one.native_id == native:
            return one.name
    try:
        return Path(f"/proc/self/task/{native}/comm").read_text("utf-8").strip()
    except OSError:
        return str(native)
