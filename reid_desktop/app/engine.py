"""The engine of a case: what its child processes run, and how the parent starts them."""

from __future__ import annotations

import faulthandler
import gc
import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from reid_desktop.adapters.process.engine import QUERY, WORK, ProcessEngine
from reid_desktop.adapters.process.limits import Limits, usual_memory_bytes
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import CaseReadOnlyError, UsageError
from reid_desktop.ports.clothing import DressRequest
from reid_desktop.ports.copies import CopyRequest
from reid_desktop.ports.drawing import DrawRequest, GetReadyRequest
from reid_desktop.ports.engine import (
    AnalyseRequest,
    Answer,
    CorrectRequest,
    DeclareExhibitRequest,
    ExportRequest,
    FindLinksRequest,
    GroupRequest,
    ImportRequest,
    ImportSummary,
    LinkRequest,
    LookRequest,
    PreviewRequest,
    Request,
    SearchRequest,
    Settling,
    SolveClockRequest,
    VerifyRequest,
)
from reid_desktop.ports.inspection import (
    CloseUpRequest,
    FramesRequest,
    KeepFrameRequest,
    LaidRequest,
    PartsRequest,
    ViewedRequest,
)
from reid_desktop.ports.ledger import LedgerRequest
from reid_desktop.ports.review import ReviewRequest

if TYPE_CHECKING:
    from reid_desktop.adapters.process.messages import Run
    from reid_desktop.app.bootstrap import OpenCase
    from reid_desktop.ports.store import Listener
    from reid_desktop.ports.system import JobControl

NICENESS = 19
"""With 10, half a dozen threads that analyse take a third of a processor from the window when it paints."""
MEMORY_VARIABLE = "REID_DESKTOP_MEMORY_MIB"
"""How much memory each of the two analysis processes may take before the file in hand is given up."""
LOOKING = (
    GroupRequest,
    LookRequest,
    ExportRequest,
    VerifyRequest,
    CloseUpRequest,
    FramesRequest,
    KeepFrameRequest,
    LaidRequest,
    ViewedRequest,
    PartsRequest,
    PreviewRequest,
)
"""Requests that a case which cannot be written to still answers."""
UNRECORDED = (
    "Every search is recorded, and the case {folder} cannot be written to. Copy the case to where it can be, "
    "and search there."
)
UNSEARCHABLE = (
    "{folder} is a part of a case for reading: it holds no description of anybody, so nobody can be "
    "searched for in it. Search in the case that it was made from."
)
FIRST_TO_GO = "500"
"""Linux: should memory run out faster than it is watched, this process ends and not the window."""


@dataclass(frozen=True, slots=True)
class ChildSetup:
    """All a child process needs to open the case by itself."""

    settings: Settings
    folder: Path
    who: str | None


def start_engine(settings: Settings, folder: Path, who: str | None = None) -> ProcessEngine:
    """Return the engine of a case; its processes start with the first request."""
    return ProcessEngine(
        child_main,
        {
            WORK: ChildSetup(settings, folder, who),
            QUERY: ChildSetup(settings, folder, who),
        },
        Limits(memory_bytes=memory_limit_bytes()),
        {WORK: NICENESS},
    )


def memory_limit_bytes() -> int:
    """Return what an analysis process may take: as the environment says, else most of this computer's.

    :raises UsageError: the environment does not name a number of MiB.
    """
    named = os.environ.get(MEMORY_VARIABLE)
    if not named:
        return usual_memory_bytes()
    if not named.isascii() or not named.isdigit() or int(named) < 1:
        raise UsageError(
            "{variable} must be a number of MiB, not {value}.", variable=MEMORY_VARIABLE, value=named
        )
    return int(named) << 20


def child_main(pipe: Connection, setup: ChildSetup) -> None:
    """Run in the child process until the parent ends it."""
    from reid_desktop.adapters.process.child import Child

    with suppress(OSError):  # there is no such file on other systems
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, encoding="ascii")
    child = Child(pipe)
    _log_to(setup.folder)
    cases: list[OpenCase] = []

    def handle(run: Run, job: JobControl) -> Answer:
        # Opened with the first request, so that a case that cannot be opened is told as its failure.
        if not cases:
            listener = child.tell_changes
            cases.append(open_for(run.request, setup.settings, setup.folder, setup.who, listener, _set_aside))
        return carry_out(cases[0], run, job)

    child.serve(handle)
    for case in cases:
        case.close()


def open_for(
    request: Request,
    settings: Settings,
    folder: Path,
    who: str | None = None,
    listener: Listener | None = None,
    models_loaded: Callable[[], None] = lambda: None,
) -> OpenCase:
    """Open the case; for what only looks, also one that cannot be written to.

    `models_loaded` is called each time that models were.

    :raises CaseReadOnlyError: the request has something to write.
    """
    from reid_desktop.app.bootstrap import OpenCase

    try:
        return OpenCase(settings, folder, who=who, listener=listener, models_loaded=models_loaded)
    except CaseReadOnlyError as cause:
        if isinstance(request, SearchRequest):
            raise _no_search(folder) from cause
        if not isinstance(request, LOOKING):
            raise
        return OpenCase(settings, folder, who=who, read_only=True)


def carry_out(case: OpenCase, run: Run, job: JobControl) -> Answer:
    """Do what a request asks for, over an open case."""
    case.oversight.require_right(run.request, case.who)
    case.try_passwords(run.passwords)
    answer = _change(case, run.request, job)
    if answer is None:
        answer = _look_closely(case, run.request)
    return answer if answer is not None else _work(case, run, job)


def _look_closely(case: OpenCase, request: Request) -> Answer | None:
    """Show original pixels, exact frames, what an export would hold; None for any other request."""
    if isinstance(request, CloseUpRequest):
        return case.inspecting.close_up(request, case.who)
    if isinstance(request, FramesRequest):
        return case.inspecting.frames(request, case.who)
    if isinstance(request, KeepFrameRequest):
        return case.inspecting.keep(request, case.who, case.folder / "exports")
    if isinstance(request, LaidRequest):
        return case.inspecting.laid(request, case.who)
    if isinstance(request, PreviewRequest):
        return case.exports().preview(request.export, case.who)
    if isinstance(request, ViewedRequest):
        return case.inspecting.viewed(request, case.who)
    if isinstance(request, PartsRequest):
        return case.searching.part_likeness().tell(request)
    return None


def _change(case: OpenCase, request: Request, job: JobControl) -> Answer | None:
    """Do what changes or asks about what is declared of the case; None for any other request."""
    if isinstance(request, DeclareExhibitRequest):
        return case.declaring()(request, case.who, job)
    if isinstance(request, CorrectRequest):
        return case.correcting()(request, case.who)
    if isinstance(request, SolveClockRequest):
        return case.clock_solving()(request)
    if isinstance(request, DrawRequest):
        return case.searching.drawing()(request, case.who)
    if isinstance(request, LinkRequest):
        return case.turning_links()(request, case.who)
    if isinstance(request, ReviewRequest):
        return case.reviewing()(request, case.who)
    if isinstance(request, LedgerRequest):
        return case.oversight.do(request, case.who)
    if isinstance(request, CopyRequest):
        return case.copies()(request)
    return case.people.change(request, case.who)


def _no_search(folder: Path) -> CaseReadOnlyError:
    """Return why nobody can be searched for in a case that is not written to."""
    from reid_desktop.adapters.store.carrying import is_part

    return CaseReadOnlyError(UNSEARCHABLE if is_part(folder) else UNRECORDED, folder=folder)


def _work(case: OpenCase, run: Run, job: JobControl) -> Answer:
    request = run.request
    if isinstance(request, SearchRequest) and case.store.is_read_only:
        raise _no_search(case.folder)
    if isinstance(request, ImportRequest):
        return case.bring_in(run.condemned)(request, case.who, job)
    if isinstance(request, AnalyseRequest):
        return _analyse(case, request, run, job)
    if isinstance(request, FindLinksRequest | DressRequest | GetReadyRequest):
        return _add_to(case, request, job)
    if isinstance(request, LookRequest):
        return case.probes().look(request.picture)
    if isinstance(request, SearchRequest):
        return case.search()(case.probes().probes(request.crops), request, case.who)
    if isinstance(request, GroupRequest):
        case.oversight.allow_grouping(case.who)
        return case.people.grouping()(request, job.breathe)
    if isinstance(request, ExportRequest):
        from reid_desktop.app.registry import exporter

        chosen = exporter(request.format, case.export_tools(request.key, request.passphrase))
        return case.exports()(chosen, request, case.who, job)
    if isinstance(request, VerifyRequest):
        return case.verification(run.condemned)(case.who, job, request.heads)
    raise UsageError("The analysis process does not know what a {kind} is.", kind=type(request).__name__)


def _add_to(
    case: OpenCase, request: FindLinksRequest | DressRequest | GetReadyRequest, job: JobControl
) -> Answer:
    """Find out more of what is in the case, or get ready to."""
    if isinstance(request, GetReadyRequest):
        case.searching.drawing()
        return Settling(0)
    if isinstance(request, DressRequest):
        return case.searching.dress_as_job(case.who, job)
    return case.linking()(case.who, job)


def _analyse(case: OpenCase, request: AnalyseRequest, run: Run, job: JobControl) -> ImportSummary:
    started_s = case.clock.monotonic_s()
    analyse, key = case.analysis(request.options, run.condemned)
    rate = request.options.video_frames_per_s
    if request.again:
        analyse.look_again(rate, case.who)
    tally = analyse(rate, case.who, job)
    case.linking()(case.who, job)
    elapsed_s = case.clock.monotonic_s() - started_s
    failures = tuple(tally.failures)
    return ImportSummary(
        files_total=tally.media,
        imported=tally.media - len(failures),
        duplicates=0,
        not_media=0,
        failed=len(failures),
        failures=failures,
        photos=0,
        videos=0,
        sightings=tally.sightings,
        elapsed_s=round(elapsed_s, 3),
        model_key=key,
        waiting=tally.waiting,
        clips_at_another_rate=case.store.clips_at_another_rate(key, rate),
    )


def _set_aside() -> None:
    """Have Python's search for circles of objects pass over what is here now, which stays.

    Over modules and models it takes a tenth of a second, and no thread comes to a line of Python meanwhile.
    """
    gc.collect()
    gc.freeze()


def _log_to(folder: Path) -> None:
    """Keep what goes wrong in the case folder, where support can find it.

    Codecs print what they think of a file straight to standard error, at C
    level; that goes there too, and so does the trace of a crash.
    """
    try:
        log = os.open(folder / "engine.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    except OSError:
        return  # a case that cannot be written to is told when it is opened
    os.dup2(log, sys.stderr.fileno())
    os.close(log)
    faulthandler.enable()
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger("reid_desktop")
    logger.addHandler(handler)
    logger.propagate = False
