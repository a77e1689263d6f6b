"""Files that may have killed a process before are in work alone, so that the guilty one is known."""

from __future__ import annotations

import threading
from collections.abc import Callable

LOOK_AGAIN_S = 0.5


class Turns:
    """Lets any number of files be in work at once, or one that wants to be alone."""

    def __init__(self) -> None:
        """Start with nothing in work."""
        self._changed = threading.Condition()
        self._in_work = 0
        self._is_taken = False
        self._wanting = 0

    def take(self, alone: bool, breathe: Callable[[], None]) -> None:
        """Wait for a turn; `breathe` is called now and then, and what it raises ends the waiting."""
        with self._changed:
            self._wanting += alone
        try:
            while not self._got(alone):
                breathe()
        finally:
            with self._changed:
                self._wanting -= alone
                self._changed.notify_all()

    def give_back(self) -> None:
        """End a turn."""
        with self._changed:
            self._in_work -= 1
            self._is_taken = False
            self._changed.notify_all()

    def _got(self, alone: bool) -> bool:
        """Take the turn if it comes soon; tell whether it did."""

        def is_free() -> bool:
            return not self._is_taken and (self._in_work == 0 if alone else self._wanting == 0)

        with self._changed:
            if not self._changed.wait_for(is_free, LOOK_AGAIN_S):
                return False
            self._in_work += 1
            self._is_taken = alone
            return True
