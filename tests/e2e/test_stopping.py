"""Stopped by the user, a command ends at a safe point and says so with its exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.program import Program, lay_out_phone

pytestmark = pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are a thing of POSIX")
PHOTOS = 30


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough photos for a moment's work."""
    folder = tmp_path_factory.mktemp("phone")
    lay_out_phone(folder, PHOTOS)
    return folder


def until_analysing(process: subprocess.Popen[str], case: Path) -> None:
    """Wait until the first scene was written."""
    while process.poll() is None and not any((case / "thumbs").rglob("*.jpg")):
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_import_stopped_from_the_terminal_keeps_what_was_done(
    program: Program, phone: Path, tmp_path: Path, number: signal.Signals
) -> None:
    case = program.new_case(tmp_path / "case")
    process = program.start("import", case, phone, "--exhibit", "E", "--json")
    until_analysing(process, case)
    os.killpg(process.pid, number)  # as a terminal does: parent and child alike
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in err
    assert "goes on with it" in err
    assert program.must("verify", case, "--json").json["ok"]
    again = program.must("import", case, phone, "--exhibit", "E", "--json").json
    assert (again["files_total"], again["failed"]) == (PHOTOS, 0)
    rest = program.must("analyse", case, "--json").json
    assert (rest["media"], rest["waiting"]) == (0, 0), "nothing is left to analyse"


def test_stopped_while_it_starts_there_is_no_traceback(program: Program, phone: Path, tmp_path: Path) -> None:
    case = program.new_case(tmp_path / "case")
    process = program.start("search", case, "--probe", next(phone.rglob("*.jpg")))
    while "numpy" not in Path(f"/proc/{process.pid}/maps").read_text():  # our own modules are being loaded
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode in {0, 130}
    assert "Traceback" not in err
