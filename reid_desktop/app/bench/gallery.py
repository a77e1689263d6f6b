"""The gallery of a very large case: how soon it is there, how even it scrolls, what it costs."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from reid_desktop.adapters.process.engine import WORK, ProcessEngine
from reid_desktop.app.bench.crowd import CrowdModels, make_crowd
from reid_desktop.app.bench.late import late_turns
from reid_desktop.app.bench.ours import TIMED, import_through, new_case
from reid_desktop.app.bench.processes import number_in, run_job
from reid_desktop.app.bench.results import GalleryResult, OpeningResult, OpenResult, StepResult
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.engine import NICENESS, ChildSetup, child_main
from reid_desktop.app.settings import Settings, as_table
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import EngineError, ModelError
from reid_desktop.ports.engine import AnalysisOptions, ImportRequest

CHILD = "reid_desktop.app.bench.gallery_child"
LIMIT_MS = 50.0
PHOTOS_BESIDE = 60
Tell = Callable[[str], None]
_Times = np.ndarray[tuple[int], np.dtype[np.float64]]


def measure_gallery(
    settings: Settings, sightings: int, case: Path | None, tell: Tell, is_why: bool = False
) -> list[GalleryResult]:
    """Return the figures of a quiet window, and of one beside which an import runs.

    The import is a real one, of another case, in an engine of its own; meanwhile the window is told
    every 1.5 seconds that its case has changed, so that it reads everything again as in an import.

    :param case: a case made before by `make_crowd`; None makes one of `sightings`.
    :raises EngineError: the window did not start.
    """
    with tempfile.TemporaryDirectory(prefix="reid-bench-") as name:
        scratch = Path(name)
        own = replace(settings, config=scratch / "config")
        if case is None:
            case = scratch / "Crowd.reidcase"
            tell(f"Making a case of {sightings} sightings ...")
            make_crowd(case, sightings, tell, models=_installed(own, scratch))
        tell("Scrolling ...")
        quiet = _run(own, case, has_news=False, scratch=scratch, is_why=is_why)
        tell("Scrolling beside an import ...")
        with _Beside(own, scratch):
            busy = _run(own, case, has_news=True, scratch=scratch, is_why=is_why)
        return [quiet, busy]


def _installed(settings: Settings, scratch: Path) -> CrowdModels | None:
    """Return the models that a search in the window would use, if they are here."""
    folder = scratch / "Models.reidcase"
    new_case(folder)
    case = OpenCase(settings, folder)
    try:
        vision = case.models.vision(AnalysisOptions())
        return CrowdModels(vision.model_key, vision.embedder.dimensions)
    except ModelError:
        return None
    finally:
        case.close()


class _Beside:
    """A real import that runs until it is left."""

    def __init__(self, settings: Settings, scratch: Path) -> None:
        from reid_desktop.adapters.media.bench_pictures import SMALL, make_photos

        make_photos(scratch / "photos", PHOTOS_BESIDE, SMALL)
        self._settings, self._photos, self._scratch = settings, scratch / "photos", scratch
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="beside")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _work(self) -> None:
        number = 0
        while not self._is_over.is_set():
            number += 1
            case = self._scratch / f"Beside-{number}.reidcase"
            new_case(case)
            setup = ChildSetup(self._settings, case, None)
            engine = ProcessEngine(child_main, {WORK: setup}, niceness={WORK: NICENESS})
            try:
                import_through(engine, ImportRequest((str(self._photos),), Exhibit(TIMED)))
            finally:
                engine.close()


def _run(settings: Settings, case: Path, has_news: bool, scratch: Path, is_why: bool) -> GalleryResult:
    job = {"settings": as_table(settings), "case": str(case), "has_news": has_news, "is_why": is_why}
    found = run_job(CHILD, job, scratch)
    gaps_ms, work_ms, queued_ms = (_array(found[name]) for name in ("gaps_ms", "work_ms", "queued_ms"))
    steps, held, probes = found["steps"], found["held_ms"], found["probes_ms"]
    opening = found["opening"]
    assert isinstance(opening, list)
    assert isinstance(steps, dict)
    assert isinstance(held, dict)
    assert isinstance(probes, list)
    return GalleryResult(
        import_beside=has_news,
        platform=str(found["platform"]),
        first_s=round(number_in(found, "first_s"), 2),
        filled_s=round(number_in(found, "filled_s"), 2),
        steps={str(name): _step(_array(took), _array(work)) for name, (took, work) in steps.items()},
        opened={str(name): OpenResult(round(took, 1), round(work, 1)) for name, (took, work) in held.items()},
        opening=_opening(*map(_array, opening)),
        probe_problem=str(found["probe_problem"]),
        probes_ms=tuple(round(float(one), 1) for one in probes),
        gap_p99_ms=_share(gaps_ms, 99),
        gap_max_ms=_share(gaps_ms, 100),
        gap_max_work_ms=_share(work_ms, 100),
        own_gap_max_ms=_share(gaps_ms - queued_ms, 100),
        gaps_over_50_ms=int((gaps_ms > LIMIT_MS).sum()),
        work_gaps_over_50_ms=int((work_ms > LIMIT_MS).sum()),
        own_gaps_over_50_ms=int((gaps_ms - queued_ms > LIMIT_MS).sum()),
        ticks=len(gaps_ms),
        peak_mib=round(number_in(found, "peak_mib")),
        late=late_turns(found["late"]),
    )


def _opening(gaps_ms: _Times, work_ms: _Times, queued_ms: _Times) -> OpeningResult:
    return OpeningResult(
        ticks=len(gaps_ms),
        gap_max_ms=_share(gaps_ms, 100),
        work_max_ms=_share(work_ms, 100),
        own_gap_max_ms=_share(gaps_ms - queued_ms, 100),
        gaps_over_50_ms=int((gaps_ms > LIMIT_MS).sum()),
        work_gaps_over_50_ms=int((work_ms > LIMIT_MS).sum()),
    )


def _step(took_ms: _Times, work_ms: _Times) -> StepResult:
    return StepResult(*(_share(values, part) for values in (took_ms, work_ms) for part in (50, 95, 100)))


def _array(value: object) -> _Times:
    if not isinstance(value, list) or not value:
        raise EngineError("The measurement gave no list of times.")
    return np.array(value, np.float64)


def _share(values: _Times, percent: float) -> float:
    return round(float(np.percentile(values, percent)), 1)
