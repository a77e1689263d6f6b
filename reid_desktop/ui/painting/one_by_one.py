"""Work for a thread pool that is done one piece after another."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Protocol


class Starts(Protocol):
    """Takes work and does it in a thread, as a pool does."""

    def start(self, work: Callable[[], None], /) -> None:
        """Do the work soon."""
        ...


class OneByOne:
    """Takes one thread of a pool at most, however much is to be done.

    Map and timeline of a large case sort for a second each, whenever it changes. Side by side they take
    every processor of a small computer from the window, and every thread of its pool from the base map.
    """

    def __init__(self, pool: Starts) -> None:
        """Use the pool once there is work."""
        self._pool = pool
        self._lock = threading.Lock()
        self._waiting: deque[Callable[[], None]] = deque()
        self._is_at_work = False

    def start(self, work: Callable[[], None], /) -> None:
        """Do the work once what came before it is done."""
        with self._lock:
            self._waiting.append(work)
            if self._is_at_work:
                return
            self._is_at_work = True
        self._pool.start(self._work)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._is_at_work = False
                    return
                work = self._waiting.popleft()
            try:
                work()
            except BaseException:
                self._go_on_elsewhere()
                raise  # where the pool tells of it

    def _go_on_elsewhere(self) -> None:
        with self._lock:
            self._is_at_work = bool(self._waiting)
            is_left = self._is_at_work
        if is_left:
            self._pool.start(self._work)
