"""Circles of objects are found by the window's thread alone."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from reid_desktop.ui.collecting import CROWD, PATIENCE, Collector


class Ring:
    """Holds itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:
    """A collector that has taken over from Python."""
    assert qtbot is not None
    was_on = gc.isenabled()
    gc.enable()
    made = Collector()
    yield made
    made.stop()
    assert gc.isenabled()
    if not was_on:
        gc.disable()


def test_what_a_worker_leaves_is_freed_by_the_thread_of_the_window(
    collector: Collector, qtbot: QtBot
) -> None:
    assert collector is not None
    where: list[threading.Thread] = []

    def work() -> None:
        ring = Ring()
        weakref.finalize(ring, lambda: where.append(threading.current_thread()))
        del ring
        for _ in range(20 * gc.get_threshold()[0]):
            Ring()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert where == []
    qtbot.waitUntil(lambda: bool(where))
    assert where == [threading.main_thread()]


def test_everything_is_searched_now_and_then(collector: Collector) -> None:
    gone: list[bool] = []
    ring = Ring()
    gc.collect()  # it is old now
    weakref.finalize(ring, gone.append, True)
    del ring
    for _ in range(2000):
        rings = [Ring() for _ in range(2 * gc.get_threshold()[0])]
        collector.look()
        rings.clear()
        if gone:
            break
    assert gone == [True]


def test_a_crowd_of_new_objects_is_left_alone_and_then_set_aside(collector: Collector) -> None:
    gone: list[bool] = []
    ring = Ring()
    weakref.finalize(ring, gone.append, True)
    del ring
    crowd = [Ring() for _ in range(2 * CROWD)]
    before = gc.get_freeze_count()
    for _ in range(PATIENCE):
        collector.look()
    assert (gone, gc.get_freeze_count()) == ([], before)
    collector.look()
    assert gone == []
    assert gc.get_freeze_count() >= before + len(crowd)
    assert gc.get_count()[0] < CROWD
    collector.take_back()
    gc.collect()
    assert gone == [True]


def test_a_crowd_that_is_soon_gone_is_no_reason_to_set_anything_aside(collector: Collector) -> None:
    gc.collect()
    before = gc.get_freeze_count()
    for _ in range(3):
        crowd = [Ring() for _ in range(2 * CROWD)]
        for _ in range(PATIENCE):
            collector.look()
        for one in crowd:
            del one.me
        del one
        crowd.clear()
        some = [Ring() for _ in range(2 * gc.get_threshold()[0])]
        collector.look()
        some.clear()
    assert gc.get_freeze_count() == before
