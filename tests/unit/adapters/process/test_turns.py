"""Who wants to be alone is alone; the others wait, and nobody waits for ever."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from reid_desktop.adapters.process.turns import Turns
from reid_desktop.domain.errors import Cancelled


def test_one_alone_among_many() -> None:
    turns, lock = Turns(), threading.Lock()
    now: list[int] = []
    most: list[int] = []
    crowds: list[int] = []

    def work(number: int) -> None:
        alone = number % 7 == 3
        turns.take(alone, lambda: None)
        with lock:
            now.append(number)
            (crowds if alone else most).append(len(now))
        time.sleep(0.002)
        with lock:
            if alone:
                crowds.append(len(now))
            now.remove(number)
        turns.give_back()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(100)))
    assert set(crowds) == {1}
    assert len(crowds) == 2 * len([n for n in range(100) if n % 7 == 3])
    assert max(most) > 1


def test_stopped_while_waiting_nobody_is_kept_out() -> None:
    turns = Turns()
    turns.take(False, lambda: None)

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        turns.take(True, stop)
    turns.take(False, stop)  # at once: no one wants to be alone any more
    turns.give_back()
    turns.give_back()
    turns.take(True, stop)
