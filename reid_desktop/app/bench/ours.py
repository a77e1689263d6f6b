"""One import through the real engine, against the clock."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reid_desktop import __version__
from reid_desktop.adapters.process.engine import WORK, ProcessEngine
from reid_desktop.adapters.store.case import create_case
from reid_desktop.app.bench.processes import Usage, engine_process, usage
from reid_desktop.app.clock import SystemClock
from reid_desktop.app.engine import ChildSetup, child_main
from reid_desktop.app.settings import Settings
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.errors import EngineError
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.jobs import JobPhase, JobState
from reid_desktop.ports.engine import AnalysisOptions, ImportRequest, ImportSummary, JobAnswer, News

EXAMINER = "Benchmark"
WARM, TIMED = ExhibitId("WARM"), ExhibitId("TIMED")


@dataclass(frozen=True, slots=True)
class Timed:
    """What one timed import took."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    summary: ImportSummary


def new_case(folder: Path) -> None:
    """Make an empty case."""
    created = iso_utc(SystemClock().now_utc_ms())
    facts = CaseFacts("BENCH", "Benchmark", EXAMINER, created_utc=created, program_version=__version__)
    create_case(folder, facts, EXAMINER).close()


def timed_import(
    settings: Settings, case: Path, options: AnalysisOptions, warm_up: Path, photos: Path
) -> Timed:
    """Import a folder to warm up, then a folder against the clock, in a fresh engine process.

    The process runs at normal priority here, so that other work on the
    machine weighs on both pipelines alike.
    """
    new_case(case)
    engine = ProcessEngine(child_main, {WORK: ChildSetup(settings, case, None)})
    try:
        import_through(engine, ImportRequest((str(warm_up),), Exhibit(WARM), options))
        before = _usage()
        started_s = time.perf_counter()
        summary = import_through(engine, ImportRequest((str(photos),), Exhibit(TIMED), options))
        wall_s = time.perf_counter() - started_s
        after = _usage()
    finally:
        engine.close()
    return Timed(wall_s, after.cpu_s - before.cpu_s, after.peak_mib, summary)


def import_through(
    engine: ProcessEngine, request: ImportRequest, watch: Callable[[JobState], None] = lambda _: None
) -> ImportSummary:
    """Run one import to its end; `watch` sees every state.

    :raises EngineError: it failed.
    """
    news: queue.SimpleQueue[News] = queue.SimpleQueue()
    engine.subscribe(news.put)
    job_id = engine.submit(request, "Import")
    answer: ImportSummary | None = None
    while True:
        item = news.get()
        if isinstance(item, JobAnswer) and item.job_id == job_id:
            assert isinstance(item.value, ImportSummary)
            answer = item.value
        if not isinstance(item, JobState) or item.job_id != job_id:
            continue
        watch(item)
        if item.phase in (JobPhase.FAILED, JobPhase.CANCELLED):
            raise EngineError("{problem}", problem=item.problem or "The import was cancelled.")
        if item.phase is JobPhase.DONE and answer is not None:
            return answer


def _usage() -> Usage:
    process_id = engine_process()
    return Usage() if process_id is None else usage(process_id)
