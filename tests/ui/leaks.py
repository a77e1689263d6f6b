"""What may be left running or lying about after a window: threads, timers, widgets."""

from __future__ import annotations

import gc
import threading
from dataclasses import dataclass

from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


@dataclass(frozen=True)
class Running:
    """What runs or lies about at a moment; kept as objects, so that none takes another one's place."""

    threads: frozenset[threading.Thread]
    timers: tuple[QTimer, ...]
    qt_threads: tuple[QThread, ...]
    widgets: tuple[QWidget, ...]

    def since(self, before: Running) -> list[str]:
        """Return what was not there before, in words."""
        return [
            *(f"thread {one.name}" for one in self.threads - before.threads),
            *(f"timer {_name(one)}" for one in _others(self.timers, before.timers)),
            *(f"thread of Qt {_name(one)}" for one in _others(self.qt_threads, before.qt_threads)),
            *(f"widget {_name(one)}" for one in _others(self.widgets, before.widgets)),
        ]


def running() -> Running:
    """Return the threads, the timers that go on, and the widgets without a parent."""
    timers, threads = [], []
    for one in gc.get_objects():
        kind = type(one)
        if issubclass(kind, QTimer):
            if isValid(one) and one.isActive():
                timers.append(one)
        elif issubclass(kind, QThread) and isValid(one) and one.isRunning():
            threads.append(one)
    widgets = tuple(QApplication.topLevelWidgets())
    return Running(frozenset(threading.enumerate()), tuple(timers), tuple(threads), widgets)


def _others(after: tuple[object, ...], before: tuple[object, ...]) -> list[object]:
    known = {id(one) for one in before}
    return [one for one in after if id(one) not in known]


def _name(one: object) -> str:
    kind = type(one)
    parent = getattr(one, "parent", lambda: None)()
    said = getattr(one, "objectName", str)() or getattr(one, "text", str)()
    return f"{kind.__module__}.{kind.__qualname__} {said!r} in {type(parent).__name__}"
