"""What is sorted for map and timeline is sorted one after another."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from reid_desktop.ui.painting.one_by_one import OneByOne


class Pool:
    """Keeps what it is to start until it is told to."""

    def __init__(self) -> None:
        self.held: list[Callable[[], None]] = []

    def start(self, work: Callable[[], None], /) -> None:
        self.held.append(work)

    def run(self) -> None:
        self.held.pop(0)()


def test_one_thread_does_all_in_order() -> None:
    pool, done = Pool(), []
    line = OneByOne(pool)

    def first() -> None:
        done.append("first")
        line.start(lambda: done.append("added meanwhile"))

    line.start(first)
    line.start(lambda: done.append("second"))
    assert (len(pool.held), done) == (1, [])
    pool.run()
    assert done == ["first", "second", "added meanwhile"]
    assert pool.held == []
    line.start(lambda: done.append("later"))
    pool.run()
    assert done[-1] == "later"


def test_work_that_fails_keeps_nothing_behind_it_waiting() -> None:
    pool, done = Pool(), []
    line = OneByOne(pool)

    def fail() -> None:
        raise ZeroDivisionError("planted")

    line.start(fail)
    line.start(lambda: done.append("second"))
    with pytest.raises(ZeroDivisionError):
        pool.run()
    pool.run()
    assert (done, pool.held) == (["second"], [])
    line.start(fail)
    with pytest.raises(ZeroDivisionError):
        pool.run()
    line.start(lambda: done.append("third"))
    pool.run()
    assert done == ["second", "third"]


def test_many_threads_may_ask() -> None:
    pool, done = Pool(), []
    line = OneByOne(pool)
    askers = [threading.Thread(target=lambda: line.start(lambda: done.append(1))) for _ in range(8)]
    for one in askers:
        one.start()
    for one in askers:
        one.join()
    assert len(pool.held) == 1
    pool.run()
    assert len(done) == 8
