"""Working off a queue that the database holds: several threads look, one commits."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

COMMIT_S = 0.7
"""Results are committed at least this often, so that sightings appear while the job runs."""
COMMIT_RESULTS = 64
FIRST_IDLE_S, IDLE_S = 0.002, 0.02
"""While more is coming and a thread has nothing to do, the database is asked again: after the first, then
after twice as long each time, up to the second."""
FETCH_ITEMS = 128
"""Asking the database for what is left costs more the more is done: it is asked for many at once."""


class WorkQueue(Generic[Item, Result]):
    """Fetches items, has threads work on them, and commits the results in batches.

    Bounded: at most two items a thread are in work, at most `COMMIT_RESULTS`
    results wait. An exception of any thread ends the work; what was committed
    stays.
    """

    def __init__(
        self,
        fetch: Callable[[int, Sequence[Item]], Sequence[Item]],
        look: Callable[[Item], Result],
        commit: Callable[[list[Result]], None],
        *,
        workers: int,
    ) -> None:
        """`fetch(limit, busy)` returns new items; `look` runs in threads, `commit` in the caller's."""
        self._fetch = fetch
        self._look = look
        self._commit = commit
        self._workers = workers
        self._ready: deque[Item] = deque()
        self._running: dict[Future[Result], Item] = {}
        self._done: list[tuple[Item, Result]] = []
        self._idle_s = FIRST_IDLE_S

    def __call__(self, is_more_coming: Callable[[], bool]) -> None:
        """Work until nothing is left and nothing more is coming."""
        due_s = time.monotonic() + COMMIT_S
        with ThreadPoolExecutor(self._workers, thread_name_prefix="look") as pool:
            try:
                while self._step(pool, is_more_coming()):
                    is_full = len(self._done) >= COMMIT_RESULTS or not self._running
                    if (self._done and is_full) or time.monotonic() >= due_s:
                        self._flush()
                        due_s = time.monotonic() + COMMIT_S
            finally:
                for future in self._running:
                    future.cancel()

    def _step(self, pool: ThreadPoolExecutor, is_more_coming: bool) -> bool:
        """Hand out work and take in results; return False when all is done."""
        if not self._ready and len(self._running) < 2 * self._workers:
            busy = [*self._running.values(), *(item for item, _ in self._done)]
            self._ready.extend(self._fetch(FETCH_ITEMS, busy))
        while self._ready and len(self._running) < 2 * self._workers:
            item = self._ready.popleft()
            self._running[pool.submit(self._look, item)] = item
        if not self._running and not self._done and not is_more_coming:
            return False
        for future in self._finished(is_more_coming and len(self._running) < self._workers):
            self._done.append((self._running.pop(future), future.result()))
        return True

    def _finished(self, is_idle: bool) -> set[Future[Result]]:
        """Wait until something is finished; if a thread `is_idle`, only until there may be work for it."""
        idle_s = self._idle_s
        self._idle_s = min(2 * idle_s, IDLE_S) if is_idle else FIRST_IDLE_S
        if not self._running:
            time.sleep(idle_s)
        timeout_s = idle_s if is_idle else COMMIT_S
        return wait(self._running, timeout=timeout_s, return_when=FIRST_COMPLETED).done

    def _flush(self) -> None:
        results = [result for _, result in self._done]
        self._commit(results)
        self._done.clear()
