"""The engine survives its child: crashes, hangs, errors, pause, cancel."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reid_desktop.adapters.process.engine import QUERY, WORK, ProcessEngine
from reid_desktop.adapters.process.lane import LAST, Lane
from reid_desktop.adapters.process.limits import Limits
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.ids import ExhibitId, JobId
from reid_desktop.domain.jobs import JobPhase, JobState
from reid_desktop.ports.engine import (
    ExportRequest,
    ImportRequest,
    ImportSummary,
    JobAnswer,
    News,
    VerifyRequest,
)
from tests.unit.adapters.process.children import (
    DEADLY,
    ENDLESS,
    GREEDY,
    GREEDY_BYTES,
    HANGING,
    HOARD,
    PASSWORDS,
    SLOW,
    STRUCK,
    STUBBORN,
    THREADS,
    child_main,
)

WAIT_S = 30.0
LIMITS = Limits(silence_s=3.0, file_s=6.0, memory_bytes=GREEDY_BYTES)


class Desk:
    """An engine with what it told."""

    def __init__(self, engine: ProcessEngine) -> None:
        """Listen."""
        self.engine = engine
        self.news: queue.SimpleQueue[News] = queue.SimpleQueue()
        engine.subscribe(self.news.put)

    def bring(self, *paths: str, exhibit: str = "E1") -> JobId:
        """Submit an import."""
        return self.engine.submit(ImportRequest(paths, Exhibit(ExhibitId(exhibit))), "Import")

    def until(self, *phases: JobPhase) -> tuple[JobState, ImportSummary | None]:
        """Wait for one of the phases; return the state and the answer that came before."""
        answer = None
        while True:
            item = self.news.get(timeout=WAIT_S)
            if isinstance(item, JobAnswer):
                assert isinstance(item.value, ImportSummary)
                answer = item.value
            elif isinstance(item, JobState) and item.phase in phases:
                return item, answer


@pytest.fixture
def desk() -> Iterator[Desk]:
    """An engine whose children do as the paths say."""
    engine = ProcessEngine(child_main, {WORK: None, QUERY: None}, LIMITS)
    yield Desk(engine)
    engine.close()


def test_a_job_is_queued_runs_and_answers(desk: Desk) -> None:
    desk.bring("a", "b")
    assert desk.until(JobPhase.QUEUED)[0].title == "Import"
    state, answer = desk.until(JobPhase.DONE)
    assert answer is not None
    assert (answer.files_total, answer.failed) == (2, 0)
    assert state.problem is None


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="this system knows no niceness")
def test_the_process_of_a_lane_stands_back_as_far_as_it_was_told() -> None:
    engine = ProcessEngine(child_main, {WORK: None, QUERY: None}, LIMITS, {WORK: 3})
    try:
        engine.warm_up(WORK)
        engine.warm_up(QUERY)
        children = {one.name: one.pid for one in multiprocessing.active_children()}
        ours = os.getpriority(os.PRIO_PROCESS, 0)
        nice = {
            name: os.getpriority(os.PRIO_PROCESS, children[f"reid-{name}"] or 0) for name in (WORK, QUERY)
        }
        assert nice == {WORK: min(ours + 3, 19), QUERY: ours}
        desk = Desk(engine)
        desk.bring("a")
        assert desk.until(JobPhase.DONE)[1] is not None
    finally:
        engine.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such a policy")
def test_a_lane_that_stands_back_farthest_gets_what_others_leave() -> None:
    engine = ProcessEngine(child_main, {WORK: None, QUERY: None}, LIMITS, {WORK: LAST})
    try:
        engine.warm_up(WORK)
        engine.warm_up(QUERY)
        children = {one.name: one.pid or 0 for one in multiprocessing.active_children()}
        assert os.sched_getscheduler(children[f"reid-{WORK}"]) == os.SCHED_IDLE
        assert os.sched_getscheduler(children[f"reid-{QUERY}"]) == os.sched_getscheduler(0)
    finally:
        engine.close()


def test_a_file_that_kills_the_process_is_left_out_and_named(desk: Desk) -> None:
    desk.bring("a", DEADLY, "b", f"{DEADLY}-2")
    _, answer = desk.until(JobPhase.DONE)
    assert answer is not None
    assert {f.path: "crashed" in f.reason for f in answer.failures} == {DEADLY: True, f"{DEADLY}-2": True}


def test_a_file_that_hangs_is_left_out_and_named(desk: Desk) -> None:
    desk.bring("a", HANGING, "b")
    _, answer = desk.until(JobPhase.DONE)
    assert answer is not None
    [failure] = answer.failures
    assert failure.path == HANGING
    assert "longer than 3 seconds without a sign of life" in failure.reason


def test_a_file_that_lives_for_ever_is_left_out_and_named(desk: Desk) -> None:
    desk.bring("a", ENDLESS, "b")
    _, answer = desk.until(JobPhase.DONE)
    assert answer is not None
    [failure] = answer.failures
    assert failure.path == ENDLESS
    assert "longer than 0.0 hours" in failure.reason


def test_a_file_that_takes_all_memory_is_left_out_and_named(desk: Desk) -> None:
    desk.bring("a", GREEDY, "b", f"{GREEDY}-2", DEADLY)
    _, answer = desk.until(JobPhase.DONE)
    assert answer is not None
    reasons = {f.path: f.reason for f in answer.failures}
    assert set(reasons) == {GREEDY, f"{GREEDY}-2", DEADLY}
    assert "more than 0.3 GiB of memory" in reasons[GREEDY]
    assert "crashed" in reasons[DEADLY]


def test_what_files_before_left_in_memory_is_not_laid_to_the_next(desk: Desk, tmp_path: Path) -> None:
    desk.bring(*[f"{HOARD}{tmp_path / str(number)}" for number in range(8)])
    _, answer = desk.until(JobPhase.DONE)
    assert answer is not None
    assert answer.failures == ()


@pytest.mark.parametrize("guilty", [DEADLY, GREEDY])
def test_of_files_in_work_at_once_only_the_guilty_one_is_left_out(desk: Desk, guilty: str) -> None:
    paths = [f"{SLOW}-{number}" for number in range(12)]
    paths.insert(2, guilty)
    paths.insert(9, f"{guilty}-2")
    desk.bring(*paths, exhibit=THREADS)
    _, answer = desk.until(JobPhase.DONE)
    assert answer is not None
    assert {f.path for f in answer.failures} == {guilty, f"{guilty}-2"}


def test_memory_that_no_file_took_ends_the_job_with_a_sentence() -> None:
    engine = ProcessEngine(child_main, {WORK: None}, Limits(memory_bytes=1 << 20))
    try:
        desk = Desk(engine)
        desk.bring(*["a"] * 100_000)
        assert "more than 0.0 GiB of memory" in str(desk.until(JobPhase.FAILED)[0].problem)
    finally:
        engine.close()


def test_a_death_that_no_file_is_to_blame_for_is_tried_again(desk: Desk, tmp_path: Path) -> None:
    desk.bring(f"die-once:{tmp_path / 'marker'}", "b")
    _, answer = desk.until(JobPhase.DONE)
    assert answer is not None
    assert answer.failed == 0


def test_a_file_in_work_when_the_process_was_killed_from_outside_is_not_to_blame(
    desk: Desk, tmp_path: Path
) -> None:
    desk.bring("a", f"{STRUCK}{tmp_path / 'marker'}", "b")
    _, answer = desk.until(JobPhase.DONE)
    assert answer is not None
    assert answer.failures == ()


def test_a_process_that_is_started_again_knows_the_passwords_given_before(desk: Desk, tmp_path: Path) -> None:
    first = ImportRequest(("a",), Exhibit(ExhibitId("E")), passwords=("s3cret",))
    desk.engine.submit(first, "Import")
    desk.until(JobPhase.DONE)
    desk.bring(f"{STRUCK}{tmp_path / 'mark'}")  # its process dies and is replaced
    desk.until(JobPhase.DONE)
    second = ImportRequest(("b",), Exhibit(ExhibitId(PASSWORDS)), passwords=("other",))
    desk.engine.submit(second, "Import")
    _, summary = desk.until(JobPhase.DONE)
    assert summary is not None
    assert [failure.path for failure in summary.failures] == ["s3cret", "other"]
    assert "s3cret" not in repr(desk.engine)


def test_our_errors_cross_as_their_sentence(desk: Desk) -> None:
    desk.engine.submit(ExportRequest("x.jpg", Path("out")), "Export")
    state, _ = desk.until(JobPhase.FAILED)
    assert state.problem == "x.jpg is bad."
    assert state.details == ""


def test_an_error_in_the_program_crosses_with_its_trace(desk: Desk) -> None:
    desk.engine.submit(VerifyRequest(), "Verify")
    state, _ = desk.until(JobPhase.FAILED)
    assert (state.problem or "").startswith("An error in the program stopped this: AssertionError")
    assert state.details.startswith("Traceback")
    assert "children.py" in state.details


def test_pause_holds_resume_goes_on_and_cancel_stops(desk: Desk) -> None:
    job_id = desk.bring("a", ENDLESS)
    desk.until(JobPhase.RUNNING)
    desk.engine.pause(job_id)
    time.sleep(0.3)
    desk.engine.resume(job_id)
    desk.engine.cancel(job_id)
    state, answer = desk.until(JobPhase.CANCELLED, JobPhase.DONE)
    assert state.phase is JobPhase.CANCELLED
    assert answer is None


def test_a_waiting_job_can_be_cancelled_and_the_next_still_runs(desk: Desk) -> None:
    first = desk.bring(ENDLESS)
    second = desk.bring("b")
    third = desk.bring("c")
    desk.engine.cancel(second)
    state, _ = desk.until(JobPhase.CANCELLED)
    assert state.job_id == second
    desk.engine.cancel(first)
    assert desk.until(JobPhase.DONE)[0].job_id == third


@pytest.fixture
def slow_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that take their time to come up."""
    start = Lane._start

    def later(lane: Lane) -> None:
        time.sleep(0.5)
        start(lane)

    monkeypatch.setattr(Lane, "_start", later)


@pytest.mark.usefixtures("slow_start")
def test_a_job_cancelled_before_its_process_is_up_does_not_run(desk: Desk) -> None:
    job_id = desk.bring("a")
    time.sleep(0.1)  # taken from the queue
    desk.engine.cancel(job_id)
    assert desk.until(JobPhase.CANCELLED, JobPhase.DONE)[0].phase is JobPhase.CANCELLED


def test_a_job_stays_cancelled_when_its_process_dies(desk: Desk) -> None:
    job_id = desk.bring(STUBBORN)
    desk.until(JobPhase.RUNNING)
    time.sleep(0.2)
    desk.engine.cancel(job_id)  # not heard: the process dies of its file first
    assert desk.until(JobPhase.CANCELLED, JobPhase.DONE)[0].phase is JobPhase.CANCELLED


@pytest.mark.usefixtures("slow_start")
def test_a_job_paused_before_its_process_is_up_is_held(desk: Desk) -> None:
    job_id = desk.bring(*["a"] * 500)
    time.sleep(0.1)
    desk.engine.pause(job_id)
    assert desk.until(JobPhase.PAUSED, JobPhase.DONE)[0].phase is JobPhase.PAUSED
    desk.engine.resume(job_id)
    desk.until(JobPhase.DONE)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are a thing of POSIX")
@pytest.mark.parametrize("wait_s", [0.02, 1.5])
def test_ctrl_c_of_a_terminal_does_not_reach_the_child(desk: Desk, wait_s: float) -> None:
    desk.bring(ENDLESS)
    time.sleep(wait_s)
    for child in multiprocessing.active_children():
        os.kill(int(child.pid or 0), signal.SIGINT)
    time.sleep(0.3)
    desk.bring("b")
    desk.engine.cancel(JobId(1))
    state, answer = desk.until(JobPhase.DONE)
    assert state.job_id == JobId(2)
    assert answer is not None
    assert answer.failed == 0


def test_a_process_that_cannot_be_started_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_lane: Lane) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(Lane, "_start", refuse)
    desk.bring("a")
    assert "cannot be started" in str(desk.until(JobPhase.FAILED)[0].problem)


def test_closing_in_the_middle_ends_the_process_soon(desk: Desk) -> None:
    desk.bring(ENDLESS)
    desk.until(JobPhase.RUNNING)
    started_s = time.monotonic()
    desk.engine.close()
    assert time.monotonic() - started_s < 15
