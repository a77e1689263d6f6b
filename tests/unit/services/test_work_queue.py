"""Working off a queue with threads."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from reid_desktop.services.work_queue import WorkQueue


class Numbers:
    """A queue of numbers that knows what was committed."""

    def __init__(self, count: int) -> None:
        self.left = list(range(count))
        self.committed: list[int] = []
        self.most_busy = 0

    def fetch(self, limit: int, busy: Sequence[int]) -> list[int]:
        self.most_busy = max(self.most_busy, len(busy))
        return [n for n in self.left if n not in self.committed and n not in busy][:limit]

    def commit(self, results: list[int]) -> None:
        assert not set(results) & set(self.committed), "committed twice"
        self.committed += results


def test_all_is_done_once_by_several_threads() -> None:
    numbers, threads = Numbers(300), set[int]()
    meeting = threading.Barrier(2, timeout=10)

    def look(number: int) -> int:
        threads.add(threading.get_ident())
        if number < 2:
            meeting.wait()  # only passes when two threads work at once
        return number

    WorkQueue(numbers.fetch, look, numbers.commit, workers=2)(lambda: False)
    assert sorted(numbers.committed) == list(range(300))
    assert len(threads) == 2


def test_waits_for_what_is_still_coming() -> None:
    numbers, asked = Numbers(0), 0

    def coming() -> bool:
        nonlocal asked
        asked += 1
        if asked == 5:
            numbers.left.append(7)
        return asked < 8

    WorkQueue(numbers.fetch, lambda n: n, numbers.commit, workers=1)(coming)
    assert numbers.committed == [7]


def test_an_idle_thread_takes_up_what_comes_while_another_works() -> None:
    numbers, meeting = Numbers(1), threading.Barrier(2, timeout=10)

    def coming() -> bool:
        if numbers.most_busy and len(numbers.left) < 2:
            numbers.left.append(1)  # the first is in work already, and waits for this one
        return len(numbers.committed) < 2

    def look(number: int) -> int:
        meeting.wait()
        return number

    WorkQueue(numbers.fetch, look, numbers.commit, workers=2)(coming)
    assert sorted(numbers.committed) == [0, 1]


def test_an_error_in_a_thread_ends_the_work_and_keeps_what_was_committed() -> None:
    numbers = Numbers(500)

    def look(number: int) -> int:
        if number == 400:
            raise RuntimeError("bug")
        return number

    with pytest.raises(RuntimeError, match="bug"):
        WorkQueue(numbers.fetch, look, numbers.commit, workers=2)(lambda: False)
    assert 0 < len(numbers.committed) < 500
