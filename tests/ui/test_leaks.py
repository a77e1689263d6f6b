"""The check for leaks finds what is planted, and a window that was worked in leaves nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.leaks import running

Undo = Callable[[], object]


def _timer() -> Undo:
    timer = QTimer(interval=60_000)
    timer.start()
    return timer.stop


def _thread() -> Undo:
    may_end = threading.Event()
    thread = threading.Thread(target=may_end.wait, name="planted")
    thread.start()

    def end() -> None:
        may_end.set()
        thread.join()

    return end


def _qt_thread() -> Undo:
    thread = QThread()
    thread.start()

    def end() -> None:
        thread.quit()
        thread.wait()

    return end


def _widget() -> Undo:
    label = QLabel("planted")

    def end() -> None:
        label.deleteLater()
        QCoreApplication.sendPostedEvents(label, QEvent.Type.DeferredDelete.value)

    return end


@pytest.mark.parametrize(
    ("plant", "found"),
    [
        (_timer, "timer PySide6.QtCore.QTimer"),
        (_thread, "thread planted"),
        (_qt_thread, "thread of Qt PySide6.QtCore.QThread"),
        (_widget, "widget PySide6.QtWidgets.QLabel"),
    ],
)
def test_a_planted_leak_is_found_and_gone_once_it_is_mended(
    qapp: QApplication, plant: Callable[[], Undo], found: str
) -> None:
    assert qapp is not None
    before = running()
    undo = plant()
    [left] = running().since(before)
    assert left.startswith(found)
    undo()
    assert running().since(before) == []
