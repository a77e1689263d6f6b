"""A real session under X11: a file dragged from another window, and a triage by keyboard alone."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import pytest

TOOLS = ("Xvfb", "xdotool", "openbox")
MISSING = [name for name in TOOLS if shutil.which(name) is None]
WAIT_S = 25.0

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not on this computer: {', '.join(MISSING)}")


class Session:
    """A display with a window manager and the program; hands and eyes."""

    def __init__(self, environment: dict[str, str], lines: queue.Queue[str]) -> None:
        self._environment, self._lines = environment, lines

    def do(self, *words: object) -> None:
        """Use mouse or keyboard."""
        subprocess.run(["xdotool", *map(str, words)], env=self._environment, check=True, timeout=20)

    def wait_for(self, start: str) -> str:
        """Return the rest of the next line that begins so."""
        while True:
            line = self._lines.get(timeout=WAIT_S)
            if line.startswith(start):
                return line[len(start) :].strip()


def started(
    stack: ExitStack,
    *command: str,
    env: dict[str, str] | None = None,
    stdout: int | None = None,
    pass_fds: tuple[int, ...] = (),
) -> subprocess.Popen[str]:
    """Start a program that ends with the test."""
    made = subprocess.Popen(
        command, text=True, stderr=subprocess.DEVNULL, stdout=stdout, env=env, pass_fds=pass_fds
    )
    stack.callback(made.wait, 10)
    stack.callback(made.kill)
    return made


def hear(said: IO[str], lines: queue.Queue[str]) -> None:
    """Pass lines on until there are no more."""
    for line in said:
        lines.put(line)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The program on a display of its own."""
    with ExitStack() as stack:
        read, write = os.pipe()
        screen = ("-screen", "0", "1280x720x24", "-nolisten", "tcp", "-displayfd", str(write))
        started(stack, "Xvfb", *screen, pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as said:
            display = f":{said.readline().strip()}"
        environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        environment.pop("WAYLAND_DISPLAY", None)
        started(stack, "openbox", env=environment, stdout=subprocess.DEVNULL)
        photo = tmp_path / "suspect.jpg"
        photo.write_bytes(b"a photo")
        command = (sys.executable, "-m", "tests.ui.x11_session", str(tmp_path), str(photo))
        program = started(stack, *command, env=environment, stdout=subprocess.PIPE)
        lines: queue.Queue[str] = queue.Queue()
        assert program.stdout is not None
        reader = threading.Thread(target=hear, args=(program.stdout, lines))
        stack.callback(program.stdout.close)
        reader.start()
        stack.callback(reader.join, 10)
        stack.callback(program.kill)
        yield Session(environment, lines)


def test_sightings_are_decided_by_key_and_a_dragged_file_is_offered_for_import(session: Session) -> None:
    x, y, to_x, to_y = (int(one) for one in session.wait_for("ready").split())
    session.do("key", "Home")
    session.do("key", "y")
    assert session.wait_for("decided c") == "onfirmed"
    session.do("key", "n")
    assert session.wait_for("decided confirmed") == "excluded"  # and it went on to the next by itself
    session.do("mousemove", x, y, "mousedown", 1)
    for step in range(1, 11):
        session.do("mousemove", x + (to_x - x) * step // 10, y + (to_y - y) * step // 10)
    session.do("mousemove", to_x + 3, to_y + 3, "mouseup", 1)
    assert session.wait_for("dialog") == "suspect.jpg"
