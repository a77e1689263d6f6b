"""Start of the window: Qt on one side, the wired case on the other."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from reid_desktop import __version__
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.settings import Settings
from reid_desktop.app.whole_cases import CommandedCases
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.case import CaseFacts
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.model_card import ModelStatus
from reid_desktop.ui.application import Opener, Program, Surroundings, check_versions
from reid_desktop.ui.desk import Desk

DEMO_CASE = "Demo.reidcase"
SIGNAL_MS = 200
LARGE_BLOCK_BYTES = 1024 * 1024
_MMAP_THRESHOLD = -3
"""`M_MMAP_THRESHOLD` in malloc.h."""
SWITCH_S = 0.001
"""A thread that computes in Python lets the window have its turn so soon; Python's own 5 ms show."""


def main(case: Path | None, settings: Settings) -> int:
    """Show the window, on `case` if one is named, and return the exit code.

    :raises UsageError: the Qt and the Python that are installed cannot work together.
    """
    check_versions()
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    program = make_program(application, settings)
    program.catch_bugs()
    listening = _leave_on_signals(program)
    if case is not None:
        program.open(case)
    elif not program.take_up():
        program.show_start()
    code = application.exec()
    listening.stop()
    program.close()
    return code


def _leave_on_signals(program: Program) -> QTimer:
    """End the program on Ctrl+C in its terminal, and when the system asks it to end."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda _number, _frame: program.leave())
    turning = QTimer(program, interval=SIGNAL_MS)  # Python looks at signals only while it runs
    turning.timeout.connect(lambda: None)
    turning.start()
    return turning


def _give_memory_back() -> None:
    """Have the columns of a large case go back to the system once nobody needs them (Linux).

    Else glibc, when it has seen a few, keeps room for more between smaller things, in a heap for each thread:
    at a million sightings 500 MiB that nothing uses.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, LARGE_BLOCK_BYTES)


def make_program(application: QApplication, settings: Settings) -> Program:
    """Wire the program to what the settings name."""
    sys.setswitchinterval(SWITCH_S)
    _give_memory_back()
    application.setApplicationName("reid-desktop")
    application.setApplicationVersion(__version__)
    surroundings = Surroundings(
        icons_dir=settings.resources / "icons",
        languages_dir=settings.resources / "languages",
        preferences_file=settings.config / "window.ini",
        cases_dir=Path.home() / "reid-cases",
        version=__version__,
    )
    opener = Opener(
        open_desk=lambda folder: _open(settings, folder),
        make_case=lambda folder, facts: _make_case(settings, folder, facts),
        make_demo=lambda: _make_demo(surroundings.cases_dir),
        whole_cases=CommandedCases(settings),
    )
    return Program(application, opener, surroundings)


def _open(settings: Settings, folder: Path) -> Desk:
    from reid_desktop.app.desk import open_desk

    return open_desk(settings, case_folder(folder), _library(settings))


def _library(settings: Settings) -> Callable[[], list[ModelStatus]]:
    def statuses() -> list[ModelStatus]:
        from reid_desktop.adapters.vision.library import CardLibrary

        folders = settings.model_folders
        return CardLibrary(settings.cards, folders, settings.user_models, settings.cache).statuses()

    return statuses


def _make_case(settings: Settings, folder: Path, facts: CaseFacts) -> None:
    from dataclasses import replace

    from reid_desktop.app.clock import SystemClock
    from reid_desktop.app.making import make_case

    created = iso_utc(SystemClock().now_utc_ms())
    full = replace(facts, created_utc=created, program_version=__version__)
    make_case(settings, folder, full)


def _make_demo(cases_dir: Path) -> Path:
    """Have the demo made by the command line, in a process of its own: it decodes pictures."""
    number = 1
    while (out := cases_dir / (f"demo-{number}" if number > 1 else "demo")).exists():
        if (out / DEMO_CASE).is_dir():
            return out / DEMO_CASE
        number += 1
    out.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "reid_desktop", "demo", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CaseError(
            "The demo case could not be made: {why}",
            why=done.stderr.strip().rsplit("\n", 1)[-1] or "no reason",
        )
    return out / DEMO_CASE
