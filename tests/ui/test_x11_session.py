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
WAIT_S = 60.0

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


Place = tuple[int, int]


def places(session: Session) -> tuple[Place, Place, Place, Place]:
    """Return where the file of the other window, the gallery, the probe area and the second card are."""
    numbers = [int(one) for one in session.wait_for("ready").split()]
    file, gallery, probe, card = zip(numbers[::2], numbers[1::2], strict=True)
    return file, gallery, probe, card


def drag(session: Session, start: Place, end: Place) -> None:
    """Drag with the mouse, as a hand does: in steps, and still for a moment at the end."""
    (x, y), (to_x, to_y) = start, end
    session.do("mousemove", x, y, "mousedown", 1)
    for step in range(1, 11):
        session.do("mousemove", x + (to_x - x) * step // 10, y + (to_y - y) * step // 10)
    session.do("mousemove", to_x + 3, to_y + 3, "mouseup", 1)


def find_command(session: Session, letters: str) -> None:
    """Do a command by a few letters of its name."""
    session.do("key", "ctrl+shift+p")
    session.wait_for("open PaletteDialog")
    session.do("type", letters)
    session.do("key", "Return")


def test_sightings_are_decided_by_key_and_a_dragged_file_is_offered_for_import(session: Session) -> None:
    file, gallery, _, _ = places(session)
    session.do("key", "Home")
    session.do("key", "y")
    assert session.wait_for("decided c") == "onfirmed"
    session.do("key", "n")
    assert session.wait_for("decided confirmed") == "excluded"  # and it went on to the next by itself
    drag(session, file, gallery)
    assert session.wait_for("dialog") == "suspect.jpg"


def test_a_card_and_a_file_dragged_on_the_probe_area_are_looked_for(session: Session) -> None:
    file, _, probe, card = places(session)
    drag(session, card, probe)
    assert session.wait_for("asked SearchRequest") == "1"
    drag(session, file, probe)
    assert session.wait_for("asked LookRequest") == "1"


def test_queues_grades_and_notes_are_worked_by_keyboard_alone(session: Session) -> None:
    places(session)
    session.do("key", "Home")
    session.do("key", "b")
    session.wait_for("asked BookmarkRequest")
    session.do("key", "q")
    session.wait_for("open QueuesDialog")
    session.do("key", "Down", "Down", "Return")  # all, undecided, bookmarked
    assert session.wait_for("shown 1 ") == "review"
    session.wait_for("back")
    session.do("key", "g")
    session.wait_for("open GradeDialog")
    session.do("key", "3")
    assert session.wait_for("asked GradeRequest") == "1"
    session.wait_for("back")
    session.do("key", "ctrl+shift+n")
    session.wait_for("open NotesDialog")
    session.do("type", "limps")
    session.do("key", "Tab", "Tab", "space")  # close, keep: what cannot be used is passed over
    assert session.wait_for("asked NoteRequest") == "1"


def test_the_dialogs_of_oversight_are_opened_and_left_by_keyboard_alone(session: Session) -> None:
    places(session)
    for letters, name in (
        ("authority", "AuthorityDialog"),
        ("policy", "PolicyDialog"),
        ("roles", "RolesDialog"),
        ("snapshots", "SnapshotsDialog"),
        ("purge", "PurgeDialog"),
        ("judge a model", "EvaluationDialog"),
        ("export", "ExportDialog"),
    ):
        find_command(session, letters)
        session.wait_for(f"open {name}")
        session.do("key", "Escape")
        session.wait_for("back")
