"""Killed within a clip, the analysis goes on where it stood and comes to the same."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import Program
from tests.e2e.test_kill import child_of

RATE = ("--video-fps", "3", "--no-quick-pass")
PATIENCE_S = 240.0


def kept_until_s(case: Path) -> float | None:
    """Return how far the case says that its clip has come."""
    try:
        with closing(sqlite3.connect(f"file:{case / 'case.db'}?mode=ro", uri=True, timeout=5)) as connection:
            row = connection.execute("SELECT until_s FROM clip_progress").fetchone()
    except sqlite3.OperationalError:
        return None
    return float(row[0]) if row else None


def tracklets(program: Program, case: Path) -> list[tuple[Any, ...]]:
    found = program.must("show", case, "sightings", "--json").json
    return sorted((s["start_s"], s["end_s"], s["best_s"], *s["box"], s["appearance"]) for s in found)


@pytest.mark.slow
def test_a_clip_killed_half_way_goes_on(program: Program, shared_samples: Path, tmp_path: Path) -> None:
    clip = shared_samples / "video" / "vtest.avi"
    whole, killed = (program.new_case(tmp_path / name) for name in ("whole", "killed"))
    bring = ("import", clip, "--exhibit", "E1", *RATE, "--json")
    program.must(bring[0], whole, *bring[1:])
    process = program.start(bring[0], killed, *bring[1:])
    ends_s = time.monotonic() + PATIENCE_S
    while kept_until_s(killed) is None and process.poll() is None and time.monotonic() < ends_s:
        time.sleep(0.05)
    until_s = kept_until_s(killed)
    child = child_of(process.pid)
    for pid in (process.pid, child):
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
    process.communicate()
    if until_s is None:
        pytest.skip("this computer is through with the clip before its state is kept for the first time")
    assert 0 < until_s < 79
    assert program.must("show", killed, "sightings", "--json").json == []
    again = program.must("analyse", killed, *RATE, "--json").json
    assert again["sightings"] == len(tracklets(program, whole))
    assert tracklets(program, killed) == tracklets(program, whole)
    assert kept_until_s(killed) is None
    assert program.must("verify", killed, "--json").json["ok"]
