"""Circles of objects are found by the window's thread alone."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from reid_desktop.ui.collecting import Collector


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
