"""News and reads cross to the GUI thread merged, in order, and never late."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import JobId, SearchId, SightingId
from reid_desktop.domain.jobs import JobPhase, JobState, Progress
from reid_desktop.ports.engine import JobAnswer
from reid_desktop.ui.bridge import Bridge, Reader, later


def test_a_burst_from_another_thread_is_one_change_in_the_gui_thread(qtbot: QtBot) -> None:
    bridge, seen = Bridge(), []
    bridge.case_changed.connect(lambda changes: seen.append((changes, threading.current_thread())))

    def burst() -> None:
        for number in range(50):
            bridge.announce(ChangeSet(sightings=frozenset({SightingId(number)})))

    thread = threading.Thread(target=burst)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(seen))
    qtbot.wait(200)
    assert [(len(changes.sightings), where) for changes, where in seen] == [(50, threading.main_thread())]


def test_only_the_last_state_of_a_job_is_told_while_it_runs(qtbot: QtBot) -> None:
    bridge, seen = Bridge(), []
    bridge.job_changed.connect(lambda state: seen.append(state.progress.done))
    for done in range(20):
        bridge.announce(JobState(JobId(1), "x", JobPhase.RUNNING, Progress(done=done)))
    qtbot.waitUntil(lambda: bool(seen))
    qtbot.wait(200)
    assert seen == [19]


def test_an_answer_comes_after_all_news_before_it(qtbot: QtBot) -> None:
    bridge, seen = Bridge(), []
    bridge.case_changed.connect(lambda _: seen.append("change"))
    bridge.job_changed.connect(lambda state: seen.append(state.phase.value))
    bridge.job_answered.connect(lambda _: seen.append("answer"))
    bridge.announce(JobState(JobId(1), "x", JobPhase.RUNNING))
    bridge.announce(ChangeSet(searches=frozenset({SearchId(1)})))
    bridge.announce(JobAnswer(JobId(1), SearchId(1)))
    qtbot.waitUntil(lambda: "answer" in seen)
    assert seen == ["change", "running", "answer"]


@pytest.fixture
def reader(qtbot: QtBot) -> Iterator[Reader]:
    """A reader, closed afterwards."""
    assert qtbot is not None
    made = Reader()
    yield made
    made.close()


def test_a_quick_read_does_not_wait_for_a_long_one(reader: Reader, qtbot: QtBot) -> None:
    gate = threading.Event()
    answers: list[str] = []
    reader.ask("view", lambda: str(gate.wait(30)), answers.append)
    reader.ask("cards", lambda: "cards", answers.append, is_quick=True)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["cards"]
    assert not reader.is_idle
    gate.set()
    qtbot.waitUntil(lambda: reader.is_idle)
    assert answers == ["cards", "True"]


def test_of_two_questions_on_one_topic_only_the_newer_is_answered(reader: Reader, qtbot: QtBot) -> None:
    gate = threading.Event()
    answers: list[str] = []

    def old() -> str:
        gate.wait(5)
        return "old"

    reader.ask("view", old, answers.append)
    reader.ask("view", lambda: "new", answers.append)
    reader.ask("other", lambda: "other", answers.append)
    gate.set()
    qtbot.waitUntil(lambda: reader.is_idle)
    assert answers == ["new", "other"]


def test_an_older_question_that_has_not_begun_is_never_worked_on(reader: Reader, qtbot: QtBot) -> None:
    gate = threading.Event()
    worked: list[int] = []
    reader.ask("block", lambda: gate.wait(5), lambda _: None)
    for number in range(5):
        reader.ask("view", partial(worked.append, number), lambda _: None)
    gate.set()
    qtbot.waitUntil(lambda: reader.is_idle)
    assert worked == [4]


def test_a_dropped_answer_does_not_come(reader: Reader, qtbot: QtBot) -> None:
    answers: list[int] = []
    reader.ask("details", lambda: 1, answers.append)
    reader.drop("details")
    qtbot.wait(100)
    assert answers == []


def test_answers_that_come_together_are_handed_over_one_a_turn(reader: Reader, qtbot: QtBot) -> None:
    gate = threading.Event()
    order: list[str] = []

    def tell(name: str) -> None:
        order.append(name)
        later(reader, lambda: order.append(f"turn after {name}"))

    reader.ask("block", lambda: gate.wait(5), lambda _: None)
    for name in "abc":
        reader.ask(name, partial(str, name), tell)
    gate.set()
    # The event loop does not turn until all three are there.
    done = threading.Event()
    reader.ask("last", done.set, lambda _: None)
    assert done.wait(5)
    qtbot.waitUntil(lambda: len(order) == 6)
    assert order == ["a", "turn after a", "b", "turn after b", "c", "turn after c"]


def test_a_reader_that_was_closed_is_asked_in_vain(qtbot: QtBot) -> None:
    assert qtbot is not None
    reader = Reader()
    reader.close()
    reader.ask("view", lambda: 1, lambda _: None)
    assert reader.is_idle


def test_what_a_read_raises_is_told_and_the_next_read_works(reader: Reader, qtbot: QtBot) -> None:
    def fail() -> int:
        raise CaseError("The disk is gone.")

    with qtbot.waitSignal(reader.failed) as failed:
        reader.ask("view", fail, lambda _: None)
    assert str(failed.args[0]) == "The disk is gone."
    answers: list[int] = []
    reader.ask("view", lambda: 2, answers.append)
    qtbot.waitUntil(lambda: answers == [2])


def test_closing_ends_the_thread_and_ignores_what_is_still_to_come(qtbot: QtBot) -> None:
    reader = Reader()
    answers: list[int] = []
    reader.ask("view", lambda: 1, answers.append)
    reader.close()
    qtbot.wait(50)
    assert answers == []
    assert not [one for one in threading.enumerate() if one.name.startswith("reader")]
