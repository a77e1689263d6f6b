"""A clip killed after its quick pass: searched and decided about, then looked through, nothing lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.program import Program
from tests.e2e.test_clip_kill import tracklets
from tests.e2e.test_kill import child_of

RATE = ("--video-fps", "1")
PATIENCE_S = 240.0


def states(case: Path) -> set[str]:
    """Return how far the case says that its clips are analysed."""
    try:
        with closing(sqlite3.connect(f"file:{case / 'case.db'}?mode=ro", uri=True, timeout=5)) as connection:
            return {state for (state,) in connection.execute("SELECT state FROM analysis")}
    except sqlite3.OperationalError:
        return set()


@pytest.mark.slow
def test_a_decision_made_on_the_quick_pass_survives_kill_and_whole_clip(
    program: Program, shared_samples: Path, tmp_path: Path
) -> None:
    clip = shared_samples / "video" / "vtest.avi"
    whole, killed = (program.new_case(tmp_path / name) for name in ("whole", "killed"))
    program.must("import", whole, clip, "--exhibit", "E1", *RATE, "--no-quick-pass", "--json")
    process = program.start("import", killed, clip, "--exhibit", "E1", *RATE, "--json")
    ends_s = time.monotonic() + PATIENCE_S
    while not states(killed) and process.poll() is None and time.monotonic() < ends_s:
        time.sleep(0.02)
    for pid in (process.pid, child_of(process.pid)):
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
    process.communicate()
    if states(killed) != {"quick"}:
        pytest.skip("this computer is through with the clip before it can be stopped")
    seen = program.must("show", killed, "sightings", "--json").json
    assert seen
    assert all(one["quick"] and one["start_s"] == one["end_s"] for one in seen)
    best = max(seen, key=lambda one: one["score"])["sighting_id"]
    search = program.must("search", killed, "--sighting", str(best), "--json").json
    listed = {one["sighting_id"] for one in search["candidates"]}
    assert listed <= {one["sighting_id"] for one in seen}
    program.must("decide", killed, str(best), "--verdict", "confirmed", "--reason", "the coat")
    assert program.must("verify", killed, "--json").json["ok"]

    again = program.must("analyse", killed, *RATE, "--json").json
    now = program.must("show", killed, "sightings", "--json").json
    assert again["sightings"] == len(now)
    assert [row for row in tracklets(program, killed) if row[0] != row[1]] == [
        row for row in tracklets(program, whole) if row[0] != row[1]
    ]
    [decided] = [one for one in now if one["decision"] == "confirmed"]
    assert not decided["quick"]
    assert (
        decided["start_s"] <= next(o for o in seen if o["sighting_id"] == best)["best_s"] <= decided["end_s"]
    )
    assert program.must("verify", killed, "--json").json["ok"]
