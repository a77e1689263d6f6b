"""Map files read in a process of their own: a file made to attack a decoder does not meet the window.

The parent side, `ChildMapFiles`, sends one question at a time down a pipe and waits. A child that dies or
shows no life is replaced, and what it had in hand is refused from then on.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import TypeVar

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import ArchiveFacts, Fingerprint, Overlay, PictureTile, ShapeTile

from .hashing import fingerprint

_SILENCE_S = {"describe": 20.0, "tile": 10.0, "overlay": 60.0}
_MEMORY_BYTES = 2 << 30
"""Of address space beyond what the process has when it begins."""
_NICER = 5
_END_S = 2.0
_Answer = TypeVar("_Answer", ArchiveFacts, PictureTile | ShapeTile | None, Overlay)
Question = tuple[str, tuple[object, ...]]


def serve(pipe: Connection) -> None:
    """Answer questions until the parent is gone; runs in the child."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    from .files import OpenMapFiles

    files = OpenMapFiles()
    with suppress(OSError, AttributeError):
        os.nice(_NICER)  # only now: on a busy computer the first answer would wait for the modules long
    _hold_memory()
    with suppress(EOFError, OSError):
        while True:
            name, values = pipe.recv()
            pipe.send(_answer(files, name, values))


def _answer(files: object, name: str, values: tuple[object, ...]) -> object:
    try:
        return getattr(files, name)(*values)
    except MapFileError as problem:
        return problem
    except MemoryError:
        return MapFileError("Reading {path} takes more memory than a map should.", path=values[0])
    except Exception as bug:
        logging.getLogger("reid_desktop").exception("a map file nobody thought of")
        return MapFileError(
            "{path} cannot be read ({why}).", path=values[0], why=f"{type(bug).__name__}: {bug}"
        )


def _hold_memory() -> None:
    """Keep a bomb from filling the computer, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    used = 0
    with suppress(OSError, ValueError, IndexError), open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no path of anybody's
        used = int(file.read().split()[0]) * resource.getpagesize()
    if used:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (used + _MEMORY_BYTES, used + _MEMORY_BYTES))


class ChildMapFiles:
    """Reads map files in a child process, started with the first question."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._context = multiprocessing.get_context("spawn")
        self._lock = threading.Lock()
        self._pipe: Connection | None = None
        self._process: SpawnProcess | None = None
        self._refused: dict[Question, str] = {}
        self._is_closed = False

    def describe(self, path: str) -> ArchiveFacts:
        """Return what an archive says of itself.

        :raises MapFileError: it is none, or is damaged.
        """
        return self._ask(ArchiveFacts, "describe", path)

    def tile(self, path: str, zoom: int, column: int, row: int) -> PictureTile | ShapeTile | None:
        """Return a decoded tile, rows counted from the north; None where the archive has none.

        :raises MapFileError: the archive or this tile is damaged.
        """
        answer = self._answer_to(("tile", (path, zoom, column, row)))
        assert answer is None or isinstance(answer, PictureTile | ShapeTile)
        return answer

    def overlay(self, path: str) -> Overlay:
        """Return what an overlay holds.

        :raises MapFileError: it is none, or is damaged.
        """
        return self._ask(Overlay, "overlay", path)

    def fingerprint(
        self, path: str, is_wanted: Callable[[], bool], known: Fingerprint | None = None
    ) -> Fingerprint:
        """Return SHA-256 and size of any file, read here: nothing is decoded, and no tile has to wait.

        :raises MapFileError: it cannot be read, changed meanwhile, or is not wanted any more.
        """
        return fingerprint(path, lambda: is_wanted() and not self._is_closed, known)

    def close(self) -> None:
        """End the child."""
        self._is_closed = True
        with self._lock:
            self._end()

    def _ask(self, kind: type[_Answer], name: str, path: str) -> _Answer:
        answer = self._answer_to((name, (path,)))
        assert isinstance(answer, kind)
        return answer

    def _answer_to(self, question: Question) -> object:
        with self._lock:
            if question in self._refused:
                raise MapFileError(self._refused[question], path=question[1][0])
            answer = self._sent(question)
        if isinstance(answer, MapFileError):
            raise answer
        return answer

    def _sent(self, question: Question) -> object:
        """Send a question and wait for its answer; the caller holds the lock."""
        pipe = self._running()
        try:
            pipe.send(question)
            if pipe.poll(_SILENCE_S[question[0]]):
                return pipe.recv()
            why = "Reading {path} took too long; it was given up."
        except (EOFError, OSError):
            why = "Reading {path} ended the process that reads maps; it is not tried again."
        self._end()
        if self._is_closed:
            raise MapFileError("The maps are closed.")
        self._refused[question] = why
        raise MapFileError(why, path=question[1][0])

    def _running(self) -> Connection:
        if self._is_closed:
            raise MapFileError("The maps are closed.")
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        ours, theirs = self._context.Pipe()
        self._process = self._context.Process(target=serve, args=(theirs,), name="maps", daemon=True)
        self._process.start()
        theirs.close()
        self._pipe = ours
        return ours

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.join(_END_S if self._is_closed else 0.1)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process.close()
        self._pipe = self._process = None
