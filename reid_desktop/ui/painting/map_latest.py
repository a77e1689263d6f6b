"""Work for a thread pool of which only the newest result counts."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from reid_desktop.ui.painting.one_by_one import Starts
from reid_desktop.ui.standing_back import stand_back

Result = TypeVar("Result")


class _Courier(QObject):
    """Carries results to the window's thread; lives as long as the work that holds it."""

    delivered = Signal(int, object)


class LatestResult(Generic[Result]):
    """Runs work in a pool; hands its result over in the window's thread unless newer work was asked for."""

    def __init__(self, pool: Starts, receive: Callable[[Result], None]) -> None:
        """Hand results to receive."""
        self._pool = pool
        self._receive = receive
        self._generation = 0
        self._courier = _Courier()
        self._courier.delivered.connect(self._on_delivered, Qt.ConnectionType.QueuedConnection)

    def ask(self, work: Callable[[], Result], is_small: bool) -> None:
        """Run small work at once, other work in the pool; results of earlier work are dropped.

        Earlier work that has not begun is not done at all.
        """
        self._generation += 1
        if is_small:
            self._receive(work())
            return
        generation, courier = self._generation, self._courier

        def run() -> None:
            if generation != self._generation:
                return
            stand_back()
            result = work()
            # At the end of the program the courier is gone and nobody waits for the result.
            if isValid(courier):
                courier.delivered.emit(generation, result)

        self._pool.start(run)

    def _on_delivered(self, generation: int, result: Result) -> None:
        owner = getattr(self._receive, "__self__", None)
        is_gone = isinstance(owner, QObject) and not isValid(owner)  # it closed while the work was done
        if generation == self._generation and not is_gone:
            self._receive(result)
