"""Memory of the analysis process during a long import."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from reid_desktop.adapters.process.engine import WORK, ProcessEngine
from reid_desktop.app.bench.ours import TIMED, import_through, new_case
from reid_desktop.app.bench.processes import engine_process, usage
from reid_desktop.app.bench.results import MemoryResult
from reid_desktop.app.engine import ChildSetup, child_main
from reid_desktop.app.settings import Settings
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.jobs import JobState
from reid_desktop.ports.engine import ImportRequest
from reid_desktop.services.model_keys import names_in

LOOK_S = 0.1
MARKS = 20
Tell = Callable[[str], None]


@dataclass(slots=True)
class MemoryWatch:
    """Looks at the engine process all the time, and at how many photos it has done."""

    photos: int
    done: int = 0
    peaks: list[tuple[int, float, float]] = field(default_factory=list)
    """Photos done, MiB resident, MiB at most so far."""
    _stop: threading.Event = field(default_factory=threading.Event)

    def note(self, state: JobState) -> None:
        """Take in how far the import is."""
        if state.progress.step.startswith(("Looking", "Reading files (")):
            self.done = max(self.done, state.progress.done)

    def look(self) -> None:
        """Look until stopped; in a thread of its own."""
        while not self._stop.wait(LOOK_S):
            process_id = engine_process()
            if process_id is not None:
                now = usage(process_id)
                self.peaks.append((self.done, now.resident_mib, now.peak_mib))

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()

    def peak_mib(self, done: int) -> float:
        """Return the peak when the first `done` photos were through."""
        known = [peak for count, _, peak in self.peaks if count <= done and peak]
        return max(known, default=0.0)

    def on_the_way(self) -> tuple[float, ...]:
        """Return what was resident at every twentieth."""
        wanted = [self.photos * mark // MARKS for mark in range(1, MARKS + 1)]
        found = [[resident for count, resident, _ in self.peaks if count >= one] for one in wanted]
        return tuple(round(rest[0]) for rest in found if rest)


def measure_memory(settings: Settings, count: int, tell: Tell) -> MemoryResult:
    """Import `count` photos of two megapixels, in the default models; return the figures.

    :raises SourceError: the pictures that the photos are made of are not installed.
    """
    from reid_desktop.adapters.media.bench_pictures import SMALL, make_photos

    with tempfile.TemporaryDirectory(prefix="reid-bench-") as name:
        scratch = Path(name)
        tell(f"Making {count} photos of {SMALL.width_px} x {SMALL.height_px} pixels ...")
        make_photos(scratch / "photos", count, SMALL)
        case = scratch / "Memory.reidcase"
        new_case(case)
        engine = ProcessEngine(child_main, {WORK: ChildSetup(settings, case, None)})
        watch = MemoryWatch(count)
        looker = threading.Thread(target=watch.look, daemon=True)
        tell("Importing ...")
        started_s = time.perf_counter()
        looker.start()
        try:
            request = ImportRequest((str(scratch / "photos"),), Exhibit(TIMED))
            summary = import_through(engine, request, watch.note)
        finally:
            elapsed_s = time.perf_counter() - started_s
            watch.stop()
            looker.join()
            engine.close()
    half = count // 2
    at_half, at_end = watch.peak_mib(half), watch.peak_mib(count)
    names = names_in(summary.model_key) if summary.model_key else None
    return MemoryResult(
        photos=summary.photos,
        size_px=(SMALL.width_px, SMALL.height_px),
        models=f"{names.detector}, {names.embedder}" if names else "none",
        half=half,
        peak_mib_at_half=round(at_half, 1),
        peak_mib_at_end=round(at_end, 1),
        growth=round(at_end / at_half - 1, 4) if at_half else 0.0,
        resident_mib=watch.on_the_way(),
        elapsed_s=round(elapsed_s, 1),
    )
