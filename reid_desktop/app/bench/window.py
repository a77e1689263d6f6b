"""The window: how soon it is usable, and how even its event loop turns while it imports."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from reid_desktop.adapters.process.engine import WORK, ProcessEngine
from reid_desktop.app.bench.agreement import median
from reid_desktop.app.bench.late import late_turns
from reid_desktop.app.bench.ours import WARM, import_through, new_case
from reid_desktop.app.bench.processes import number_in, run_job
from reid_desktop.app.bench.results import WindowResult
from reid_desktop.app.engine import ChildSetup, child_main
from reid_desktop.app.settings import Settings, as_table
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import EngineError
from reid_desktop.ports.engine import ImportRequest

CHILD = "reid_desktop.app.bench.window_child"
LIMIT_MS = 50.0
KNOWN_PHOTOS = 12
Tell = Callable[[str], None]


def measure_window(
    settings: Settings, count: int, starts: int, tell: Tell, is_why: bool = False
) -> WindowResult:
    """Return the figures.

    The start is timed from the start of the process to a window that shows
    the sightings of a case. While the gaps are noted an import of `count`
    photos runs in the window's own engine, and the map moves 30 times a second.

    :raises EngineError: the window loaded what it must not load, or did not start.
    """
    from reid_desktop.adapters.media.bench_pictures import SMALL, make_photos

    with tempfile.TemporaryDirectory(prefix="reid-bench-") as name:
        scratch = Path(name)
        own = replace(settings, config=scratch / "config")
        case = scratch / "Window.reidcase"
        tell(f"Making a case of {KNOWN_PHOTOS} photos and {count} photos to import ...")
        make_photos(scratch / "known", KNOWN_PHOTOS, SMALL)
        make_photos(scratch / "photos", count, SMALL, first=KNOWN_PHOTOS)
        _fill(own, case, scratch / "known")
        begun = []
        for number in range(starts):
            tell(f"Start {number + 1} of {starts} ...")
            begun.append(_run(own, case, None, scratch, is_why))
        tell("Importing in the window ...")
        watched = _run(own, case, scratch / "photos", scratch, is_why)
    return _result(begun, watched)


def _result(begun: list[dict[str, object]], watched: dict[str, object]) -> WindowResult:
    """Return the figures of what the window's processes told: of each start, and of the import."""
    heavy = sorted({str(one) for found in (*begun, watched) for one in _list(found, "heavy")})
    times = [number_in(found, "start_s") for found in begun]
    gaps_ms = np.array(_list(watched, "gaps_ms"), dtype=np.float64)
    work_ms = np.array(_list(watched, "work_ms"), dtype=np.float64)
    queued_ms = np.array(_list(watched, "queued_ms"), dtype=np.float64)
    own_ms, row = gaps_ms - queued_ms, int(gaps_ms.argmax())
    held_ms = max(gaps_ms[row] - work_ms[row] - queued_ms[row], 0.0)
    return WindowResult(
        starts=len(begun),
        start_s=round(median(times), 3),
        range_start_s=(round(min(times), 3), round(max(times), 3)),
        watched_s=round(number_in(watched, "watched_s"), 1),
        ticks=len(gaps_ms),
        repaints=round(number_in(watched, "repaints")),
        longest_gap_ms=round(float(gaps_ms.max()), 1),
        p99_gap_ms=round(float(np.percentile(gaps_ms, 99)), 1),
        gaps_over_50_ms=int((gaps_ms > LIMIT_MS).sum()),
        longest_gap_parts_ms=(
            round(float(work_ms[row]), 1),
            round(float(queued_ms[row]), 1),
            round(float(held_ms), 1),
        ),
        longest_own_ms=round(float(own_ms.max()), 1),
        own_gaps_over_50_ms=int((own_ms > LIMIT_MS).sum()),
        media_during=round(number_in(watched, "media")),
        heavy_modules=tuple(heavy),
        platform=str(watched["platform"]),
        late=late_turns(watched["late"]),
    )


def _fill(settings: Settings, case: Path, photos: Path) -> None:
    new_case(case)
    engine = ProcessEngine(child_main, {WORK: ChildSetup(settings, case, None)})
    try:
        import_through(engine, ImportRequest((str(photos),), Exhibit(WARM)))
    finally:
        engine.close()


def _run(
    settings: Settings, case: Path, photos: Path | None, scratch: Path, is_why: bool
) -> dict[str, object]:
    job = {
        "settings": as_table(settings),
        "case": str(case),
        "photos": None if photos is None else str(photos),
        "began_s": time.time(),
        "is_why": is_why,
    }
    return run_job(CHILD, job, scratch)


def _list(table: dict[str, object], name: str) -> list[object]:
    value = table[name]
    if not isinstance(value, list):
        raise EngineError("The measurement gave no list for {name}.", name=name)
    return value
